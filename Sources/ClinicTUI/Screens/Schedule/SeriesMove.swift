import ClinicDomain
import TerminalKit

/// A visit of a series was put down elsewhere: this one only, or others with it.
struct SeriesMove: Equatable, Sendable {
  static let rows = 3

  let visit: VisitRow
  let practitioner: PractitionerRow
  let date: CivilDate
  let start: CivilTime
  private(set) var series = Question<ReadSeries>()

  init(visit: VisitRow, practitioner: PractitionerRow, date: CivilDate, start: CivilTime) {
    self.visit = visit
    self.practitioner = practitioner
    self.date = date
    self.start = start
  }

  mutating func begin(_ context: inout ScreenContext) -> [Effect] {
    guard let id = visit.series else { return [] }
    return [series.ask(ReadSeries(series: id), &context)]
  }

  mutating func take(_ ticket: Ticket, _ reply: Reply) -> Bool { series.take(ticket, reply) }

  /// All that move, each by as many days and to the same time; nil until they are known.
  func plan(_ scope: SeriesScope, _ context: inout ScreenContext) -> PlanPanel? {
    guard let rows = series.answer else { return nil }
    let days = date.days(since: visit.date)
    var items: [PlanPanel.Item] = []
    for row in scope.visits(from: visit, in: rows) {
      items.append(
        PlanPanel.Item(
          row, id: context.makeID(), to: practitioner.id, on: row.date.adding(days: days),
          at: start))
    }
    return PlanPanel(.move, of: practitioner, items)
  }

  func keys(_ wording: Wording) -> [KeyHint] {
    SeriesScope.allCases.map { KeyHint(String(wording.scopeLetter($0)), wording.scope($0)) }
      + [KeyHint("Esc", wording.goBack)]
  }

  func draw(into buffer: inout CellBuffer, in rect: Rect, _ context: ScreenContext) {
    let wording = context.wording
    buffer.fill(rect)
    let to = wording.dayAndTime(date, start)
    PanelTitle.draw(
      "\(visit.patientName) · \(wording.dayAndTime(visit.date, visit.start)) → \(to)",
      into: &buffer, in: rect)
    buffer.put(
      wording.scopeQuestion(visit.patientName), in: rect.line(1).inset(left: 3), style: .strong)
  }
}
