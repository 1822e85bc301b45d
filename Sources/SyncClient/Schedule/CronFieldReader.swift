/// Reads one field of a schedule: `*`, numbers, names, ranges, steps and lists of them.
struct CronFieldReader {
  let field: CronSchedule.Field

  init(_ field: CronSchedule.Field) { self.field = field }

  private var values: ClosedRange<Int> {
    switch field {
    case .minute: 0...59
    case .hour: 0...23
    case .dayOfMonth: 1...31
    case .month: 1...12
    // 7 is Sunday too.
    case .weekday: 0...7
    }
  }

  private static let months = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
  ]
  private static let weekdays = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]

  func read(_ text: Substring) throws(CronSchedule.ParseError) -> ValueSet {
    var set = ValueSet()
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      for value in try values(of: part) {
        set.insert(field == .weekday ? value % 7 : value)
      }
    }
    return set
  }

  private func values(
    of part: Substring
  ) throws(CronSchedule.ParseError) -> StrideThrough<Int> {
    let halves = part.split(separator: "/", omittingEmptySubsequences: false)
    guard let first = halves.first, !first.isEmpty, halves.count <= 2 else {
      throw .unreadable(field, String(part))
    }
    var step = 1
    if halves.count == 2 {
      guard let number = number(halves[1]) else { throw .unreadable(field, String(part)) }
      guard number > 0, number <= values.upperBound else { throw .outOfRange(field, String(part)) }
      step = number
    }
    let range = try range(first, part, isOpen: halves.count == 2)
    return stride(from: range.lowerBound, through: range.upperBound, by: step)
  }

  private func range(
    _ text: Substring, _ part: Substring, isOpen: Bool
  ) throws(CronSchedule.ParseError) -> ClosedRange<Int> {
    // Seven times a week, not eight: 0 and 7 are the same day.
    let all = field == .weekday ? 0...6 : values
    if text == "*" { return all }
    let ends = text.split(separator: "-", omittingEmptySubsequences: false)
    guard ends.count <= 2, let low = value(ends[0]) else { throw .unreadable(field, String(part)) }
    guard values.contains(low) else { throw .outOfRange(field, String(part)) }
    guard ends.count == 2 else { return low...(isOpen ? max(low, all.upperBound) : low) }
    guard var high = value(ends[1]) else { throw .unreadable(field, String(part)) }
    if field == .weekday, high == 0, low > 0 { high = 7 }
    guard values.contains(high) else { throw .outOfRange(field, String(part)) }
    guard low <= high else { throw .backwards(field, String(part)) }
    return low...high
  }

  private func value(_ text: Substring) -> Int? {
    let name = text.lowercased()
    switch field {
    case .month:
      if let index = Self.months.firstIndex(of: name) { return index + 1 }
    case .weekday:
      if let index = Self.weekdays.firstIndex(of: name) { return index }
    default: break
    }
    return number(text)
  }

  private func number(_ text: Substring) -> Int? {
    guard (1...4).contains(text.utf8.count), text.utf8.allSatisfy({ (48...57).contains($0) })
    else { return nil }
    return Int(text)
  }
}
