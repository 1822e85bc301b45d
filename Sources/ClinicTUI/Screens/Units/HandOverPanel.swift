import ClinicDomain
import TerminalKit

/// Gives a patient in a bed into another doctor's care: to whom.
struct HandOverPanel: Equatable, Sendable {
  enum Step: Equatable, Sendable {
    case stay([Effect])
    case close
    case give(HandOverStay)
  }

  static let rows = 5

  let row: StayRow
  private let change: StayChangeID
  private var panel = FormPanel(title: "", [])
  private var doctors = Question<SearchPractitioners>()
  /// Those who can take her over, in the order of the form's options.
  private var offered: [PractitionerRow] = []

  init(_ row: StayRow, _ context: inout ScreenContext) {
    self.row = row
    change = context.makeID()
  }

  var isDirty: Bool { panel.isDirty }

  /// Who was chosen.
  var practitionerName: String { chosen?.name ?? "" }

  mutating func ask(_ context: inout ScreenContext) -> [Effect] {
    [doctors.ask(SearchPractitioners(), &context)]
  }

  mutating func take(_ ticket: Ticket, _ reply: Reply, _ wording: Wording) -> [Effect]? {
    guard doctors.take(ticket, reply) else { return nil }
    offered = (doctors.answer ?? []).filter { $0.id != row.practitioner && $0.isActive }
    panel = FormPanel(
      title: "",
      [
        FormField(
          FieldName.practitioner.rawValue, label: wording.responsibleLabel,
          .choice(ChoiceField(offered.map(\.name), selected: nil, placeholder: "—")),
          isRequired: true, hint: wording.responsibleHint)
      ])
    return wording.message(for: reply).map { [.tell($0)] } ?? []
  }

  mutating func handle(_ key: Key, _ wording: Wording) -> Step {
    switch panel.handle(key, wording) {
    case .open: return .stay(panel.told)
    case .leave: return .close
    case .save:
      guard panel.checkAll(wording, { _, _ in nil }), let chosen else { return .stay(panel.told) }
      return .give(
        HandOverStay(change: change, id: row.id, from: row.practitioner, to: chosen.id))
    }
  }

  private var chosen: PractitionerRow? {
    panel.form.choice(FieldName.practitioner.rawValue, of: offered)
  }

  mutating func show(_ refusal: Refusal, _ wording: Wording) { panel.show(refusal, wording) }

  func draw(into buffer: inout CellBuffer, in rect: Rect, _ context: ScreenContext) {
    buffer.fill(rect)
    panel.draw(into: &buffer, in: rect)
    PanelTitle.draw(context.wording.handOverTitle(row), into: &buffer, in: rect)
  }

  func keys(_ wording: Wording) -> [KeyHint] { panel.keys(wording) }
}
