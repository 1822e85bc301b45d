import ClinicDomain
import TerminalKit

/// Blocks or keeps a bed: why, in a line without any patient's name.
struct BedNotePanel: Equatable, Sendable {
  enum Step: Equatable, Sendable {
    case stay([Effect])
    case close
    case give(reason: String)
  }

  static let rows = 5

  let bed: BedRow
  let state: Bed.State
  private var panel: FormPanel

  init(_ bed: BedRow, _ state: Bed.State, _ wording: Wording) {
    self.bed = bed
    self.state = state
    panel = FormPanel(
      title: "",
      [
        FormField(
          FieldName.reason.rawValue, label: wording.field(.reason),
          .text(TextField(maximumLength: 60)), isRequired: state.needsReason,
          hint: wording.bedNoteHint)
      ])
  }

  var isDirty: Bool { panel.isDirty }

  mutating func handle(_ key: Key, _ wording: Wording) -> Step {
    switch panel.handle(key, wording) {
    case .open: return .stay(panel.told)
    case .leave: return .close
    case .save:
      guard panel.checkAll(wording, { _, _ in nil }) else { return .stay(panel.told) }
      return .give(reason: panel.form.line(FieldName.reason.rawValue))
    }
  }

  func draw(into buffer: inout CellBuffer, in rect: Rect, _ context: ScreenContext) {
    buffer.fill(rect)
    panel.draw(into: &buffer, in: rect)
    PanelTitle.draw(
      context.wording.bedNoteTitle(bed.bed.details.code, state), into: &buffer, in: rect)
  }

  func keys(_ wording: Wording) -> [KeyHint] { panel.keys(wording) }
}
