/// A day and a time of day without a time zone: what is agreed with the patient.
///
/// 24:00 becomes 00:00 of the next day. Coded as minutes since 1970-01-01 00:00, civil.
public struct CivilDateTime: Sendable, Hashable, Comparable {
  /// Minutes since 1970-01-01 00:00 on the wall clock.
  public let minuteNumber: Int

  /// The given time of the given day.
  public init(date: CivilDate, time: CivilTime) {
    self.init(minuteNumber: date.dayNumber * 1440 + time.minuteOfDay)
  }

  /// The wall-clock minute with that number, held within the days of `CivilDate`.
  public init(minuteNumber: Int) {
    self.minuteNumber = min(
      max(minuteNumber, CivilDate.dayNumbers.lowerBound * 1440),
      CivilDate.dayNumbers.upperBound * 1440 + 1439)
  }

  /// What a wall clock shows at a moment, that many minutes east of UTC.
  public init(_ instant: Instant, offsetMinutes: Int) {
    self.init(minuteNumber: instant.minutes + offsetMinutes)
  }

  /// The day.
  public var date: CivilDate {
    CivilDate(dayNumber: minuteNumber.flooredQuotient(by: 1440))
  }

  /// The time of day, 00:00 to 23:59.
  public var time: CivilTime {
    let minute = minuteNumber - minuteNumber.flooredQuotient(by: 1440) * 1440
    return CivilTime(minuteOfDay: minute) ?? .midnight
  }

  /// The moment at which a wall clock that many minutes east of UTC shows this.
  public func instant(offsetMinutes: Int) -> Instant {
    Instant(minutes: minuteNumber - offsetMinutes)
  }

  /// The wall-clock time later by that many minutes.
  public func adding(minutes: Int) -> CivilDateTime {
    CivilDateTime(minuteNumber: minuteNumber.addingReportingOverflow(minutes).partialValue)
  }

  /// The text `yyyy-MM-ddTHH:MM`.
  public var isoText: String { "\(date.isoText)T\(time.text)" }

  public static func < (left: CivilDateTime, right: CivilDateTime) -> Bool {
    left.minuteNumber < right.minuteNumber
  }
}

extension CivilDateTime: Codable {
  public init(from decoder: any Decoder) throws {
    self.init(minuteNumber: try decoder.singleValueContainer().decode(Int.self))
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(minuteNumber)
  }
}
