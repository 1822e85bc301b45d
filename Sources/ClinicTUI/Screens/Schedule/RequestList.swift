import ClinicDomain
import TerminalKit

/// The visits that were asked for: accepted or refused with a reason, one after the other.
struct RequestList: Equatable, Sendable {
  /// What is to happen next.
  enum Step: Equatable, Sendable {
    case stay([Effect])
    case close
    case accept(VisitRow)
    case refuse(VisitRow)
    case show(VisitRow)
  }

  static let rows = 11

  private(set) var question = Question<ListRequests>()
  private var table = Table(columns: [], showsTitles: false)

  private var items: [RequestRow] { question.answer ?? [] }

  private var selected: RequestRow? {
    table.selected.flatMap { items.indices.contains($0) ? items[$0] : nil }
  }

  mutating func ask(_ context: inout ScreenContext) -> [Effect] {
    [question.ask(ListRequests(), &context)]
  }

  mutating func receive(_ ticket: Ticket, _ reply: Reply) -> Bool {
    let kept = selected?.visit.id
    guard question.take(ticket, reply) else { return false }
    table.setRowCount(items.count)
    if let kept, let row = items.firstIndex(where: { $0.visit.id == kept }) { table.select(row) }
    return true
  }

  mutating func handle(_ key: Key, _ context: ScreenContext) -> Step {
    table.resize(rows: Self.rows - 1)
    if key == .escape { return .close }
    guard let visit = selected?.visit else { return .stay([]) }
    let mayAnswer = VisitAction.accept.isOffered(for: visit, context)
    switch key {
    case .enter: return .show(visit)
    case .character(context.wording.acceptLetter) where mayAnswer: return .accept(visit)
    case .character(context.wording.refuseLetter) where mayAnswer: return .refuse(visit)
    case .character("p") where context.may(.readPatients):
      return .stay([.navigate(.patient(visit.patient))])
    default:
      _ = table.handle(key)
      return .stay([])
    }
  }

  func keys(_ context: ScreenContext) -> [KeyHint] {
    let wording = context.wording
    var hints: [KeyHint] = []
    if let visit = selected?.visit {
      if VisitAction.accept.isOffered(for: visit, context) {
        hints = [
          KeyHint(String(wording.acceptLetter), wording.acceptKey),
          KeyHint(String(wording.refuseLetter), wording.refuseKey),
        ]
      }
      hints += [KeyHint("Enter", wording.goToVisitKey), KeyHint("p", wording.patientKey)]
    }
    return hints + [KeyHint("Esc", wording.goBack)]
  }

  func draw(into buffer: inout CellBuffer, in rect: Rect, _ context: ScreenContext) {
    let wording = context.wording
    buffer.fill(rect)
    PanelTitle.draw(wording.requestsTitle(items.count), into: &buffer, in: rect)
    let body = rect.inset(top: 1)
    guard !items.isEmpty else {
      if question.answer != nil {
        buffer.put(wording.noRequests, in: body.inset(left: 1), style: .dim)
      }
      return
    }
    var shown = table
    shown.columns = VisitLine.columns
    shown.draw(into: &buffer, in: body) { range in
      range.map { VisitLine.row(items[$0].visit, last: wording.requestNote(items[$0]), wording) }
    }
  }
}

extension ScheduleScreen {
  /// Opens the list of visits that were asked for.
  mutating func openRequests(_ context: inout ScreenContext) -> [Effect] {
    var list = RequestList()
    let effects = list.ask(&context)
    panel = .requests(list)
    return effects
  }

  mutating func follow(_ step: RequestList.Step, _ context: inout ScreenContext) -> [Effect] {
    switch step {
    case .stay(let effects): return effects
    case .close:
      panel = nil
      return []
    case .accept(let visit): return visitOrder.give(.accept, for: visit, &context)
    case .refuse(let visit):
      answersRequests = true
      panel = .reason(ReasonPanel(visit, .refuse, context.wording))
      return []
    case .show(let visit):
      panel = nil
      return go(to: visit, &context)
    }
  }
}
