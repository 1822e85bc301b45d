public import ClinicDomain
internal import Crypto
public import HubCore
public import SyncProtocol

/// A hub with sites whose logs are written by hand, and a clock that is moved by hand.
public final class HubBench<Store: HubStore> {
  public let hub: Hub<Store>
  public var now = Instant(milliseconds: 1_780_000_000_000)
  private var made = 0

  public init(_ store: Store) { hub = Hub(store: store) }

  public func advance(hours: Int64) { now = now.adding(milliseconds: hours * 3_600_000) }

  public func id(_ number: Int) -> String {
    let digits = String(number)
    return "01980000-0000-7000-8000-" + String(repeating: "0", count: 12 - digits.count) + digits
  }

  public func nextID() -> String {
    made += 1
    return id(100_000 + made)
  }

  /// A site that joined.
  public func site(_ prefix: String) throws -> BenchSite<Store> {
    let code = "CODE-\(prefix)"
    try hub.offer(code: code, name: prefix, at: now)
    let id = nextID()
    let answer = try hub.enrol(request(code: code, site: id, prefix: prefix), at: now)
    return BenchSite(bench: self, id: id, epoch: answer.epoch)
  }

  public func request(code: String, site: String, prefix: String) -> EnrolmentRequest {
    let key = BinaryText.base64([UInt8](repeating: UInt8(prefix.utf8.count), count: 32))
    return EnrolmentRequest(
      code: code, site: site, name: "Site \(prefix)", prefix: prefix, signingKey: key,
      agreementKey: key)
  }

  /// All entries of the feed, as a reader who has nothing gets them.
  public func feed() throws -> [FeedEntry] {
    try hub.store.read { tx in try tx.feed(after: 0, limit: 100_000) }
  }

  /// The hub's own entries of an entity.
  public func made(_ entity: String) throws -> [SyncEntry] {
    let identity = try hub.store.read { tx in try tx.identity() }
    return try feed().map(\.entry).filter { $0.site == identity.hub && $0.entity == entity }
  }

  public func document(_ entity: String, _ id: String) throws -> JSONObject? {
    let reference = DocumentReference(entity, id)
    return try hub.store.read { tx in try tx.documents([reference])[reference]?.document.body }
  }

  public func reservation(of visit: String) throws -> String? {
    try document("appointment", visit)?["reservation"]?.stringValue
  }
}

/// One site's log, written by hand.
public final class BenchSite<Store: HubStore> {
  public let bench: HubBench<Store>
  public let id: String
  public var epoch: Int64
  public private(set) var sequence: Int64 = 0
  public private(set) var hash = SyncEntry.noPreviousHash
  private var clock: Int64 = 0

  init(bench: HubBench<Store>, id: String, epoch: Int64) {
    self.bench = bench
    self.id = id
    self.epoch = epoch
  }

  public func begin(_ answer: EpochAnswer) {
    epoch = answer.epoch
    sequence = 0
    hash = SyncEntry.noPreviousHash
  }

  /// Writes the next entry of the log.
  public func entry(
    _ operation: SyncOperation, _ entity: String, _ entityID: String, _ body: JSONObject,
    base: [String: Int64] = [:], transaction: String? = nil, id: String? = nil,
    version: Int64 = SyncEntry.formatVersion
  ) -> PushedEntry {
    sequence += 1
    clock = max(clock + 1, bench.now.milliseconds << 16)
    let entry = SyncEntry(
      version: version, site: self.id, epoch: epoch, sequence: sequence,
      id: id ?? bench.nextID(), transaction: transaction ?? bench.nextID(), timestamp: clock,
      actor: "user:\(self.id)", schema: 1, entity: entity, entityID: entityID,
      operation: operation, base: base, body: .object(body), previousHash: hash)
    hash = entry.hash { Array(SHA256.hash(data: $0)) }
    return .entry(entry)
  }

  @discardableResult
  public func push(_ entries: PushedEntry...) throws -> PushAnswer {
    try bench.hub.push(PushRequest(epoch: epoch, entries: entries), from: id, at: bench.now)
  }

  /// Pulls everything, so that the site has its lease.
  @discardableResult
  public func pull() throws -> FeedPage {
    let epoch = try bench.hub.store.read { tx in try tx.identity().epoch }
    let head = try bench.hub.store.read { tx in try tx.feedHead().sequence }
    return try bench.hub.feed(
      for: id, after: FeedPosition(hubEpoch: epoch, sequence: head), at: bench.now)
  }

  /// An appointment from an hour of a day to come, as the sites log it.
  public func visit(
    _ id: String, practitioner: String, patient: String, hour: Int, minutes: Int = 30,
    reservation: String = "confirmed", room: String? = nil,
    exclusivity: JSONValue = ["exclusive": [:]], transaction: String? = nil
  ) -> PushedEntry {
    entry(
      .create, "appointment", id,
      Self.visitBody(
        practitioner: practitioner, patient: patient, hour: hour, minutes: minutes,
        reservation: reservation, room: room, exclusivity: exclusivity),
      transaction: transaction)
  }

  public static func time(hour: Int, minutes: Int) -> JSONValue {
    let day = 20_700
    let start = day * 1440 + hour * 60 + 180
    let slot: JSONValue = [.int(Int64(start)), .int(Int64(start + minutes))]
    return [
      "date": .int(Int64(day)), "start": .int(Int64(hour * 60)), "minutes": .int(Int64(minutes)),
      "zone": "America/Sao_Paulo", "slot": slot, "busy": slot,
    ]
  }

  private static func visitBody(
    practitioner: String, patient: String, hour: Int, minutes: Int, reservation: String,
    room: String?, exclusivity: JSONValue
  ) -> JSONObject {
    var body = JSONObject([
      ("practitioner", .string(practitioner)), ("patient", .string(patient)),
      ("status", "booked"), ("reservation", .string(reservation)), ("kind", "first"),
      ("exclusivity", exclusivity), ("time", time(hour: hour, minutes: minutes)),
    ])
    body["room"] = room.map { .string($0) }
    return body
  }
}

/// What a scenario found that should not be.
public struct ScenarioFailure: Error, CustomStringConvertible {
  public let description: String
}

func expect(
  _ isSo: @autoclosure () throws -> Bool, _ what: String, line: UInt = #line
) throws {
  guard try isSo() else { throw ScenarioFailure(description: "line \(line): \(what)") }
}

func expectEqual<Value: Equatable>(
  _ found: Value, _ wanted: Value, line: UInt = #line
) throws {
  guard found == wanted else {
    throw ScenarioFailure(description: "line \(line): \(found) is not \(wanted)")
  }
}

func expectProblem(
  _ code: HubProblem.Code, line: UInt = #line, _ body: () throws -> Void
) throws {
  do {
    try body()
  } catch let problem as HubProblem {
    return try expectEqual(problem.code, code, line: line)
  }
  throw ScenarioFailure(description: "line \(line): no problem, where \(code) was expected")
}
