import ClinicDomain
import TerminalKit

/// Asks for a day: `t`, `+1`, `seg`, `1405`; what was understood shows as it is typed.
struct DatePrompt: Equatable, Sendable {
  private(set) var field = TextField(maximumLength: 14)

  /// The day as typed; nil where it is none.
  func date(_ context: ScreenContext) -> CivilDate? {
    try? CivilDate.parse(field.value, today: context.today)
  }

  mutating func handle(_ key: Key) { _ = field.handle(key) }

  func draw(into buffer: inout CellBuffer, in rect: Rect, _ context: ScreenContext) {
    let wording = context.wording
    var column = rect.column + 1
    column += buffer.put(
      wording.dayPrompt, at: Position(column: column, row: rect.row), style: .strong)
    column += 2
    if let date = date(context) {
      buffer.put(
        wording.longDay(date), at: Position(column: column + 13, row: rect.row), style: .accent)
    } else {
      let text = field.isEmpty ? wording.dayPromptHint : wording.noSuchDay
      buffer.put(
        text, at: Position(column: column + 13, row: rect.row),
        style: field.isEmpty ? .dim : .danger)
    }
    field.draw(
      into: &buffer, in: Rect(column: column, row: rect.row, columns: 11, rows: 1),
      isFocused: true)
  }
}
