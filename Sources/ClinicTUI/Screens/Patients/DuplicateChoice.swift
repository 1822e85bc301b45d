import ClinicDomain
import TerminalKit

/// What was typed beside the registrations that may be the same person.
struct DuplicateChoice: Equatable, Sendable {
  /// What a key chose.
  enum Answer: Equatable, Sendable {
    case none, back, registerAnyway
    case open(PatientID)
  }

  let found: DuplicateFound
  /// Whether it may be registered all the same: never with the same document.
  let canRegister: Bool
  private(set) var question: Question<ReadPatients> = Question()
  private(set) var selected = 0

  init(_ found: DuplicateFound, canRegister: Bool) {
    self.found = found
    self.canRegister = canRegister
  }

  var rows: [PatientRow] { question.answer ?? [] }

  mutating func ask(_ context: inout ScreenContext) -> Effect {
    question.ask(ReadPatients(ids: Array(found.patients.prefix(20))), &context)
  }

  mutating func receive(_ ticket: Ticket, _ reply: Reply) -> Bool {
    question.take(ticket, reply)
  }

  mutating func handle(_ key: Key) -> Answer {
    switch key {
    case .escape: return .back
    case .left, .character("h"), .up, .character("k"):
      selected = max(0, selected - 1)
    case .right, .character("l"), .down, .character("j"):
      selected = max(0, min(rows.count - 1, selected + 1))
    case .enter:
      if rows.indices.contains(selected) { return .open(rows[selected].id) }
    case .character("+") where canRegister: return .registerAnyway
    default: break
    }
    return .none
  }

  func keys(_ wording: Wording) -> [KeyHint] {
    var keys = [KeyHint("Enter", wording.openExisting)]
    if canRegister { keys.append(KeyHint("+", wording.registerAnyway)) }
    keys.append(KeyHint("Esc", wording.backToForm))
    if rows.count > 1 { keys.append(KeyHint("← →", wording.otherCandidate)) }
    return keys
  }

  func draw(
    _ typed: PatientDetails, into buffer: inout CellBuffer, in rect: Rect,
    _ context: ScreenContext
  ) {
    let wording = context.wording
    let area = rect.inset(left: 2, right: 1)
    buffer.put(
      found.isCertain ? wording.sameDocumentTitle : wording.duplicateTitle, in: area,
      style: .warning)
    let label = 14
    let places = rect.columns >= 120 ? 3 : 2
    let width = max((area.columns - label) / (places + 1), 12)
    let first = max(0, selected - places + 1)
    func column(_ index: Int) -> Rect {
      Rect(
        column: area.column + label + index * width, row: area.row + 2, columns: width - 2,
        rows: area.rows - 2)
    }
    let mine = wording.comparison(of: typed)
    for (row, fact) in mine.enumerated() {
      buffer.put(fact.label, in: area.inset(top: 4), row: row, style: Style(.label))
    }
    drawColumn(wording.typedColumn, mine.map(\.value), mine.map(\.value), in: column(0), &buffer)
    for (place, index) in rows.indices.dropFirst(first).prefix(places).enumerated() {
      let row = rows[index]
      let theirs = wording.comparison(of: row).map(\.value)
      let frame = column(place + 1)
      drawColumn(
        wording.chartNumber(row.chartNumber), theirs, mine.map(\.value), in: frame, &buffer)
      if index == selected {
        let mark = Position(column: frame.column - 2, row: frame.row)
        buffer.put("▌", at: mark, style: .accent)
        buffer.cursor = mark
      }
    }
    if rows.count > places {
      buffer.put("\(selected + 1)/\(rows.count)", in: area, style: .dim, alignment: .right)
    }
  }

  /// What is the same as typed stands out.
  private func drawColumn(
    _ title: String, _ values: [String], _ typed: [String], in rect: Rect,
    _ buffer: inout CellBuffer
  ) {
    buffer.put(title, in: rect, style: .accent)
    for (row, value) in values.enumerated() {
      let isSame =
        value != "—" && typed.indices.contains(row)
        && TextFolding.fold(value) == TextFolding.fold(typed[row])
      buffer.put(value, in: rect, row: row + 2, style: isSame ? .strong : .normal)
    }
  }
}
