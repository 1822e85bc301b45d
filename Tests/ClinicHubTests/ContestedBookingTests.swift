import ClinicDomain
import Crypto
import Foundation
import HubCore
import SyncProtocol
import Testing

@testable import ClinicHub

/// A crowd that wants the same few times of the same practitioners, through two instances.
///
/// CLINIC_CONTEST says how many bookings; without it there are as many as a test may take.
@Suite(.enabled(if: PrivatePostgres.isInstalled, "PostgreSQL is not installed"))
struct ContestedBookingTests {
  private let bookings: Int
  private let connections: Int
  private let practitioners = 10
  /// Nine visits fit a practitioner's day, for each there are about ten who want one.
  private let days: Int

  init() {
    let wanted = ProcessInfo.processInfo.environment["CLINIC_CONTEST"].flatMap { Int($0) }
    bookings = wanted ?? 2000
    days = max(1, bookings / 1000)
    // Each takes a file descriptor here; some are left for the rest of the tests.
    connections = min(max(bookings, 8000), OpenFiles.allowMost() - 500)
  }

  @Test func `each booking is answered, none overlaps, who came first has the time`() throws {
    let address = try #require(PrivatePostgres.shared).makeDatabase()
    let processes = try [HubProcess(database: address), HubProcess(database: address)]
    let hub = Hub(store: PostgresStore(address: address))
    let sites = try registerSites(min(connections, bookings), at: hub)
    let crowd = try Crowd(connections, ports: processes.map(\.port))
    var turns = [Int](repeating: 0, count: connections)
    // What a site asks again, as its request waited until its date was no longer good.
    var again: [Int: [UInt8]] = [:]
    var (granted, refused, late) = (0, 0, 0)
    let started = ContinuousClock.now
    try crowd.talk { index in
      // The rest hold their connections and ask nothing.
      guard index < sites.count else { return nil }
      if let push = again[index] { return try request(sites[index], push) }
      let number = index + turns[index] * sites.count
      guard number < bookings else { return nil }
      turns[index] += 1
      let push = sites[index].body(booking(of: sites[index], number: number))
      again[index] = push
      return try request(sites[index], push)
    } answered: { index, answer in
      let json = try JSONValue(parsing: answer.body)
      if answer.status == 401, json["code"] == "clock" {
        late += 1
        return
      }
      try #require(answer.status == 200, "\(json)")
      again[index] = nil
      switch try json.decode(PushAnswer.self).items.first?.outcome {
      case .applied: granted += 1
      case .refused: refused += 1
      default: Issue.record("\(json)")
      }
    }
    let elapsed = ContinuousClock.now - started
    print(
      "\(bookings) bookings over \(connections) connections: \(elapsed), \(granted) granted,",
      "\(late) asked again")
    #expect(granted + refused == bookings)
    try checkBookings(hub, granted: granted, refused: refused)
  }

  private func registerSites(_ count: Int, at hub: Hub<PostgresStore>) throws -> [TestSite] {
    let now = Instant.system()
    let sites = (0..<count).map { _ in TestSite(base: "") }
    try hub.store.write { tx in
      for (number, site) in sites.enumerated() {
        site.epoch = 1
        let key = BinaryText.base64(Array(site.key.publicKey.rawRepresentation))
        try tx.keep(
          SiteRecord(
            site: site.id, number: Int64(number + 1), name: "Site", prefix: "\(number)",
            signingKey: key, agreementKey: key, epoch: 1, leaseUntil: now, lastSeen: now))
      }
    }
    return sites
  }

  private func booking(of site: TestSite, number: Int) -> PushedEntry {
    // Some hours of each day, from any tenth minute: most of them overlap.
    let day = Int64(20_700 + number / practitioners % days)
    let minute = Int64(8 * 60 + number / 7 % 24 * 10)
    let start = day * 1440 + minute
    let slot: JSONValue = [.int(start), .int(start + 30)]
    let time: JSONValue = [
      "date": .int(day), "start": .int(minute), "minutes": 30, "zone": "UTC", "slot": slot,
      "busy": slot,
    ]
    let body = JSONObject([
      ("practitioner", .string("d\(number % practitioners)")),
      ("patient", .string(TestSite.newID())), ("status", "booked"), ("reservation", "requested"),
      ("time", time), ("exclusivity", .object(JSONObject([("exclusive", .object(JSONObject()))]))),
    ])
    return site.entry("appointment", TestSite.newID(), body)
  }

  private func request(_ site: TestSite, _ push: [UInt8]) throws -> [UInt8] {
    let signed = try site.sign("POST", SyncAPI.entries(of: site.id), push)
    var head = "POST \(signed.target) HTTP/1.1\r\nhost: hub\r\ncontent-length: \(push.count)\r\n"
    for (name, value) in signed.headers { head += "\(name): \(value)\r\n" }
    return Array((head + "\r\n").utf8) + push
  }

  /// Replays the feed as a reader would: each decision has to fit what came before it.
  private func checkBookings(_ hub: Hub<PostgresStore>, granted: Int, refused: Int) throws {
    var asked: [String: (practitioner: String, time: TimeSlot)] = [:]
    var held: [String: [TimeSlot]] = [:]
    var (confirmed, turnedDown, tasks, place) = (0, 0, 0, Int64(0))
    let own = try hub.store.read { tx in try tx.identity() }.hub
    while true {
      let page = try hub.store.read { tx in try tx.feed(after: place, limit: 5000) }
      guard let last = page.last else { break }
      #expect(page.map(\.sequence) == Array(place + 1...last.sequence))
      place = last.sequence
      for entry in page.map(\.entry) {
        if entry.entity == RebookTask.entity { tasks += 1 }
        guard entry.entity == "appointment" else { continue }
        guard entry.site == own else {
          let slot = try #require(entry.body["time"]?["busy"]).decode(TimeSlot.self)
          asked[entry.entityID] = (try #require(entry.body["practitioner"]?.stringValue), slot)
          continue
        }
        let (practitioner, time) = try #require(asked[entry.entityID])
        let isFree = !(held[practitioner] ?? []).contains { $0.overlaps(time) }
        let isConfirmed = entry.body["reservation"] == "confirmed"
        #expect(isConfirmed == isFree, "the feed's order is not that of the decisions")
        if isConfirmed { held[practitioner, default: []].append(time) }
        (confirmed, turnedDown) =
          isConfirmed ? (confirmed + 1, turnedDown) : (confirmed, turnedDown + 1)
      }
    }
    #expect(asked.count == bookings)
    #expect(confirmed == granted && confirmed > 0)
    #expect(turnedDown == refused && turnedDown > 0)
    #expect(tasks == refused)
  }
}
