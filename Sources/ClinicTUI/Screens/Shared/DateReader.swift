import ClinicDomain
import TerminalKit

/// Reads what is typed into a form's date fields, and shows at once what day it is.
///
/// A date that takes words (`t`, `+2s`, `seg`, `1405`) is a day of the schedule, any other a birth
/// date.
struct DateReader: Equatable, Sendable {
  let today: CivilDate
  let wording: Wording

  init(_ context: ScreenContext) {
    today = context.today
    wording = context.wording
  }

  init(today: CivilDate, wording: Wording) {
    self.today = today
    self.wording = wording
  }

  /// The day in a field as it stands; nil where it is none yet, or no date field.
  func date(_ id: String, in form: Form) -> CivilDate? {
    guard case .masked(let field) = form.control(id), field.mask == .date, !field.isEmpty else {
      return nil
    }
    let text = field.displayValue
    return field.takesWords
      ? try? CivilDate.parse(text, today: today)
      : try? CivilDate.parseBirthDate(text, today: today)
  }

  /// What the focused field means, the long wording first; nothing where it says so itself.
  func note(on form: Form) -> [String] {
    guard let id = form.focusedID, let date = date(id, in: form) else { return [] }
    return [wording.longDay(date), wording.shortDay(date)].map { "= \($0)" }
  }

  /// Writes out a field's day in full where it was typed in short.
  func complete(_ id: String, in form: inout Form) {
    guard case .masked(let field) = form.control(id), !field.isComplete,
      let date = date(id, in: form)
    else { return }
    form[id] = date.brazilianText
  }
}
