import ClinicDomain
import TerminalKit

/// Registering a doctor or changing one.
struct DoctorForm: Equatable, Sendable {
  /// What came of a key or an outcome.
  enum Request: Equatable, Sendable {
    case none, close
    case saved(PractitionerID)
  }

  let id: PractitionerID
  private var base: Practitioner?
  private let places: WorkPlaces
  private(set) var panel: FormPanel
  private var order = Order()
  /// After someone else's change: the doctor as she is now.
  private var fresh: Question<ReadPractitionerCard> = Question()
  /// Asks, before she takes no more visits or works elsewhere, which visits fall outside.
  private var impact: ImpactCheck?
  /// What is sent then.
  private var made: PractitionerDetails?
  /// What was sent last.
  private var sent: PractitionerDetails?

  init(_ practitioner: Practitioner?, places: WorkPlaces, _ context: inout ScreenContext) {
    id = practitioner?.id ?? context.makeID()
    base = practitioner
    let places = places.offered(
      keeping: practitioner?.details.unit, practitioner?.details.room)
    self.places = places
    let wording = context.wording
    let title =
      practitioner.map {
        wording.editTitle(wording.doctorName($0.details.name.value, $0.details.sex))
      } ?? wording.newDoctorTitle
    panel = FormPanel(
      title: title, DoctorFormFields(wording: wording, places: places).fields(practitioner))
  }

  var isDirty: Bool { panel.isDirty }
  var isTyping: Bool { !panel.asksToDiscard && impact == nil }

  mutating func handle(
    _ key: Key, _ context: inout ScreenContext
  ) -> (request: Request, effects: [Effect]) {
    if order.isPending { return (.none, []) }
    if var asked = impact {
      let step = asked.handle(key, context)
      impact = asked
      return (.none, follow(step, &context))
    }
    let fields = DoctorFormFields(wording: context.wording, places: places)
    let needsRegistration = base == nil || base?.details.registration != nil
    let check = { (id: String, form: Form) in
      fields.error(id, form, needsRegistration: needsRegistration)
    }
    switch panel.handle(key, context.wording, check: check) {
    case .open: return (.none, panel.told)
    case .leave: return (.close, [])
    case .save:
      guard panel.checkAll(context.wording, check),
        let details = fields.details(panel.form, base: base?.details)
      else { return (.none, panel.told) }
      return (.none, look(at: details, &context))
    }
  }

  private var isActive: Bool { panel.form[DoctorFormFields.ID.isActive] == "0" }

  /// Saves, or shows before which visits the change leaves outside.
  private mutating func look(
    at details: PractitionerDetails, _ context: inout ScreenContext
  ) -> [Effect] {
    guard let base,
      isActive != base.isActive || details.unit != base.details.unit
        || details.room != base.details.room
    else { return [give(details, &context)] }
    made = details
    var asked = ImpactCheck()
    let effects = asked.ask(
      .practitioner(id, unit: details.unit, room: details.room, isActive: isActive), &context)
    impact = asked
    return effects
  }

  private mutating func follow(
    _ step: ImpactCheck.Step, _ context: inout ScreenContext
  ) -> [Effect] {
    if step == .open { return [] }
    impact = nil
    // What falls outside could not be read; the command lists it all the same, when it is done.
    guard step != .leave, let made else { return [] }
    return [give(made, &context)]
  }

  private mutating func give(
    _ details: PractitionerDetails, _ context: inout ScreenContext
  ) -> Effect {
    sent = details
    guard let base else {
      return order.give(RegisterPractitioner(id: id, details: details), &context)
    }
    return order.give(
      UpdatePractitioner(
        id: id, base: base.details, details: details,
        isActive: isActive == base.isActive ? nil : isActive), &context)
  }

  /// Takes the outcome of its order; nil where it is somebody else's.
  mutating func settle(
    _ ticket: Ticket, _ performed: Performed, _ context: inout ScreenContext
  ) -> (request: Request, effects: [Effect])? {
    guard order.settle(ticket) else { return nil }
    let wording = context.wording
    switch performed {
    case .done:
      let text = base == nil ? wording.registered : wording.saved
      return (.saved(id), [.tell(Message(text, .done))])
    case .staged: return (.close, [.tell(Message(wording.keptNotDone, .warning))])
    case .failed(let fault):
      return (.none, [.tell(Message(wording.faultWithRetry(fault), .error))])
    case .refused(let refusal):
      panel.show(refusal, wording)
      var effects: [Effect] = [.tell(Message(wording.refusal(refusal), .error))]
      if case .changedMeanwhile = refusal {
        effects.append(
          fresh.ask(ReadPractitionerCard(practitioner: id, from: context.today), &context))
      }
      return (.none, effects)
    }
  }

  /// Takes a reply; nil where it is somebody else's.
  mutating func receive(
    _ ticket: Ticket, _ reply: Reply, _ context: inout ScreenContext
  ) -> [Effect]? {
    if var asked = impact, let step = asked.receive(ticket, reply) {
      impact = asked
      return follow(step, &context)
    }
    guard fresh.take(ticket, reply) else { return nil }
    if let card = fresh.answer ?? nil { rebase(on: card.practitioner, context) }
    return context.wording.message(for: reply).map { [.tell($0)] } ?? []
  }

  /// Takes in what someone else changed, except where this person changed the same field.
  private mutating func rebase(on current: Practitioner, _ context: ScreenContext) {
    guard let base, let sent else { return }
    let mine = Set(sent.changedFields(from: base.details))
    var theirs = Set(current.details.changedFields(from: base.details)).subtracting(mine)
    // Unit and room are one field of the form.
    if theirs.contains(.unit), !mine.contains(.room) { theirs.insert(.room) }
    let fields = DoctorFormFields(wording: context.wording, places: places)
    for (id, value) in Form(fields.fields(current)).values
    where DoctorFormFields.ID.field(of: id).map(theirs.contains) ?? false {
      panel.form[id] = value
    }
    let activity = DoctorFormFields.ID.isActive
    if (panel.form[activity] == "0") == base.isActive {
      panel.form[activity] = current.isActive ? "0" : "1"
    }
    self.base = current
  }

  func keys(_ wording: Wording) -> [KeyHint] {
    order.isPending ? [] : impact?.keys(wording) ?? panel.keys(wording)
  }

  func draw(into buffer: inout CellBuffer, in rect: Rect, _ context: ScreenContext) {
    if let impact { return impact.draw(into: &buffer, in: rect, context) }
    panel.draw(into: &buffer, in: rect)
  }
}
