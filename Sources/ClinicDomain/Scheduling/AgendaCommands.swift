/// Replaces a practitioner's weekly agenda.
///
/// Visits booked under the old one stay; those that are outside the new one get on the list of
/// visits to move. An agenda is one field: what another person changed meanwhile is refused, so
/// that nobody's hours are lost in silence.
public struct SetWeeklyAgenda: ClinicCommand {
  public static let kind = CommandKind.setWeeklyAgenda
  public static let capability = Capability.changeAgenda
  /// The rules that the person saw before changing them.
  public let base: [AgendaRule]
  /// The policy that the person saw; nil, as in what was staged before there was one, means none.
  public let basePolicy: AgendaPolicy?
  public let agenda: Agenda

  public init(
    base: [AgendaRule], basePolicy: AgendaPolicy = AgendaPolicy(), agenda: Agenda
  ) {
    self.base = base
    self.basePolicy = basePolicy
    self.agenda = agenda
  }

  public var subject: Subject { agenda.subject }

  public func isOwn(of context: CommandContext, in store: any ClinicStore) -> Bool {
    context.actor.practitioner == agenda.practitioner
  }

  public func execute(by context: CommandContext, in store: any ClinicStore) throws -> Done {
    guard try store.practitioner(agenda.practitioner) != nil else {
      throw Refusal.notFound(.practitioner)
    }
    let problems = agenda.problems()
    guard problems.isEmpty else { throw Refusal.invalid(problems) }
    let current = try store.agenda(of: agenda.practitioner)
    let (rules, policy) = (Set(current?.rules ?? []), current?.policy ?? AgendaPolicy())
    let places = Set(rules.map { Place(unit: $0.unit, room: $0.room) })
    for rule in agenda.rules where !places.contains(Place(unit: rule.unit, room: rule.room)) {
      try store.refuseClosed(rule.unit, rule.room)
    }
    let isDone = rules == Set(agenda.rules) && policy == agenda.policy
    let isAsSeen = rules == Set(base) && policy == basePolicy ?? AgendaPolicy()
    guard isDone || isAsSeen else { throw Refusal.changedMeanwhile([.rules]) }
    if !isDone { try AgendaImpact.list(.agenda(agenda), by: context, in: store) }
    if let current {
      if !isDone { try store.update(agenda, from: current) }
    } else {
      try store.insert(agenda)
    }
    return Done()
  }

  /// Where a rule's hours are worked.
  private struct Place: Hashable {
    let unit: UnitID?
    let room: RoomID?
  }
}

/// Opens or closes time on one date or a run of dates; visits that it leaves outside get on the
/// list of visits to move.
public struct AddAgendaException: ClinicCommand {
  public static let kind = CommandKind.addAgendaException
  public static let capability = Capability.changeAgenda
  public let exception: AgendaException

  public init(exception: AgendaException) { self.exception = exception }

  public var subject: Subject { exception.subject }

  public func isOwn(of context: CommandContext, in store: any ClinicStore) -> Bool {
    context.actor.practitioner == exception.practitioner
  }

  public func execute(by context: CommandContext, in store: any ClinicStore) throws -> Done {
    guard try store.practitioner(exception.practitioner) != nil else {
      throw Refusal.notFound(.practitioner)
    }
    let problems = exception.problems()
    guard problems.isEmpty else { throw Refusal.invalid(problems) }
    guard try store.exception(exception.id) == nil else { return Done() }
    if case .opens = exception.effect { try store.refuseClosed(exception.unit, exception.room) }
    try AgendaImpact.list(.exception(exception), by: context, in: store)
    try store.insert(exception)
    return Done()
  }
}

/// Takes an exception back.
public struct RemoveAgendaException: ClinicCommand {
  public static let kind = CommandKind.removeAgendaException
  public static let capability = Capability.changeAgenda
  public let id: AgendaExceptionID

  public init(id: AgendaExceptionID) { self.id = id }

  public var subject: Subject { Subject(.agendaException, id) }

  public func isOwn(of context: CommandContext, in store: any ClinicStore) throws -> Bool {
    guard let own = context.actor.practitioner else { return false }
    return try store.exception(id)?.practitioner == own
  }

  public func execute(by context: CommandContext, in store: any ClinicStore) throws -> Done {
    guard let exception = try store.exception(id) else { throw Refusal.notFound(.agendaException) }
    try AgendaImpact.list(.exceptionRemoval(id), by: context, in: store)
    try store.remove(exception)
    return Done()
  }
}
