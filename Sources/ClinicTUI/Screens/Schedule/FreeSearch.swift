import ClinicDomain

/// Looks for a practitioner's next free slot, week by week as far as may be booked.
struct FreeSearch: Equatable, Sendable {
  /// What came of it.
  enum Step: Equatable, Sendable {
    case found(PractitionerID, CivilDate, CivilTime)
    case none
    case asking([Effect])
    case failed(Reply)
  }

  private var question = Question<ReadAgendaWeek>()
  /// Slots of this day and earlier are not looked at.
  private var after = CivilDate(dayNumber: 0)

  var isPending: Bool { question.isPending }

  /// Begins with the day after.
  mutating func begin(
    _ practitioner: PractitionerID, after date: CivilDate, _ context: inout ScreenContext
  ) -> [Effect] {
    after = date
    let monday = date.adding(days: 1).firstOfWeek
    return [question.ask(ReadAgendaWeek(practitioner: practitioner, monday: monday), &context)]
  }

  mutating func stop() { question.clear() }

  /// nil where the reply is another's.
  mutating func receive(
    _ ticket: Ticket, _ reply: Reply, _ context: inout ScreenContext
  ) -> Step? {
    guard question.take(ticket, reply), let query = question.query else { return nil }
    if let fault = question.fault { return .failed(fault) }
    for column in question.answer ?? [] where column.date > after && column.date >= context.today {
      let grid = AgendaGrid(columns: [column])
      if let from = column.firstBookable(at: context.civilNow),
        let row = grid.freeSlot(in: 0, from: from)
      {
        return .found(query.practitioner, column.date, grid.rows[row].time)
      }
    }
    let next = query.monday.adding(days: 7)
    let horizon = question.answer?.first?.policy.horizonDays ?? BookingRules.horizonDays
    guard next <= context.today.adding(days: horizon) else { return Step.none }
    return .asking(
      [question.ask(ReadAgendaWeek(practitioner: query.practitioner, monday: next), &context)])
  }
}
