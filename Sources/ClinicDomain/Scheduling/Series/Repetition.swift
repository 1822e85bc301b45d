/// How often a visit comes again: every so many days, weeks or months, so often or until a day.
public struct Repetition: Hashable, Codable, Sendable {
  /// What is counted between two visits.
  public enum Unit: String, CaseIterable, Hashable, Codable, Sendable {
    case day, week, month
  }

  /// When it ends.
  public enum End: Hashable, Codable, Sendable {
    /// So many visits, the first included.
    case count(Int)
    /// No visit after that day.
    case until(CivilDate)
  }

  /// Why a repetition makes no series.
  public enum Fault: Error, Hashable, Sendable {
    /// There is no second visit by the day on which it ends.
    case endsBeforeTheSecond
    /// There are more than `limit`, the last of which would be on that day.
    case tooMany(last: CivilDate)
  }

  /// The most visits of a series.
  public static let limit = 104
  public let every: Int
  public let unit: Unit
  public let end: End

  /// - Returns: nil unless every 1–52 units, and 2 visits at least and as many as `limit` at most.
  public init?(every: Int = 1, unit: Unit = .week, end: End) {
    guard (1...52).contains(every) else { return nil }
    if case .count(let count) = end, !(2...Self.limit).contains(count) { return nil }
    self.every = every
    self.unit = unit
    self.end = end
  }

  /// The days of the visits, the first one in front.
  ///
  /// A month without the day takes its last day; the next months take the day again. What has an
  /// end is never cut short in silence.
  public func dates(from first: CivilDate) throws(Fault) -> [CivilDate] {
    var dates = [first]
    while true {
      if case .count(let count) = end, dates.count >= count { break }
      let steps = dates.count * every
      let next =
        switch unit {
        case .day: first.adding(days: steps)
        case .week: first.adding(days: 7 * steps)
        case .month: first.adding(months: steps)
        }
      if case .until(let last) = end, next > last { break }
      guard dates.count < Self.limit else { throw .tooMany(last: dates[dates.count - 1]) }
      dates.append(next)
    }
    guard dates.count > 1 else { throw .endsBeforeTheSecond }
    return dates
  }
}

extension Repetition {
  /// Reads how often something repeats, in either language: `10x`, `a cada 2 semanas 6x`,
  /// `quinzenal até 20/12`, `monthly 6x`; a bare number means so many weeks.
  public init?(parsing text: String, today: CivilDate) {
    var words = text.split(whereSeparator: \.isWhitespace).map(String.init)
    if words.count == 1, let count = Int(words[0]) { words = ["\(count)x"] }
    guard let read = Self.take(from: &words, today: today), words.isEmpty else { return nil }
    self = read
  }

  /// Takes the words of a repetition out of a line; nil, and nothing taken, where no end is named.
  static func take(from words: inout [String], today: CivilDate) -> Repetition? {
    var rest = words
    guard let (end, place) = takeEnd(&rest, today) else { return nil }
    let (every, unit) = takeUnit(&rest, before: place)
    guard let read = Repetition(every: every, unit: unit, end: end) else { return nil }
    words = rest
    return read
  }

  private static func takeEnd(_ words: inout [String], _ today: CivilDate) -> (End, Int)? {
    for (index, word) in words.enumerated() {
      let folded = TextFolding.fold(word)
      if let count = count(folded) {
        words.remove(at: index)
        return (.count(count), index)
      }
      guard ["ate", "until"].contains(folded), index + 1 < words.count,
        let day = try? CivilDate.parse(words[index + 1], today: today)
      else { continue }
      words.removeSubrange(index...index + 1)
      return (.until(day), index)
    }
    return nil
  }

  /// `10x`, also `10 vezes` written as one.
  private static func count(_ word: String) -> Int? {
    for ending in ["x", "vezes", "times"] where word.hasSuffix(ending) {
      if let number = Int(word.dropLast(ending.count)), number > 1 { return number }
    }
    return nil
  }

  /// The words in front of the end, or behind it, that say how far apart.
  private static func takeUnit(_ words: inout [String], before place: Int) -> (Int, Unit) {
    let folded = words.map { TextFolding.fold($0) }
    for index in folded.indices {
      if let (every, unit) = adverbs[folded[index]] {
        words.remove(at: index)
        return (every, unit)
      }
      let rest = Array(folded[index...])
      for lead in leads where rest.starts(with: lead) {
        var next = lead.count
        var every = 1
        if next < rest.count, let number = Int(rest[next]) {
          every = number
          next += 1
        }
        guard next < rest.count, let unit = units[rest[next]] else { continue }
        words.removeSubrange(index...index + next)
        return (every, unit)
      }
    }
    return (1, .week)
  }

  private static let leads = [["a", "cada"], ["toda"], ["todo"], ["cada"], ["every"], ["each"]]

  private static let adverbs: [String: (Int, Unit)] = [
    "semanal": (1, .week), "weekly": (1, .week), "quinzenal": (2, .week),
    "fortnightly": (2, .week), "mensal": (1, .month), "monthly": (1, .month),
    "diario": (1, .day), "diaria": (1, .day), "daily": (1, .day),
  ]

  private static let units: [String: Unit] = [
    "dia": .day, "dias": .day, "day": .day, "days": .day, "semana": .week, "semanas": .week,
    "week": .week, "weeks": .week, "mes": .month, "meses": .month, "month": .month,
    "months": .month,
  ]
}
