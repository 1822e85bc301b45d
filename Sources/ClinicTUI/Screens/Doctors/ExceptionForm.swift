import ClinicDomain
import TerminalKit

/// Closing or opening a doctor's time on one day or on each of a run of days.
struct ExceptionForm: Equatable, Sendable {
  /// What came of a key or an outcome.
  enum Request: Equatable, Sendable {
    case none, close
  }

  private enum ID {
    static let effect = "effect"
    static let date = FieldName.date.rawValue
    static let lastDate = FieldName.lastDate.rawValue
    static let from = FieldName.from.rawValue
    static let until = FieldName.until.rawValue
    static let slot = FieldName.slotMinutes.rawValue
    static let place = FieldName.room.rawValue
    static let reason = FieldName.reason.rawValue
  }

  let practitioner: PractitionerID
  private let places: WorkPlaces
  private(set) var panel: FormPanel
  private var order = Order()
  /// Asks before it is saved what falls outside.
  private var impact: ImpactCheck?
  /// What is to be saved: the same in every try.
  private var made: AgendaException?

  init(_ card: PractitionerCard, places: WorkPlaces, _ context: ScreenContext) {
    let wording = context.wording
    let details = card.practitioner.details
    practitioner = card.practitioner.id
    let places = places.offered(keeping: nil, nil)
    self.places = places
    panel = FormPanel(
      title: wording.exceptionTitle(wording.doctorName(details.name.value, details.sex)),
      dates: DateReader(context),
      [
        FormField(
          ID.effect, label: wording.effectLabel,
          .choice(ChoiceField([wording.closes, wording.opens], selected: 0)), isRequired: true),
        FormField(
          ID.date, label: wording.field(.date),
          .masked(MaskedField(.date, placeholder: wording.datePlaceholder, takesWords: true)),
          isRequired: true, hint: wording.dateHint),
        FormField(
          ID.lastDate, label: wording.lastDate,
          .masked(MaskedField(.date, placeholder: wording.datePlaceholder, takesWords: true)),
          hint: wording.lastDateHint, sharesRow: true),
        FormField(
          ID.from, label: wording.field(.from), .masked(MaskedField(.time)),
          hint: wording.wholeDayHint),
        FormField(
          ID.until, label: wording.field(.until), .masked(MaskedField(.time)),
          hint: wording.wholeDayHint, sharesRow: true),
        FormField(
          ID.slot, label: wording.field(.slotMinutes),
          .text(TextField(String(details.slotMinutes), filter: .digits, maximumLength: 3)),
          hint: wording.slotWhenOpenHint),
        FormField(
          ID.reason, label: wording.field(.reason), .text(TextField(maximumLength: 80)),
          hint: wording.closureReasonHint),
        FormField(
          ID.place, label: wording.placeLabel, places.control(unit: nil, room: nil),
          hint: wording.placeWhenOpenHint),
      ])
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
    let check = Check(today: context.today, wording: context.wording)
    switch panel.handle(key, context.wording, check: check.error) {
    case .open: return (.none, panel.told)
    case .leave: return (.close, [])
    case .save:
      guard panel.checkAll(context.wording, check.error) else { return (.none, panel.told) }
      guard let exception = exception(&context) else { return (.none, []) }
      made = exception
      var asked = ImpactCheck()
      let effects = asked.ask(.exception(exception), &context)
      impact = asked
      return (.none, effects)
    }
  }

  private mutating func follow(
    _ step: ImpactCheck.Step, _ context: inout ScreenContext
  ) -> [Effect] {
    switch step {
    case .open: return []
    case .leave:
      impact = nil
      return []
    // What falls outside could not be read; the command lists it all the same, when it is done.
    case .save, .failed:
      impact = nil
      return made.map { [order.give(AddAgendaException(exception: $0), &context)] } ?? []
    }
  }

  /// Takes a reply; nil where it is somebody else's.
  mutating func receive(
    _ ticket: Ticket, _ reply: Reply, _ context: inout ScreenContext
  ) -> [Effect]? {
    guard var asked = impact, let step = asked.receive(ticket, reply) else { return nil }
    impact = asked
    return follow(step, &context)
  }

  private func exception(_ context: inout ScreenContext) -> AgendaException? {
    let form = panel.form
    let today = context.today
    guard let first = try? CivilDate.parse(form[ID.date], today: today) else { return nil }
    let from = (try? CivilTime(parsing: form[ID.from])) ?? .midnight
    let until = (try? CivilTime(parsing: form[ID.until])) ?? .endOfDay
    let effect: AgendaException.Effect =
      form[ID.effect] == "1"
      ? .opens(slotMinutes: Int(form[ID.slot]) ?? 30) : .closes(reason: form.line(ID.reason))
    // Where nobody works it does not matter where.
    let place = form[ID.effect] == "1" ? places.chosen(ID.place, in: form) : nil
    return AgendaException(
      id: made?.id ?? context.makeID(), practitioner: practitioner, date: first,
      lastDate: try? CivilDate.parse(form[ID.lastDate], today: today), from: from, until: until,
      effect: effect, unit: place?.unit, room: place?.room)
  }

  /// Takes the outcome of its order; nil where it is somebody else's.
  mutating func settle(
    _ ticket: Ticket, _ performed: Performed, _ context: inout ScreenContext
  ) -> (request: Request, effects: [Effect])? {
    guard order.settle(ticket) else { return nil }
    let wording = context.wording
    switch performed {
    case .done: return (.close, [.tell(Message(wording.saved, .done))])
    case .staged: return (.close, [.tell(Message(wording.keptNotDone, .warning))])
    case .refused(let refusal):
      panel.show(refusal, wording)
      return (.none, [.tell(Message(wording.refusal(refusal), .error))])
    case .failed(let fault):
      return (.none, [.tell(Message(wording.faultWithRetry(fault), .error))])
    }
  }

  func keys(_ wording: Wording) -> [KeyHint] { impact?.keys(wording) ?? panel.keys(wording) }

  func draw(into buffer: inout CellBuffer, in rect: Rect, _ context: ScreenContext) {
    if let impact { return impact.draw(into: &buffer, in: rect, context) }
    panel.draw(into: &buffer, in: rect)
  }

  /// What is wrong with a field.
  private struct Check {
    let today: CivilDate
    let wording: Wording

    func error(_ id: String, _ form: Form) -> String? {
      let value = form[id]
      let opens = form[ID.effect] == "1"
      switch id {
      case ID.date:
        if value.isEmpty { return wording.requiredField }
        guard let date = date(value) else { return wording.dateError }
        return date < today ? wording.dateIsPast : nil
      case ID.lastDate:
        if value.isEmpty { return nil }
        guard let last = date(value) else { return wording.dateError }
        guard let first = date(form[ID.date]) else { return nil }
        if last < first { return wording.endsBeforeStart }
        return last.days(since: first) >= AgendaException.longestRun
          ? wording.longestRun(AgendaException.longestRun) : nil
      case ID.from, ID.until: return timeError(id, value, form, opens: opens)
      case ID.slot:
        guard opens else { return nil }
        return Int(value).map(VisitLength.isValid) == true ? nil : wording.slotHint
      case ID.reason: return !opens && value.isEmpty ? wording.requiredField : nil
      default: return nil
      }
    }

    private func timeError(_ id: String, _ value: String, _ form: Form, opens: Bool) -> String? {
      if value.isEmpty { return opens ? wording.requiredField : nil }
      guard let time = try? CivilTime(parsing: value) else { return wording.timeError }
      guard id == ID.until else { return nil }
      let from = (try? CivilTime(parsing: form[ID.from])) ?? .midnight
      return time <= from ? wording.endsBeforeStart : nil
    }

    private func date(_ text: String) -> CivilDate? { try? CivilDate.parse(text, today: today) }
  }
}
