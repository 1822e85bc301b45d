import ClinicDomain
import Exchange

/// An agenda or a visit on its way into an .ics file in the export folder.
///
/// No patient is named: a file wanders.
struct CalendarExport: Equatable, Sendable {
  private var agenda = Question<ReadCalendar>()
  private var visit = Question<ReadCalendarVisit>()
  private var practitionerName = ""

  /// Asks for a practitioner's visits on some days.
  mutating func begin(
    _ practitioner: PractitionerID, named name: String, on days: ClosedRange<CivilDate>,
    _ context: inout ScreenContext
  ) -> [Effect] {
    practitionerName = name
    return [
      agenda.ask(
        ReadCalendar(practitioner: practitioner, from: days.lowerBound, until: days.upperBound),
        &context)
    ]
  }

  /// Asks for one visit.
  mutating func begin(_ id: AppointmentID, _ context: inout ScreenContext) -> [Effect] {
    [visit.ask(ReadCalendarVisit(appointment: id), &context)]
  }

  /// Writes the file; nil where the ticket is another's.
  mutating func receive(
    _ ticket: Ticket, _ reply: Reply, _ context: inout ScreenContext
  ) -> [Effect]? {
    let wording = context.wording
    let writer = VisitCalendarWriter(wording, names: false)
    if agenda.take(ticket, reply) {
      if let fault = agenda.fault { return [.tell(wording.problem(fault))] }
      let visits = (agenda.answer ?? []).filter(\.isOn)
      guard !visits.isEmpty, let date = agenda.query?.from else {
        return [.tell(Message(wording.noVisitsToExport, .warning))]
      }
      return [
        .writeFile(
          context.makeTicket(), name: wording.agendaFileName(practitionerName, date),
          text: writer.text(of: visits, name: practitionerName))
      ]
    }
    if visit.take(ticket, reply) {
      if let fault = visit.fault { return [.tell(wording.problem(fault))] }
      guard case .some(.some(let found)) = visit.answer, found.wasMeant else {
        return [.tell(Message(wording.noVisitsToExport, .warning))]
      }
      return [
        .writeFile(
          context.makeTicket(), name: wording.visitFileName(found.date, found.start),
          text: writer.text(of: [found]))
      ]
    }
    return nil
  }
}

extension ScheduleScreen {
  /// The agenda of the cursor's doctor on what is shown: the day, or the week.
  mutating func exportAgenda(_ context: inout ScreenContext) -> [Effect] {
    guard let column, let shown, !isTurning else { return [] }
    let last =
      switch shown.span {
      case .day: shown.first
      case .week: shown.first.adding(days: 6)
      }
    return export.begin(
      column.practitioner.id, named: column.practitioner.name, on: shown.first...last, &context)
  }
}
