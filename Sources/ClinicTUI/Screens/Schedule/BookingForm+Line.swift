import ClinicDomain
import TerminalKit

/// Time, name and kind of visit typed one behind the other: `14:30 maria s ret`.
extension BookingForm {
  /// Moves a time typed in front of the name to its own field.
  ///
  /// Only one written as a time is one: bare digits may be a document or a birth date.
  mutating func takeLeadingTime() {
    let text = form[FieldName.patient.rawValue]
    guard let blank = text.firstIndex(of: " ") else { return }
    let word = text[..<blank]
    guard word.contains(where: { ":hH".contains($0) }),
      let time = try? CivilTime(parsing: String(word))
    else { return }
    setTime(time)
    form[FieldName.patient.rawValue] = String(text[blank...].drop { $0 == " " })
  }

  /// Takes the last word for the kind of visit where nobody has it in the name, and searches with
  /// the others; nil where it is none.
  mutating func searchWithoutKind(_ context: inout ScreenContext) -> [Effect]? {
    let text = form[FieldName.patient.rawValue]
    guard chosen == nil, search.query?.text == text else { return nil }
    let words = text.split(separator: " ")
    guard words.count > 1, let last = words.last.map({ TextFolding.fold(String($0)) }),
      last.count >= 3
    else { return nil }
    let names = kinds.map { TextFolding.fold(context.wording.visitKind($0)) }
    guard let index = names.firstIndex(where: { $0.hasPrefix(last) }) else { return nil }
    kindBeforeLine = kind
    takeKind(kinds[index], from: kind, context.wording)
    return [search.ask(SearchPatients(text: words.dropLast().joined(separator: " ")), &context)]
  }
}
