/// A day of the week, numbered as in ISO 8601.
public enum Weekday: Int, Sendable, Hashable, Codable, CaseIterable, Comparable {
  case monday = 1
  case tuesday
  case wednesday
  case thursday
  case friday
  case saturday
  case sunday

  public static func < (left: Weekday, right: Weekday) -> Bool {
    left.rawValue < right.rawValue
  }
}
