import ClinicDomain
import Foundation
import HubCore
import Logging
import NIOPosix
import SyncProtocol
import Synchronization

/// What all routes work with: the hub's decisions, the threads on which they may block, the clock and
/// the counters.
struct HubService: Sendable {
  let hub: Hub<PostgresStore>
  let gatherer: PushGatherer
  let threads: HubThreads
  /// Those of the probes: who looks after the hub is not kept waiting by a crowd.
  let probeThreads = HubThreads(count: 1, limit: 64)
  let metrics = HubMetrics()
  let readiness = Readiness()
  let logger: Logger
  let clock: @Sendable () -> Instant

  init(
    store: PostgresStore, threads: HubThreads, logger: Logger,
    clock: @escaping @Sendable () -> Instant = Instant.system
  ) {
    hub = Hub(store: store)
    // A lane keeps a processor of the hub busy; who carries nothing waits with its thread.
    gatherer = PushGatherer(
      hub: hub,
      lanes: max(2, min(ProcessInfo.processInfo.activeProcessorCount, threads.count / 4)))
    self.threads = threads
    self.logger = logger
    self.clock = clock
  }
}

/// Threads that may block: as many as connections to the database, never those of the event loops.
final class HubThreads: Sendable {
  private let pool: NIOThreadPool
  private let waiting = Mutex(0)
  private let limit: Int
  let count: Int

  /// The limit is of calls that wait or run; more are told to come back.
  init(count: Int, limit: Int = 20_000) {
    pool = NIOThreadPool(numberOfThreads: count)
    self.limit = limit
    self.count = count
    pool.start()
  }

  /// Runs on one of the threads.
  func run<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
    let isTooMuch = waiting.withLock { count in
      if count >= limit { return true }
      count += 1
      return false
    }
    if isTooMuch { throw HubProblem(.busy) }
    defer { waiting.withLock { $0 -= 1 } }
    return try await pool.runIfActive(body)
  }

  /// How many calls wait or run.
  var load: Int { waiting.withLock { $0 } }

  func shutDown() async throws { try await pool.shutdownGracefully() }
}

/// Whether a proxy may send more requests here.
final class Readiness: Sendable {
  private let isEnding = Atomic(false)

  var isReady: Bool { !isEnding.load(ordering: .relaxed) }

  func end() { isEnding.store(true, ordering: .relaxed) }
}

extension Instant {
  /// What the machine's clock says.
  @Sendable static func system() -> Instant {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Instant(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
  }
}
