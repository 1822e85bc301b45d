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

  public init(
    id: AgendaExceptionID, practitioner: PractitionerID, date: CivilDate,
    lastDate: CivilDate? = nil, from: CivilTime = .midnight, until: CivilTime = .endOfDay,
    effect: Effect
  ) {
    self.id = id
    self.practitioner = practitioner
    self.date = date
    self.lastDate = lastDate ?? date
    self.from = from
    self.until = until
    self.effect = effect
  }

  /// Whether a day is one of its days.
  public func covers(_ day: CivilDate) -> Bool { date <= day && day <= lastDate }

  private enum CodingKeys: String, CodingKey {
    case id, practitioner, date, lastDate, from, until, effect
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
      effect: try values.decode(Effect.self, forKey: .effect))
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
