import ClinicDomain
import TerminalKit

/// The visits that a change of an agenda left outside: picked up to be moved, called off or kept.
struct DisplacedList: Equatable, Sendable {
  /// What is to happen next.
  enum Step: Equatable, Sendable {
    case stay([Effect])
    case close
    case pickUp(VisitRow)
    case reason(VisitRow, ReasonPanel.Purpose)
  }

  static let rows = 11

  private(set) var question = Question<ListDisplacedVisits>()
  private var table = Table(columns: [], showsTitles: false)

  private var items: [DisplacedVisitRow] { question.answer ?? [] }

  private var selected: DisplacedVisitRow? {
    table.selected.flatMap { items.indices.contains($0) ? items[$0] : nil }
  }

  mutating func ask(_ context: inout ScreenContext) -> [Effect] {
    [question.ask(ListDisplacedVisits(), &context)]
  }

  mutating func receive(_ ticket: Ticket, _ reply: Reply) -> Bool {
    let kept = selected?.visit.id
    guard question.take(ticket, reply) else { return false }
    table.setRowCount(items.count)
    if let kept, let row = items.firstIndex(where: { $0.visit.id == kept }) { table.select(row) }
    return true
  }

  mutating func handle(_ key: Key, _ context: inout ScreenContext) -> Step {
    table.resize(rows: Self.rows - 1)
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
    default:
      _ = table.handle(key)
      return .stay([])
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
      KeyHint("Esc", wording.goBack),
    ]
  }

  func draw(into buffer: inout CellBuffer, in rect: Rect, _ context: ScreenContext) {
    let wording = context.wording
    buffer.fill(rect)
    PanelTitle.draw(wording.displacedTitle(items.count), into: &buffer, in: rect)
    let body = rect.inset(top: 1)
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
