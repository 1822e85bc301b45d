public import ClinicDomain

/// A DATE or DATE-TIME as it is written, before any zone is looked up.
///
/// Whole minutes: seconds are kept aside, so that an end may be rounded up.
public struct CalendarTime: Hashable, Sendable {
  /// What the time of day refers to.
  public enum Reference: Hashable, Sendable {
    /// A whole day.
    case date
    /// The wall clock of whoever reads it.
    case floating
    case utc
    case zone(String)
  }

  public let civil: CivilDateTime
  /// 0 to 60.
  public let second: Int
  public let reference: Reference

  public init(_ civil: CivilDateTime, _ reference: Reference, second: Int = 0) {
    self.civil = civil
    self.second = second
    self.reference = reference
  }

  public var isDate: Bool { reference == .date }

  /// Reads `19980118`, `19980118T230000` or `19980118T230000Z`.
  ///
  /// A zone is taken for times that are not UTC.
  init?(parsing text: some StringProtocol, zone: String? = nil) {
    let bytes = Array(text.utf8)
    guard bytes.count == 8 || bytes.count == 15 || bytes.count == 16,
      let year = Self.number(bytes[0..<4]), let month = Self.number(bytes[4..<6]),
      let day = Self.number(bytes[6..<8]),
      let date = CivilDate(year: year, month: month, day: day)
    else { return nil }
    if bytes.count == 8 {
      self.init(CivilDateTime(date: date, time: .midnight), .date)
      return
    }
    guard bytes[8] | 0x20 == UInt8(ascii: "t"), let hour = Self.number(bytes[9..<11]), hour < 24,
      let minute = Self.number(bytes[11..<13]), let second = Self.number(bytes[13..<15]),
      second <= 60, let time = CivilTime(hour: hour, minute: minute)
    else { return nil }
    let isUTC = bytes.count == 16
    guard !isUTC || bytes[15] | 0x20 == UInt8(ascii: "z") else { return nil }
    self.init(
      CivilDateTime(date: date, time: time), isUTC ? .utc : zone.map { .zone($0) } ?? .floating,
      second: second)
  }

  private static func number(_ bytes: ArraySlice<UInt8>) -> Int? {
    var value = 0
    for byte in bytes {
      guard (0x30...0x39).contains(byte) else { return nil }
      value = value * 10 + Int(byte - 0x30)
    }
    return value
  }

  /// The value as written, without a zone's name: `20261125` or `20261125T093000[Z]`.
  public var text: String {
    let day = civil.date.isoText.filter { $0 != "-" }
    guard !isDate else { return day }
    let clock = civil.time.text.filter { $0 != ":" }
    let seconds = second < 10 ? "0\(second)" : "\(second)"
    return "\(day)T\(clock)\(seconds)\(reference == .utc ? "Z" : "")"
  }

  /// The value of an instant in UTC, to the second.
  public static func utc(_ instant: Instant) -> CalendarTime {
    let second = Int(instant.milliseconds - Int64(instant.minutes) * 60_000) / 1000
    return CalendarTime(CivilDateTime(minuteNumber: instant.minutes), .utc, second: second)
  }
}

/// A DURATION: days are days of the calendar, the rest is exact.
///
/// Source: RFC 5545, 3.3.6.
public struct CalendarDuration: Hashable, Sendable {
  public let days: Int
  /// Seconds aside from the days.
  public let seconds: Int

  public init(days: Int = 0, seconds: Int) {
    self.days = days
    self.seconds = seconds
  }

  /// The largest number of weeks, days, hours, minutes or seconds that is taken.
  private static let limit = 100_000_000

  /// Reads `P15DT5H0M20S`, `P7W`, `-PT15M`.
  init?(parsing text: some StringProtocol) {
    var rest = Array(text.utf8)[...]
    var sign = 1
    if let first = rest.first, first == UInt8(ascii: "+") || first == UInt8(ascii: "-") {
      sign = first == UInt8(ascii: "-") ? -1 : 1
      rest.removeFirst()
    }
    guard rest.first.map({ $0 | 0x20 }) == UInt8(ascii: "p") else { return nil }
    rest.removeFirst()
    var (days, seconds, parts, isTime) = (0, 0, 0, false)
    while let next = rest.first {
      if next | 0x20 == UInt8(ascii: "t"), !isTime {
        isTime = true
        rest.removeFirst()
        guard !rest.isEmpty else { return nil }
        continue
      }
      var value = 0
      let digits = rest.prefix { (0x30...0x39).contains($0) }
      guard !digits.isEmpty, digits.count <= 8 else { return nil }
      for digit in digits { value = value * 10 + Int(digit - 0x30) }
      rest.removeFirst(digits.count)
      guard value <= Self.limit, let unit = rest.popFirst() else { return nil }
      switch (Character(Unicode.Scalar(unit | 0x20)), isTime) {
      case ("w", false): days += value * 7
      case ("d", false): days += value
      case ("h", true): seconds += value * 3600
      case ("m", true): seconds += value * 60
      case ("s", true): seconds += value
      default: return nil
      }
      parts += 1
    }
    guard parts > 0 else { return nil }
    self.init(days: sign * days, seconds: sign * seconds)
  }
}
