import ClinicDomain
import TerminalKit

/// Corrects why a patient was admitted; only for one who has the chart open, who sees how it reads.
struct StayReasonPanel: Equatable, Sendable {
  enum Step: Equatable, Sendable {
    case stay([Effect])
    case close
    case give(CorrectStayReason)
  }

  static let rows = 5

  let row: StayRow
  private let change: StayChangeID
  private var card = Question<ReadStay>()
  /// The reason as it was told last; nil before that.
  private var base: String?
  private var panel = FormPanel(title: "", [])

  init(_ row: StayRow, _ context: inout ScreenContext) {
    self.row = row
    change = context.makeID()
  }

  var isDirty: Bool { panel.isDirty }

  mutating func ask(_ context: inout ScreenContext) -> [Effect] {
    [card.ask(ReadStay(id: row.id), &context)]
  }

  /// nil where the ticket is another's; `isLeft` where it can't be corrected now.
  mutating func take(
    _ ticket: Ticket, _ reply: Reply, _ wording: Wording
  ) -> (effects: [Effect], isLeft: Bool)? {
    guard card.take(ticket, reply) else { return nil }
    if let fault = wording.message(for: reply) { return ([.tell(fault)], true) }
    guard let reason = card.answer??.reason else {
      return ([.tell(Message(wording.openChartFirst, .warning)), .ring], true)
    }
    // What was typed already stays: another's correction is shown by the refusal.
    if base == nil {
      panel = FormPanel(
        title: "",
        [
          FormField(
            FieldName.reason.rawValue, label: wording.field(.reason),
            .text(TextField(reason, maximumLength: Stay.reasonLength)), isRequired: true,
            hint: wording.stayReasonHint)
        ])
    }
    base = reason
    return ([], false)
  }

  mutating func handle(_ key: Key, _ wording: Wording) -> Step {
    switch panel.handle(key, wording) {
    case .open: return .stay(panel.told)
    case .leave: return .close
    case .save:
      guard panel.checkAll(wording, { _, _ in nil }), let base else { return .stay(panel.told) }
      return .give(
        CorrectStayReason(
          change: change, id: row.id, base: base,
          reason: panel.form.line(FieldName.reason.rawValue)))
    }
  }

  mutating func show(_ refusal: Refusal, _ wording: Wording) { panel.show(refusal, wording) }

  func draw(into buffer: inout CellBuffer, in rect: Rect, _ context: ScreenContext) {
    buffer.fill(rect)
    panel.draw(into: &buffer, in: rect)
    PanelTitle.draw(context.wording.stayReasonTitle(row), into: &buffer, in: rect)
  }

  func keys(_ wording: Wording) -> [KeyHint] { panel.keys(wording) }
}
