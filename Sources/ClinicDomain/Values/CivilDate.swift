/// A day of the calendar without a time zone, in the proleptic Gregorian calendar.
///
/// Years 1 to 9999. Coded as the day number.
public struct CivilDate: Sendable, Hashable, Comparable {
  /// Days since 1970-01-01.
  public let dayNumber: Int

  /// The day numbers of 0001-01-01 to 9999-12-31.
  public static let dayNumbers = -719_162...2_932_896

  /// The day with that number; numbers beyond years 1 to 9999 become the nearest day within.
  public init(dayNumber: Int) {
    self.dayNumber = min(
      max(dayNumber, Self.dayNumbers.lowerBound), Self.dayNumbers.upperBound)
  }

  /// The day of that year, month and day, or nil when there is none.
  public init?(year: Int, month: Int, day: Int) {
    guard (1...9999).contains(year), (1...12).contains(month),
      day >= 1, day <= Self.daysInMonth(month, of: year)
    else { return nil }
    dayNumber = Self.dayNumber(year: year, month: month, day: day)
  }

  /// Year, month and day at once.
  ///
  /// Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".
  public var components: (year: Int, month: Int, day: Int) {
    let shifted = dayNumber + 719_468
    let era = shifted.flooredQuotient(by: 146_097)
    let dayOfEra = shifted - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
  }

  /// The year, 1 to 9999.
  public var year: Int { components.year }
  /// The month, 1 to 12.
  public var month: Int { components.month }
  /// The day of the month, 1 to 31.
  public var day: Int { components.day }

  /// The day of the week.
  public var weekday: Weekday {
    let index = dayNumber + 3
    return Weekday.allCases[index - index.flooredQuotient(by: 7) * 7]
  }

  /// The day that many days later, or earlier when negative.
  public func adding(days: Int) -> CivilDate {
    CivilDate(dayNumber: dayNumber.addingReportingOverflow(days).partialValue)
  }

  /// The same day of a later or earlier month, or the last day of that month when it is shorter.
  public func adding(months: Int) -> CivilDate {
    let (year, month, day) = components
    let bounded = min(max(months, -120_000), 120_000)
    let index = year * 12 + month - 1 + bounded
    let newYear = index.flooredQuotient(by: 12)
    let newMonth = index - newYear * 12 + 1
    guard newYear >= 1 else { return CivilDate(dayNumber: Self.dayNumbers.lowerBound) }
    guard newYear <= 9999 else { return CivilDate(dayNumber: Self.dayNumbers.upperBound) }
    let newDay = min(day, Self.daysInMonth(newMonth, of: newYear))
    return CivilDate(
      dayNumber: Self.dayNumber(year: newYear, month: newMonth, day: newDay))
  }

  /// Days from an earlier day to this one.
  public func days(since earlier: CivilDate) -> Int {
    dayNumber - earlier.dayNumber
  }

  /// Completed years since a day, such as the age since birth; negative before it.
  public func years(since birth: CivilDate) -> Int {
    months(since: birth).flooredQuotient(by: 12)
  }

  /// Completed months since a day.
  ///
  /// Someone born on the 31st completes a month on the 1st when the month has no 31st.
  public func months(since earlier: CivilDate) -> Int {
    let now = components
    let then = earlier.components
    let months = (now.year - then.year) * 12 + now.month - then.month
    return now.day < then.day ? months - 1 : months
  }

  /// The first day of this day's month.
  public var firstOfMonth: CivilDate { adding(days: 1 - day) }

  /// The Monday of this day's week.
  public var firstOfWeek: CivilDate { adding(days: 1 - weekday.rawValue) }

  /// The ISO 8601 week, 1 to 53, and the year that week belongs to.
  public var isoWeek: (year: Int, week: Int) {
    let thursday = firstOfWeek.adding(days: 3)
    let year = thursday.year
    let firstDay = Self.dayNumber(year: year, month: 1, day: 1)
    return (year, (thursday.dayNumber - firstDay) / 7 + 1)
  }

  public static func < (left: CivilDate, right: CivilDate) -> Bool {
    left.dayNumber < right.dayNumber
  }

  /// The number of days of a month, 1 to 12.
  public static func daysInMonth(_ month: Int, of year: Int) -> Int {
    switch month {
    case 2: isLeap(year) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// Whether a year has a 29th of February.
  public static func isLeap(_ year: Int) -> Bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
  }

  static func dayNumber(year: Int, month: Int, day: Int) -> Int {
    let shiftedYear = month <= 2 ? year - 1 : year
    let era = shiftedYear.flooredQuotient(by: 400)
    let yearOfEra = shiftedYear - era * 400
    let shiftedMonth = month > 2 ? month - 3 : month + 9
    let dayOfYear = (153 * shiftedMonth + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }
}

extension CivilDate: Strideable {
  public func distance(to other: CivilDate) -> Int { other.dayNumber - dayNumber }
  public func advanced(by days: Int) -> CivilDate { adding(days: days) }
}

extension CivilDate: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let number = try container.decode(Int.self)
    guard Self.dayNumbers.contains(number) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "day out of range")
    }
    dayNumber = number
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(dayNumber)
  }
}
