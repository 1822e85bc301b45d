import ClinicDomain
import TerminalKit

/// A visit with its texts, below the grid; what can be done to it works from here as well.
struct VisitCard: Equatable, Sendable {
  static let rows = 10

  private(set) var row: VisitRow
  var details = Question<ReadVisit>()

  init(_ row: VisitRow) { self.row = row }

  /// The visit as it is now, as far as it is known.
  var visit: VisitRow { details.answer.flatMap { $0 }?.row ?? row }

  mutating func begin(_ context: inout ScreenContext) -> [Effect] {
    [details.ask(ReadVisit(appointment: row.id), &context)]
  }

  func draw(into buffer: inout CellBuffer, in rect: Rect, _ context: ScreenContext) {
    let wording = context.wording
    buffer.fill(rect)
    PanelTitle.draw(
      "\(visit.patientName) · \(wording.dayAndTime(visit.date, visit.start))–\(visit.end.text)",
      into: &buffer, in: rect)
    let detail = details.answer.flatMap { $0 }
    let labelled = wording.lines(about: visit, detail, now: context.now, zone: context.zone)
    let width = labelled.map { TextWidth.width(of: $0.label) }.max() ?? 0
    for (index, line) in labelled.enumerated() {
      let area = rect.inset(left: 3, top: 1, right: 1)
      buffer.put(line.label, in: area, row: index, style: Style(.label))
      buffer.put(line.text, in: area.inset(left: width + 2), row: index)
    }
  }
}
