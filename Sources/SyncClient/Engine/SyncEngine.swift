public import ClinicDomain
import SyncProtocol

/// Carries a site's log to the hub and brings the feed back: a state machine that does one thing a
/// step, so that a test can stop it between any two.
///
/// Clock, randomness, transport and store are handed in. It keeps nothing that is not in the store or
/// can't be found out again: a process that dies in a turn is repaired by the next one.
public final class SyncEngine {
  public private(set) var state = SyncState.resting

  let store: any SiteStore
  let transport: any HubTransport
  let clock: () -> Instant
  let policy: RetryPolicy
  private var random: any RandomNumberGenerator

  /// Failures in a row, with no progress between: the wait grows with them.
  var failures = 0
  /// Failures of the way to the hub in a row.
  private var lostTries = 0
  /// Something triggered a turn during this one.
  private var isAskedAgain = false
  /// What may be on record at the store as the last failure.
  private var mayHaveKeptFailure = true
  /// The file's place in the log belongs to another: a new epoch is needed before anything is pushed.
  var mustRenew: EpochReason?
  /// When the store was last told that all went well: the screens tell of the last contact.
  private var keptSuccessAt: Instant?
  private var directoryAt: Instant?
  private var greetedAt: Instant?
  var turn = Turn()

  /// What is known within one turn.
  struct Turn {
    var hasPushed = false
    var hasPulled = false
    var hasDecided = false
    /// The hub's feed began anew.
    var isHubRestored = false
    var renewals = 0
    /// How many pieces of files may still go either way, and which were asked for.
    var piecesLeft = SyncEngine.piecesPerTurn
    var soughtPieces: Set<String> = []
    var hasMovedPieces = false
    /// Why nothing may be pushed.
    var held: SyncFailure?
  }

  /// How long the list of sites and a greeting are good for, in milliseconds.
  static let freshness: Int64 = 600_000
  /// How old what the screens tell of the last contact may be, in milliseconds.
  static let contactFreshness: Int64 = 60_000
  /// So many bad transactions in a row end a turn: the fault may be the hub's.
  static let poisonLimit = 5
  /// So many times the same question is asked again within a turn.
  static let repeatLimit = 3

  public init(
    store: any SiteStore, transport: any HubTransport, random: any RandomNumberGenerator,
    policy: RetryPolicy = RetryPolicy(), clock: @escaping () -> Instant
  ) {
    self.store = store
    self.transport = transport
    self.random = random
    self.policy = policy
    self.clock = clock
  }

  /// When the next step is due; nil while nothing but a trigger brings one.
  public var nextDue: Instant? {
    switch state {
    case .resting: nil
    case .working: clock()
    case .waiting(let wait): wait.until
    }
  }

  /// Tells of a reason to work.
  ///
  /// - Returns: whether a turn began; during one the reason is kept for another after it.
  @discardableResult
  public func wake(_ trigger: SyncTrigger) -> Bool {
    if trigger == .person {
      // Who asks wants to see all of it anew.
      directoryAt = nil
      keptSuccessAt = nil
    }
    switch state {
    case .working:
      isAskedAgain = true
      return false
    case .waiting(let wait) where wait.isOpen && !trigger.passesBreaker:
      return false
    case .resting, .waiting:
      begin()
      return true
    }
  }

  /// Does the next thing, if one is due.
  public func step() -> SyncEvent {
    switch state {
    case .resting:
      return .nothing
    case .waiting(let wait):
      guard wait.isOver(at: clock()) else { return .nothing }
      begin()
      return .began(.retry)
    case .working(let step):
      do {
        return try perform(step)
      } catch let failure as HubFailure {
        return fail(failure)
      } catch {
        return fail(HubFailure(.storage))
      }
    }
  }

  /// Works until the turn is over, however it ends; the events go to `report`.
  public func runTurn(_ report: (SyncEvent) -> Void = { _ in }) {
    while case .working = state { report(step()) }
  }

  private func begin() {
    turn = Turn()
    isAskedAgain = false
    state = .working(.replay)
  }

  func go(_ step: SyncStep, _ event: SyncEvent = .nothing) -> SyncEvent {
    state = .working(step)
    return event
  }

  /// An answer came: the way to the hub is open.
  func reached<Answer>(_ call: () throws(HubFailure) -> Answer) throws(HubFailure) -> Answer {
    do {
      let answer = try call()
      lostTries = 0
      return answer
    } catch {
      // A refusal is an answer too.
      if !error.failure.isLostTry { lostTries = 0 }
      throw error
    }
  }
}

extension SyncEngine {
  private func perform(_ step: SyncStep) throws -> SyncEvent {
    switch step {
    case .replay:
      let count = store.replayStaged()
      return go(.check, count > 0 ? .replayed(count) : .nothing)
    case .check: return try check()
    case .probe:
      try learnDirectory()
      return afterProbe(try store.standing())
    case .renew(let reason): return try renew(reason)
    case .directory:
      try learnDirectory()
      return go(.push(PushWindow()))
    case .push(let window): return try push(window)
    case .greet: return try greet()
    case .pull(let progress): return try pull(progress)
    case .leaveKeys: return try leaveKeys()
    case .fetchKeys: return try fetchKeys()
    case .sendPiece: return try sendPiece()
    case .fetchPiece: return try fetchPiece()
    case .decide:
      let count = try store.decideRequests(at: clock())
      turn.hasDecided = true
      let event = count > 0 ? SyncEvent.decided(count) : .nothing
      return turn.held == nil ? go(.push(PushWindow()), event) : finish()
    }
  }

  private func check() throws -> SyncEvent {
    let standing = try store.standing()
    guard standing.enrolment != nil else {
      state = .resting
      return .notEnrolled
    }
    return lostTries >= policy.breakerLimit ? go(.probe) : afterProbe(standing)
  }

  private func afterProbe(_ standing: SiteStanding) -> SyncEvent {
    if standing.isBehindWitness { return go(.renew(.restored)) }
    if let mustRenew { return go(.renew(mustRenew)) }
    return go(
      isStale(directoryAt, after: Self.freshness) ? .directory : .push(PushWindow()))
  }

  private func isStale(_ moment: Instant?, after limit: Int64) -> Bool {
    guard let moment else { return true }
    let age = clock().milliseconds(since: moment)
    return age < 0 || age >= limit
  }

  private func learnDirectory() throws {
    let directory = try reached { () throws(HubFailure) in try transport.directory() }
    try store.takeIn(directory, at: clock())
    directoryAt = clock()
  }

  /// Nothing more to push.
  func afterPush() throws -> SyncEvent {
    if turn.hasDecided { return finish() }
    if turn.hasPulled { return go(.leaveKeys) }
    return go(
      !turn.hasPushed && isStale(greetedAt, after: Self.freshness) ? .greet : .pull(PullProgress()))
  }

  func markGreeted() { greetedAt = clock() }

  func finish() -> SyncEvent {
    if let held = turn.held { return fail(HubFailure(held)) }
    failures = 0
    let now = clock()
    if mayHaveKeptFailure || isStale(keptSuccessAt, after: Self.contactFreshness) {
      // What can't be kept now is kept after the next turn.
      mayHaveKeptFailure = (try? store.keep(failure: nil, at: now)) == nil
      if !mayHaveKeptFailure { keptSuccessAt = now }
    }
    state = .resting
    if isAskedAgain { begin() }
    return .finished
  }

  /// A failed try always arms the next one.
  private func fail(_ failure: HubFailure) -> SyncEvent {
    let now = clock()
    let delay = policy.delay(
      failures: failures, retryAfter: failure.retryAfter, using: &random)
    failures += 1
    if failure.failure.isLostTry { lostTries += 1 }
    let wait = SyncWait(
      failure: failure.failure, failures: failures, since: now,
      until: now.adding(milliseconds: delay),
      isOpen: lostTries >= policy.breakerLimit || failure.failure.isRefusal)
    state = .waiting(wait)
    mayHaveKeptFailure = true
    try? store.keep(failure: failure.failure, nextTry: wait.until, at: now)
    return .failed(wait)
  }
}

extension SyncFailure {
  /// Whether the hub could not be heard.
  var isLostTry: Bool {
    switch self {
    case .unreachable, .certificate, .answer: true
    case .problem(let problem): problem.code == .busy
    case .storage: false
    }
  }

  /// Whether the hub said no: trying at every write would not change its mind.
  var isRefusal: Bool {
    if case .problem(let problem) = self { return problem.code != .busy }
    return false
  }
}
