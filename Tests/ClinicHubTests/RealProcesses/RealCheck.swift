import ClinicDomain
import Crypto
import Foundation
import GRDB
import HubCore
import SampleClinic
import Storage
import SyncProtocol

@testable import ClinicHub

/// Looks at hub and sites from the outside, after everything has come to rest; says what is wrong.
struct RealCheck {
  let hub: Hub<PostgresStore>
  let sites: [RealSite]
  private let feed: [FeedEntry]
  private let documents: [ReplicatedDocument]

  init(hub: Hub<PostgresStore>, sites: [RealSite]) throws {
    (self.hub, self.sites) = (hub, sites)
    feed = try hub.store.read { try $0.feed(after: 0, limit: 10_000_000) }
    var documents: [ReplicatedDocument] = []
    try hub.store.read { try $0.eachDocument { documents.append($0) } }
    self.documents = documents
  }

  var entryCount: Int { feed.count }
  private var visits: [ReplicatedDocument] { documents.filter { $0.entity == "appointment" } }

  func problems(_ attempts: [RealWriter.Attempt], _ desks: [RealDesk]) throws -> [String] {
    try feedProblems() + bookingProblems(attempts, desks) + deskProblems(desks) + overlaps()
      + refusalProblems() + siteProblems()
  }

  /// The feed is dense and holds every entry once.
  private func feedProblems() -> [String] {
    var problems: [String] = []
    if feed.map(\.sequence) != Array(1...Int64(max(1, feed.count))) {
      problems.append("the feed has gaps")
    }
    let ids = Set(feed.map(\.entry.id))
    if ids.count != feed.count { problems.append("\(feed.count - ids.count) entries came twice") }
    return problems
  }

  /// What a desk was told is at the hub, once.
  private func bookingProblems(
    _ attempts: [RealWriter.Attempt], _ desks: [RealDesk]
  ) -> [String] {
    var made: [String: Int] = [:]
    for entry in feed.map(\.entry) where entry.entity == "appointment" && entry.operation == .create
    {
      made[entry.entityID, default: 0] += 1
    }
    var problems: [String] = []
    let told = attempts.compactMap(\.id) + desks.flatMap(\.told.visits.keys)
    for id in told where made[id] != 1 {
      problems.append("visit \(id) was made \(made[id] ?? 0) times")
    }
    for (id, count) in made where count > 1 { problems.append("visit \(id) came \(count) times") }
    // Of what was killed or kept aside nobody knows the name: no more than that can be there.
    let possible =
      attempts.count { [0, 3, 8, 128 + SIGKILL].contains($0.status) }
      + desks.reduce(0) { $0 + $1.told.visits.count + $1.told.staged.count + $1.program.starts }
    if made.count > possible { problems.append("\(made.count) visits of \(possible) tries") }
    let status = Dictionary(uniqueKeysWithValues: visits.map { ($0.id, $0.body["status"]) })
    for attempt in attempts where attempt.status == 0 {
      if case .cancel(let id) = attempt.act, status[id] != .some("cancelled") {
        problems.append("visit \(id) was cancelled and is \(String(describing: status[id]))")
      }
    }
    return problems
  }

  /// What the desks that stay open were told is there; what was kept aside was carried out, or is a
  /// task.
  private func deskProblems(_ desks: [RealDesk]) throws -> [String] {
    var entries: [String: [SyncEntry]] = [:]
    for entry in feed.map(\.entry) where entry.entity == "patient" {
      entries[entry.entityID, default: []].append(entry)
    }
    let status = Dictionary(uniqueKeysWithValues: visits.map { ($0.id, $0.body["status"]) })
    var problems: [String] = []
    for desk in desks {
      problems += desk.told.surprises
      for id in desk.told.patients {
        let count = entries[id]?.count { $0.operation == .create } ?? 0
        if count != 1 { problems.append("patient \(id) was registered \(count) times") }
      }
      for (id, town) in desk.told.changes {
        // The next change of the same patient may have taken the same town's name.
        let count = entries[id]?.count { $0.body.canonicalText.contains("\"\(town)\"") } ?? 0
        if count < 1 { problems.append("a change of patient \(id) is gone") }
      }
      for (id, told) in desk.told.visits
      where told == "cancelled" && status[id] != .some("cancelled") {
        problems.append("visit \(id) was cancelled and is \(String(describing: status[id]))")
      }
      for id in desk.told.staged {
        let made = status[id] == nil ? 0 : 1
        let tasks = try desk.site.count(
          "SELECT count(*) FROM replay_task WHERE entity_id = ?", [id])
        if made + tasks != 1 {
          problems.append("visit \(id), kept aside: made \(made), \(tasks) tasks")
        }
      }
    }
    return problems
  }

  private static let live: Set<JSONValue> = [
    "pending", "booked", "arrived", "checked-in", "fulfilled",
  ]

  /// No time was given twice.
  private func overlaps() throws -> [String] {
    var problems: [String] = []
    for party in ["practitioner", "patient"] {
      var times: [String: [(TimeSlot, String)]] = [:]
      for visit in visits {
        guard let status = visit.body["status"], Self.live.contains(status),
          ["local", "held", "confirmed"].contains(visit.body["reservation"]),
          let name = visit.body[party]?.stringValue, let busy = visit.body["time"]?["busy"]
        else { continue }
        times[name, default: []].append((try busy.decode(TimeSlot.self), visit.id))
      }
      for list in times.values {
        let sorted = list.sorted { $0.0.startMinute < $1.0.startMinute }
        for (first, second) in zip(sorted, sorted.dropFirst()) where first.0.overlaps(second.0) {
          problems.append("\(party): visits \(first.1) and \(second.1) overlap")
        }
      }
    }
    return problems
  }

  /// Whoever lost a time has one compensation and one task at the desk.
  private func refusalProblems() throws -> [String] {
    var compensations: [String: Int] = [:]
    for entry in feed.map(\.entry) where entry.body["reservation"] == "refused" {
      compensations[entry.entityID, default: 0] += 1
    }
    var tasks: [String: Int] = [:]
    for document in documents where document.entity == RebookTask.entity {
      let task = try JSONValue.object(document.body).decode(RebookTask.self)
      tasks[task.appointment, default: 0] += 1
    }
    var problems: [String] = []
    for visit in visits where visit.body["reservation"] == "refused" {
      if compensations[visit.id] != 1 {
        problems.append("visit \(visit.id) was refused \(compensations[visit.id] ?? 0) times")
      }
      guard let status = visit.body["status"], Self.live.contains(status) else { continue }
      if tasks[visit.id] != 1 {
        problems.append("refused visit \(visit.id) has \(tasks[visit.id] ?? 0) tasks")
      }
    }
    for visit in visits where visit.body["reservation"] == "requested" {
      guard let status = visit.body["status"], Self.live.contains(status) else { continue }
      problems.append("nobody decided about visit \(visit.id)")
    }
    return problems
  }

  /// Every site has what the hub has, nothing waits, and its file is sound.
  private func siteProblems() throws -> [String] {
    var hash = SHA256()
    for document in documents { hash.update(data: CanonicalDump.line(document)) }
    let expected = BinaryText.hex(Array(hash.finalize()))
    var problems: [String] = []
    for site in sites {
      let (status, lines) = try site.run(["check", "--json"])
      if status != 0 { problems.append("site \(site.index): check says \(lines)") }
      let service = try site.clinic.open()
      if try service.canonicalHash() != expected {
        problems.append("site \(site.index) differs: \(try differences(service).prefix(3))")
      }
      let standing = try service.standing()
      if standing.acknowledged != standing.lastSequence || standing.stagedCount > 0 {
        problems.append("site \(site.index): \(standing)")
      }
      let unplaced = try service.unplacedDocuments()
      if !unplaced.isEmpty {
        problems.append("site \(site.index): \(unplaced.count) unplaced \(unplaced.prefix(3))")
      }
      let held = try service.quarantined()
      if !held.isEmpty { problems.append("site \(site.index): quarantine \(held.prefix(3))") }
      let torn = try service.answer(
        ReadSyncStatus(entryCount: 0), as: SampleClinic.systemOperator, now: .system()
      ).tornCount
      if torn > 0 { problems.append("site \(site.index): \(torn) torn") }
      try service.close()
    }
    return problems
  }

  /// Documents that are not the hub's, both ways.
  private func differences(_ service: ClinicService) throws -> [String] {
    var known: [String: String] = [:]
    for document in documents {
      known["\(document.entity) \(document.id)"] = document.json.canonicalText
    }
    var found: [String] = []
    try service.forEachDocument { document in
      let text = document.json.canonicalText
      let name = "\(document.entity) \(document.id)"
      if let other = known.removeValue(forKey: name) {
        if other != text { found.append("site \(text) hub \(other)") }
      } else {
        found.append("the hub lacks \(name)")
      }
    }
    return found + known.keys.map { "the site lacks \($0)" }
  }
}
