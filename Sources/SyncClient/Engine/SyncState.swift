public import ClinicDomain
public import SyncProtocol

/// What the engine is at.
public enum SyncState: Sendable, Hashable {
  /// Nothing to do until something triggers a turn.
  case resting
  /// In a turn, at this step of it.
  case working(SyncStep)
  /// A try failed: the next comes by itself.
  case waiting(SyncWait)
}

/// The steps of a turn.
public enum SyncStep: Sendable, Hashable {
  /// Carry out what waits in the staging area.
  case replay
  /// Look where the site stands: is it enrolled, is the file the one that it was?
  case check
  /// A small question first, where the hub was away: is it back?
  case probe
  case renew(EpochReason)
  /// Ask who the other sites are.
  case directory
  case push(PushWindow)
  /// Say that the site is there although it has nothing to push: its lease goes on, and it hears
  /// whether the hub still has what it took.
  case greet
  case pull(PullProgress)
  case leaveKeys
  case fetchKeys
  /// A few pieces of files a step, each on its own.
  case sendPiece, fetchPiece
  case decide
}

/// How much to push at once, and what is under suspicion.
public struct PushWindow: Sendable, Hashable {
  public var limit: Int
  /// A push up to this sequence was refused as a whole: somewhere in it is what the hub can't take.
  public var suspectEnd: Int64?
  /// Transactions put aside in a row, with nothing taken between.
  public var poisonCount: Int
  /// How often in a row the hub asked for earlier entries.
  public var rewinds: Int

  public init(
    limit: Int = SyncAPI.batchLimit, suspectEnd: Int64? = nil, poisonCount: Int = 0,
    rewinds: Int = 0
  ) {
    self.limit = limit
    self.suspectEnd = suspectEnd
    self.poisonCount = poisonCount
    self.rewinds = rewinds
  }
}

/// How a pull goes.
public struct PullProgress: Sendable, Hashable {
  /// Where to go on, where that isn't the store's own place: the hub began a new life.
  public var restart: FeedPosition?
  /// Pages in a row that did not follow.
  public var gaps: Int

  public init(restart: FeedPosition? = nil, gaps: Int = 0) {
    self.restart = restart
    self.gaps = gaps
  }
}

/// Waiting after a failure.
public struct SyncWait: Sendable, Hashable {
  public var failure: SyncFailure
  /// Failures in a row, with no progress between.
  public var failures: Int
  /// When the failure was.
  public var since: Instant
  public var until: Instant
  /// Whether only time, a reconnect or a person brings the next try, and no write.
  public var isOpen: Bool

  public init(
    failure: SyncFailure, failures: Int, since: Instant, until: Instant, isOpen: Bool
  ) {
    self.failure = failure
    self.failures = failures
    self.since = since
    self.until = until
    self.isOpen = isOpen
  }

  /// Whether the next try is due; a clock that was set back must not make it wait for days.
  public func isOver(at now: Instant) -> Bool { now >= until || now < since }
}

/// What starts a turn.
public enum SyncTrigger: String, Sendable, Hashable, CaseIterable {
  /// The program started.
  case start
  case schedule
  /// Something was written.
  case nudge
  /// The network came back.
  case reconnect
  /// A person asked.
  case person
  /// The wait after a failure is over.
  case retry

  /// Whether it counts while the breaker is open.
  var passesBreaker: Bool {
    switch self {
    case .start, .reconnect, .person, .retry: true
    case .schedule, .nudge: false
    }
  }
}

/// What a step did, for logs and counters; holds no personal data.
public enum SyncEvent: Sendable, Hashable {
  /// A step without anything to tell.
  case nothing
  case began(SyncTrigger)
  case notEnrolled
  case replayed(Int)
  case renewed(epoch: Int64, EpochReason)
  case pushed(count: Int, outcomes: [EntryOutcome: Int], acknowledged: Int64)
  /// A batch was refused as a whole and is halved.
  case bisected(entries: Int)
  case quarantined(transaction: String, reason: String)
  case rewound(acknowledged: Int64)
  case pulled(count: Int, position: Int64, head: Int64)
  case feedRestarted(hubEpoch: Int64)
  case decided(Int)
  case keysLeft(Int)
  case keysFetched(Int)
  case piecesSent(Int)
  case pieceFetched
  /// What came under this name is something else.
  case pieceRefused(String)
  /// Pushing is not allowed; the other steps go on.
  case held(SyncFailure)
  case failed(SyncWait)
  case finished
}
