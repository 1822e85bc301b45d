import ClinicDomain
import TerminalKit

/// Everything the desk keeps of one patient, with the visits.
struct PatientCardPanel: Equatable, Sendable {
  let patient: PatientID
  private(set) var question: Question<ReadPatientCard> = Question()
  private(set) var table = Table(columns: [])
  /// Whether Escape leads back to a form that waits behind the card.
  let isOverForm: Bool

  init(patient: PatientID, isOverForm: Bool = false) {
    self.patient = patient
    self.isOverForm = isOverForm
  }

  /// The card, once it is there.
  var card: PatientCard? { question.answer ?? nil }

  /// Whether there is no such patient (any more).
  var isMissing: Bool { question.answer != nil && card == nil }

  /// The visit under the cursor.
  var visit: VisitRow? {
    guard let card, let row = table.selected, card.visits.indices.contains(row) else { return nil }
    return card.visits[row]
  }

  mutating func ask(_ context: inout ScreenContext) -> [Effect] {
    [question.ask(ReadPatientCard(patient: patient), &context)]
  }

  /// Takes a reply; false where it is somebody else's.
  mutating func receive(_ ticket: Ticket, _ reply: Reply) -> Bool {
    let kept = visit?.id
    guard question.take(ticket, reply) else { return false }
    let visits = card?.visits ?? []
    table.setRowCount(visits.count)
    if let kept, let row = visits.firstIndex(where: { $0.id == kept }) { table.select(row) }
    return true
  }

  /// Takes a key that moves in the visits.
  mutating func move(_ key: Key, height: Int) -> Bool {
    table.resize(rows: height)
    return table.handle(key) == .handled
  }
}

extension PatientCardPanel {
  func draw(into buffer: inout CellBuffer, in rect: Rect, _ context: ScreenContext) {
    let wording = context.wording
    guard let card else {
      buffer.put(isMissing ? wording.patientGone : "", in: rect.inset(left: 1), style: .dim)
      return
    }
    let area = rect.inset(left: 1, right: 1)
    drawHead(card, into: &buffer, in: area, context)
    let facts = FactGrid(wording.cardFacts(card.patient, on: context.today))
    let height = facts.draw(into: &buffer, in: area.inset(top: 3))
    var row = 3 + height + 1
    buffer.put(wording.visitsAround(card, today: context.today), in: area, row: row)
    buffer.put(wording.standing(card), in: area, row: row + 1)
    if let hint = wording.registrationHint(card.patient) {
      let used = TextWidth.width(of: wording.standing(card))
      buffer.put(" · ! \(hint)", in: area.inset(left: used), row: row + 1, style: .warning)
    }
    row += 3
    drawVisits(card.visits, into: &buffer, in: rect.split(rows: row).bottom, context)
  }

  private func drawHead(
    _ card: PatientCard, into buffer: inout CellBuffer, in area: Rect, _ context: ScreenContext
  ) {
    let wording = context.wording
    let details = card.patient.details
    let used = buffer.put(card.patient.calledName.value, in: area, style: .strong)
    if details.socialName != nil {
      let civil = wording.civilName(details.name.value)
      buffer.put("  \(civil)", in: area.inset(left: used), style: .dim)
    }
    buffer.put(
      wording.chartNumber(card.patient.chartNumber), in: area, style: .dim, alignment: .right)
    buffer.put(wording.identity(details, on: context.today), in: area, row: 1)
  }

  private func drawVisits(
    _ visits: [VisitRow], into buffer: inout CellBuffer, in rect: Rect, _ context: ScreenContext
  ) {
    let wording = context.wording
    guard !visits.isEmpty else { return }
    var shown = table
    shown.columns = [
      TableColumn(wording.visitsTitle, .fixed(21)),
      TableColumn(wording.field(.practitioner), .flexible(weight: 1, minimum: 12)),
      TableColumn(wording.field(.kind), .fixed(16)),
      TableColumn(wording.statusColumn, .fixed(16)),
    ]
    shown.draw(into: &buffer, in: rect) { range in
      range.map { index in
        let visit = visits[index]
        let style: Style = visit.status == .noshow ? .danger : .normal
        return TableRow([
          TableCell("\(wording.longDay(visit.date)) \(visit.start.text)"),
          TableCell(visit.practitionerName),
          TableCell(wording.visitKind(visit.kind), style: .dim),
          TableCell(wording.standing(of: visit), style: style),
        ])
      }
    }
  }
}
