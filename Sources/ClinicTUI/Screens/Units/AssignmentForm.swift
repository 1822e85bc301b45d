import ClinicDomain
import TerminalKit

/// Assigns a doctor to a unit: who or where, as what, from when and until when.
struct AssignmentForm: Equatable, Sendable {
  /// What a key made of it.
  enum Answer: Equatable, Sendable {
    case open, leave
    case made(UnitAssignment)
  }

  private enum ID {
    /// The refusals speak of the unit, whichever of the two is chosen here.
    static let other = FieldName.unit.rawValue
    static let role = FieldName.kind.rawValue
    static let from = FieldName.from.rawValue
    static let until = FieldName.until.rawValue
  }

  private(set) var panel: FormPanel
  private let id: UnitAssignmentID
  private let subject: AssignmentsPanel.Subject
  private let doctors: [PractitionerRow]
  private let units: [ClinicDomain.Unit]

  init(
    _ subject: AssignmentsPanel.Subject, doctors: [PractitionerRow], units: [UnitWithRooms],
    _ context: inout ScreenContext
  ) {
    let wording = context.wording
    self.subject = subject
    self.doctors = doctors
    self.units = units.map(\.unit).filter(\.isActive)
    id = context.makeID()
    let (label, options) =
      switch subject {
      case .unit: (wording.field(.practitioner), doctors.map(\.name))
      case .practitioner: (wording.field(.unit), self.units.map(\.name))
      }
    panel = FormPanel(
      title: wording.newAssignmentTitle(subject), dates: DateReader(context),
      [
        FormField(
          ID.other, label: label,
          .choice(ChoiceField(options, selected: nil, placeholder: "—")), isRequired: true,
          hint: wording.responsibleHint),
        FormField(
          ID.role, label: wording.assignmentRoleLabel,
          .choice(
            ChoiceField(UnitAssignment.Role.allCases.map(wording.assignmentRole), selected: 0))),
        FormField(
          ID.from, label: wording.validFrom, Self.date(context.today), isRequired: true,
          hint: wording.dateHint),
        FormField(
          ID.until, label: wording.field(.until),
          .masked(MaskedField(.date, placeholder: wording.datePlaceholder, takesWords: true)),
          hint: wording.openEndHint, sharesRow: true),
      ])
  }

  private static func date(_ date: CivilDate) -> FormControl {
    var field = MaskedField(.date, value: date.brazilianText, takesWords: true)
    field.markAsDefault()
    return .masked(field)
  }

  /// Asks for an assignment's last day.
  static func ending(_ row: UnitAssignmentRow, _ context: ScreenContext) -> FormPanel {
    let wording = context.wording
    return FormPanel(
      title: wording.endAssignmentTitle(row), dates: DateReader(context),
      [
        FormField(
          ID.until, label: wording.lastDayLabel, date(context.today), isRequired: true,
          hint: wording.endAssignmentHint)
      ])
  }

  mutating func handle(_ key: Key, _ context: ScreenContext) -> Answer {
    let (today, wording) = (context.today, context.wording)
    let check = { (id: String, form: Form) -> String? in
      guard id == ID.from || id == ID.until, !form[id].isEmpty else { return nil }
      guard let day = try? CivilDate.parse(form[id], today: today) else { return wording.dateError }
      if id == ID.until, let from = try? CivilDate.parse(form[ID.from], today: today), day < from {
        return wording.endsBeforeStart
      }
      return nil
    }
    switch panel.handle(key, wording, check: check) {
    case .open: return .open
    case .leave: return .leave
    case .save:
      guard panel.checkAll(wording, check), let made = made(today) else { return .open }
      return .made(made)
    }
  }

  private func made(_ today: CivilDate) -> UnitAssignment? {
    let form = panel.form
    guard let from = try? CivilDate.parse(form[ID.from], today: today),
      let role = form.choice(ID.role, of: UnitAssignment.Role.allCases)
    else { return nil }
    let until = try? CivilDate.parse(form[ID.until], today: today)
    switch subject {
    case .unit(let unit, _):
      guard let doctor = form.choice(ID.other, of: doctors) else { return nil }
      return UnitAssignment(
        id: id, practitioner: doctor.id, unit: unit, role: role, from: from, until: until)
    case .practitioner(let practitioner, _):
      guard let unit = form.choice(ID.other, of: units) else { return nil }
      return UnitAssignment(
        id: id, practitioner: practitioner, unit: unit.id, role: role, from: from, until: until)
    }
  }

  mutating func show(_ refusal: Refusal, _ wording: Wording) {
    panel.show(refusal, wording)
    if refusal == .invalid([FieldProblem(.unit, .taken)]) {
      panel.form.mark(ID.other, wording.alreadyAssigned)
    }
  }
}
