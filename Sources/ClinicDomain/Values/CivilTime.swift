/// A time of day on a 24-hour clock, in whole minutes.
///
/// 24:00 is allowed, as the end of a day. Coded as the minute of the day.
public struct CivilTime: Sendable, Hashable, Comparable {
  /// Minutes since midnight, 0 to 1440.
  public let minuteOfDay: Int

  /// Why a text is no time of day.
  public enum ParseError: Error, Equatable, Sendable {
    case empty
    case form
    case noSuchTime
  }

  /// The start of the day.
  public static let midnight = CivilTime(minute: 0)
  /// The end of the day, 24:00.
  public static let endOfDay = CivilTime(minute: 1440)

  private init(minute: Int) {
    minuteOfDay = minute
  }

  /// The time that many minutes after midnight, or nil beyond 0 to 1440.
  public init?(minuteOfDay: Int) {
    guard (0...1440).contains(minuteOfDay) else { return nil }
    self.minuteOfDay = minuteOfDay
  }

  /// The time of that hour and minute, or nil when there is none.
  public init?(hour: Int, minute: Int = 0) {
    guard (0...24).contains(hour), (0...59).contains(minute) else { return nil }
    self.init(minuteOfDay: hour * 60 + minute)
  }

  /// Reads `9`, `930`, `0930`, `9:30`, `9h`, `9h30` and `9.30`.
  public init(parsing text: String) throws(ParseError) {
    let bytes = Array(text.trimmed.utf8)
    guard !bytes.isEmpty else { throw .empty }
    let marks: Set<UInt8> = [0x3A, 0x68, 0x48, 0x2E]
    let parts = bytes.split(omittingEmptySubsequences: false) { marks.contains($0) }
    let hour: Int
    let minute: Int
    if parts.count == 1 {
      guard bytes.count <= 4, let number = Digits.number(bytes) else { throw .form }
      hour = bytes.count <= 2 ? number : number / 100
      minute = bytes.count <= 2 ? 0 : number % 100
    } else {
      guard parts.count == 2, parts[0].count <= 2, let first = Digits.number(parts[0])
      else { throw .form }
      hour = first
      if parts[1].isEmpty {
        guard let last = bytes.last, last | 0x20 == UInt8(ascii: "h") else { throw .form }
        minute = 0
      } else {
        guard parts[1].count == 2, let second = Digits.number(parts[1]) else { throw .form }
        minute = second
      }
    }
    guard let time = CivilTime(hour: hour, minute: minute) else { throw .noSuchTime }
    self = time
  }

  /// The hour, 0 to 24.
  public var hour: Int { minuteOfDay / 60 }
  /// The minute of the hour, 0 to 59.
  public var minute: Int { minuteOfDay % 60 }

  /// The time as `HH:MM`.
  public var text: String {
    var text = ""
    Digits.append(hour, width: 2, to: &text)
    text += ":"
    Digits.append(minute, width: 2, to: &text)
    return text
  }

  /// The time later by that many minutes, or nil when it leaves the day.
  public func adding(minutes: Int) -> CivilTime? {
    let (sum, overflow) = minuteOfDay.addingReportingOverflow(minutes)
    return overflow ? nil : CivilTime(minuteOfDay: sum)
  }

  public static func < (left: CivilTime, right: CivilTime) -> Bool {
    left.minuteOfDay < right.minuteOfDay
  }
}

extension CivilTime: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let minute = try container.decode(Int.self)
    guard let time = CivilTime(minuteOfDay: minute) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "minute of day")
    }
    self = time
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(minuteOfDay)
  }
}
