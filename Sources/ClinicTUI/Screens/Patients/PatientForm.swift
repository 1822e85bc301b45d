import ClinicDomain
import TerminalKit

/// Registering a patient or changing one; what is typed survives every refusal.
struct PatientForm: Equatable, Sendable {
  /// What came of a key or an outcome.
  enum Request: Equatable, Sendable {
    case none
    case close
    /// A registration that exists is to be looked at; the form waits behind it.
    case open(PatientID)
    /// It is done: the patient's card is next.
    case saved(PatientID)
  }

  /// The patient as loaded; nil for a new one.
  private(set) var base: PatientDetails?
  let id: PatientID
  private(set) var panel: FormPanel
  private(set) var duplicates: DuplicateChoice?
  private var order = Order()
  /// After someone else's change: the patient as it is now.
  private var fresh: Question<ReadPatientCard> = Question()
  /// What was sent last, for registering it as someone else all the same.
  private var sent: PatientDetails?

  /// A new patient, with what was typed so far as the name.
  init(name: String, _ context: inout ScreenContext) {
    id = context.makeID()
    panel = FormPanel(
      title: context.wording.newPatientTitle, dates: DateReader(context),
      PatientFormFields(wording: context.wording, today: context.today).fields(nil, name: name))
    if !name.isEmpty { panel.form.focus(on: PatientFormFields.ID.name) }
  }

  init(_ patient: Patient, _ context: ScreenContext) {
    id = patient.id
    base = patient.details
    panel = FormPanel(
      title: context.wording.editTitle(patient.calledName.value), dates: DateReader(context),
      PatientFormFields(wording: context.wording, today: context.today).fields(patient.details))
  }

  var isDirty: Bool { panel.isDirty }
  private var isNew: Bool { base == nil }

  mutating func handle(
    _ key: Key, _ context: inout ScreenContext
  ) -> (request: Request, effects: [Effect]) {
    if order.isPending { return (.none, []) }
    if duplicates != nil { return handleDuplicates(key, &context) }
    let fields = PatientFormFields(wording: context.wording, today: context.today)
    switch panel.handle(key, context.wording, check: fields.error) {
    case .open: return (.none, panel.told)
    case .leave: return (.close, [])
    case .save: return (.none, save(isDistinct: false, &context))
    }
  }

  private mutating func save(isDistinct: Bool, _ context: inout ScreenContext) -> [Effect] {
    let fields = PatientFormFields(wording: context.wording, today: context.today)
    guard panel.checkAll(context.wording, fields.error),
      let details = fields.details(panel.form, base: base)
    else { return panel.told }
    sent = details
    if let base {
      return [order.give(UpdatePatient(id: id, base: base, details: details), &context)]
    }
    return [
      order.give(RegisterPatient(id: id, details: details, isDistinct: isDistinct), &context)
    ]
  }

  private mutating func handleDuplicates(
    _ key: Key, _ context: inout ScreenContext
  ) -> (request: Request, effects: [Effect]) {
    guard var choice = duplicates else { return (.none, []) }
    let answer = choice.handle(key)
    duplicates = choice
    switch answer {
    case .none: return (.none, [])
    case .back:
      duplicates = nil
      return (.none, panel.told)
    case .open(let patient): return (.open(patient), [])
    case .registerAnyway:
      duplicates = nil
      return (.none, save(isDistinct: true, &context))
    }
  }

  /// Takes the outcome of its order; nil where it is somebody else's.
  mutating func settle(
    _ ticket: Ticket, _ performed: Performed, _ context: inout ScreenContext
  ) -> (request: Request, effects: [Effect])? {
    guard order.settle(ticket) else { return nil }
    let wording = context.wording
    switch performed {
    case .done:
      return (.saved(id), [.tell(Message(isNew ? wording.registered : wording.saved, .done))])
    case .staged: return (.close, [.tell(Message(wording.keptNotDone, .warning))])
    case .failed(let fault):
      return (.none, [.tell(Message(wording.faultWithRetry(fault), .error))])
    case .refused(.duplicate(let found)):
      var choice = DuplicateChoice(found, canRegister: isNew && !found.isCertain)
      let effect = choice.ask(&context)
      duplicates = choice
      return (.none, [effect])
    case .refused(let refusal):
      panel.show(refusal, wording)
      var effects: [Effect] = [.tell(Message(wording.refusal(refusal), .error))]
      if case .changedMeanwhile = refusal {
        effects.append(fresh.ask(ReadPatientCard(patient: id), &context))
      }
      return (.none, effects)
    }
  }

  /// Takes a reply; false where it is somebody else's.
  mutating func receive(_ ticket: Ticket, _ reply: Reply, _ context: ScreenContext) -> Bool {
    if duplicates?.receive(ticket, reply) ?? false { return true }
    guard fresh.take(ticket, reply) else { return false }
    if let card = fresh.answer ?? nil { rebase(on: card.patient.details, context) }
    return true
  }

  /// Takes in what someone else changed, except where this person changed the same field.
  private mutating func rebase(on current: PatientDetails, _ context: ScreenContext) {
    guard let base, let sent else { return }
    let mine = Set(sent.changedFields(from: base))
    let theirs = current.changedFields(from: base).filter { !mine.contains($0) }
    let fields = PatientFormFields(wording: context.wording, today: context.today)
    let values = Form(fields.fields(current)).values
    for field in theirs {
      for (id, value) in values where id == field.rawValue || id.hasPrefix(field.rawValue + ".") {
        panel.form[id] = value
      }
    }
    self.base = current
  }

  func draw(into buffer: inout CellBuffer, in rect: Rect, _ context: ScreenContext) {
    if let duplicates, let sent {
      duplicates.draw(sent, into: &buffer, in: rect, context)
    } else {
      panel.draw(into: &buffer, in: rect)
    }
  }

  func keys(_ wording: Wording) -> [KeyHint] {
    if order.isPending { return [] }
    return duplicates?.keys(wording) ?? panel.keys(wording)
  }

  var isTyping: Bool { duplicates == nil && !panel.asksToDiscard }
}
