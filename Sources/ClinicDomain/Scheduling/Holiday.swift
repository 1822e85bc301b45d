/// A holiday that the clinic entered: a municipal one, a state's, or its own.
public struct Holiday: Aggregate {
  public static let entity = EntityKind.holiday
  /// When it is.
  public enum Day: Hashable, Codable, Sendable {
    case once(CivilDate)
    case yearly(month: Int, day: Int)
  }

  /// Where it is kept.
  public enum Scope: Hashable, Codable, Sendable {
    case everywhere
    case unit(UnitID)
    /// In all units of that town, by its folded name.
    case municipality(String)
  }

  public let id: HolidayID
  public var name: String
  public var day: Day
  public var from: CivilTime
  public var until: CivilTime
  public var scope: Scope
  /// A ponto facultativo.
  public var isOptional: Bool

  public init(
    id: HolidayID, name: String, day: Day, from: CivilTime = .midnight,
    until: CivilTime = .endOfDay, scope: Scope = .everywhere, isOptional: Bool = false
  ) {
    self.id = id
    self.name = name
    self.day = day
    self.from = from
    self.until = until
    self.scope = scope
    self.isOptional = isOptional
  }

  /// Whether it is on a day.
  public func isOn(_ date: CivilDate) -> Bool {
    switch day {
    case .once(let only): only == date
    case .yearly(let month, let day): date.month == month && date.day == day
    }
  }

  /// Its dates within a stretch of days.
  public func dates(from first: CivilDate, through last: CivilDate) -> [CivilDate] {
    switch day {
    case .once(let only): first <= only && only <= last ? [only] : []
    case .yearly(let month, let day):
      (first.year...max(first.year, last.year)).compactMap {
        CivilDate(year: $0, month: month, day: day)
      }.filter { first <= $0 && $0 <= last }
    }
  }

  /// What keeps it from being saved.
  public func problems() -> [FieldProblem] {
    var problems: [FieldProblem] = []
    if !name.contains(where: { !$0.isWhitespace }) {
      problems.append(FieldProblem(.name, .required))
    }
    if case .yearly(let month, let day) = day,
      CivilDate(year: 2000, month: month, day: day) == nil
    {
      problems.append(FieldProblem(.date, .outOfRange))
    }
    if until <= from { problems.append(FieldProblem(.until, .outOfRange)) }
    if case .municipality(let town) = scope, town.isEmpty {
      problems.append(FieldProblem(.municipality, .required))
    }
    return problems
  }
}

/// Every holiday that an agenda may have to keep: the nation's, computed, and the clinic's.
public struct HolidayCalendar: Equatable, Sendable {
  /// A holiday on one day.
  public struct Kept: Hashable, Sendable {
    public let name: KeptName
    public let from: CivilTime
    public let until: CivilTime
    public let isOptional: Bool
    /// The units that keep it; nil all.
    public let units: Set<UnitID>?
  }

  /// How a holiday is called.
  public enum KeptName: Hashable, Codable, Sendable {
    case national(NationalHolidays.Name)
    case local(String)
  }

  public var local: [Holiday]
  /// The units of each town, by its folded name.
  public var units: [String: Set<UnitID>]

  public init(local: [Holiday] = [], units: [String: Set<UnitID>] = [:]) {
    self.local = local
    self.units = units
  }

  /// The holidays of a day.
  public func on(_ date: CivilDate) -> [Kept] {
    NationalHolidays.on(date).map {
      Kept(
        name: .national($0.name), from: .midnight, until: $0.until, isOptional: $0.isOptional,
        units: nil)
    }
      + local.filter { $0.isOn(date) }.map {
        Kept(
          name: .local($0.name), from: $0.from, until: $0.until, isOptional: $0.isOptional,
          units: units(of: $0.scope))
      }
  }

  private func units(of scope: Holiday.Scope) -> Set<UnitID>? {
    switch scope {
    case .everywhere: nil
    case .unit(let unit): [unit]
    case .municipality(let town): units[TextFolding.fold(town), default: []]
    }
  }

  /// The calendar with a holiday added or changed.
  public func with(_ holiday: Holiday) -> HolidayCalendar {
    HolidayCalendar(local: local.filter { $0.id != holiday.id } + [holiday], units: units)
  }

  /// The calendar without a holiday.
  public func without(_ id: HolidayID) -> HolidayCalendar {
    HolidayCalendar(local: local.filter { $0.id != id }, units: units)
  }
}

extension HolidayWork {
  /// Whether an agenda closes on a holiday.
  public func rests(on holiday: HolidayCalendar.Kept) -> Bool {
    switch self {
    case .rests: true
    case .worksOnOptional: !holiday.isOptional
    case .works: false
    }
  }
}
