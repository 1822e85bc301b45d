/// How long to wait after a failed try: full jitter under a doubling roof.
///
/// Sites that lost the hub at one moment come back at different ones.
public struct RetryPolicy: Sendable, Hashable {
  /// Milliseconds.
  public var base: Int64
  /// The longest wait, in milliseconds.
  public var cap: Int64
  /// So many failures of the way to the hub in a row open the breaker.
  public var breakerLimit: Int

  public init(base: Int64 = 1_000, cap: Int64 = 300_000, breakerLimit: Int = 5) {
    self.base = base
    self.cap = cap
    self.breakerLimit = breakerLimit
  }

  /// The most to wait after so many failures in a row, in milliseconds.
  public func roof(failures: Int) -> Int64 {
    let doublings = max(0, failures)
    guard doublings < 32 else { return cap }
    return min(cap, base << Int64(doublings))
  }

  /// The wait after so many failures in a row, in milliseconds.
  ///
  /// What the hub asks for is kept, up to the cap: no answer may stall the site for longer.
  public func delay(
    failures: Int, retryAfter: Int64?, using random: inout some RandomNumberGenerator
  ) -> Int64 {
    let jitter = Int64.random(in: 0...roof(failures: failures), using: &random)
    return min(cap, max(jitter, retryAfter ?? 0))
  }
}
