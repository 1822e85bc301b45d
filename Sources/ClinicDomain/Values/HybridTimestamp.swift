/// A hybrid logical clock reading: 48 bits of milliseconds, then a 16-bit counter.
///
/// Orders changes of different sites when their clocks disagree. Coded as one integer.
public struct HybridTimestamp: Sendable, Hashable, Comparable {
  /// Milliseconds shifted left by sixteen bits, plus the counter.
  public let rawValue: Int64

  /// The earliest reading.
  public static let zero = HybridTimestamp(clamping: 0, counter: 0)

  private static let lastMillisecond: Int64 = (1 << 47) - 1

  /// The reading kept as that integer, or nil when negative.
  public init?(rawValue: Int64) {
    guard rawValue >= 0 else { return nil }
    self.rawValue = rawValue
  }

  private init(clamping milliseconds: Int64, counter: Int64) {
    rawValue = min(max(0, milliseconds), Self.lastMillisecond) << 16 | counter
  }

  /// The wall-clock part.
  public var instant: Instant { Instant(milliseconds: rawValue >> 16) }
  /// The logical part.
  public var counter: Int { Int(rawValue & 0xFFFF) }

  /// The reading for a change made here: later than the last one, not before the clock.
  public static func next(after last: HybridTimestamp?, at now: Instant) -> HybridTimestamp {
    let fresh = HybridTimestamp(clamping: now.milliseconds, counter: 0)
    guard let last, last >= fresh else { return fresh }
    return last.successor
  }

  /// The local reading after seeing another site's, which counts at most `skewLimit` ahead of now.
  ///
  /// `skewLimit` is in milliseconds, five minutes unless told.
  public static func receive(
    _ remote: HybridTimestamp, last: HybridTimestamp?, at now: Instant,
    skewLimit: Int64 = 300_000
  ) -> HybridTimestamp {
    let limit = HybridTimestamp(clamping: now.milliseconds &+ skewLimit, counter: 0)
    let seen = min(remote, limit)
    return next(after: last.map { max($0, seen) } ?? seen, at: now)
  }

  private var successor: HybridTimestamp {
    HybridTimestamp(rawValue: rawValue == .max ? rawValue : rawValue + 1) ?? self
  }

  public static func < (left: HybridTimestamp, right: HybridTimestamp) -> Bool {
    left.rawValue < right.rawValue
  }
}

extension HybridTimestamp: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let raw = try container.decode(Int64.self)
    guard let timestamp = HybridTimestamp(rawValue: raw) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "negative")
    }
    self = timestamp
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(rawValue)
  }
}
