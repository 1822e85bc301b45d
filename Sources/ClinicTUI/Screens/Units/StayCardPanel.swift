import ClinicDomain
import TerminalKit

/// A bed with who lies in it, below the map; what can be done with it works from here as well.
struct StayCardPanel: Equatable, Sendable {
  static let rows = 8

  private let row: BedRow
  private var question = Question<ReadStay>()

  init(_ row: BedRow) { self.row = row }

  mutating func ask(_ context: inout ScreenContext) -> [Effect] {
    guard let stay = row.stay else { return [] }
    return [question.ask(ReadStay(id: stay.id), &context)]
  }

  mutating func take(_ ticket: Ticket, _ reply: Reply) -> Bool { question.take(ticket, reply) }

  func draw(into buffer: inout CellBuffer, in rect: Rect, _ context: ScreenContext) {
    let wording = context.wording
    buffer.fill(rect)
    let place = [row.unitName, row.roomName].filter { !$0.isEmpty }.joined(separator: " · ")
    PanelTitle.draw(
      "\(wording.entity(.bed)) \(row.bed.details.code) · \(place)", into: &buffer, in: rect)
    let facts = wording.facts(of: row, question.answer ?? nil, context)
    let width = facts.map { TextWidth.width(of: $0.label) }.max() ?? 0
    let area = rect.inset(left: 3, top: 1, right: 1)
    for (index, fact) in facts.prefix(area.rows).enumerated() {
      buffer.put(fact.label, in: area, row: index, style: Style(.label))
      buffer.put(fact.value, in: area.inset(left: width + 2), row: index)
    }
  }
}
