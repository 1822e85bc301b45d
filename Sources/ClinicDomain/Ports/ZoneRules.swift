/// A time zone's offsets, handed in: the domain does its own arithmetic.
public protocol ZoneRules: Sendable {
  /// The zone's name in the IANA database, such as `America/Sao_Paulo`.
  var identifier: String { get }

  /// Minutes east of UTC at an instant.
  func offsetMinutes(at instant: Instant) -> Int
}

extension ZoneRules {
  /// The civil date and time at an instant.
  public func civil(at instant: Instant) -> CivilDateTime {
    let minute = instant.minutes + offsetMinutes(at: instant)
    return CivilDateTime(minuteNumber: minute)
  }

  /// The UTC minute of a civil date and time.
  ///
  /// A time that a change of the clocks skips counts by the offset before the change; one that
  /// comes twice is its first.
  public func utcMinute(of date: CivilDate, _ time: CivilTime) -> Int {
    let civil = date.dayNumber * 1440 + time.minuteOfDay
    let before = offsetMinutes(at: Instant(minutes: civil - 1440))
    let first = civil - before
    let after = offsetMinutes(at: Instant(minutes: first))
    if after == before { return first }
    let second = civil - after
    return offsetMinutes(at: Instant(minutes: second)) == after ? second : first
  }
}
