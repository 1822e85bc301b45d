/// A dated exception that closes or opens time, whatever the weekly rules say: one day, or a run of
/// days such as a vacation.
public struct AgendaException: Aggregate {
  public static let entity = EntityKind.agendaException
  /// What it does.
  public enum Effect: Hashable, Codable, Sendable {
    case closes(reason: String)
    case opens(slotMinutes: Int)
  }

  /// The most days of one exception.
  public static let longestRun = 366

  public let id: AgendaExceptionID
  public let practitioner: PractitionerID
  /// The first day.
  public let date: CivilDate
  /// The last day; `date` where it is one day only.
  public let lastDate: CivilDate
  /// On each of its days.
  public let from: CivilTime
  public let until: CivilTime
  public let effect: Effect
  /// Where what it opens is worked; nil for where the practitioner is at home.
  public let unit: UnitID?
  public let room: RoomID?
  /// Where it was imported from; nil for one that a person entered.
  public let source: ExceptionSource?

  public init(
    id: AgendaExceptionID, practitioner: PractitionerID, date: CivilDate,
    lastDate: CivilDate? = nil, from: CivilTime = .midnight, until: CivilTime = .endOfDay,
    effect: Effect, unit: UnitID? = nil, room: RoomID? = nil, source: ExceptionSource? = nil
  ) {
    self.id = id
    self.practitioner = practitioner
    self.date = date
    self.lastDate = lastDate ?? date
    self.from = from
    self.until = until
    self.effect = effect
    self.unit = unit
    self.room = room
    self.source = source
  }

  /// Whether a day is one of its days.
  public func covers(_ day: CivilDate) -> Bool { date <= day && day <= lastDate }

  /// Whether it opens time on a day.
  func opens(on day: CivilDate) -> Bool {
    if case .opens = effect { covers(day) } else { false }
  }

  private enum CodingKeys: String, CodingKey {
    case id, practitioner, date, lastDate, from, until, effect, unit, room, source
  }

  /// Reads what was kept when an exception was one day only, too.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      id: try values.decode(AgendaExceptionID.self, forKey: .id),
      practitioner: try values.decode(PractitionerID.self, forKey: .practitioner),
      date: try values.decode(CivilDate.self, forKey: .date),
      lastDate: try values.decodeIfPresent(CivilDate.self, forKey: .lastDate),
      from: try values.decode(CivilTime.self, forKey: .from),
      until: try values.decode(CivilTime.self, forKey: .until),
      effect: try values.decode(Effect.self, forKey: .effect),
      unit: try values.decodeIfPresent(UnitID.self, forKey: .unit),
      room: try values.decodeIfPresent(RoomID.self, forKey: .room),
      source: try values.decodeIfPresent(ExceptionSource.self, forKey: .source))
  }

  /// What keeps it from being added.
  public func problems() -> [FieldProblem] {
    var problems: [FieldProblem] = []
    if until <= from { problems.append(FieldProblem(.until, .outOfRange)) }
    if !(0..<Self.longestRun).contains(lastDate.days(since: date)) {
      problems.append(FieldProblem(.lastDate, .outOfRange))
    }
    if case .opens(let minutes) = effect, !VisitLength.isValid(minutes) {
      problems.append(FieldProblem(.slotMinutes, .outOfRange))
    }
    return problems
  }
}

/// The calendar that an exception was imported from, and what it is called there: importing the
/// calendar again finds it.
public struct ExceptionSource: Hashable, Codable, Sendable {
  /// The longest name, in characters.
  public static let nameLimit = 60
  /// The name that people gave the calendar.
  public let name: String
  /// Names it within the calendar.
  public let key: String

  public init(name: String, key: String) {
    self.name = name
    self.key = key
  }
}
