import ClinicDomain

/// Lets what is said of sending alone through once a second.
///
/// While a long log goes out, each acknowledgement rings; nobody reads a number that changes fifteen
/// times a second, and each asking takes the database's time. What comes with other topics, such as
/// this terminal's own writes, is let through at once.
struct SendingPace {
  static let pauseMicroseconds = 1_000_000

  private var lastPassed: Int?
  private var isHolding = false

  /// What of the topics is for now; the rest is kept.
  ///
  /// All times are monotonic microseconds.
  mutating func pass(_ topics: Topics, at now: Int) -> Topics {
    guard topics == .sync else {
      if topics.contains(.sync) { isHolding = false }
      return topics
    }
    if rest(at: now) > 0 {
      isHolding = true
      return []
    }
    lastPassed = now
    isHolding = false
    return topics
  }

  /// What was kept and is due.
  mutating func release(at now: Int) -> Topics {
    isHolding && rest(at: now) == 0 ? pass(.sync, at: now) : []
  }

  /// Milliseconds until something kept is due, rounded up; nil where nothing is.
  func millisecondsLeft(at now: Int) -> Int? {
    isHolding ? (rest(at: now) + 999) / 1000 : nil
  }

  private func rest(at now: Int) -> Int {
    lastPassed.map { max(0, $0 + Self.pauseMicroseconds - now) } ?? 0
  }
}
