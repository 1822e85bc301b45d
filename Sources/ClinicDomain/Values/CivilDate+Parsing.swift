extension CivilDate {
  /// Why a text is no day.
  public enum ParseError: Error, Equatable, Sendable {
    case empty
    case form
    case noSuchDay
    case inTheFuture
    case tooLongAgo
  }

  /// Reads what a person types for a day of the schedule.
  ///
  /// Words (`t`, `hoje`, `amanhã`, `seg`, `mon`…; a weekday means its next occurrence after
  /// today), steps (`+1`, `-3`, `+2w` or `+2s`, `+1m`), day and month without a year (the nearest
  /// such day to today), and full dates with `/`, `-`, `.` or nothing between.
  public static func parse(_ text: String, today: CivilDate) throws(ParseError) -> CivilDate {
    let typed = text.trimmed
    guard !typed.isEmpty else { throw .empty }
    if let first = typed.utf8.first, first == UInt8(ascii: "+") || first == UInt8(ascii: "-") {
      return try step(typed, from: today)
    }
    let word = TextFolding.fold(typed)
    switch word {
    case "t", "h", "hoje", "today": return today
    case "amanha", "tomorrow": return today.adding(days: 1)
    case "ontem", "yesterday": return today.adding(days: -1)
    default: break
    }
    if let weekday = weekdayNames[word] {
      let ahead = (weekday.rawValue - today.weekday.rawValue + 6) % 7 + 1
      return today.adding(days: ahead)
    }
    let parts = try DateParts(typed)
    guard let typedYear = parts.year else {
      return try nearest(day: parts.day, month: parts.month, to: today)
    }
    let year = parts.hasShortYear ? nearestCentury(typedYear, to: today.year) : typedYear
    guard let date = CivilDate(year: year, month: parts.month, day: parts.day)
    else { throw .noSuchDay }
    return date
  }

  /// Reads a birth date: a full date, two-digit years in the past, none in the future.
  ///
  /// More than 130 years ago is refused as a slip.
  public static func parseBirthDate(
    _ text: String, today: CivilDate
  ) throws(ParseError) -> CivilDate {
    let typed = text.trimmed
    guard !typed.isEmpty else { throw .empty }
    let parts = try DateParts(typed)
    guard let typedYear = parts.year else { throw .form }
    var date = CivilDate(
      year: parts.hasShortYear ? 2000 + typedYear : typedYear, month: parts.month, day: parts.day)
    if parts.hasShortYear, date.map({ $0 > today }) ?? true {
      date = CivilDate(year: 1900 + typedYear, month: parts.month, day: parts.day)
    }
    guard let date else { throw .noSuchDay }
    guard date <= today else { throw .inTheFuture }
    guard today.years(since: date) <= 130 else { throw .tooLongAgo }
    return date
  }

  private static func step(_ text: String, from today: CivilDate) throws(ParseError) -> CivilDate {
    var body = Array(text.utf8)
    let sign = body.removeFirst() == UInt8(ascii: "-") ? -1 : 1
    var unit = UInt8(ascii: "d")
    if let last = body.last, !Digits.isDigit(last) {
      unit = last | 0x20
      body.removeLast()
    }
    guard let count = Digits.number(body), count <= 99_999 else { throw .form }
    switch unit {
    case UInt8(ascii: "d"): return today.adding(days: sign * count)
    case UInt8(ascii: "w"), UInt8(ascii: "s"): return today.adding(days: sign * count * 7)
    case UInt8(ascii: "m"): return today.adding(months: sign * count)
    case UInt8(ascii: "y"), UInt8(ascii: "a"): return today.adding(months: sign * count * 12)
    default: throw .form
    }
  }

  /// The occurrence of a day and month nearest to today; the 29th of February may be years away.
  private static func nearest(
    day: Int, month: Int, to today: CivilDate
  ) throws(ParseError) -> CivilDate {
    let year = today.year
    let candidates = (0...8).lazy.flatMap { [year + $0, year - $0] }.compactMap {
      CivilDate(year: $0, month: month, day: day)
    }
    let best = candidates.min { left, right in
      abs(left.days(since: today)) < abs(right.days(since: today))
    }
    guard let best else { throw .noSuchDay }
    return best
  }

  /// The year ending in those two digits from 79 years before to 20 years after `year`.
  private static func nearestCentury(_ short: Int, to year: Int) -> Int {
    let candidate = year / 100 * 100 + short
    if candidate > year + 20 { return candidate - 100 }
    if candidate < year - 79 { return candidate + 100 }
    return candidate
  }

  private static let weekdayNames: [String: Weekday] = {
    let names: [(Weekday, [String])] = [
      (.monday, ["seg", "segunda", "mon", "monday"]),
      (.tuesday, ["ter", "terca", "tue", "tuesday"]),
      (.wednesday, ["qua", "quarta", "wed", "wednesday"]),
      (.thursday, ["qui", "quinta", "thu", "thursday"]),
      (.friday, ["sex", "sexta", "fri", "friday"]),
      (.saturday, ["sab", "sabado", "sat", "saturday"]),
      (.sunday, ["dom", "domingo", "sun", "sunday"]),
    ]
    var table: [String: Weekday] = [:]
    for (weekday, words) in names {
      for word in words {
        table[word] = weekday
        if weekday.rawValue <= 5 { table[word + " feira"] = weekday }
      }
    }
    return table
  }()
}

/// Day, month and perhaps year as typed, before they are known to be a day.
private struct DateParts {
  let day: Int
  let month: Int
  let year: Int?
  let hasShortYear: Bool

  init(_ text: String) throws(CivilDate.ParseError) {
    let separators: Set<UInt8> = [0x2F, 0x2D, 0x2E, 0x20]
    let parts = Array(text.utf8).split(omittingEmptySubsequences: false) {
      separators.contains($0)
    }
    var numbers: [Int] = []
    for part in parts {
      guard let number = Digits.number(part) else { throw .form }
      numbers.append(number)
    }
    let lengths = parts.map(\.count)
    switch lengths {
    case [4]: self.init(day: numbers[0] / 100, month: numbers[0] % 100)
    case [6]:
      self.init(
        day: numbers[0] / 10_000, month: numbers[0] / 100 % 100, year: numbers[0] % 100,
        hasShortYear: true)
    case [8]:
      self.init(
        day: numbers[0] / 1_000_000, month: numbers[0] / 10_000 % 100, year: numbers[0] % 10_000)
    default:
      guard numbers.count == 2 || numbers.count == 3 else { throw .form }
      if lengths[0] == 4, numbers.count == 3, lengths[1] <= 2, lengths[2] <= 2 {
        self.init(day: numbers[2], month: numbers[1], year: numbers[0])
        return
      }
      guard lengths[0] <= 2, lengths[1] <= 2 else { throw .form }
      guard numbers.count == 3 else {
        self.init(day: numbers[0], month: numbers[1])
        return
      }
      guard lengths[2] == 2 || lengths[2] == 4 else { throw .form }
      self.init(
        day: numbers[0], month: numbers[1], year: numbers[2], hasShortYear: lengths[2] == 2)
    }
  }

  private init(day: Int, month: Int, year: Int? = nil, hasShortYear: Bool = false) {
    self.day = day
    self.month = month
    self.year = year
    self.hasShortYear = hasShortYear
  }
}
