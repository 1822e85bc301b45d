import ClinicDomain
import TerminalKit

/// Puts a patient into a bed: who she is, who answers for her, and why.
struct AdmitPanel: Equatable, Sendable {
  enum Step: Equatable, Sendable {
    case stay([Effect])
    case close
    case give(AdmitPatient)
  }

  /// What is asked now.
  private enum Stage: Equatable, Sendable {
    case patient
    case form(FormPanel)
  }

  let bed: BedRow
  private var picker = PatientPicker()
  private var patient: PatientRow?
  private var stage = Stage.patient
  private var doctors = Question<SearchPractitioners>()
  /// The doctors that the form offers, in the order of its options.
  private var offered: [PractitionerRow] = []

  init(_ bed: BedRow) { self.bed = bed }

  var patientName: String { patient?.calledName ?? "" }

  var isDirty: Bool { if case .form(let form) = stage { form.isDirty } else { false } }

  mutating func begin(_ context: inout ScreenContext) -> [Effect] {
    picker.ask(&context) + [doctors.ask(SearchPractitioners(), &context)]
  }

  /// nil where the ticket is another's.
  mutating func take(
    _ ticket: Ticket, _ reply: Reply, _ context: ScreenContext
  ) -> [Effect]? {
    if doctors.take(ticket, reply) {
      // Who chose the patient before the doctors came gets the form now.
      if patient != nil, case .patient = stage { openForm(context) }
      return context.wording.message(for: reply).map { [.tell($0)] } ?? []
    }
    return picker.take(ticket, reply) ? [] : nil
  }

  mutating func handle(_ key: Key, _ context: inout ScreenContext) -> Step {
    switch stage {
    case .patient:
      let (effects, outcome) = picker.handle(key, &context)
      switch outcome {
      case .open: return .stay(effects)
      case .cancelled: return .close
      case .chosen(let row):
        patient = row
        if doctors.answer != nil { openForm(context) }
        return .stay(effects)
      }
    case .form(var form):
      let outcome = form.handle(key, context.wording)
      stage = .form(form)
      switch outcome {
      case .open: return .stay(form.told)
      case .leave:
        stage = .patient
        patient = nil
        return .stay([])
      case .save: return give(form, &context)
      }
    }
  }

  private mutating func openForm(_ context: ScreenContext) {
    guard let patient else { return }
    let wording = context.wording
    let own = context.actor.practitioner
    let mayAll = context.grant(.changeStays) == .all
    offered = (doctors.answer ?? []).filter { mayAll || $0.id == own }
    let first = offered.firstIndex { $0.id == own } ?? (offered.count == 1 ? 0 : nil)
    stage = .form(
      FormPanel(
        title: wording.admitTitle(patient.calledName, to: bed.bed.details.code),
        [
          FormField(
            FieldName.practitioner.rawValue, label: wording.responsibleLabel,
            .choice(ChoiceField(offered.map(\.name), selected: first, placeholder: "—")),
            isRequired: true, hint: wording.responsibleHint),
          FormField(
            FieldName.reason.rawValue, label: wording.field(.reason),
            .text(TextField(maximumLength: Stay.reasonLength)), hint: wording.admitReasonHint),
        ]))
  }

  private mutating func give(_ form: FormPanel, _ context: inout ScreenContext) -> Step {
    var form = form
    let isWhole = form.checkAll(context.wording) { _, _ in nil }
    stage = .form(form)
    guard isWhole, let patient,
      let doctor = form.form.choice(FieldName.practitioner.rawValue, of: offered)
    else { return .stay(form.told) }
    return .give(
      AdmitPatient(
        id: context.makeID(), patient: patient.id, bed: bed.id, practitioner: doctor.id,
        reason: form.form.line(FieldName.reason.rawValue)))
  }

  func draw(into buffer: inout CellBuffer, in rect: Rect, _ context: ScreenContext) {
    switch stage {
    case .patient: picker.draw(into: &buffer, in: rect, context)
    case .form(let form): form.draw(into: &buffer, in: rect)
    }
  }

  func keys(_ context: ScreenContext) -> [KeyHint] {
    let wording = context.wording
    switch stage {
    case .patient:
      return [KeyHint("Enter", wording.chooseKey), KeyHint("Esc", wording.goBack)]
    case .form(let form): return form.keys(wording)
    }
  }
}
