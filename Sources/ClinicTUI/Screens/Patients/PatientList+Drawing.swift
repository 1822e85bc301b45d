import ClinicDomain
import TerminalKit

extension PatientList {
  /// Rows below the list for the patient under the cursor, a blank one above them included.
  static let previewRows = 4

  /// The rows of the table, titles included, in a rectangle of so many rows.
  static func tableHeight(in rows: Int) -> Int { max(rows - 1 - previewRows, 1) }

  func draw(into buffer: inout CellBuffer, in rect: Rect, _ context: ScreenContext) {
    let wording = context.wording
    let (head, rest) = rect.split(rows: 1)
    let (list, below) = rest.split(rows: -Self.previewRows)
    drawList(into: &buffer, in: list, context)
    buffer.put(wording.searchLabel, in: head.inset(left: 1), style: Style(.label))
    let label = TextWidth.width(of: wording.searchLabel) + 3
    let count = countText(wording)
    let room = head.inset(left: label, right: TextWidth.width(of: count) + 4)
    field.draw(into: &buffer, in: room, isFocused: isTyping)
    buffer.put(count, in: head.inset(right: 1), style: .dim, alignment: .right)
    if selected != nil { drawPreview(into: &buffer, in: below.inset(left: 1, top: 1), context) }
  }

  private func countText(_ wording: Wording) -> String {
    guard isAnswered else { return "" }
    return wording.nameCount(rows.count, hasMore: hasMore)
  }

  private func drawList(into buffer: inout CellBuffer, in rect: Rect, _ context: ScreenContext) {
    let wording = context.wording
    let isWide = rect.columns >= 100
    // Name and phone stay near enough to be read as one line.
    let rect = rect.columns > 132 ? rect.split(columns: 132).left : rect
    var shown = table
    shown.columns = [
      TableColumn(wording.field(.name), .flexible(weight: 1, minimum: 20)),
      TableColumn(wording.field(.birthDate), .fixed(10)),
      TableColumn(wording.documentColumn, .fixed(18)),
      TableColumn(wording.field(.phones), .fixed(15)),
    ]
    if isWide {
      shown.columns.insert(TableColumn(wording.ageColumn, .fixed(8), alignment: .right), at: 2)
      shown.columns.append(TableColumn(wording.chartColumn, .fixed(8), alignment: .right))
    }
    guard !rows.isEmpty else {
      if isAnswered {
        let mayRegister = context.may(.createPatient)
        buffer.put(
          wording.noPatient(for: text, mayRegister: mayRegister, isTyping: isTyping),
          in: rect.inset(left: 3, top: 1), style: .dim)
      }
      return
    }
    shown.draw(into: &buffer, in: rect) { range in
      range.map { row(rows[$0], isWide: isWide, context) }
    }
  }

  private func row(_ row: PatientRow, isWide: Bool, _ context: ScreenContext) -> TableRow {
    let wording = context.wording
    let name = row.socialName.isEmpty ? row.name : "\(row.socialName) (\(row.name))"
    var cells = [
      TableCell(name, style: .strong),
      TableCell(row.birthDate.map(wording.date) ?? "—"),
      TableCell(wording.document(of: row), style: .dim),
      TableCell(row.phone.isEmpty ? "—" : row.phone),
    ]
    if isWide {
      let age = row.birthDate.map { wording.age(of: $0, on: context.today) } ?? "—"
      cells.insert(TableCell(age, style: .dim), at: 2)
      cells.append(TableCell(wording.sites.chart(row.chartNumber), style: .dim))
    }
    return TableRow(cells)
  }

  private func drawPreview(
    into buffer: inout CellBuffer, in rect: Rect, _ context: ScreenContext
  ) {
    guard let selected else { return }
    let wording = context.wording
    guard let card = selectedCard else {
      buffer.put(selected.calledName, in: rect, style: .strong)
      return
    }
    let name = card.patient.calledName.value
    let used = buffer.put(name, in: rect, style: .strong)
    let facts = wording.patientFacts(card.patient.details, on: context.today)
    if !facts.isEmpty { buffer.put(" · \(facts)", in: rect.inset(left: used)) }
    buffer.put(wording.visitsAround(card, today: context.today), in: rect, row: 1)
    let standing = wording.standing(card)
    let width = buffer.put(standing, in: rect, row: 2)
    if let hint = wording.registrationHint(card.patient) {
      let gap = standing.isEmpty ? "" : " · "
      buffer.put("\(gap)! \(hint)", in: rect.inset(left: width), row: 2, style: .warning)
    }
  }
}
