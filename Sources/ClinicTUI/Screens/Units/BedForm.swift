import ClinicDomain
import TerminalKit

/// Adds a bed or changes one: where it stands, its code, whether it is in use.
struct BedForm: Equatable, Sendable {
  enum Step: Equatable, Sendable {
    case stay, close
    case give(SaveBed)
  }

  private enum ID {
    static let place = FieldName.room.rawValue
    static let code = FieldName.code.rawValue
    static let isActive = "active"
  }

  private(set) var panel: FormPanel
  private let id: BedID
  private let base: Bed?
  /// Where the cursor stood: a new bed is likely to stand there too.
  private let beside: BedRow?
  private var units = Question<ListUnits>()
  private var places = WorkPlaces([])

  init(_ row: BedRow?, in beside: BedRow?, _ context: inout ScreenContext) {
    base = row?.bed
    id = row?.id ?? context.makeID()
    self.beside = beside
    panel = FormPanel(title: "", [])
    panel = makePanel(context.wording)
  }

  mutating func ask(_ context: inout ScreenContext) -> [Effect] {
    [units.ask(ListUnits(), &context)]
  }

  mutating func take(_ ticket: Ticket, _ reply: Reply, _ wording: Wording) -> Bool {
    guard units.take(ticket, reply) else { return false }
    let known = units.answer ?? []
    // A bed stays in its unit; only the room can be another.
    places = WorkPlaces(base.map { bed in known.filter { $0.unit.id == bed.unit } } ?? known)
      .offered(keeping: base?.unit, base?.details.room)
    panel = makePanel(wording)
    return true
  }

  private func makePanel(_ wording: Wording) -> FormPanel {
    let room = base.map(\.details.room) ?? beside?.bed.details.room
    var fields = [
      FormField(
        ID.place, label: wording.bedPlaceLabel,
        places.control(unit: base?.unit ?? beside?.bed.unit, room: room), isRequired: true),
      FormField(
        ID.code, label: wording.bedCodeLabel,
        .text(TextField(base?.details.code ?? "", maximumLength: BedDetails.codeLength)),
        isRequired: true, hint: wording.bedCodeHint),
    ]
    if base != nil {
      fields.append(
        FormField(
          ID.isActive, label: wording.inUseLabel,
          .choice(ChoiceField([wording.inUse, wording.takenAway], selected: 0))))
    }
    return FormPanel(
      title: base.map { wording.editBedTitle($0.details.code) } ?? wording.newBedTitle, fields)
  }

  mutating func handle(_ key: Key, _ context: ScreenContext) -> Step {
    let wording = context.wording
    switch panel.handle(key, wording) {
    case .open: return .stay
    case .leave: return .close
    case .save:
      guard panel.checkAll(wording, { _, _ in nil }),
        let place = places.chosen(ID.place, in: panel.form), let unit = place.unit
      else { return .stay }
      return .give(
        SaveBed(
          id: id, unit: unit, base: base?.details,
          details: BedDetails(
            room: place.room, code: panel.form.line(ID.code),
            isActive: panel.form[ID.isActive] != "1")))
    }
  }

  mutating func show(_ refusal: Refusal, _ wording: Wording) { panel.show(refusal, wording) }
}
