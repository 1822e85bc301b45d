import TerminalKit

/// A question over the screen; each answer has a key of its own, Enter gives none, Esc goes back.
struct ConfirmPanel: Equatable, Sendable {
  /// What a key made of it.
  enum Outcome: Equatable, Sendable {
    /// It still asks.
    case open
    /// The answer of that place was given.
    case answered(Int)
    /// The person went back.
    case cancelled
  }

  private var dialog: Dialog

  init(_ dialog: Dialog) { self.dialog = dialog }

  init(title: String, message: String = "", answers: [Dialog.Answer]) {
    dialog = Dialog(title: title, message: message, answers: answers)
  }

  mutating func handle(_ key: Key) -> Outcome {
    switch dialog.handle(key) {
    case .chosen(let index): .answered(index)
    case .cancelled: .cancelled
    default: .open
    }
  }

  func draw(into buffer: inout CellBuffer, in rect: Rect) {
    buffer.cursor = nil
    dialog.draw(into: &buffer, in: rect)
  }

  func keys(_ wording: Wording) -> [KeyHint] {
    dialog.answers.map { KeyHint(String($0.key), $0.label) } + [KeyHint("Esc", wording.goBack)]
  }
}
