/// Wishes for a free time typed in words: `cardio seg manhã 40min`, `dr ana thu afternoon`.
public struct FreeWish: Hashable, Sendable {
  /// What may be named.
  public struct Names: Hashable, Sendable {
    public let doctors: [BookingLine.Doctor]
    public let specialties: [String]
    public let units: [Unit]
    /// The clinic's own words for kinds of visit, folded.
    public let kinds: [String: VisitKind]

    /// A unit that may be named.
    public struct Unit: Hashable, Sendable {
      public let id: UnitID
      public let name: String

      public init(id: UnitID, name: String) {
        self.id = id
        self.name = name
      }
    }

    public init(
      doctors: [BookingLine.Doctor], specialties: [String], units: [Unit],
      kinds: [String: VisitKind] = [:]
    ) {
      self.doctors = doctors
      self.specialties = specialties
      self.units = units
      self.kinds = kinds
    }
  }

  public private(set) var filter = FreeTimeFilter()
  public private(set) var kind: VisitKind?
  /// From which day on; nil for now.
  public private(set) var date: CivilDate?
  /// Words that nothing is known by.
  public private(set) var unknown: [String] = []

  /// Reads the words; it never fails.
  public init(_ text: String, today: CivilDate, names: Names) {
    var words = text.split(whereSeparator: \.isWhitespace).map(String.init)
    let titled = BookingLine(text, today: today, doctors: names.doctors)
    if !titled.doctorText.isEmpty {
      filter.practitioners = titled.doctors.map(\.id)
      let typed = titled.doctorText.split(separator: " ").map(String.init)
      if titled.doctors.isEmpty { unknown += typed }
      if let place = words.firstIndex(of: typed[0]), place > 0 {
        words.removeSubrange((place - 1)..<min(words.count, place + typed.count))
      }
    }
    for word in words { take(word, today: today, names) }
  }

  private mutating func take(_ word: String, today: CivilDate, _ names: Names) {
    let folded = TextFolding.fold(word)
    if let part = Self.parts[folded] {
      (filter.from, filter.until) = part
    } else if let weekday = Self.weekday(folded, today: today) {
      filter.weekdays.insert(weekday)
    } else if let minutes = BookingLine.minutes(word) {
      filter.minutes = minutes
    } else if let kind = BookingLine.kind(word) ?? names.kinds[folded] {
      self.kind = kind
    } else if let time = BookingLine.markedTime(word) {
      filter.from = time
    } else if let day = try? CivilDate.parse(word, today: today), day >= today {
      date = day
    } else if names.specialties.contains(where: { Self.begins($0, folded) }) {
      filter.specialty += filter.specialty.isEmpty ? folded : " " + folded
    } else if let unit = names.units.first(where: { Self.begins($0.name, folded) }) {
      filter.unit = unit.id
    } else {
      let doctors = names.doctors.filter { Self.begins($0.name, folded) }.map(\.id)
      let both =
        filter.practitioners.isEmpty
        ? doctors : filter.practitioners.filter(doctors.contains)
      if both.isEmpty { unknown.append(word) } else { filter.practitioners = both }
    }
  }

  private static func begins(_ name: String, _ word: String) -> Bool {
    !word.isEmpty && TextFolding.tokens(name).contains { $0.hasPrefix(word) }
  }

  private static func weekday(_ folded: String, today: CivilDate) -> Weekday? {
    let days: Set<String> = ["hoje", "today", "amanha", "tomorrow", "ontem", "yesterday"]
    guard folded.count >= 3, folded.allSatisfy(\.isLetter), !days.contains(folded),
      let day = try? CivilDate.parse(folded, today: today)
    else { return nil }
    return day.weekday
  }

  private static let parts: [String: (CivilTime, CivilTime)] = {
    let noon = CivilTime(minuteOfDay: 720) ?? .midnight
    let evening = CivilTime(minuteOfDay: 1080) ?? .endOfDay
    var table: [String: (CivilTime, CivilTime)] = [:]
    for word in ["manha", "morning"] { table[word] = (.midnight, noon) }
    for word in ["tarde", "afternoon"] { table[word] = (noon, evening) }
    for word in ["noite", "evening"] { table[word] = (evening, .endOfDay) }
    return table
  }()
}
