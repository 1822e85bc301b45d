import ClinicDomain
import TerminalKit

/// One attendance below the queue; what can be done with it works from here as well.
struct AttendanceCardPanel: Equatable, Sendable {
  static let rows = 8

  private(set) var row: AttendanceRow
  private var question = Question<ReadAttendance>()

  init(_ row: AttendanceRow) { self.row = row }

  mutating func ask(_ context: inout ScreenContext) -> [Effect] {
    [question.ask(ReadAttendance(id: row.id), &context)]
  }

  mutating func take(_ ticket: Ticket, _ reply: Reply) -> Bool {
    guard question.take(ticket, reply) else { return false }
    if let card = question.answer ?? nil { row = card.row }
    return true
  }

  func draw(into buffer: inout CellBuffer, in rect: Rect, _ context: ScreenContext) {
    let wording = context.wording
    buffer.fill(rect)
    PanelTitle.draw(
      "\(wording.ticket(row)) · \(row.patientName) · \(row.unitName)", into: &buffer, in: rect)
    let facts = wording.facts(of: row, question.answer ?? nil, context)
    let width = facts.map { TextWidth.width(of: $0.label) }.max() ?? 0
    let area = rect.inset(left: 3, top: 1, right: 1)
    for (index, fact) in facts.prefix(area.rows).enumerated() {
      buffer.put(fact.label, in: area, row: index, style: Style(.label))
      buffer.put(fact.value, in: area.inset(left: width + 2), row: index)
    }
  }
}
