import ClinicDomain

/// A RRULE, or what the EXRULE of older files is.
///
/// Source: RFC 5545, 3.3.10. Times are held to the minute, so that `SECONDLY` is not taken.
struct RecurrenceRule: Hashable, Sendable {
  enum Frequency: String, Hashable, Sendable {
    case minutely = "MINUTELY"
    case hourly = "HOURLY"
    case daily = "DAILY"
    case weekly = "WEEKLY"
    case monthly = "MONTHLY"
    case yearly = "YEARLY"
  }

  /// A weekday, every one or the n-th of the period, from its end when negative.
  struct Day: Hashable, Sendable {
    let weekday: Weekday
    let ordinal: Int?
  }

  var frequency: Frequency
  var interval = 1
  var count: Int?
  var until: CalendarTime?
  var minutes: [Int] = []
  var hours: [Int] = []
  var days: [Day] = []
  var monthDays: [Int] = []
  var yearDays: [Int] = []
  var weeks: [Int] = []
  var months: [Int] = []
  var positions: [Int] = []
  var weekStart = Weekday.monday

  /// Reads a rule.
  ///
  /// - Throws: why not: `.malformed`, or `.unsupported` for what is understood but not expanded.
  init(parsing text: String) throws(CalendarProblem.Reason) {
    var parts: [String: String] = [:]
    for piece in CalendarFile.trimmed(text).split(separator: ";") {
      let pair = piece.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard pair.count == 2 else { throw .malformed }
      let key = CalendarFile.trimmed(String(pair[0])).uppercased()
      guard parts.updateValue(pair[1].uppercased(), forKey: key) == nil else { throw .malformed }
    }
    guard let frequencyText = parts.removeValue(forKey: "FREQ") else { throw .malformed }
    if frequencyText == "SECONDLY" { throw .unsupported }
    guard let frequency = Frequency(rawValue: frequencyText) else { throw .malformed }
    self.frequency = frequency
    for (key, value) in parts { try take(key, value) }
    guard count == nil || until == nil else { throw .malformed }
    try checkCombinations()
  }

  private mutating func take(
    _ key: String, _ value: String
  ) throws(CalendarProblem.Reason) {
    switch key {
    case "INTERVAL": interval = try Self.number(value, 1...1_000_000)
    case "COUNT": count = try Self.number(value, 1...1_000_000_000)
    case "UNTIL":
      guard let time = CalendarTime(parsing: value) else { throw .malformed }
      until = time
    case "BYSECOND":
      // One second of the minute is dropped like all seconds; several would be several times.
      guard try Self.numbers(value, 0...60, signed: false).count == 1 else { throw .unsupported }
    case "BYMINUTE": minutes = try Self.numbers(value, 0...59, signed: false).sorted()
    case "BYHOUR": hours = try Self.numbers(value, 0...23, signed: false).sorted()
    case "BYDAY": days = try Self.days(value)
    case "BYMONTHDAY": monthDays = try Self.numbers(value, 1...31)
    case "BYYEARDAY": yearDays = try Self.numbers(value, 1...366)
    case "BYWEEKNO": weeks = try Self.numbers(value, 1...53)
    case "BYMONTH": months = try Self.numbers(value, 1...12, signed: false)
    case "BYSETPOS": positions = try Self.numbers(value, 1...366)
    case "WKST":
      guard let day = Weekday(calendarCode: value) else { throw .malformed }
      weekStart = day
    default: throw .unsupported
    }
  }

  private func checkCombinations() throws(CalendarProblem.Reason) {
    let hasOrdinals = days.contains { $0.ordinal != nil }
    if hasOrdinals, frequency != .monthly, frequency != .yearly { throw .malformed }
    if hasOrdinals, !weeks.isEmpty { throw .malformed }
    if !weeks.isEmpty, frequency != .yearly { throw .malformed }
    if !weeks.isEmpty, weekStart != .monday { throw .unsupported }
    if !monthDays.isEmpty, frequency == .weekly { throw .malformed }
    if !yearDays.isEmpty, [.daily, .weekly, .monthly].contains(frequency) { throw .malformed }
    let parts = [minutes, hours, monthDays, yearDays, weeks, months].contains { !$0.isEmpty }
    if !positions.isEmpty, !parts, days.isEmpty { throw .malformed }
  }

  private static func number(
    _ text: String, _ range: ClosedRange<Int>
  ) throws(CalendarProblem.Reason) -> Int {
    guard let value = Int(text), range.contains(value) else { throw .malformed }
    return value
  }

  private static func numbers(
    _ text: String, _ range: ClosedRange<Int>, signed: Bool = true
  ) throws(CalendarProblem.Reason) -> [Int] {
    var values: [Int] = []
    for piece in text.split(separator: ",", omittingEmptySubsequences: false) {
      guard let value = Int(piece), value > -1000,
        range.contains(signed ? abs(value) : value)
      else { throw .malformed }
      values.append(value)
    }
    return Array(Set(values))
  }

  private static func days(_ text: String) throws(CalendarProblem.Reason) -> [Day] {
    var days: [Day] = []
    for piece in text.split(separator: ",", omittingEmptySubsequences: false) {
      let piece = CalendarFile.trimmed(String(piece))
      guard let weekday = Weekday(calendarCode: piece.suffix(2)) else { throw .malformed }
      let number = piece.dropLast(2)
      if number.isEmpty {
        days.append(Day(weekday: weekday, ordinal: nil))
      } else {
        guard let ordinal = Int(number), ordinal > -100, (1...53).contains(abs(ordinal)) else {
          throw .malformed
        }
        days.append(Day(weekday: weekday, ordinal: ordinal))
      }
    }
    return days
  }
}

extension CalendarProblem.Reason: Error {}

extension Weekday {
  /// `MO` to `SU`.
  init?(calendarCode code: some StringProtocol) {
    let codes = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
    guard let index = codes.firstIndex(where: { $0 == code }) else { return nil }
    self = Weekday.allCases[index]
  }
}
