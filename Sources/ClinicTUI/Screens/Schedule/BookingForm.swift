import ClinicDomain
import TerminalKit

/// Books a visit: the patient found as one types, the time from under the cursor.
struct BookingForm: Equatable, Sendable {
  /// The patient who was chosen.
  struct Chosen: Hashable, Sendable {
    let id: PatientID
    let name: String
  }

  /// What is to happen next.
  enum Step: Equatable, Sendable {
    case stay([Effect])
    case close
    /// Registers a new patient with what was typed so far.
    case newPatient(name: String)
  }

  /// The key that makes it an encaixe.
  static let overbookingKey = "Ctrl-E"

  /// The same in every try, so that a second try after a lost answer books nothing twice.
  let id: AppointmentID
  let practitioner: PractitionerRow
  let date: CivilDate
  var form: Form
  var chosen: Chosen?
  var search = Question<SearchPatients>()
  var card = Question<ReadPatientCard>()
  /// Whether it is a return that costs nothing.
  var window = Question<ReadReturnWindow>()
  /// What the encaixe does to its day.
  var impact = Question<PreviewOverbooking>()
  /// Who may have allowed an encaixe, and the one who is logged in, where she may.
  let authorities: [OverbookingAuthority]
  private let ownAuthority: OverbookingAuthority?
  /// The kinds that can be chosen.
  let kinds: [VisitKind]
  /// Who may pay for the chosen patient's visit; none before she is known.
  var payers: [Payer] = []
  /// Whether an insurer was asked for before she was known.
  var wantsInsurer: Bool?
  /// The length before a kind changed it.
  let usualMinutes: Int
  /// The candidate under the cursor; -1 none, as long as nothing was typed.
  var selected = -1
  /// Free times near one that was taken: digits choose.
  var near: [CivilTime] = []
  var order = Order()
  /// A series that is to be looked at before it is booked.
  var plan: PlanPanel?
  /// Enter came before the rows that it meant.
  var choosesOnArrival = false
  /// Asks before typed text is thrown away.
  var discard: ConfirmPanel?
  /// Asks whether it is meant beside what the patient has at that time.
  var besideQuestion: ConfirmPanel?
  /// The patient's visits that were asked about, and those of them that were seen and don't matter.
  var ownVisits: Set<AppointmentID> = []
  var beside: Set<AppointmentID> = []
  /// The kind that stood before one was read from the line; typing on takes it back.
  var kindBeforeLine: VisitKind?
  /// The group that meets at the time it was opened for.
  private(set) var group: VisitGroup?
  /// The patient who was brought along: nothing typed.
  var carriedName: String?

  init(
    at start: CivilTime, minutes: Int, of practitioner: PractitionerRow, on date: CivilDate,
    isOverbooking: Bool, _ context: inout ScreenContext
  ) {
    id = context.makeID()
    self.practitioner = practitioner
    self.date = date
    kinds = context.wording.kinds.offered
    let own = context.actor.authority(over: practitioner.id)
    let doctor = OverbookingAuthority.practitioner(practitioner.id)
    ownAuthority = own
    authorities = [doctor] + (own.map { $0 == doctor ? [] : [$0] } ?? [])
    let ofKind = context.wording.kinds[.routine]?.minutes
    usualMinutes = minutes
    form = Form(
      Self.fields(start: start, minutes: ofKind ?? minutes, kinds, context.wording))
    if isOverbooking { becomeOverbooking(context.wording) }
    form.focus(on: FieldName.patient.rawValue)
  }

  private static func fields(
    start: CivilTime, minutes: Int, _ kinds: [VisitKind], _ wording: Wording
  ) -> [FormField] {
    var time = MaskedField(.time, value: start.text)
    time.markAsDefault()
    var length = TextField(String(minutes), filter: .digits, maximumLength: 3)
    length.markAsDefault()
    let kind = ChoiceField(
      kinds.map { wording.visitKind($0) }, selected: kinds.firstIndex(of: .routine))
    return [
      FormField(FieldName.time.rawValue, label: wording.startLabel, .masked(time)),
      FormField(
        FieldName.minutes.rawValue, label: wording.minutesLabel, .text(length), sharesRow: true),
      FormField(
        FieldName.patient.rawValue, label: wording.patientLabel,
        .text(TextField(placeholder: wording.patientSearchHint))),
      FormField(FieldName.kind.rawValue, label: wording.kindLabel, .choice(kind)),
      FormField(
        FieldName.payer.rawValue, label: wording.payerLabel,
        .choice(ChoiceField([wording.patientPays], isOptional: true)), sharesRow: true),
      FormField(
        FieldName.authorisation.rawValue, label: wording.authorisationLabel,
        .text(TextField(maximumLength: 40))),
      FormField(
        FieldName.observation.rawValue, label: wording.observationLabel,
        .text(TextField(maximumLength: 500)), sharesRow: true),
      FormField(
        FieldName.repetition.rawValue, label: wording.repetitionLabel,
        .text(TextField(placeholder: wording.repetitionHint, maximumLength: 40))),
    ]
  }

  /// Why it is squeezed in and who allowed it: the person logged in, where she may.
  private func reasonFields(_ wording: Wording) -> [FormField] {
    let names = authorities.map { authority in
      if case .practitioner = authority {
        return wording.doctorName(practitioner.name, practitioner.sex)
      }
      return wording.myself
    }
    let choice = ChoiceField(
      names, selected: ownAuthority.flatMap(authorities.firstIndex), isOptional: true)
    return [
      FormField(
        FieldName.reason.rawValue, label: wording.overbookingReasonLabel,
        .text(TextField(maximumLength: 200)), isRequired: true),
      FormField(
        FieldName.allowedBy.rawValue, label: wording.allowedByLabel, .choice(choice),
        sharesRow: true),
    ]
  }

  /// Who is said to have allowed the encaixe.
  var allowedBy: OverbookingAuthority? {
    guard isOverbooking else { return nil }
    return Int(form[FieldName.allowedBy.rawValue]).flatMap {
      authorities.indices.contains($0) ? authorities[$0] : nil
    }
  }

  /// Whether it is an encaixe: with a field for the reason.
  var isOverbooking: Bool { form.control(FieldName.reason.rawValue) != nil }

  /// Whether closing would lose something typed; the time alone is nothing.
  var isDirty: Bool {
    let typed: [FieldName] = [.observation, .authorisation, .reason, .repetition]
    let patient = form[FieldName.patient.rawValue]
    return typed.contains { !form[$0.rawValue].isEmpty }
      || !patient.isEmpty && patient != carriedName
  }

  var candidates: [PatientRow] { chosen == nil ? search.answer?.rows ?? [] : [] }

  var isInPatientField: Bool { form.focusedID == FieldName.patient.rawValue }

  /// Whether digits choose a candidate: not while a document, phone or birth date is typed.
  var digitsChoose: Bool {
    isInPatientField && chosen == nil
      && form[FieldName.patient.rawValue].contains(where: \.isLetter)
  }

  /// The time as typed.
  var start: CivilTime? { try? CivilTime(parsing: form[FieldName.time.rawValue]) }

  var minutes: Int? { Int(form[FieldName.minutes.rawValue]) }

  mutating func begin(_ context: inout ScreenContext) -> [Effect] {
    (chosen == nil ? [search.ask(SearchPatients(text: ""), &context)] : []) + askImpact(&context)
  }

  /// What is asked before anything goes on.
  var question: ConfirmPanel? { discard ?? besideQuestion }

  /// Asks what an encaixe does to those after it, where time, length or patient changed.
  mutating func askImpact(_ context: inout ScreenContext) -> [Effect] {
    guard isOverbooking, let start, let minutes, VisitLength.isValid(minutes) else { return [] }
    let query = PreviewOverbooking(
      practitioner: practitioner.id, date: date, start: start, minutes: minutes,
      patient: chosen?.id)
    return query == impact.query ? [] : [impact.ask(query, &context)]
  }

  mutating func choose(
    _ patient: PatientID, name: String, _ context: inout ScreenContext
  ) -> [Effect] {
    chosen = Chosen(id: patient, name: name)
    forgetPayers(context.wording)
    window.clear()
    choosesOnArrival = false
    form[FieldName.patient.rawValue] = name
    form.focus(on: FieldName.kind.rawValue)
    return [card.ask(ReadPatientCard(patient: patient), &context)] + askWindow(&context)
      + askImpact(&context)
  }

  /// The chosen kind.
  var kind: VisitKind {
    Int(form[FieldName.kind.rawValue]).flatMap { kinds.indices.contains($0) ? kinds[$0] : nil }
      ?? .routine
  }

  /// Takes a kind with its usual length, unless another length was typed.
  mutating func takeKind(_ kind: VisitKind, from old: VisitKind, _ wording: Wording) {
    // Setting a choice forgets the letters that were typed for it.
    if kind != self.kind, let index = kinds.firstIndex(of: kind) {
      form[FieldName.kind.rawValue] = String(index)
    }
    guard minutes == wording.kinds[old]?.minutes ?? usualMinutes else { return }
    form[FieldName.minutes.rawValue] = String(wording.kinds[kind]?.minutes ?? usualMinutes)
    expectNewValue(in: FieldName.minutes.rawValue)
  }

  /// Asks whether the visit costs nothing, where its kind may.
  mutating func askWindow(_ context: inout ScreenContext) -> [Effect] {
    guard let chosen, context.wording.kinds[kind]?.returnDays != nil else {
      window.clear()
      return []
    }
    let query = ReadReturnWindow(
      patient: chosen.id, practitioner: practitioner.id, kind: kind, date: date)
    return query == window.query ? [] : [window.ask(query, &context)]
  }

  /// Books into a group: of its kind and as long as it.
  mutating func join(_ group: VisitGroup) {
    self.group = group
    if let index = kinds.firstIndex(of: group.kind) {
      form[FieldName.kind.rawValue] = String(index)
    }
    form[FieldName.minutes.rawValue] = String(group.minutes)
    expectNewValue(in: FieldName.minutes.rawValue)
  }

  /// Sets the time; what is typed next replaces it.
  mutating func setTime(_ time: CivilTime) {
    form[FieldName.time.rawValue] = time.text
    expectNewValue(in: FieldName.time.rawValue)
  }

  /// Makes the value of a field one that the next typed key replaces: time and minutes.
  mutating func expectNewValue(in id: String?) {
    switch id.flatMap({ form.control($0) }) {
    case .masked(var field):
      field.markAsDefault()
      if let id { form.setControl(.masked(field), for: id) }
    case .text(var field) where id == FieldName.minutes.rawValue:
      field.markAsDefault()
      if let id { form.setControl(.text(field), for: id) }
    default: break
    }
  }

  /// Adds the field for the reason, keeping all that was typed; an encaixe doesn't repeat.
  mutating func becomeOverbooking(_ wording: Wording) {
    guard !isOverbooking else { return }
    let fields = form.fields.filter {
      $0.id != FieldName.repetition.rawValue || !form[FieldName.repetition.rawValue].isEmpty
    }
    form = Form(fields + reasonFields(wording))
    near = []
    form.focus(on: FieldName.reason.rawValue)
  }

  mutating func receive(
    _ ticket: Ticket, _ reply: Reply, _ context: inout ScreenContext
  ) -> [Effect] {
    if card.take(ticket, reply) {
      takePayers(context.wording)
      return []
    }
    if window.take(ticket, reply) || impact.take(ticket, reply) {
      return []
    }
    guard search.take(ticket, reply) else { return [] }
    if let fault = search.fault { return [.tell(context.wording.problem(fault))] }
    if candidates.isEmpty, let effects = searchWithoutKind(&context) { return effects }
    selected = min(selected, max(candidates.count - 1, 0))
    guard choosesOnArrival else { return [] }
    choosesOnArrival = false
    guard candidates.count == 1, let only = candidates.first else {
      return [.tell(Message(context.wording.chooseThePatient, .warning))]
    }
    return choose(only.id, name: only.calledName, &context)
  }
}
