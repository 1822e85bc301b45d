import ClinicDomain
import TerminalKit

/// Writes a SOAP note: four parts under one another.
struct NoteEditor: Equatable, Sendable {
  let id: RecordEntryID
  /// The entry that it amends.
  let amends: RecordEntryID?
  var form: Form

  init(id: RecordEntryID, amends: RecordEntryID? = nil, note: SOAPNote, _ wording: Wording) {
    self.id = id
    self.amends = amends
    form = Form([
      FormField("s", label: wording.soapPart("s"), .area(TextArea(note.subjective, rows: 4))),
      FormField("o", label: wording.soapPart("o"), .area(TextArea(note.objective, rows: 3))),
      FormField("a", label: wording.soapPart("a"), .area(TextArea(note.assessment, rows: 3))),
      FormField("p", label: wording.soapPart("p"), .area(TextArea(note.plan, rows: 4))),
    ])
  }

  var note: SOAPNote {
    SOAPNote(
      subjective: form["s"], objective: form["o"], assessment: form["a"], plan: form["p"])
  }

  func draw(into buffer: inout CellBuffer, in rect: Rect, _ context: ScreenContext) {
    let wording = context.wording
    buffer.put(
      amends == nil ? wording.noteTitle : wording.amendTitle, in: rect.inset(left: 2),
      style: .strong)
    buffer.put(
      wording.draftIsKept, in: rect.inset(right: 1), style: .dim, alignment: .right)
    form.draw(into: &buffer, in: rect.inset(left: 1, top: 1, right: 1))
  }
}
