import ClinicDomain
import Glibc
import Storage
import SyncClient
import SyncProtocol

/// The worker's loop: sleeps until the schedule, a write, the network, a signal or the engine itself
/// asks for a turn.
final class SyncWorker {
  private let service: ClinicService
  private let store: any SiteStore
  private let engine: SyncEngine
  private let schedule: CronSchedule
  private let events: ServiceEvents
  private let log: WorkerLog
  private let metrics: SiteMetrics
  private var nextRun: Instant?
  private var isEnding = false
  /// Staged commands that the last turn left: they wait for the next reason to work.
  private var leftStaged = 0

  /// The longest sleep, in milliseconds: a changed clock is noticed after it at the latest.
  private static let longestSleep: Int64 = 60_000
  /// The same while somebody at the desk waits for the hub's word.
  private static let askingSleep: Int64 = 15_000
  private var lastTurn: Instant?

  init(
    service: ClinicService, store: any SiteStore, engine: SyncEngine, schedule: CronSchedule,
    events: ServiceEvents, log: WorkerLog, metrics: SiteMetrics
  ) {
    self.service = service
    self.store = store
    self.engine = engine
    self.schedule = schedule
    self.events = events
    self.log = log
    self.metrics = metrics
  }

  /// Works until a signal ends it.
  func run() {
    nextRun = schedule.next(after: Clock.now(), in: service.site.zone)
    wake(.start)
    while !isEnding {
      work()
      if !isEnding { sleep() }
    }
    log.tell("stopped", at: Clock.now())
  }

  /// One turn, whatever was tried before.
  ///
  /// - Returns: why it failed, if it did.
  func runOnce() -> SyncWait? {
    wake(.person)
    work()
    if case .waiting(let wait) = engine.state { return wait }
    return nil
  }

  private func wake(_ trigger: SyncTrigger) {
    guard engine.wake(trigger) else { return }
    log.tell(.began(trigger), at: Clock.now())
  }

  /// Goes on step by step, so that a signal is heard between two of them.
  private func work() {
    var isWorking = false
    while !isEnding, let due = engine.nextDue, due <= Clock.now() || isOverdue {
      isWorking = true
      let event = engine.step()
      let now = Clock.now()
      log.tell(event, at: now)
      metrics.note(event, at: now)
      listen()
    }
    guard isWorking else { return }
    lastTurn = Clock.now()
    // The turn's own commits rang too; what others wrote meanwhile shows in the log.
    _ = service.bell.changes()
    guard case .resting = engine.state, let standing = try? store.standing() else { return }
    // What a turn could not carry out, another one at once could not either.
    let isStuck = standing.stagedCount == leftStaged
    leftStaged = standing.stagedCount
    if standing.hasUnsent || (standing.stagedCount > 0 && !isStuck) { wake(.nudge) }
  }

  /// Whether a wait is over although its end is ahead: the clock was set back.
  private var isOverdue: Bool {
    if case .waiting(let wait) = engine.state { return wait.isOver(at: Clock.now()) }
    return false
  }

  /// Whether something waits to be sent or carried out.
  private var hasWork: Bool {
    guard let standing = try? store.standing() else { return false }
    return standing.stagedCount > 0 || standing.hasUnsent
  }

  /// Whether a visit waits for another site's answer, or the hub has told of more than was fetched.
  private var awaitsNews: Bool {
    guard case .resting = engine.state else { return false }
    return (try? service.awaitsNews(at: Clock.now())) ?? false
  }

  private func listen() {
    for signal in events.nextSignals() {
      switch signal {
      case .end: isEnding = true
      case .work: wake(.person)
      }
    }
  }

  private func sleep() {
    var waiting = [
      pollfd(fd: events.signalDescriptor, events: Int16(POLLIN), revents: 0),
      pollfd(fd: service.bell.watchDescriptor, events: Int16(POLLIN), revents: 0),
      pollfd(fd: events.networkDescriptor, events: Int16(POLLIN), revents: 0),
    ]
    _ = poll(&waiting, nfds_t(waiting.count), Int32(untilNext()))
    listen()
    if events.networkChanged() { wake(.reconnect) }
    if !service.bell.changes().isEmpty, hasWork { wake(.nudge) }
    let now = Clock.now()
    if let nextRun, now >= nextRun { wake(.schedule) }
    if let lastTurn, now.milliseconds(since: lastTurn) >= Self.askingSleep, awaitsNews {
      wake(.schedule)
    }
    // Computed anew each time: the clock may have been set.
    nextRun = schedule.next(after: now, in: service.site.zone)
  }

  private func untilNext() -> Int64 {
    if case .working = engine.state { return 0 }
    let now = Clock.now()
    let moments = [engine.nextDue, nextRun].compactMap { $0?.milliseconds(since: now) }
    let longest = awaitsNews ? Self.askingSleep : Self.longestSleep
    return max(0, min(moments.min() ?? longest, longest))
  }
}

extension SiteStanding {
  fileprivate var hasUnsent: Bool { enrolment != nil && lastSequence > acknowledged }
}
