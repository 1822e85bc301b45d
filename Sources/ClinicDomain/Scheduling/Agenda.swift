/// A weekly rule of a practitioner's availability.
public struct AgendaRule: Hashable, Sendable {
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
  /// Every how many weeks it holds, counted from the week of `validFrom`: 1 is every week.
  public var everyWeeks: Int
  /// Pauses within the rule's hours, by start.
  public var breaks: [TimeSpan]
  /// The groups that share its slots; nil where each slot is one patient's.
  public var group: GroupTerms?

  public init(
    id: AgendaRuleID, weekday: Weekday, from: CivilTime, until: CivilTime, slotMinutes: Int,
    unit: UnitID? = nil, room: RoomID? = nil, validFrom: CivilDate, validUntil: CivilDate? = nil,
    everyWeeks: Int = 1, breaks: [TimeSpan] = [], group: GroupTerms? = nil
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
    self.everyWeeks = everyWeeks
    self.breaks = breaks
    self.group = group
  }

  /// The most weeks that may lie between two weeks in which a rule holds.
  public static let longestCycle = 52

  /// Whether the rule holds on a day.
  public func applies(on date: CivilDate) -> Bool {
    weekday == date.weekday && validFrom <= date && date <= validUntil ?? date
      && isItsWeek(date)
  }

  /// Whether a day's week is one of those in which the rule holds.
  public func isItsWeek(_ date: CivilDate) -> Bool {
    everyWeeks <= 1
      || (date.firstOfWeek.days(since: validFrom.firstOfWeek) / 7).isMultiple(of: everyWeeks)
  }
}

extension AgendaRule: Codable {
  private enum CodingKeys: String, CodingKey {
    case id, weekday, from, until, slotMinutes, unit, room, validFrom, validUntil, everyWeeks
    case breaks, group
  }

  /// Reads what was kept before rules had cycles, breaks and groups, too.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      id: try values.decode(AgendaRuleID.self, forKey: .id),
      weekday: try values.decode(Weekday.self, forKey: .weekday),
      from: try values.decode(CivilTime.self, forKey: .from),
      until: try values.decode(CivilTime.self, forKey: .until),
      slotMinutes: try values.decode(Int.self, forKey: .slotMinutes),
      unit: try values.decodeIfPresent(UnitID.self, forKey: .unit),
      room: try values.decodeIfPresent(RoomID.self, forKey: .room),
      validFrom: try values.decode(CivilDate.self, forKey: .validFrom),
      validUntil: try values.decodeIfPresent(CivilDate.self, forKey: .validUntil),
      everyWeeks: try values.decodeIfPresent(Int.self, forKey: .everyWeeks) ?? 1,
      breaks: try values.decodeIfPresent([TimeSpan].self, forKey: .breaks) ?? [],
      group: try values.decodeIfPresent(GroupTerms.self, forKey: .group))
  }
}

/// A stretch of a day.
public struct TimeSpan: Hashable, Codable, Sendable {
  public var from: CivilTime
  public var until: CivilTime

  public init(from: CivilTime, until: CivilTime) {
    self.from = from
    self.until = until
  }
}

/// The whole weekly agenda of a practitioner: changed as one.
public struct Agenda: Aggregate {
  public static let entity = EntityKind.agenda
  /// The practitioner's id names her agenda too.
  public let practitioner: PractitionerID
  public var rules: [AgendaRule]
  /// What it asks of bookings beside its hours.
  public var policy: AgendaPolicy

  public init(
    practitioner: PractitionerID, rules: [AgendaRule], policy: AgendaPolicy = AgendaPolicy()
  ) {
    self.practitioner = practitioner
    self.rules = rules
    self.policy = policy
  }

  public var id: PractitionerID { practitioner }

  private enum CodingKeys: String, CodingKey { case practitioner, rules, policy }

  /// Reads what was kept before agendas had a policy, too.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    practitioner = try values.decode(PractitionerID.self, forKey: .practitioner)
    rules = try values.decode([AgendaRule].self, forKey: .rules)
    policy = try values.decodeIfPresent(AgendaPolicy.self, forKey: .policy) ?? AgendaPolicy()
  }

  /// What is wrong with the rules: ends before it starts, bad slot length, breaks outside, two rules
  /// that overlap; and with the policy.
  public func problems() -> [FieldProblem] {
    var problems = Set(policy.problems())
    for (index, rule) in rules.enumerated() {
      problems.formUnion(rule.problems())
      for other in rules[(index + 1)...] where rule.overlaps(other) {
        problems.insert(FieldProblem(.from, .taken))
      }
    }
    return problems.sorted { $0.field.rawValue < $1.field.rawValue }
  }
}

extension AgendaRule {
  fileprivate func problems() -> [FieldProblem] {
    var problems: [FieldProblem] = []
    if until <= from { problems.append(FieldProblem(.until, .outOfRange)) }
    if !VisitLength.isValid(slotMinutes) {
      problems.append(FieldProblem(.slotMinutes, .outOfRange))
    }
    if !(1...Self.longestCycle).contains(everyWeeks) {
      problems.append(FieldProblem(.everyWeeks, .outOfRange))
    }
    if let group, !GroupTerms.capacityRange.contains(group.capacity) {
      problems.append(FieldProblem(.capacity, .outOfRange))
    }
    let areOrdered = zip(breaks, breaks.dropFirst()).allSatisfy { $0.until <= $1.from }
    let areWithin = breaks.allSatisfy { from < $0.from && $0.from < $0.until && $0.until < until }
    if !areOrdered || !areWithin { problems.append(FieldProblem(.breaks, .outOfRange)) }
    return problems
  }

  fileprivate func overlaps(_ other: AgendaRule) -> Bool {
    guard weekday == other.weekday, from < other.until, other.from < until else { return false }
    let last = [validUntil, other.validUntil].compactMap(\.self).min()
    var day = max(validFrom, other.validFrom)
    day = day.adding(days: (weekday.rawValue - day.weekday.rawValue + 7) % 7)
    // Two cycles meet within their product or never.
    for _ in 0..<max(1, everyWeeks * other.everyWeeks) {
      if let last, day > last { return false }
      if isItsWeek(day), other.isItsWeek(day) { return true }
      day = day.adding(days: 7)
    }
    return false
  }
}
