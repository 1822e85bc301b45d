import ClinicDomain
import TerminalKit

extension Wording {
  var undoKey: String { pick("desfaz o último", "undo the last") }
  var undoHint: String { pick(" · u desfaz", " · u undoes") }
  var nothingToUndo: String { pick("Nada a desfazer.", "Nothing to undo.") }

  /// What was taken back, and what `u` takes back next.
  func undone(_ told: String, before: String?, columns: Int) -> String {
    let text = pick("Desfeito", "Undone") + (told.isEmpty ? "" : " · \(told)")
    return next(text, before, columns)
  }

  /// What stays as it is, and what `u` takes back next.
  func lasting(_ told: String, before: String?, columns: Int) -> String {
    let text = pick("Isto não se desfaz", "This can't be undone")
    return next(text + (told.isEmpty ? "" : " · \(told)"), before, columns)
  }

  private func next(_ text: String, _ before: String?, _ columns: Int) -> String {
    guard let before else { return text }
    let next = text + undoHint + (before.isEmpty ? "" : ": \(before)")
    if TextWidth.width(of: next) <= columns { return next }
    let hint = text + pick(" · u desfaz o anterior", " · u undoes the one before")
    return TextWidth.width(of: hint) <= columns ? hint : text
  }

  /// Why something stays as it is.
  func notUndone(_ told: String, _ refusal: Refusal) -> String {
    self.refusal(refusal) + (told.isEmpty ? "" : " (\(told))")
  }
}
