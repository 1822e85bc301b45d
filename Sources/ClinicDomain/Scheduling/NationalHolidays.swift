/// Brazil's national holidays, computed.
///
/// Sources: Lei 662/1949 with Lei 10.607/2002 (1 January, 21 April, 1 May, 7 September, 2 and 15
/// November, 25 December), Lei 6.802/1980 (12 October), Lei 14.759/2023 (20 November, since 2024),
/// Lei 9.093/1995 (Good Friday). Carnival, the morning of Ash Wednesday and Corpus Christi are
/// optional points, as the federal calendar has them each year.
public enum NationalHolidays {
  /// What a national holiday is called on screen.
  public enum Name: String, CaseIterable, Hashable, Codable, Sendable {
    case newYear, carnivalMonday, carnivalTuesday, ashWednesday, goodFriday, tiradentes, labourDay
    case corpusChristi, independence, aparecida, allSouls, republic, blackAwareness, christmas
  }

  /// A national holiday of one year.
  public struct Day: Hashable, Sendable {
    public let name: Name
    public let date: CivilDate
    public let until: CivilTime
    /// A ponto facultativo: a clinic may work as on any day.
    public let isOptional: Bool
  }

  /// The holidays of a year, by date.
  public static func of(year: Int) -> [Day] {
    guard let first = CivilDate(year: year, month: 1, day: 1),
      let last = CivilDate(year: year, month: 12, day: 31)
    else { return [] }
    return (first...last).flatMap(on)
  }

  /// The national holidays of one day: two where Good Friday falls on 21 April.
  public static func on(_ date: CivilDate) -> [Day] {
    let (year, month, day) = date.components
    var found: [Day] = []
    if let name = fixed(month, day), name != .blackAwareness || year >= 2024 {
      found.append(Day(name: name, date: date, until: .endOfDay, isOptional: false))
    }
    if (2...6).contains(month), let easter = easter(of: year),
      let (name, isOptional) = movable[date.days(since: easter)]
    {
      let until = name == .ashWednesday ? CivilTime(hour: 12) ?? .endOfDay : .endOfDay
      found.append(Day(name: name, date: date, until: until, isOptional: isOptional))
    }
    return found
  }

  private static func fixed(_ month: Int, _ day: Int) -> Name? {
    switch (month, day) {
    case (1, 1): .newYear
    case (4, 21): .tiradentes
    case (5, 1): .labourDay
    case (9, 7): .independence
    case (10, 12): .aparecida
    case (11, 2): .allSouls
    case (11, 15): .republic
    case (11, 20): .blackAwareness
    case (12, 25): .christmas
    default: nil
    }
  }

  /// By days since Easter, whether each is optional.
  private static let movable: [Int: (Name, Bool)] = [
    -48: (.carnivalMonday, true), -47: (.carnivalTuesday, true), -46: (.ashWednesday, true),
    -2: (.goodFriday, false), 60: (.corpusChristi, true),
  ]

  /// Easter Sunday.
  ///
  /// Source: Meeus, "Astronomical Algorithms" (the anonymous Gregorian algorithm).
  public static func easter(of year: Int) -> CivilDate? {
    let golden = year % 19
    let (century, rest) = (year / 100, year % 100)
    let shift = (century - (century + 8) / 25 + 1) / 3
    let epact = (19 * golden + century - century / 4 - shift + 15) % 30
    let weekday = (32 + 2 * (century % 4) + 2 * (rest / 4) - epact - rest % 4) % 7
    let correction = (golden + 11 * epact + 22 * weekday) / 451
    let sum = epact + weekday - 7 * correction + 114
    return CivilDate(year: year, month: sum / 31, day: sum % 31 + 1)
  }
}
