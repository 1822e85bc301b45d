import ClinicDomain
import TerminalKit

/// The visits that a change of an agenda left outside: picked up to be moved, called off or kept.
struct DisplacedList: Equatable, Sendable {
  /// What is to happen next.
  enum Step: Equatable, Sendable {
    case stay([Effect])
    case close
    case pickUp(VisitRow)
    case move(VisitRow, FreeTime)
    case reason(VisitRow, ReasonPanel.Purpose)
  }

  static let rows = 12

  private(set) var question = Question<ListDisplacedVisits>()
  /// The free times nearest to the visit under the cursor.
  private(set) var proposal = Question<PreviewBooking>()
  private var table = Table(columns: [], showsTitles: false)

  private var items: [DisplacedVisitRow] { question.answer ?? [] }

  private var selected: DisplacedVisitRow? {
    table.selected.flatMap { items.indices.contains($0) ? items[$0] : nil }
  }

  mutating func ask(_ context: inout ScreenContext) -> [Effect] {
    [question.ask(ListDisplacedVisits(), &context)]
  }

  /// New times for the visit under the cursor, of the same doctor.
  private var near: [FreeTime] {
    guard let visit = selected?.visit, proposal.query?.date == visit.date,
      proposal.query?.start == visit.start, proposal.query?.patient == visit.patient
    else { return [] }
    return proposal.answer.flatMap { $0 }?.near ?? []
  }

  /// Asks for new times where the cursor stands on another visit.
  private mutating func propose(_ context: inout ScreenContext) -> [Effect] {
    guard let visit = selected?.visit else {
      proposal.clear()
      return []
    }
    let query = PreviewBooking(
      practitioner: visit.practitioner, date: visit.date, start: visit.start,
      minutes: visit.minutes, kind: visit.kind, patient: visit.patient, moving: [visit.id])
    return query == proposal.query ? [] : [proposal.ask(query, &context)]
  }

  mutating func receive(
    _ ticket: Ticket, _ reply: Reply, _ context: inout ScreenContext
  ) -> [Effect] {
    if proposal.take(ticket, reply) { return [] }
    return take(ticket, reply) ? propose(&context) : []
  }

  private mutating func take(_ ticket: Ticket, _ reply: Reply) -> Bool {
    let kept = selected?.visit.id
    guard question.take(ticket, reply) else { return false }
    table.setRowCount(items.count)
    if let kept, let row = items.firstIndex(where: { $0.visit.id == kept }) { table.select(row) }
    return true
  }

  mutating func handle(_ key: Key, _ context: inout ScreenContext) -> Step {
    table.resize(rows: Self.rows - 2)
    guard let visit = selected?.visit, visit.mayChange(context) else {
      if key == .escape { return .close }
      _ = table.handle(key)
      return .stay([])
    }
    switch key {
    case .escape: return .close
    case .enter, .character("m"): return .pickUp(visit)
    case .character("x"): return .reason(visit, .cancel)
    case .character("K"): return .reason(visit, .keep)
    case .character("p") where context.may(.readPatients):
      return .stay([.navigate(.patient(visit.patient))])
    case .character(let digit)
    where near.indices.contains((digit.wholeNumberValue ?? 0) - 1):
      return .move(visit, near[(digit.wholeNumberValue ?? 1) - 1])
    default:
      _ = table.handle(key)
      return .stay(propose(&context))
    }
  }

  func keys(_ context: ScreenContext) -> [KeyHint] {
    let wording = context.wording
    guard let visit = selected?.visit, visit.mayChange(context) else {
      return [KeyHint("Esc", wording.goBack)]
    }
    return [
      KeyHint("Enter", wording.pickUpKey), KeyHint("x", wording.cancelVisitKey),
      KeyHint("K", wording.keepKey), KeyHint("p", wording.patientKey),
    ]
      + (near.isEmpty
        ? [] : [KeyHint(near.count == 1 ? "1" : "1–\(near.count)", wording.moveKey)])
      + [KeyHint("Esc", wording.goBack)]
  }

  func draw(into buffer: inout CellBuffer, in rect: Rect, _ context: ScreenContext) {
    let wording = context.wording
    buffer.fill(rect)
    PanelTitle.draw(wording.displacedTitle(items.count), into: &buffer, in: rect)
    let (body, lower) = rect.inset(top: 1).split(rows: -1)
    if !near.isEmpty, let selected {
      buffer.put(
        wording.freeTimes(near, on: selected.visit.date, numbered: true),
        in: lower.inset(left: 3, right: 1), style: .strong)
    }
    guard !items.isEmpty else {
      if question.answer != nil {
        buffer.put(wording.nothingDisplaced, in: body.inset(left: 1), style: .dim)
      }
      return
    }
    var shown = table
    shown.columns = VisitLine.columns
    shown.draw(into: &buffer, in: body) { range in
      range.map {
        VisitLine.row(items[$0].visit, last: wording.displacedCause(items[$0]), wording)
      }
    }
  }
}
