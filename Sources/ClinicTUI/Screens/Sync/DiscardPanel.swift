import ClinicDomain
import TerminalKit

/// Asks why a held command is never to be sent; the reason is audited.
struct DiscardPanel: Equatable, Sendable {
  private let id: TransactionID
  private var form: Form

  init(_ id: TransactionID, _ wording: Wording) {
    self.id = id
    form = Form([
      FormField(
        FieldName.reason.rawValue, label: wording.reasonLabel,
        .text(TextField(maximumLength: 200)), isRequired: true)
    ])
  }

  private var reason: String { form[FieldName.reason.rawValue] }

  var isDirty: Bool { !reason.isEmpty }

  /// What is ordered, and whether the panel is done with.
  mutating func handle(_ key: Key, _ wording: Wording) -> (RepairHeld?, isOver: Bool) {
    switch form.handle(key) {
    case .cancelled: return (nil, true)
    case .submitted:
      guard reason.contains(where: { !$0.isWhitespace }) else {
        form.show(errors: [FieldName.reason.rawValue: wording.reasonNeeded])
        return (nil, false)
      }
      return (RepairHeld(id: id, repair: .discard(reason: reason)), true)
    default: return (nil, false)
    }
  }

  func draw(into buffer: inout CellBuffer, in rect: Rect, _ wording: Wording) {
    buffer.put(wording.discardTitle, in: rect, style: .danger)
    form.draw(into: &buffer, in: rect.inset(top: 1), isFocused: true)
  }

  func keys(_ wording: Wording) -> [KeyHint] {
    [KeyHint("Ctrl-S", wording.discardHeldKey), KeyHint("Esc", wording.goBack)]
  }
}
