public import ClinicDomain
public import SyncProtocol
internal import Synchronization

/// Counters of one worker since it started, and what waits at its site, in Prometheus' text format.
///
/// Moments are told rather than ages: they stay right while a step takes long.
public final class SiteMetrics: Sendable {
  /// What the site's data tell at the moment of the question.
  public struct Gauges: Sendable {
    public var status: SyncStatus
    public var standing: SiteStanding
    public var quarantined: Int

    public init(status: SyncStatus, standing: SiteStanding, quarantined: Int) {
      self.status = status
      self.standing = standing
      self.quarantined = quarantined
    }
  }

  private struct State {
    var outcomes: [EntryOutcome: Int] = [:]
    var failures: [String: Int] = [:]
    var pulled = 0
    var turns = 0
    var lag: Int64 = 0
    var isBreakerOpen = false
    var lastTurn: Instant?
  }

  private let state = Mutex(State())

  public init() {}

  /// Counts what the engine did.
  public func note(_ event: SyncEvent, at now: Instant) {
    state.withLock { state in
      switch event {
      case .pushed(_, let outcomes, _): state.outcomes.merge(outcomes, uniquingKeysWith: +)
      case .pulled(let count, let position, let head):
        state.pulled += count
        state.lag = max(0, head - position)
      case .held(let failure): state.failures[failure.code, default: 0] += 1
      case .failed(let wait):
        state.failures[wait.failure.code, default: 0] += 1
        state.isBreakerOpen = wait.isOpen
      case .finished:
        state.turns += 1
        state.isBreakerOpen = false
        state.lastTurn = now
      default: break
      }
    }
  }

  /// All of it; `site` is the prefix of the site's numbers.
  public func text(site: String, gauges: Gauges) -> String {
    let state = state.withLock { $0 }
    let label = [("site", site)]
    var text = PrometheusText()
    func add(_ name: String, _ kind: PrometheusText.Kind, _ help: String, _ value: Int64) {
      text.begin("clinic_site_\(name)", kind, help)
      text.add(label, value)
    }
    func moment(_ name: String, _ help: String, _ instant: Instant?) {
      add(
        name, .gauge, "\(help), in seconds since 1970; 0 for none.",
        (instant?.milliseconds ?? 0) / 1000)
    }
    let (status, standing) = (gauges.status, gauges.standing)
    add("waiting_entries", .gauge, "Entries that wait to be sent.", Int64(status.pendingCount))
    moment(
      "oldest_waiting_timestamp_seconds", "When the oldest of them was written",
      status.oldestPendingAt)
    add("staged_commands", .gauge, "Commands in the staging area.", Int64(status.stagedCount))
    add("torn_files", .gauge, "Files of the staging area that are torn.", Int64(status.tornCount))
    add("tasks", .gauge, "Staged commands that a rule refused.", Int64(status.tasks.count))
    add("quarantined", .gauge, "Transactions in quarantine.", Int64(gauges.quarantined))
    add("enrolled", .gauge, "1 where the site has a hub.", standing.enrolment == nil ? 0 : 1)
    moment(
      "lease_until_timestamp_seconds", "Until when the site promises times",
      standing.enrolment?.leaseUntil)
    add("feed_position", .gauge, "The place of the feed that the site has.", standing.feed.sequence)
    add("feed_lag", .gauge, "Places of the feed that it lacked last.", state.lag)
    add("breaker_open", .gauge, "1 after five failures in a row.", state.isBreakerOpen ? 1 : 0)
    moment("last_turn_timestamp_seconds", "When the last whole turn ended", state.lastTurn)
    add("turns_total", .counter, "Whole turns.", Int64(state.turns))
    add("pulled_total", .counter, "Places of the feed taken in.", Int64(state.pulled))
    text.begin("clinic_site_pushed_total", .counter, "Entries sent, by what became of them.")
    for outcome in EntryOutcome.allCases {
      text.add(label + [("outcome", outcome.rawValue)], state.outcomes[outcome] ?? 0)
    }
    text.begin("clinic_site_failures_total", .counter, "Steps that failed, by reason.")
    for (code, count) in state.failures.sorted(by: { $0.key < $1.key }) {
      text.add(label + [("code", code)], count)
    }
    return text.text
  }
}
