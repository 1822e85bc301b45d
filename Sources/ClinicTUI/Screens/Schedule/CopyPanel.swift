import ClinicDomain
import TerminalKit

/// Copies the visit under the cursor, or a doctor's whole week, to another week.
struct CopyPanel: Equatable, Sendable {
  /// What is to happen next.
  enum Step: Equatable, Sendable {
    case stay([Effect])
    case close
    /// The copy, and how many were left out because an encaixe is not copied.
    case plan(PlanPanel, leftOut: Int)
  }

  static let rows = 3

  let practitioner: PractitionerRow
  let monday: CivilDate
  /// The visit under the cursor; nil copies the week.
  private(set) var visit: VisitRow?
  private(set) var field = TextField(maximumLength: 14)
  private(set) var week = Question<ReadAgendaWeek>()
  private var copiesOnArrival = false

  init(_ visit: VisitRow?, of practitioner: PractitionerRow, from date: CivilDate) {
    self.visit = visit
    self.practitioner = practitioner
    monday = date.firstOfWeek
  }

  mutating func begin(_ context: inout ScreenContext) -> [Effect] {
    [
      week.ask(
        ReadAgendaWeek(practitioner: practitioner.id, monday: monday), &context)
    ]
  }

  /// The Monday of the week as typed: a day of it; nothing is the next week.
  private func target(_ context: ScreenContext) -> CivilDate? {
    if field.isEmpty { return monday.adding(days: 7) }
    return (try? CivilDate.parse(field.value, today: context.today))?.firstOfWeek
  }

  mutating func receive(
    _ ticket: Ticket, _ reply: Reply, _ context: inout ScreenContext
  ) -> Step? {
    guard week.take(ticket, reply) else { return nil }
    guard copiesOnArrival else { return .stay([]) }
    copiesOnArrival = false
    return copy(&context)
  }

  mutating func handle(_ key: Key, _ context: inout ScreenContext) -> Step {
    switch key {
    case .escape: return .close
    case .tab:
      visit = nil
      return .stay([])
    case .enter: return copy(&context)
    default:
      _ = field.handle(key)
      return .stay([])
    }
  }

  private mutating func copy(_ context: inout ScreenContext) -> Step {
    let wording = context.wording
    guard let to = target(context), to != monday else {
      return .stay([.tell(Message(wording.noOtherWeek, .error))])
    }
    var (sources, leftOut) = (visit.map { [$0] } ?? [], 0)
    if visit == nil {
      guard let columns = week.answer else {
        copiesOnArrival = true
        return .stay([])
      }
      let live = columns.flatMap(\.visits).filter { $0.status.isLive && !$0.isHistorical }
      sources = live.filter { !$0.isOverbooked }
      leftOut = live.count - sources.count
    }
    guard sources.count <= VisitBatch.limit else {
      return .stay([.tell(Message(wording.tooManyToCopy(sources.count), .error))])
    }
    let days = to.days(since: monday)
    var items: [PlanPanel.Item] = []
    for source in sources {
      items.append(
        PlanPanel.Item(
          source, id: context.makeID(), on: source.date.adding(days: days), at: source.start))
    }
    guard !items.isEmpty else {
      return .stay([.tell(Message(wording.nothingToCopy, .warning))])
    }
    return .plan(PlanPanel(.copy, of: practitioner, items), leftOut: leftOut)
  }

  func keys(_ wording: Wording) -> [KeyHint] {
    var hints = [KeyHint("Enter", wording.copyKey)]
    if visit != nil { hints.append(KeyHint("Tab", wording.wholeWeekKey)) }
    return hints + [KeyHint("Esc", wording.goBack)]
  }

  func draw(into buffer: inout CellBuffer, in rect: Rect, _ context: ScreenContext) {
    let wording = context.wording
    buffer.fill(rect)
    let doctor = wording.doctorName(practitioner.name, practitioner.sex)
    let what = visit?.patientName ?? wording.daySpan(monday, monday.adding(days: 6))
    PanelTitle.draw("\(wording.copyTitle) · \(what) · \(doctor)", into: &buffer, in: rect)
    let room = rect.line(1).inset(left: 3, right: 1)
    let used = buffer.put(wording.toWeekLabel, in: room, style: .strong)
    field.draw(
      into: &buffer, in: Rect(column: room.column + used + 1, row: room.row, columns: 12, rows: 1),
      isFocused: true)
    let text =
      target(context).map { wording.daySpan($0, $0.adding(days: 6)) } ?? wording.noSuchDay
    buffer.put(text, in: room.inset(left: used + 15), style: .accent)
  }
}
