import ClinicDomain
import TerminalKit

/// A unit or a room: registered or changed.
struct PlaceForm: Equatable, Sendable {
  /// What a key made of it.
  enum Answer: Equatable, Sendable {
    case open, leave
    case unit(SaveUnit)
    case room(SaveRoom)
  }

  private enum Subject: Equatable, Sendable {
    case unit(UnitID, base: ClinicDomain.Unit?)
    case room(RoomID, of: UnitID, base: Room?)
  }

  private enum ID {
    static let name = FieldName.name.rawValue
    static let cnpj = FieldName.cnpj.rawValue
    static let phone = FieldName.phones.rawValue
    static let isActive = FieldName.unit.rawValue
  }

  private(set) var panel: FormPanel
  private let subject: Subject

  /// A unit's form; nil for a new one.
  init(_ unit: ClinicDomain.Unit?, _ context: inout ScreenContext) {
    let wording = context.wording
    subject = .unit(unit?.id ?? context.makeID(), base: unit)
    var fields = [
      Self.name(unit?.name, wording),
      FormField(
        ID.cnpj, label: wording.field(.cnpj),
        .masked(MaskedField(.cnpj, value: unit?.cnpj?.value ?? ""))),
      FormField(
        ID.phone, label: wording.field(.phones),
        .masked(MaskedField(.phone, value: unit?.phone?.digits ?? "", takesWords: true)),
        hint: wording.phoneHint, sharesRow: true),
    ]
    fields += AddressFields(wording: wording).fields(unit?.address)
    if let unit { fields.append(Self.activity(unit.isActive, wording)) }
    panel = FormPanel(
      title: unit.map { wording.editTitle($0.name) } ?? wording.newUnitTitle, fields)
  }

  /// A room's form; nil for a new one.
  init(_ room: Room?, in unit: ClinicDomain.Unit, _ context: inout ScreenContext) {
    let wording = context.wording
    subject = .room(room?.id ?? context.makeID(), of: unit.id, base: room)
    var fields = [Self.name(room?.name, wording)]
    if let room { fields.append(Self.activity(room.isActive, wording)) }
    panel = FormPanel(
      title: room.map { "\(unit.name) · \($0.name)" } ?? wording.newRoomTitle(in: unit.name),
      fields)
  }

  private static func name(_ name: String?, _ wording: Wording) -> FormField {
    FormField(
      ID.name, label: wording.field(.name),
      .text(TextField(name ?? "", maximumLength: ClinicDomain.Unit.nameLength)), isRequired: true)
  }

  private static func activity(_ isActive: Bool, _ wording: Wording) -> FormField {
    FormField(
      ID.isActive, label: wording.inUseLabel,
      .choice(ChoiceField([wording.inUse, wording.outOfUse], selected: isActive ? 0 : 1)),
      hint: wording.outOfUseHint)
  }

  mutating func handle(_ key: Key, _ context: ScreenContext) -> Answer {
    let wording = context.wording
    let check = { (id: String, form: Form) in Self.error(id, form, wording) }
    switch panel.handle(key, wording, check: check) {
    case .open: return .open
    case .leave: return .leave
    case .save:
      guard panel.checkAll(wording, check) else { return .open }
      return made(wording)
    }
  }

  private func made(_ wording: Wording) -> Answer {
    let form = panel.form
    let isActive = form[ID.isActive] != "1"
    switch subject {
    case .unit(let id, let base):
      return .unit(
        SaveUnit(
          base: base,
          unit: ClinicDomain.Unit(
            id: id, name: form.line(ID.name),
            address: AddressFields(wording: wording).address(form),
            phone: try? Phone(parsing: form[ID.phone]), cnpj: try? CNPJ(parsing: form[ID.cnpj]),
            isActive: isActive)))
    case .room(let id, let unit, let base):
      return .room(
        SaveRoom(
          base: base, room: Room(id: id, unit: unit, name: form.line(ID.name), isActive: isActive)))
    }
  }

  private static func error(_ id: String, _ form: Form, _ wording: Wording) -> String? {
    let value = form[id]
    guard value.contains(where: { !$0.isWhitespace }) else { return nil }
    switch id {
    case ID.cnpj: return wording.documentError(CNPJ.self, value)
    case ID.phone:
      return (try? Phone(parsing: value)) == nil ? wording.problem(.malformed) : nil
    case AddressFields.ID.postalCode: return wording.documentError(PostalCode.self, value)
    default: return nil
    }
  }

  mutating func show(_ refusal: Refusal, _ wording: Wording) { panel.show(refusal, wording) }
}
