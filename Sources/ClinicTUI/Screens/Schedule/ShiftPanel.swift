import ClinicDomain
import TerminalKit

/// A doctor is late or away: what is left of the morning, the afternoon or the day moves by some
/// minutes, or is closed and its visits are listed to be moved.
struct ShiftPanel: Equatable, Sendable {
  /// What is to happen next.
  enum Step: Equatable, Sendable {
    case stay([Effect])
    case close
    /// The visits at their later times.
    case plan(PlanPanel)
  }

  private enum ID {
    static let what = "what"
    static let part = "part"
    static let minutes = FieldName.minutes.rawValue
    static let reason = FieldName.reason.rawValue
  }

  static let rows = 5
  private static let parts: [PartOfDay] = [.morning, .afternoon, .any]
  private static let noon = CivilTime(hour: 12) ?? .endOfDay

  let column: AgendaColumn
  private(set) var form: Form
  /// Minutes and reason, of which one is shown.
  private var detail: [FormField] = []
  var order = Order()
  /// The same in every try, so that a second try closes nothing twice.
  private let exception: AgendaExceptionID

  init(_ column: AgendaColumn, at time: CivilTime, _ context: inout ScreenContext) {
    let wording = context.wording
    self.column = column
    exception = context.makeID()
    var minutes = TextField("30", filter: .digits, maximumLength: 3)
    minutes.markAsDefault()
    form = Form([
      FormField(
        ID.what, label: wording.shiftLabel,
        .choice(ChoiceField([wording.lateText, wording.awayText], selected: 0))),
      FormField(
        ID.part, label: wording.shiftPartLabel,
        .choice(
          ChoiceField(
            Self.parts.map { wording.shiftPart($0) }, selected: time < Self.noon ? 0 : 1))),
    ])
    detail = [
      FormField(ID.minutes, label: wording.lateMinutesLabel, .text(minutes)),
      FormField(ID.reason, label: wording.awayReasonLabel, .text(TextField(maximumLength: 80))),
    ]
    form = Form(form.fields + [detail[0]])
  }

  /// Minutes belong to who is late, the reason to who doesn't come; what was typed in the one that is
  /// not shown waits.
  private mutating func followChoice() {
    let shown = isAway ? 1 : 0
    guard form.fields.last?.id != detail[shown].id, let last = form.fields.last else { return }
    detail[1 - shown] = last
    form = Form(Array(form.fields.dropLast()) + [detail[shown]], focus: form.focus)
  }

  private var isAway: Bool { form[ID.what] == "1" }

  private var part: PartOfDay { Int(form[ID.part]).map { Self.parts[$0] } ?? .any }

  /// The hours that are meant.
  private var hours: (from: CivilTime, until: CivilTime) {
    switch part {
    case .morning: (.midnight, Self.noon)
    case .afternoon, .evening: (Self.noon, .endOfDay)
    case .any: (.midnight, .endOfDay)
    }
  }

  var isDirty: Bool { isAway && !form[ID.reason].isEmpty }

  mutating func handle(_ key: Key, _ context: inout ScreenContext) -> Step {
    guard !order.isPending else { return .stay([]) }
    if key == .enter { return submit(&context) }
    let outcome = form.handle(key)
    followChoice()
    switch outcome {
    case .cancelled: return .close
    case .submitted: return submit(&context)
    default: return .stay([])
    }
  }

  private mutating func submit(_ context: inout ScreenContext) -> Step {
    let wording = context.wording
    if isAway {
      let reason = form[ID.reason]
      guard reason.contains(where: { !$0.isWhitespace }) else {
        form.show(errors: [ID.reason: wording.reasonNeeded])
        return .stay([.tell(Message(wording.reasonNeeded, .error))])
      }
      let closing = AgendaException(
        id: exception, practitioner: column.practitioner.id, date: column.date,
        from: hours.from, until: hours.until, effect: .closes(reason: reason))
      return .stay([order.give(AddAgendaException(exception: closing), &context)])
    }
    guard let minutes = Int(form[ID.minutes]), (5...360).contains(minutes),
      minutes.isMultiple(of: VisitLength.step)
    else {
      form.show(errors: [ID.minutes: wording.lateMinutesNeeded])
      return .stay([.tell(Message(wording.lateMinutesNeeded, .error))])
    }
    var items: [PlanPanel.Item] = []
    for visit in column.visits where isLeft(visit, minutes, context) {
      guard let start = visit.start.adding(minutes: minutes) else { continue }
      items.append(
        PlanPanel.Item(visit, id: context.makeID(), on: visit.date, at: start))
    }
    guard !items.isEmpty else {
      return .stay([.tell(Message(wording.nothingLeftToShift, .warning))])
    }
    var plan = PlanPanel(.move, of: column.practitioner, items)
    plan.isByClinic = true
    return .plan(plan)
  }

  /// Whether a visit waits for the doctor: agreed, in those hours, and not over by the later time.
  private func isLeft(_ visit: VisitRow, _ minutes: Int, _ context: ScreenContext) -> Bool {
    guard visit.isBooked, !visit.isHistorical, hours.from <= visit.start, visit.start < hours.until
    else { return false }
    return visit.date > context.today
      || visit.start.minuteOfDay + minutes >= context.timeOfDay.minuteOfDay
  }

  func keys(_ wording: Wording) -> [KeyHint] {
    [
      KeyHint("Enter", isAway ? wording.closeAndListKey : wording.showLaterTimesKey),
      KeyHint("Tab", wording.nextFieldKey), KeyHint("← →", wording.chooseKey),
      KeyHint("Esc", wording.goBack),
    ]
  }

  func draw(into buffer: inout CellBuffer, in rect: Rect, _ context: ScreenContext) {
    let wording = context.wording
    buffer.fill(rect)
    let doctor = wording.doctorName(column.practitioner.name, column.practitioner.sex)
    PanelTitle.draw(
      "\(wording.shiftTitle) · \(doctor) · \(wording.shortDay(column.date))", into: &buffer,
      in: rect)
    form.draw(into: &buffer, in: rect.inset(top: 1), isFocused: true)
  }
}
