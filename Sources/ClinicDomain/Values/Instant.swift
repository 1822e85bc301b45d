/// A moment: milliseconds since 1970-01-01 00:00 UTC.
public struct Instant: Sendable, Hashable, Comparable {
  /// Milliseconds since 1970-01-01 00:00 UTC, negative before.
  public let milliseconds: Int64

  /// Why a text is no instant.
  public enum ParseError: Error, Equatable, Sendable {
    case form
    case date
    case time
    case zone
  }

  /// The moment that many milliseconds after the start of 1970, UTC.
  public init(milliseconds: Int64) {
    self.milliseconds = milliseconds
  }

  /// The moment that many whole minutes after the start of 1970, UTC.
  public init(minutes: Int) {
    milliseconds = Int64(minutes) * 60_000
  }

  /// Whole minutes since the start of 1970, UTC, rounded down.
  public var minutes: Int {
    Int(milliseconds.flooredQuotient(by: 60_000))
  }

  /// The moment later by that many milliseconds.
  public func adding(milliseconds count: Int64) -> Instant {
    Instant(milliseconds: milliseconds &+ count)
  }

  /// The moment later by that many minutes.
  public func adding(minutes count: Int) -> Instant {
    adding(milliseconds: Int64(count) * 60_000)
  }

  /// Milliseconds from an earlier moment to this one.
  public func milliseconds(since earlier: Instant) -> Int64 {
    milliseconds &- earlier.milliseconds
  }

  public static func < (left: Instant, right: Instant) -> Bool {
    left.milliseconds < right.milliseconds
  }

  /// The moment in UTC as `2026-05-14T12:30:00.000Z`.
  public var isoText: String {
    let day = milliseconds.flooredQuotient(by: 86_400_000)
    let rest = Int(milliseconds &- day &* 86_400_000)
    var text = CivilDate(dayNumber: Int(day)).isoText
    text += "T"
    Digits.append(rest / 3_600_000, width: 2, to: &text)
    text += ":"
    Digits.append(rest / 60_000 % 60, width: 2, to: &text)
    text += ":"
    Digits.append(rest / 1000 % 60, width: 2, to: &text)
    text += "."
    Digits.append(rest % 1000, width: 3, to: &text)
    text += "Z"
    return text
  }

  /// Reads ISO 8601 with a zone: `2026-05-14T12:30[:00[.000]]Z` or with `+hh[:]mm`.
  public init(iso text: String) throws(ParseError) {
    let bytes = Array(text.utf8)
    guard bytes.count >= 17, bytes[10] == UInt8(ascii: "T") || bytes[10] == UInt8(ascii: " "),
      bytes[13] == UInt8(ascii: ":")
    else { throw .form }
    guard let date = CivilDate(isoBytes: bytes[0..<10]) else { throw .date }
    guard let hour = Digits.number(bytes[11..<13]), hour < 24,
      let minute = Digits.number(bytes[14..<16]), minute < 60
    else { throw .time }
    var position = 16
    var milliseconds = 0
    if bytes[position] == UInt8(ascii: ":") {
      guard bytes.count >= 20, let second = Digits.number(bytes[17..<19]), second <= 60
      else { throw .time }
      milliseconds = min(second, 59) * 1000
      position = 19
      milliseconds += try Self.fraction(bytes, at: &position)
    }
    let offset = try Self.offsetMinutes(bytes[position...])
    let minutes = date.dayNumber * 1440 + hour * 60 + minute - offset
    self.init(milliseconds: Int64(minutes) * 60_000 + Int64(milliseconds))
  }

  /// Reads `.fff…` and returns whole milliseconds; further digits are dropped.
  private static func fraction(
    _ bytes: [UInt8], at position: inout Int
  ) throws(ParseError) -> Int {
    guard position < bytes.count, bytes[position] == UInt8(ascii: ".") else { return 0 }
    position += 1
    var value = 0
    var digits = 0
    while position < bytes.count, Digits.isDigit(bytes[position]) {
      if digits < 3 { value = value * 10 + Int(bytes[position] &- 0x30) }
      digits += 1
      position += 1
    }
    guard digits > 0 else { throw .time }
    for _ in min(digits, 3)..<3 { value *= 10 }
    return value
  }

  private static func offsetMinutes(_ zone: ArraySlice<UInt8>) throws(ParseError) -> Int {
    guard let sign = zone.first else { throw .zone }
    if sign == UInt8(ascii: "Z") {
      guard zone.count == 1 else { throw .zone }
      return 0
    }
    guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else { throw .zone }
    let digits = zone.dropFirst().filter { $0 != UInt8(ascii: ":") }
    guard digits.count == 2 || digits.count == 4, let number = Digits.number(digits)
    else { throw .zone }
    let hours = digits.count == 2 ? number : number / 100
    let minutes = digits.count == 2 ? 0 : number % 100
    guard hours <= 18, minutes < 60 else { throw .zone }
    return (sign == UInt8(ascii: "-") ? -1 : 1) * (hours * 60 + minutes)
  }
}

extension Instant: Codable {
  public init(from decoder: any Decoder) throws {
    milliseconds = try decoder.singleValueContainer().decode(Int64.self)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(milliseconds)
  }
}

extension BinaryInteger {
  /// The quotient rounded towards negative infinity, for a positive divisor.
  func flooredQuotient(by divisor: Self) -> Self {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? quotient - 1 : quotient
  }
}
