import ClinicDomain
import TerminalKit

/// A doctor is late or away: what is left of the morning, the afternoon or the day moves by some
/// minutes, to another day or doctor, or is closed and its visits are listed to be moved.
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
    static let target = "target"
    static let reason = FieldName.reason.rawValue
  }

  /// What is done with the hours, in the order in which it is offered.
  private enum Choice: Int, CaseIterable {
    case late, away, elsewhere
  }

  static let rows = 5
  private static let parts: [PartOfDay] = [.morning, .afternoon, .any]
  private static let noon = CivilTime(hour: 12) ?? .endOfDay

  let column: AgendaColumn
  private(set) var form: Form
  /// What each choice asks for besides; the chosen one's is shown.
  private var detail: [FormField] = []
  private var doctors = Question<SearchPractitioners>()
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
        .choice(
          ChoiceField([wording.lateText, wording.awayText, wording.elsewhereText], selected: 0))),
      FormField(
        ID.part, label: wording.shiftPartLabel,
        .choice(
          ChoiceField(
            Self.parts.map { wording.shiftPart($0) }, selected: time < Self.noon ? 0 : 1))),
    ])
    detail = [
      FormField(ID.minutes, label: wording.lateMinutesLabel, .text(minutes)),
      FormField(ID.reason, label: wording.awayReasonLabel, .text(TextField(maximumLength: 80))),
      FormField(
        ID.target, label: wording.elsewhereLabel, .text(TextField(maximumLength: 60)),
        hint: wording.elsewhereHint),
    ]
    form = Form(form.fields + [detail[0]])
  }

  mutating func begin(_ context: inout ScreenContext) -> [Effect] {
    [doctors.ask(SearchPractitioners(), &context)]
  }

  mutating func take(_ ticket: Ticket, _ reply: Reply) -> Bool { doctors.take(ticket, reply) }

  /// Shows what the choice asks for; what was typed for another waits.
  private mutating func followChoice() {
    let shown = detail[choice.rawValue]
    guard let last = form.fields.last, last.id != shown.id else { return }
    if let place = detail.firstIndex(where: { $0.id == last.id }) { detail[place] = last }
    form = Form(Array(form.fields.dropLast()) + [shown], focus: form.focus)
  }

  private var choice: Choice { Int(form[ID.what]).flatMap(Choice.init) ?? .late }

  private var part: PartOfDay { Int(form[ID.part]).map { Self.parts[$0] } ?? .any }

  /// The hours that are meant.
  private var hours: (from: CivilTime, until: CivilTime) {
    switch part {
    case .morning: (.midnight, Self.noon)
    case .afternoon, .evening: (Self.noon, .endOfDay)
    case .any: (.midnight, .endOfDay)
    }
  }

  var isDirty: Bool {
    form.fields.contains { [ID.target, ID.reason].contains($0.id) && !form[$0.id].isEmpty }
  }

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
    switch choice {
    case .late: showLater(&context)
    case .elsewhere: showElsewhere(&context)
    case .away: close(&context)
    }
  }

  private mutating func close(_ context: inout ScreenContext) -> Step {
    let reason = form[ID.reason]
    guard reason.contains(where: { !$0.isWhitespace }) else {
      return refuse(ID.reason, context.wording.reasonNeeded)
    }
    let closing = AgendaException(
      id: exception, practitioner: column.practitioner.id, date: column.date,
      from: hours.from, until: hours.until, effect: .closes(reason: reason))
    return .stay([order.give(AddAgendaException(exception: closing), &context)])
  }

  /// All at the times that they have, on another day or with another doctor; what doesn't fit there
  /// is solved in the plan.
  private mutating func showElsewhere(_ context: inout ScreenContext) -> Step {
    let known = (doctors.answer ?? []).map { BookingLine.Doctor(id: $0.id, name: $0.name) }
    let line = BookingLine(form[ID.target] + " ", today: context.today, doctors: known)
    let date = line.date ?? column.date
    let doctor =
      line.doctorText.isEmpty
      ? column.practitioner
      : line.doctors.count == 1
        ? doctors.answer?.first { $0.id == line.doctors[0].id } : nil
    guard let doctor, line.patient.isEmpty, line.time == nil,
      date >= context.today, date != column.date || doctor.id != column.practitioner.id
    else { return refuse(ID.target, context.wording.elsewhereNeeded) }
    let visits = column.visits.filter { isLeft($0, 0, context) }
    return plan(visits.map { ($0, $0.start) }, with: doctor, on: date, &context)
  }

  private mutating func refuse(_ field: String, _ text: String) -> Step {
    form.show(errors: [field: text])
    return .stay([.tell(Message(text, .error))])
  }

  private func plan(
    _ visits: [(visit: VisitRow, start: CivilTime)], with doctor: PractitionerRow,
    on date: CivilDate, _ context: inout ScreenContext
  ) -> Step {
    guard !visits.isEmpty else {
      return .stay([.tell(Message(context.wording.nothingLeftToShift, .warning))])
    }
    var items: [PlanPanel.Item] = []
    for (visit, start) in visits {
      items.append(
        PlanPanel.Item(visit, id: context.makeID(), to: doctor.id, on: date, at: start))
    }
    var plan = PlanPanel(.move, of: doctor, items)
    plan.isByClinic = true
    return .plan(plan)
  }

  private mutating func showLater(_ context: inout ScreenContext) -> Step {
    let wording = context.wording
    guard let minutes = Int(form[ID.minutes]), (5...360).contains(minutes),
      minutes.isMultiple(of: VisitLength.step)
    else { return refuse(ID.minutes, wording.lateMinutesNeeded) }
    let visits = column.visits.filter { isLeft($0, minutes, context) }.compactMap { visit in
      visit.start.adding(minutes: minutes).map { (visit, $0) }
    }
    return plan(visits, with: column.practitioner, on: column.date, &context)
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
      KeyHint("Enter", choice == .away ? wording.closeAndListKey : wording.showLaterTimesKey),
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
