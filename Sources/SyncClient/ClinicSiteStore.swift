public import ClinicDomain
public import Storage
public import SyncProtocol

/// The engine's port over a clinic's data: each call is one transaction, done as the worker.
public final class ClinicSiteStore: SiteStore {
  private let service: ClinicService
  private let actor: Actor
  private let readAhead: ReadAhead?

  /// `actor` is who the worker runs as, for the audit trail; one that reads ahead makes the next push
  /// ready while the last one is on its way.
  public init(service: ClinicService, actor: Actor, readsAhead: Bool = false) {
    self.service = service
    self.actor = actor
    readAhead = readsAhead ? ReadAhead(service: service) : nil
  }

  public func standing() throws -> SiteStanding { try service.standing() }

  public func nextPush(entryLimit: Int, byteLimit: Int) throws -> PushRequest? {
    guard let readAhead else {
      return try service.nextPush(entryLimit: entryLimit, byteLimit: byteLimit)
    }
    let limits = ReadAhead.Limits(entries: entryLimit, bytes: byteLimit)
    let next =
      try readAhead.take(limits)
      ?? service.nextPush(entryLimit: entryLimit, byteLimit: byteLimit)
    if let next, next.entries.count > Self.worthReadingAhead {
      readAhead.begin(after: next, limits)
    }
    return next
  }

  /// After a push of fewer entries nothing more waits, most times.
  private static let worthReadingAhead = 100

  public func settle(_ push: PushRequest, _ answer: PushAnswer, at now: Instant) throws {
    try service.settle(push, answer, now: now)
  }

  public func rewind(to acknowledged: Int64, at now: Instant) throws {
    try service.rewind(to: acknowledged, now: now)
  }

  public func quarantine(transaction: String, reason: String, at now: Instant) throws {
    try service.quarantine(transaction: transaction, reason: reason, as: actor, now: now)
  }

  public func takeIn(_ page: FeedPage, at now: Instant) throws {
    try service.takeIn(page, as: actor, now: now)
  }

  public func decideRequests(at now: Instant) throws -> Int {
    try service.decideRequests(as: actor, now: now)
  }

  public func begin(_ epoch: EpochAnswer, at now: Instant) throws {
    try service.begin(epoch, as: actor, now: now)
  }

  public func ownKeyGrantsToSend(limit: Int) throws -> [KeyGrant] {
    try service.ownKeyGrantsToSend(limit: limit)
  }

  public func keyGrantsToSend(limit: Int) throws -> [KeyGrant] {
    try service.keyGrantsToSend(limit: limit)
  }

  public func markSent(_ grants: [KeyGrant]) throws { try service.markSent(grants) }

  public func takeIn(_ page: KeyGrantPage, at now: Instant) throws {
    try service.takeIn(page, as: actor, now: now)
  }

  public func takeIn(_ directory: Directory, at now: Instant) throws {
    try service.takeIn(directory, as: actor, now: now)
  }

  public func keep(failure: SyncFailure?, at now: Instant) throws {
    try service.keep(failure: failure, now: now)
  }

  public func keep(failure: SyncFailure?, nextTry: Instant?, at now: Instant) throws {
    try service.keep(failure: failure, nextTry: nextTry, now: now)
  }

  public func piecesToSend(limit: Int) throws -> [String] {
    try service.piecesToSend(limit: limit)
  }

  public func piece(_ hash: String) throws -> [UInt8]? { try service.piece(hash) }

  public func markSent(pieces: [String]) throws { try service.markSent(pieces: pieces) }

  public func piecesToFetch(limit: Int) throws -> [String] {
    try service.piecesToFetch(limit: limit)
  }

  public func keep(piece bytes: [UInt8]?, named hash: String) throws -> Bool {
    try service.keep(piece: bytes, named: hash)
  }

  public func replayStaged() -> Int {
    let report: ReplayReport = service.replayStaged()
    return report.done + report.refused
  }
}
