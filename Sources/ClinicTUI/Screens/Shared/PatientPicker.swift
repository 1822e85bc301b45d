import ClinicDomain
import TerminalKit

/// Finds one patient by typing: arrows choose, Enter takes her.
struct PatientPicker: Equatable, Sendable {
  /// What a key made of it.
  enum Outcome: Equatable, Sendable {
    case open, cancelled
    case chosen(PatientRow)
  }

  private var field = TextField()
  private var search = Question<SearchPatients>()
  private var selected = 0

  init() {}

  /// What was typed.
  var text: String { field.value }

  /// Whether the typed name is still being looked up.
  var isPending: Bool { search.isPending }

  /// Whether several have the typed name.
  var isUndecided: Bool { !search.isPending && rows.count != 1 }

  private var rows: [PatientRow] { search.answer?.rows ?? [] }

  mutating func ask(_ context: inout ScreenContext) -> [Effect] {
    [search.ask(SearchPatients(text: field.value), &context)]
  }

  mutating func take(_ ticket: Ticket, _ reply: Reply) -> Bool {
    guard search.take(ticket, reply) else { return false }
    selected = 0
    return true
  }

  mutating func handle(
    _ key: Key, _ context: inout ScreenContext
  ) -> (effects: [Effect], outcome: Outcome) {
    switch key {
    case .escape: return ([], .cancelled)
    case .up: selected = max(0, selected - 1)
    case .down: selected = max(0, min(rows.count - 1, selected + 1))
    case .enter:
      // A name still being looked up is not the one on the screen.
      guard !search.isPending, rows.indices.contains(selected) else { return ([.ring], .open) }
      return ([], .chosen(rows[selected]))
    default:
      let before = field.value
      _ = field.handle(key)
      if field.value != before { return (ask(&context), .open) }
    }
    return ([], .open)
  }

  func draw(into buffer: inout CellBuffer, in rect: Rect, _ context: ScreenContext) {
    let wording = context.wording
    let head = rect.inset(left: 1, right: 1)
    let label = wording.pickPatient
    let used = buffer.put(label, in: head, style: Style(.label)) + 2
    field.draw(
      into: &buffer,
      in: Rect(column: head.column + used, row: head.row, columns: 40, rows: 1), isFocused: true)
    let cursor = buffer.cursor
    if rows.isEmpty, !search.isPending {
      buffer.put(wording.noPatientFound, in: head.inset(left: 1, top: 2), style: .dim)
    }
    let room = max(0, rect.rows - 2)
    let first = max(0, selected - room + 1)
    for (index, patient) in rows.enumerated().dropFirst(first).prefix(room) {
      let row = rect.row + 2 + index - first
      let isSelected = index == selected
      buffer.put(
        isSelected ? "▌" : " ", at: Position(column: rect.column + 1, row: row), style: .accent)
      buffer.put(
        patient.calledName, at: Position(column: rect.column + 3, row: row),
        style: isSelected ? .strong : .normal, maxWidth: 36)
      buffer.put(
        patient.birthDate.map(wording.date) ?? "—",
        at: Position(column: rect.column + 41, row: row),
        style: .dim)
      buffer.put(
        patient.phone, at: Position(column: rect.column + 54, row: row), style: .dim)
    }
    buffer.cursor = cursor
  }
}
