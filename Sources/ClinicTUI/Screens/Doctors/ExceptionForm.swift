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
    static let lastDate = "lastDate"
    static let from = FieldName.from.rawValue
    static let until = FieldName.until.rawValue
    static let slot = FieldName.slotMinutes.rawValue
    static let reason = FieldName.reason.rawValue
  }

  /// The most days that one form closes or opens.
  static let longestRun = 60

  let practitioner: PractitionerID
  private(set) var panel: FormPanel
  private var order = Order()
  /// Days still to be sent: one command each.
  private var waiting: [AgendaException] = []

  init(_ card: PractitionerCard, _ context: ScreenContext) {
    let wording = context.wording
    let details = card.practitioner.details
    practitioner = card.practitioner.id
    panel = FormPanel(
      title: wording.exceptionTitle(wording.doctorName(details.name.value, details.sex)),
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
      ])
  }

  var isDirty: Bool { panel.isDirty }
  var isTyping: Bool { !panel.asksToDiscard }

  mutating func handle(
    _ key: Key, _ context: inout ScreenContext
  ) -> (request: Request, effects: [Effect]) {
    if order.isPending { return (.none, []) }
    let check = Check(today: context.today, wording: context.wording)
    switch panel.handle(key, context.wording, check: check.error) {
    case .open: return (.none, panel.told)
    case .leave: return (.close, [])
    case .save:
      guard panel.checkAll(context.wording, check.error) else { return (.none, panel.told) }
      if waiting.isEmpty { waiting = exceptions(&context) }
      return (.none, sendNext(&context))
    }
  }

  private mutating func sendNext(_ context: inout ScreenContext) -> [Effect] {
    guard let next = waiting.first else { return [] }
    return [order.give(AddAgendaException(exception: next), &context)]
  }

  private func exceptions(_ context: inout ScreenContext) -> [AgendaException] {
    let form = panel.form
    let today = context.today
    guard let first = try? CivilDate.parse(form[ID.date], today: today) else { return [] }
    let last = (try? CivilDate.parse(form[ID.lastDate], today: today)) ?? first
    let from = (try? CivilTime(parsing: form[ID.from])) ?? .midnight
    let until = (try? CivilTime(parsing: form[ID.until])) ?? .endOfDay
    let effect: AgendaException.Effect =
      form[ID.effect] == "1"
      ? .opens(slotMinutes: Int(form[ID.slot]) ?? 30) : .closes(reason: form.line(ID.reason))
    return (first...max(first, last)).prefix(Self.longestRun).map { date in
      AgendaException(
        id: context.makeID(), practitioner: practitioner, date: date, from: from, until: until,
        effect: effect)
    }
  }

  /// Takes the outcome of its order and sends the next day; nil where it is somebody else's.
  mutating func settle(
    _ ticket: Ticket, _ performed: Performed, _ context: inout ScreenContext
  ) -> (request: Request, effects: [Effect])? {
    guard order.settle(ticket) else { return nil }
    let wording = context.wording
    switch performed {
    case .done, .staged:
      waiting = Array(waiting.dropFirst())
      guard waiting.isEmpty else { return (.none, sendNext(&context)) }
      let message =
        performed == .staged
        ? Message(wording.keptNotDone, .warning) : Message(wording.saved, .done)
      return (.close, [.tell(message)])
    case .refused(let refusal):
      waiting = []
      panel.show(refusal, wording)
      return (.none, [.tell(Message(wording.refusal(refusal), .error))])
    case .failed(let fault):
      return (.none, [.tell(Message(wording.faultWithRetry(fault), .error))])
    }
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
        return last.days(since: first) >= ExceptionForm.longestRun
          ? wording.longestRun(ExceptionForm.longestRun) : nil
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
