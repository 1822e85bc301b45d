public import ClinicDomain

/// When something runs, in the five fields of cron: minute, hour, day of the month, month, weekday.
///
/// Lists, ranges, steps and English names of months and weekdays; where both day fields are
/// restricted, either is enough. The times are the clinic's civil ones.
public struct CronSchedule: Sendable, Hashable {
  public enum Field: String, Sendable, Hashable, CaseIterable {
    case minute, hour
    case dayOfMonth = "day of month"
    case month, weekday
  }

  /// Why a text is no schedule.
  public enum ParseError: Error, Hashable, Sendable {
    /// Five fields are wanted; so many were found.
    case fieldCount(Int)
    /// A part of a field that can't be read.
    case unreadable(Field, String)
    /// A number outside what the field can hold.
    case outOfRange(Field, String)
    /// A range that ends before it begins.
    case backwards(Field, String)
    /// No such day ever comes, as February 30.
    case never
  }

  /// The text as it was given, its fields one space apart.
  public let text: String
  private let minutes: ValueSet
  private let hours: ValueSet
  private let days: ValueSet
  private let months: ValueSet
  /// 0 is Sunday.
  private let weekdays: ValueSet
  private let eitherDayCounts: Bool

  private static let names = [
    "@hourly": "0 * * * *", "@daily": "0 0 * * *", "@midnight": "0 0 * * *",
    "@weekly": "0 0 * * 0", "@monthly": "0 0 1 * *", "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
  ]

  /// Reads five fields, or one of cron's names such as `@hourly`.
  public init(parsing text: String) throws(ParseError) {
    var fields = text.split(whereSeparator: \.isWhitespace)
    if fields.count == 1, let named = Self.names[fields[0].lowercased()] {
      fields = named.split(separator: " ")
    }
    guard fields.count == 5 else { throw .fieldCount(fields.count) }
    self.text = fields.joined(separator: " ")
    minutes = try CronFieldReader(.minute).read(fields[0])
    hours = try CronFieldReader(.hour).read(fields[1])
    days = try CronFieldReader(.dayOfMonth).read(fields[2])
    months = try CronFieldReader(.month).read(fields[3])
    weekdays = try CronFieldReader(.weekday).read(fields[4])
    // As cron does: a field that begins with a star restricts nothing by itself.
    eitherDayCounts = !fields[2].hasPrefix("*") && !fields[4].hasPrefix("*")
    guard next(after: CivilDateTime(minuteNumber: 0)) != nil else { throw .never }
  }

  /// Whether it runs on a day.
  private func runs(on date: CivilDate) -> Bool {
    let (_, month, day) = date.components
    guard months.contains(month) else { return false }
    let byDay = days.contains(day)
    let byWeekday = weekdays.contains(date.weekday.rawValue % 7)
    return eitherDayCounts ? byDay || byWeekday : byDay && byWeekday
  }

  /// The first run after a civil time; nil where none comes within forty years.
  func next(after time: CivilDateTime) -> CivilDateTime? {
    let start = time.adding(minutes: 1)
    var minute = start.time.minuteOfDay
    // A leap day on one weekday can be as far away as that.
    for offset in 0..<(366 * 40) {
      let date = start.date.adding(days: offset)
      if runs(on: date), let found = firstMinute(from: minute) {
        return CivilDateTime(minuteNumber: date.dayNumber * 1440 + found)
      }
      minute = 0
    }
    return nil
  }

  private func firstMinute(from first: Int) -> Int? {
    for hour in (first / 60)..<24 where hours.contains(hour) {
      let from = hour == first / 60 ? first % 60 : 0
      for minute in from..<60 where minutes.contains(minute) { return hour * 60 + minute }
    }
    return nil
  }
}

extension CronSchedule {
  /// The first run after an instant.
  ///
  /// A time that a change of the clocks skips runs at its place after the change; one that comes
  /// twice runs once.
  public func next(after instant: Instant, in zone: some ZoneRules) -> Instant? {
    var civil = zone.civil(at: instant)
    // After a change back, the same civil time can come again and its instant lie in the past.
    for _ in 0..<(24 * 60) {
      guard let found = next(after: civil) else { return nil }
      let run = Instant(minutes: zone.utcMinute(of: found.date, found.time))
      if run > instant { return run }
      civil = found
    }
    return nil
  }

  /// The next runs after an instant, in their order.
  public func runs(
    after instant: Instant, in zone: some ZoneRules, count: Int
  ) -> [Instant] {
    var runs: [Instant] = []
    var last = instant
    while runs.count < count, let run = next(after: last, in: zone) {
      runs.append(run)
      last = run
    }
    return runs
  }
}

/// Small numbers, as bits.
struct ValueSet: Sendable, Hashable {
  private var bits: UInt64 = 0

  mutating func insert(_ value: Int) { bits |= 1 << UInt64(value) }
  func contains(_ value: Int) -> Bool { bits & 1 << UInt64(value) != 0 }
}
