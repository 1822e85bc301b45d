/// A weekly rule of a practitioner's availability.
public struct AgendaRule: Hashable, Codable, Sendable {
  public let id: AgendaRuleID
  public var weekday: Weekday
  public var from: CivilTime
  public var until: CivilTime
  /// Minutes, 5–360 in steps of 5.
  public var slotMinutes: Int
  public var unit: UnitID?
  public var room: RoomID?
  public var validFrom: CivilDate
  public var validUntil: CivilDate?

  public init(
    id: AgendaRuleID, weekday: Weekday, from: CivilTime, until: CivilTime, slotMinutes: Int,
    unit: UnitID? = nil, room: RoomID? = nil, validFrom: CivilDate, validUntil: CivilDate? = nil
  ) {
    self.id = id
    self.weekday = weekday
    self.from = from
    self.until = until
    self.slotMinutes = slotMinutes
    self.unit = unit
    self.room = room
    self.validFrom = validFrom
    self.validUntil = validUntil
  }

  /// Whether the rule holds on a day.
  public func applies(on date: CivilDate) -> Bool {
    weekday == date.weekday && validFrom <= date && date <= validUntil ?? date
  }
}

/// The whole weekly agenda of a practitioner: changed as one.
public struct Agenda: Aggregate {
  public static let entity = EntityKind.agenda
  /// The practitioner's id names her agenda too.
  public let practitioner: PractitionerID
  public var rules: [AgendaRule]

  public init(practitioner: PractitionerID, rules: [AgendaRule]) {
    self.practitioner = practitioner
    self.rules = rules
  }

  public var id: PractitionerID { practitioner }

  /// What is wrong with the rules: ends before it starts, bad slot length, two rules that overlap.
  public func problems() -> [FieldProblem] {
    var problems: Set<FieldProblem> = []
    for (index, rule) in rules.enumerated() {
      if rule.until <= rule.from { problems.insert(FieldProblem(.until, .outOfRange)) }
      if !VisitLength.isValid(rule.slotMinutes) {
        problems.insert(FieldProblem(.slotMinutes, .outOfRange))
      }
      for other in rules[(index + 1)...] where rule.overlaps(other) {
        problems.insert(FieldProblem(.from, .taken))
      }
    }
    return problems.sorted { $0.field.rawValue < $1.field.rawValue }
  }
}

extension AgendaRule {
  fileprivate func overlaps(_ other: AgendaRule) -> Bool {
    weekday == other.weekday && from < other.until && other.from < until
      && validFrom <= other.validUntil ?? validFrom
      && other.validFrom <= validUntil ?? other.validFrom
  }
}

/// A dated exception that closes or opens time, whatever the weekly rules say.
public struct AgendaException: Aggregate {
  public static let entity = EntityKind.agendaException
  /// What it does.
  public enum Effect: Hashable, Codable, Sendable {
    case closes(reason: String)
    case opens(slotMinutes: Int)
  }

  public let id: AgendaExceptionID
  public let practitioner: PractitionerID
  public let date: CivilDate
  public let from: CivilTime
  public let until: CivilTime
  public let effect: Effect

  public init(
    id: AgendaExceptionID, practitioner: PractitionerID, date: CivilDate,
    from: CivilTime = .midnight, until: CivilTime = .endOfDay, effect: Effect
  ) {
    self.id = id
    self.practitioner = practitioner
    self.date = date
    self.from = from
    self.until = until
    self.effect = effect
  }
}
