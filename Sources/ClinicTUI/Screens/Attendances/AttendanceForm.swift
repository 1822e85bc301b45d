import ClinicDomain
import TerminalKit

/// Registers somebody who comes without a visit: found or made, then where, why and in which queue.
struct AttendanceForm: Equatable, Sendable {
  enum Step: Equatable, Sendable {
    case stay([Effect])
    case close
    case give(RegisterAttendance)
  }

  /// What is asked now.
  private enum Stage: Equatable, Sendable {
    case patient
    case new(FormPanel)
    case form(FormPanel)
  }

  private static let priority = "priority"
  private static let identity = "identity"

  private let id: AttendanceID
  private let unit: UnitID?
  private var picker = PatientPicker()
  private var patient: WalkInPatient?
  private var stage = Stage.patient
  /// The form of someone new, kept until she is registered.
  private var newcomer: FormPanel?
  /// Whether the person at the desk saw that she may be registered already.
  private var isDistinct = false
  private var places = Question<ListUnits>()
  private var units: [ClinicDomain.Unit] = []

  /// `unit` is the one that is offered first.
  init(in unit: UnitID?, _ context: inout ScreenContext) {
    self.unit = unit
    id = context.makeID()
  }

  var patientName: String { patient?.name ?? "" }

  var isDirty: Bool {
    switch stage {
    case .patient: false
    case .new(let form): form.isDirty
    case .form(let form): form.isDirty || patient?.details != nil
    }
  }

  var isTyping: Bool {
    switch stage {
    case .patient: true
    case .new(let form), .form(let form): !form.asksToDiscard
    }
  }

  mutating func begin(_ context: inout ScreenContext) -> [Effect] {
    picker.ask(&context) + [places.ask(ListUnits(), &context)]
  }

  /// nil where the ticket is another's.
  mutating func take(_ ticket: Ticket, _ reply: Reply, _ context: ScreenContext) -> [Effect]? {
    if places.take(ticket, reply) {
      units = (places.answer ?? []).map(\.unit).filter(\.isActive)
      // Who chose the patient before the units came gets the form now.
      if let patient, case .patient = stage { openForm(patient, context) }
      return context.wording.message(for: reply).map { [.tell($0)] } ?? []
    }
    return picker.take(ticket, reply) ? [] : nil
  }

  mutating func handle(_ key: Key, _ context: inout ScreenContext) -> Step {
    switch stage {
    case .patient:
      if key == .control("n"), context.may(.createPatient) {
        stage = .new(.newcomer(name: picker.text, context))
        return .stay([])
      }
      let (effects, outcome) = picker.handle(key, &context)
      switch outcome {
      case .open: return .stay(effects)
      case .cancelled: return .close
      case .chosen(let row):
        let chosen = WalkInPatient(
          id: row.id, name: row.calledName, details: nil, birth: row.birthDate)
        patient = chosen
        if places.answer != nil { openForm(chosen, context) }
        return .stay(effects)
      }
    case .new(var form):
      let outcome = form.handle(key, context.wording)
      stage = .new(form)
      switch outcome {
      case .open: return .stay(form.told)
      case .leave:
        stage = .patient
        return .stay([])
      case .save: return register(form, &context)
      }
    case .form(var form):
      let outcome = form.handle(key, context.wording)
      stage = .form(form)
      switch outcome {
      case .open: return .stay(form.told)
      case .leave:
        isDistinct = false
        stage = newcomer.map { .new($0) } ?? .patient
        patient = nil
        return .stay([])
      case .save: return give(form, context)
      }
    }
  }

  private mutating func register(_ form: FormPanel, _ context: inout ScreenContext) -> Step {
    var form = form
    let details = form.newcomer(&context)
    stage = .new(form)
    guard let details else { return .stay(form.told) }
    newcomer = form
    let made = WalkInPatient(
      id: context.makeID(), name: details.name.value, details: details, birth: details.birthDate)
    patient = made
    openForm(made, context)
    return .stay([])
  }

  private mutating func openForm(_ patient: WalkInPatient, _ context: ScreenContext) {
    let wording = context.wording
    let first = units.firstIndex { $0.id == unit } ?? (units.count == 1 ? 0 : nil)
    let queue = QueuePriority.ofAge(patient.birth, on: context.today)
    let form = FormPanel(
      title: wording.attendanceTitle(patient.name),
      [
        FormField(
          FieldName.unit.rawValue, label: wording.field(.unit),
          .choice(ChoiceField(units.map(\.name), selected: first, placeholder: "—")),
          isRequired: true, hint: wording.responsibleHint),
        FormField(
          FieldName.kind.rawValue, label: wording.field(.kind),
          .choice(
            ChoiceField(
              Attendance.Class.allCases.map(wording.attendanceClass),
              selected: Attendance.Class.allCases.firstIndex(of: .emergency)))),
        FormField(
          FieldName.reason.rawValue, label: wording.complaintLabel,
          .text(TextField(maximumLength: Attendance.reasonLength)),
          hint: wording.admitReasonHint),
        FormField(
          Self.priority, label: wording.legalPriorityLabel,
          .choice(
            ChoiceField(
              QueuePriority.allCases.map(wording.priority),
              selected: QueuePriority.allCases.firstIndex(of: queue)))),
        FormField(
          Self.identity, label: wording.identityLabel,
          .choice(ChoiceField(wording.identityOptions, selected: 0))),
      ])
    stage = .form(form)
  }

  private mutating func give(_ form: FormPanel, _ context: ScreenContext) -> Step {
    var form = form
    let isWhole = form.checkAll(context.wording) { _, _ in nil }
    stage = .form(form)
    guard isWhole, let patient,
      let unit = form.form.choice(FieldName.unit.rawValue, of: units),
      let kind = form.form.choice(FieldName.kind.rawValue, of: Attendance.Class.allCases)
    else { return .stay(form.told) }
    return .give(
      RegisterAttendance(
        id: id, patient: patient.id, details: patient.details, unit: unit.id,
        attendanceClass: kind, reason: form.form.line(FieldName.reason.rawValue),
        facts: ArrivalFacts(
          isIdentityConfirmed: form.form[Self.identity] == "0",
          priority: form.form.choice(Self.priority, of: QueuePriority.allCases)),
        isDistinct: isDistinct))
  }

  /// Shows what a refusal says of single fields.
  mutating func show(_ refusal: Refusal, _ wording: Wording) {
    guard case .form(var form) = stage else { return }
    form.show(refusal, wording)
    stage = .form(form)
    // A second Ctrl-S says that it is someone else.
    if case .duplicate(let found) = refusal, !found.isCertain { isDistinct = true }
  }

  func draw(into buffer: inout CellBuffer, in rect: Rect, _ context: ScreenContext) {
    switch stage {
    case .patient: picker.draw(into: &buffer, in: rect, context)
    case .new(let form), .form(let form): form.draw(into: &buffer, in: rect)
    }
  }

  func keys(_ context: ScreenContext) -> [KeyHint] {
    let wording = context.wording
    switch stage {
    case .patient:
      var hints = [KeyHint("Enter", wording.chooseKey)]
      if context.may(.createPatient) { hints.append(KeyHint("Ctrl-N", wording.newPatient)) }
      return hints + [KeyHint("Esc", wording.goBack)]
    case .new(let form), .form(let form): return form.keys(wording)
    }
  }
}
