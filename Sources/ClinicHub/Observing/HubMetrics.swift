import SyncProtocol
import Synchronization

/// Counters of one instance since it started, in Prometheus' text format 0.0.4.
final class HubMetrics: Sendable {
  private static let bounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

  private struct RouteKey: Hashable, Sendable {
    let route: String
    let status: Int
  }

  private struct Histogram: Sendable {
    var buckets = [Int](repeating: 0, count: HubMetrics.bounds.count)
    var count = 0
    var sum = 0.0
  }

  private struct State: Sendable {
    var requests: [RouteKey: Histogram] = [:]
    var outcomes: [EntryOutcome: Int] = [:]
    var refusals: [String: Int] = [:]
    var problems: [HubProblem.Code: Int] = [:]
  }

  private let state = Mutex(State())

  func note(
    route: String, status: Int, seconds: Double, items: [PushAnswer.Item],
    problem: HubProblem.Code?
  ) {
    state.withLock { state in
      var histogram = state.requests[RouteKey(route: route, status: status)] ?? Histogram()
      histogram.count += 1
      histogram.sum += seconds
      for (index, bound) in Self.bounds.enumerated() where seconds <= bound {
        histogram.buckets[index] += 1
      }
      state.requests[RouteKey(route: route, status: status)] = histogram
      for item in items {
        state.outcomes[item.outcome, default: 0] += 1
        if item.outcome == .refused { state.refusals[item.reason ?? "", default: 0] += 1 }
      }
      if let problem { state.problems[problem, default: 0] += 1 }
    }
  }

  /// All of it, with what the database tells at this moment.
  func text(gauges: HubGauges) -> String {
    let state = state.withLock { $0 }
    var text = PrometheusText()
    text.begin("clinic_hub_request_seconds", .histogram, "Time to answer, by route and status.")
    let keys = state.requests.keys.sorted { ($0.route, $0.status) < ($1.route, $1.status) }
    for key in keys {
      guard let histogram = state.requests[key] else { continue }
      let labels = [("route", key.route), ("status", String(key.status))]
      for (bound, count) in zip(Self.bounds, histogram.buckets) {
        text.add(labels + [("le", "\(bound)")], count, suffix: "_bucket")
      }
      text.add(labels + [("le", "+Inf")], histogram.count, suffix: "_bucket")
      text.add(labels, histogram.sum, suffix: "_sum")
      text.add(labels, histogram.count, suffix: "_count")
    }
    text.begin("clinic_hub_entries_total", .counter, "Pushed entries, by what became of them.")
    for outcome in EntryOutcome.allCases {
      text.add([("outcome", outcome.rawValue)], state.outcomes[outcome] ?? 0)
    }
    text.begin("clinic_hub_refusals_total", .counter, "Bookings that were refused, by reason.")
    for (reason, count) in state.refusals.sorted(by: { $0.key < $1.key }) {
      text.add([("reason", reason)], count)
    }
    text.begin("clinic_hub_problems_total", .counter, "Requests not taken as a whole, by reason.")
    for code in HubProblem.Code.allCases {
      text.add([("code", code.rawValue)], state.problems[code] ?? 0)
    }
    gauges.write(into: &text)
    return text.text
  }
}
