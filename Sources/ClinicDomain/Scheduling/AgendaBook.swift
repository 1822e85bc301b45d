/// All that decides when a practitioner takes visits: rules, policy, exceptions and holidays.
public struct AgendaBook: Equatable, Sendable {
  public var rules: [AgendaRule]
  public var policy: AgendaPolicy
  public var exceptions: [AgendaException]
  public var holidays: HolidayCalendar
  /// The unit of rules that name none.
  public var home: UnitID?
  /// Where no more visits are taken.
  public var closed: ClosedPlaces
  /// false where she takes no more visits, whatever her rules say.
  public var isActive: Bool

  public init(
    rules: [AgendaRule], policy: AgendaPolicy = AgendaPolicy(), exceptions: [AgendaException],
    holidays: HolidayCalendar = HolidayCalendar(), home: UnitID? = nil,
    closed: ClosedPlaces = ClosedPlaces(), isActive: Bool = true
  ) {
    self.rules = rules
    self.policy = policy
    self.exceptions = exceptions
    self.holidays = holidays
    self.home = home
    self.closed = closed
    self.isActive = isActive
  }

  /// A day's open time, by start.
  ///
  /// The weekly rules less their breaks, less the holidays that the agenda keeps; then what an
  /// exception opens, then what one closes.
  public func open(on date: CivilDate) -> [OpenTime] {
    guard isActive else { return [] }
    let applying = applying(on: date)
    return open(on: date, applying, kept: applying.isEmpty ? [] : kept(on: date))
  }

  /// A day's open time where the holidays of the day are known: for many agendas on one day.
  public func open(on date: CivilDate, holidays: [HolidayCalendar.Kept]) -> [OpenTime] {
    guard isActive else { return [] }
    let applying = applying(on: date)
    guard !applying.isEmpty || !exceptions.isEmpty else { return [] }
    return open(on: date, applying, kept: kept(of: holidays))
  }

  /// The rules of a day whose unit and room are still offered.
  private func applying(on date: CivilDate) -> [AgendaRule] {
    rules.filter { $0.applies(on: date) && !closed.closes($0.unit ?? home, $0.room) }
  }

  private func open(
    on date: CivilDate, _ applying: [AgendaRule], kept: [HolidayCalendar.Kept]
  ) -> [OpenTime] {
    let (before, after) = (policy.bufferBefore, policy.bufferAfter)
    var open = applying.flatMap { rule in
      kept.filter { $0.isKept(in: rule.unit ?? home) }.reduce(
        OpenTime.pieces(of: rule, before: before, after: after)
      ) { pieces, holiday in
        pieces.flatMap { $0.without(from: holiday.from, until: holiday.until) }
      }
    }
    let dated = exceptions.filter { $0.covers(date) }
    for exception in dated {
      let unit = exception.unit ?? home
      if case .opens(let slotMinutes) = exception.effect,
        !closed.closes(unit, exception.room)
      {
        let whole = OpenTime(
          from: exception.from, until: exception.until, slotMinutes: slotMinutes, unit: unit,
          room: exception.room, before: before, after: after)
        open += open.reduce([whole]) { pieces, taken in
          pieces.flatMap { $0.without(from: taken.from, until: taken.until) }
        }
      }
    }
    for exception in dated {
      if case .closes = exception.effect {
        open = open.flatMap { $0.without(from: exception.from, until: exception.until) }
      }
    }
    return open.sorted { $0.from < $1.from }
  }

  /// The holidays of a day on which the agenda rests.
  public func kept(on date: CivilDate) -> [HolidayCalendar.Kept] {
    guard policy.holidays != .works else { return [] }
    return kept(of: holidays.on(date))
  }

  private func kept(of holidays: [HolidayCalendar.Kept]) -> [HolidayCalendar.Kept] {
    holidays.filter { policy.holidays.rests(on: $0) }
  }

  /// The holidays that close something of a day's rules: what a screen names as the reason.
  public func closing(on date: CivilDate) -> [HolidayCalendar.Kept] {
    closing(on: date, holidays: holidays.on(date))
  }

  /// The same where the holidays of the day are known.
  public func closing(
    on date: CivilDate, holidays: [HolidayCalendar.Kept]
  ) -> [HolidayCalendar.Kept] {
    guard !holidays.isEmpty else { return [] }
    let rules = rules.filter { $0.applies(on: date) }
    return kept(of: holidays).filter { holiday in
      rules.contains { holiday.isKept(in: $0.unit ?? home) }
    }
  }

  /// The hours of a day that are not worked since their room or unit is no longer in use.
  public func retired(on date: CivilDate) -> [OpenTime] {
    guard isActive, !closed.isEmpty else { return [] }
    return rules.filter { $0.applies(on: date) && closed.closes($0.unit ?? home, $0.room) }
      .flatMap { OpenTime.pieces(of: $0, before: 0, after: 0) }
  }

  /// Whether a unit is where she works on a day, as far as her rules and what an exception opens say.
  public func isWorked(in unit: UnitID, on date: CivilDate) -> Bool {
    let applying = rules.filter { $0.applies(on: date) }
    if applying.contains(where: { ($0.unit ?? home) == unit }) { return true }
    if exceptions.contains(where: { $0.opens(on: date) && ($0.unit ?? home) == unit }) {
      return true
    }
    return home == unit && applying.isEmpty
  }

  /// When the weekly rules of a day begin, whatever closes it.
  public func usualStart(on date: CivilDate) -> CivilTime? {
    rules.filter { $0.applies(on: date) }.map(\.from).min()
  }

  /// Why a whole day is closed; nil where it isn't, or not by an exception.
  public func closure(on date: CivilDate) -> String? {
    for exception in exceptions where exception.covers(date) {
      if case .closes(let reason) = exception.effect, exception.from == .midnight,
        exception.until == .endOfDay
      {
        return reason
      }
    }
    return nil
  }
}

extension HolidayCalendar.Kept {
  /// Whether a unit keeps it; one that is not known keeps what is kept everywhere.
  func isKept(in unit: UnitID?) -> Bool {
    guard let units else { return true }
    return unit.map(units.contains) ?? false
  }
}

/// All that decides when a practitioner takes visits within one week.
public struct ReadAgendaBook: ClinicQuery {
  public static let capability = Capability.readAgenda
  public let practitioner: PractitionerID
  public let monday: CivilDate

  public init(practitioner: PractitionerID, monday: CivilDate) {
    self.practitioner = practitioner
    self.monday = monday
  }

  /// With the exceptions that the week has something of.
  public typealias Answer = AgendaBook
}
