import ClinicDomain
import TerminalKit

/// A patient without a visit: found or made, given to the doctor with the shortest queue or to a
/// chosen one, and checked in.
struct WalkInPanel: Equatable, Sendable {
  /// What is asked now.
  enum Stage: Equatable, Sendable {
    case patient(PatientPicker)
    case new(FormPanel)
    case doctor(WalkInPatient)
  }

  private(set) var stage = Stage.patient(PatientPicker())
  private var onDuty = Question<ListOnDuty>()
  private var selected = 0
  private var priority: QueuePriority?
  /// Whether the nurse sees her first.
  private var needsTriage = false
  private var order = Order()
  /// The visit that was asked for last.
  private(set) var given: AppointmentID?
  /// The form of someone new, kept until she is registered.
  private var newcomer: FormPanel?
  /// Whether the person at the desk saw that she may be registered already.
  private var isDistinct = false

  init() {}

  private var doctors: [OnDutyRow] { onDuty.answer ?? [] }

  /// Whether a name is being looked up.
  var isSearching: Bool { if case .patient(let picker) = stage { picker.isPending } else { false } }

  /// Whether several patients have what was typed.
  var isUndecided: Bool {
    if case .patient(let picker) = stage { picker.isUndecided } else { false }
  }

  /// Whether a key means an answer that is under way.
  func mustWait(_ key: Key) -> Bool {
    if order.isPending { return true }
    switch stage {
    case .patient: return key == .enter && isSearching
    case .doctor: return onDuty.isPending && key != .escape
    case .new: return false
    }
  }

  var isDirty: Bool {
    switch stage {
    case .patient: false
    case .new(let form): form.isDirty
    case .doctor(let patient): patient.details != nil
    }
  }

  mutating func begin(_ context: inout ScreenContext) -> [Effect] {
    var picker = PatientPicker()
    let effects = picker.ask(&context)
    stage = .patient(picker)
    newcomer = nil
    priority = nil
    needsTriage = false
    selected = 0
    return effects + [
      onDuty.ask(ListOnDuty(date: context.today, time: context.timeOfDay), &context)
    ]
  }

  /// Whether a reply was for it.
  mutating func take(_ ticket: Ticket, _ reply: Reply) -> Bool {
    if onDuty.take(ticket, reply) { return true }
    guard case .patient(var picker) = stage, picker.take(ticket, reply) else { return false }
    stage = .patient(picker)
    return true
  }

  /// The effects, and whether it is over.
  mutating func handle(
    _ key: Key, _ context: inout ScreenContext
  ) -> (effects: [Effect], isOver: Bool) {
    guard !order.isPending else { return ([], false) }
    switch stage {
    case .patient(var picker):
      if key == .control("n"), context.may(.createPatient) {
        stage = .new(.newcomer(name: picker.text, context))
        return ([], false)
      }
      let (effects, outcome) = picker.handle(key, &context)
      stage = .patient(picker)
      switch outcome {
      case .open: return (effects, false)
      case .cancelled: return (effects, true)
      case .chosen(let row):
        stage = .doctor(
          WalkInPatient(id: row.id, name: row.calledName, details: nil, birth: row.birthDate))
        return (effects, false)
      }
    case .new(var form):
      let outcome = form.handle(key, context.wording)
      stage = .new(form)
      switch outcome {
      case .open: return (form.told, false)
      case .leave: return (begin(&context), false)
      case .save:
        guard let details = form.newcomer(&context) else { return ([], false) }
        let id: PatientID = context.makeID()
        newcomer = form
        stage = .doctor(
          WalkInPatient(
            id: id, name: details.name.value, details: details, birth: details.birthDate))
        return ([], false)
      }
    case .doctor(let patient): return handle(key, patient, &context)
    }
  }

  private mutating func handle(
    _ key: Key, _ patient: WalkInPatient, _ context: inout ScreenContext
  ) -> (effects: [Effect], isOver: Bool) {
    switch key {
    case .escape:
      isDistinct = false
      guard let newcomer, patient.details != nil else { return (begin(&context), false) }
      stage = .new(newcomer)
      return ([], false)
    case .up, .character("k"): selected = max(0, selected - 1)
    case .down, .character("j"): selected = min(max(doctors.count - 1, 0), selected + 1)
    case .character("q"):
      let current = priority ?? .ofAge(patient.birth, on: context.today)
      priority = current.next(bornOn: patient.birth, on: context.today)
    case .character("t"): needsTriage.toggle()
    case .character(let digit):
      guard let number = digit.wholeNumberValue, doctors.indices.contains(number - 1) else { break }
      selected = number - 1
      return ([give(patient, &context)], false)
    case .enter:
      guard doctors.indices.contains(selected) else { return ([.ring], false) }
      return ([give(patient, &context)], false)
    default: break
    }
    return ([], false)
  }

  private mutating func give(_ patient: WalkInPatient, _ context: inout ScreenContext) -> Effect {
    let visit: AppointmentID = context.makeID()
    given = visit
    return order.give(
      RegisterWalkIn(
        id: visit, patient: patient.id, details: patient.details,
        practitioner: doctors[selected].practitioner,
        facts: ArrivalFacts(
          isIdentityConfirmed: true, needsTriage: needsTriage, priority: priority),
        reason: context.wording.walkInReason, isDistinct: isDistinct), &context)
  }

  /// nil where the ticket is another's.
  mutating func settle(
    _ ticket: Ticket, _ performed: Performed, _ wording: Wording
  ) -> (effects: [Effect], isOver: Bool)? {
    guard order.settle(ticket), case .doctor(let patient) = stage else { return nil }
    guard let message = wording.message(for: performed) else {
      let text = wording.walkedIn(patient.name, doctors[selected].name)
      return ([.tell(Message(text, .done))], true)
    }
    if case .refused(.duplicate(let found)) = performed, !found.isCertain {
      // A second Enter says that it is someone else.
      isDistinct = true
    }
    return ([.tell(message)], message.tone == .warning)
  }

  func draw(into buffer: inout CellBuffer, in rect: Rect, _ context: ScreenContext) {
    switch stage {
    case .patient(let picker): picker.draw(into: &buffer, in: rect, context)
    case .new(let form): form.draw(into: &buffer, in: rect)
    case .doctor(let patient):
      let wording = context.wording
      let queue = priority ?? .ofAge(patient.birth, on: context.today)
      buffer.put(
        "\(wording.walkInTitle(patient.name)) · \(wording.queueLine(queue, needsTriage: needsTriage))",
        in: rect.inset(left: 2), style: .strong)
      guard !doctors.isEmpty else {
        if !onDuty.isPending {
          buffer.put(wording.nobodyOnDuty, in: rect.inset(left: 2, top: 2), style: .warning)
        }
        return
      }
      for (index, row) in doctors.prefix(rect.rows - 2).enumerated() {
        let area = rect.line(index + 2)
        if index == selected {
          buffer.put("▌", in: area, style: .accent)
          buffer.cursor = area.origin
        }
        buffer.put(
          index < 9 ? "\(index + 1)" : " ", in: area.inset(left: 2), style: Style(.key))
        buffer.put(row.name, in: area.inset(left: 4, right: 45), style: .strong)
        buffer.put(
          "\(wording.queueLength(row.waiting)) · \(row.specialties)",
          in: area.inset(left: area.columns - 44), style: .dim)
      }
    }
  }

  func keys(_ context: ScreenContext) -> [KeyHint] {
    let wording = context.wording
    switch stage {
    case .patient:
      var hints = [KeyHint("Enter", wording.chooseKey)]
      if context.may(.createPatient) { hints.append(KeyHint("Ctrl-N", wording.newPatient)) }
      return hints + [KeyHint("Esc", wording.goBack)]
    case .new(let form): return form.keys(wording)
    case .doctor:
      return [
        KeyHint("Enter", wording.checkInKey), KeyHint("1–9", wording.otherDoctorKey),
        KeyHint("q", wording.queueKey), KeyHint("t", wording.triageFirstKey),
        KeyHint("Esc", wording.goBack),
      ]
    }
  }

  var isTyping: Bool { if case .doctor = stage { false } else { true } }
}

/// Who walked in.
struct WalkInPatient: Equatable, Sendable {
  let id: PatientID
  let name: String
  /// What is known of someone new.
  let details: PatientDetails?
  let birth: CivilDate?
}

extension FormPanel {
  /// What suffices to see somebody new: the rest comes later.
  static func newcomer(name: String, _ context: ScreenContext) -> FormPanel {
    let wording = context.wording
    return FormPanel(
      title: wording.newPatient, dates: DateReader(context),
      [
        FormField(
          FieldName.name.rawValue, label: wording.field(.name),
          .text(TextField(name, maximumLength: 100)), isRequired: true),
        FormField(
          FieldName.birthDate.rawValue, label: wording.field(.birthDate),
          .masked(MaskedField(.date, placeholder: wording.datePlaceholder)), isRequired: true),
        FormField(
          FieldName.phones.rawValue, label: wording.field(.phones), .masked(MaskedField(.phone))),
        FormField(
          FieldName.guardian.rawValue, label: wording.field(.guardian),
          .text(TextField(maximumLength: 100)), hint: wording.guardianHint),
      ])
  }

  /// The details as typed; nil with the errors shown.
  mutating func newcomer(_ context: inout ScreenContext) -> PatientDetails? {
    let wording = context.wording
    let today = context.today
    let guardian = form[FieldName.guardian.rawValue]
    let birth = try? CivilDate.parseBirthDate(form[FieldName.birthDate.rawValue], today: today)
    let isSound = checkAll(wording) { id, form in
      let value = form[id]
      switch id {
      case FieldName.name.rawValue:
        return value.isEmpty || (try? PersonName(parsing: value)) != nil
          ? nil : wording.problem(.malformed)
      case FieldName.birthDate.rawValue:
        return value.isEmpty || birth.map { $0 <= today } == true ? nil : wording.dateError
      case FieldName.phones.rawValue:
        return value.isEmpty || (try? Phone(parsing: value)) != nil
          ? nil : wording.problem(.malformed)
      case FieldName.guardian.rawValue:
        let isMinor =
          birth.map { today.years(since: $0) < PatientDetails.ageOfMajority } ?? false
        return isMinor && (try? PersonName(parsing: value)) == nil
          ? wording.problem(.guardianRequired) : nil
      default: return nil
      }
    }
    guard isSound, let name = try? PersonName(parsing: form[FieldName.name.rawValue]) else {
      return nil
    }
    var details = PatientDetails(name: name, birthDate: birth)
    if let phone = try? Phone(parsing: form[FieldName.phones.rawValue]) { details.phones = [phone] }
    if let answering = try? PersonName(parsing: guardian) {
      details.guardian = Guardian(name: answering)
    }
    return details
  }
}
