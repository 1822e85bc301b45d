/// A half-open stretch of time in whole minutes UTC: the start belongs to it, the end doesn't.
///
/// Coded as an array of two integers.
public struct TimeSlot: Sendable, Hashable {
  /// The first minute, counted from 1970-01-01 00:00 UTC.
  public let startMinute: Int
  /// The minute after the last one.
  public let endMinute: Int

  /// The stretch between two minutes, or nil unless the end is later than the start.
  public init?(startMinute: Int, endMinute: Int) {
    guard endMinute > startMinute else { return nil }
    self.startMinute = startMinute
    self.endMinute = endMinute
  }

  /// A stretch of that many minutes, or nil unless there is at least one.
  public init?(startMinute: Int, length: Int) {
    let (end, overflow) = startMinute.addingReportingOverflow(length)
    guard !overflow else { return nil }
    self.init(startMinute: startMinute, endMinute: end)
  }

  /// The moment it starts.
  public var start: Instant { Instant(minutes: startMinute) }
  /// The moment it ends.
  public var end: Instant { Instant(minutes: endMinute) }
  /// Minutes from start to end, at least 1.
  public var length: Int { endMinute - startMinute }

  /// Whether both share at least one minute; touching ends don't.
  public func overlaps(_ other: TimeSlot) -> Bool {
    startMinute < other.endMinute && endMinute > other.startMinute
  }

  /// Whether a minute lies within.
  public func contains(minute: Int) -> Bool {
    minute >= startMinute && minute < endMinute
  }

  /// The stretch made longer by minutes before and after; negative minutes count as none.
  public func extended(before: Int, after: Int) -> TimeSlot {
    TimeSlot(startMinute: startMinute - max(0, before), endMinute: endMinute + max(0, after))
      ?? self
  }
}

extension TimeSlot: Codable {
  public init(from decoder: any Decoder) throws {
    var container = try decoder.unkeyedContainer()
    let start = try container.decode(Int.self)
    let end = try container.decode(Int.self)
    guard let slot = TimeSlot(startMinute: start, endMinute: end) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "end before start")
    }
    self = slot
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.unkeyedContainer()
    try container.encode(startMinute)
    try container.encode(endMinute)
  }
}
