import ClinicDomain
import SyncClient
import SyncProtocol

/// A site's data in memory, with the promises of `SiteStore`.
final class ScriptedSite: SiteStore {
  static let id = "01900000-0000-7000-8000-000000000001"
  static let hubID = "01900000-0000-7000-8000-0000000000ff"

  struct Broken: Error {}

  var enrolment: Enrolment? = Enrolment(
    address: "https://hub.example", hub: hubID, site: id, siteNumber: 1,
    leaseUntil: Instant(milliseconds: 0))
  var epoch: Int64 = 1
  var log: [SyncEntry] = []
  var acknowledged: Int64 = 0
  var witnessed: Witness?
  var cursor = FeedPosition(hubEpoch: 1, sequence: 0)
  var keyCursor: Int64 = 0
  var quarantined: [String: String] = [:]
  var taken: [FeedItem] = []
  var requests = 0
  var grants: [KeyGrant] = []
  var receivedKeys: [KeyGrant] = []
  var directory: Directory?
  var staged = 0
  var kept: [SyncFailure?] = []
  /// What was called, in its order.
  var calls: [String] = []
  /// The calls that fail once, by their names.
  var broken: Set<String> = []

  /// Writes transactions of so many entries each.
  func write(_ sizes: Int...) {
    for size in sizes {
      let number = (log.last?.transaction).flatMap { Int($0.dropFirst()) } ?? 0
      for _ in 0..<size { append(transaction: "t\(number + 1)") }
    }
  }

  private func append(transaction: String) {
    let sequence = Int64(log.count) + 1
    log.append(
      SyncEntry(
        site: Self.id, epoch: epoch, sequence: sequence, id: "e\(sequence)",
        transaction: transaction, timestamp: sequence << 16, actor: "user:1", schema: 1,
        entity: "patient", entityID: "p\(sequence)", operation: .create,
        body: .object(JSONObject([("name", .string("Ana"))])),
        previousHash: SyncEntry.noPreviousHash))
  }

  private func called(_ name: String) throws {
    calls.append(name)
    if broken.remove(name) != nil { throw Broken() }
  }

  func standing() throws -> SiteStanding {
    try called("standing")
    return SiteStanding(
      enrolment: enrolment, epoch: epoch, lastSequence: Int64(log.count), lastHash: "h",
      acknowledged: acknowledged, witnessed: witnessed, feed: cursor, keyCursor: keyCursor,
      stagedCount: staged)
  }

  func nextPush(entryLimit: Int, byteLimit: Int) throws -> PushRequest? {
    try called("nextPush")
    var entries: [PushedEntry] = []
    var rest = log.dropFirst(Int(acknowledged))
    while let first = rest.first {
      let transaction = rest.prefix { $0.transaction == first.transaction }
      guard entries.isEmpty || entries.count + transaction.count <= entryLimit else { break }
      entries += transaction.map { entry in
        quarantined[entry.transaction] == nil
          ? .entry(entry)
          : .placeholder(
            sequence: entry.sequence, previousHash: entry.previousHash, hash: "h")
      }
      rest = rest.dropFirst(transaction.count)
    }
    return entries.isEmpty ? nil : PushRequest(epoch: epoch, entries: entries)
  }

  func settle(_ push: PushRequest, _ answer: PushAnswer, at now: Instant) throws {
    try called("settle")
    acknowledged = max(acknowledged, answer.acknowledged)
    witnessed = Witness(epoch: epoch, acknowledged: acknowledged)
  }

  func rewind(to acknowledged: Int64, at now: Instant) throws {
    try called("rewind")
    self.acknowledged = acknowledged
    witnessed = Witness(epoch: epoch, acknowledged: acknowledged)
  }

  func quarantine(transaction: String, reason: String, at now: Instant) throws {
    try called("quarantine")
    quarantined[transaction] = reason
  }

  func takeIn(_ page: FeedPage, at now: Instant) throws {
    try called("takeIn")
    if page.hubEpoch != cursor.hubEpoch {
      cursor = FeedPosition(hubEpoch: page.hubEpoch, sequence: 0)
    }
    for item in page.items {
      guard item.sequence == cursor.sequence + 1 else {
        throw FeedGap(expected: cursor.sequence + 1, found: item.sequence)
      }
      cursor.sequence = item.sequence
      taken.append(item)
    }
  }

  func decideRequests(at now: Instant) throws -> Int {
    try called("decide")
    defer { requests = 0 }
    for _ in 0..<requests { write(1) }
    return requests
  }

  func begin(_ epoch: EpochAnswer, at now: Instant) throws {
    try called("begin")
    let rest = Array(log.dropFirst(Int(epoch.acknowledged)))
    self.epoch = epoch.epoch
    log = []
    acknowledged = 0
    for entry in rest { append(transaction: entry.transaction) }
    witnessed = Witness(epoch: epoch.epoch, acknowledged: 0)
  }

  func ownKeyGrantsToSend(limit: Int) throws -> [KeyGrant] {
    Array(grants.filter { $0.recipient == Self.id }.prefix(limit))
  }

  func keyGrantsToSend(limit: Int) throws -> [KeyGrant] {
    try called("keyGrantsToSend")
    return Array(grants.filter { $0.recipient != Self.id }.prefix(limit))
  }

  func markSent(_ grants: [KeyGrant]) throws {
    try called("markSent")
    self.grants.removeAll { grants.contains($0) }
  }

  func takeIn(_ page: KeyGrantPage, at now: Instant) throws {
    try called("takeInKeys")
    receivedKeys += page.grants
    keyCursor = page.cursor
  }

  func takeIn(_ directory: Directory, at now: Instant) throws {
    try called("takeInDirectory")
    self.directory = directory
  }

  func keep(failure: SyncFailure?, at now: Instant) throws {
    try called("keep")
    kept.append(failure)
  }

  func replayStaged() -> Int {
    calls.append("replay")
    defer { staged = 0 }
    return staged
  }
}
