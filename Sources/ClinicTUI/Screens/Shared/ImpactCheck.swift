import ClinicDomain
import TerminalKit

/// Asks, before a change of an agenda is saved, which visits it leaves outside or takes to another
/// room; where there are any it shows them, and saves only when told so.
struct ImpactCheck: Equatable, Sendable {
  /// What an answer or a key made of it.
  enum Step: Equatable, Sendable {
    /// It waits for an answer or for a key.
    case open
    /// The change is to be saved.
    case save
    /// The person went back.
    case leave
    case failed(Reply)
  }

  private var question = Question<PreviewAgendaChange>()
  private var table = Table(columns: [], showsTitles: false)

  var isPending: Bool { question.isPending }

  private var outside: [VisitRow] { question.answer?.outside ?? [] }
  private var moves: [AgendaChangePreview.Move] { question.answer?.moves ?? [] }

  mutating func ask(_ change: AgendaChange, _ context: inout ScreenContext) -> [Effect] {
    [question.ask(PreviewAgendaChange(change: change), &context)]
  }

  /// Takes a reply; nil where it is somebody else's.
  mutating func receive(_ ticket: Ticket, _ reply: Reply) -> Step? {
    guard question.take(ticket, reply) else { return nil }
    if let fault = question.fault { return .failed(fault) }
    table.setRowCount(outside.count + moves.count)
    return outside.isEmpty && moves.isEmpty ? .save : .open
  }

  mutating func handle(_ key: Key, _ context: ScreenContext) -> Step {
    if key == .escape { return .leave }
    guard !isPending else { return .open }
    if key == .character(context.wording.saveLetter) { return .save }
    table.resize(rows: max(1, context.size.rows - 9))
    _ = table.handle(key)
    return .open
  }

  func keys(_ wording: Wording) -> [KeyHint] {
    if isPending { return [KeyHint("Esc", wording.goBack)] }
    return [
      KeyHint(
        String(wording.saveLetter), outside.isEmpty ? wording.save : wording.saveAndList),
      KeyHint("Esc", wording.goBack),
    ]
  }

  func draw(into buffer: inout CellBuffer, in rect: Rect, _ context: ScreenContext) {
    let wording = context.wording
    buffer.fill(rect)
    buffer.cursor = nil
    guard !isPending else { return }
    let area = rect.inset(left: 1, right: 1)
    buffer.put(
      wording.impactTitle(outside: outside.count, moves: moves.count), in: area, style: .warning)
    buffer.put(
      outside.isEmpty ? wording.roomMoveHint : wording.outsideHint, in: area, row: 1, style: .dim)
    var shown = table
    shown.columns = VisitLine.columns
    shown.draw(into: &buffer, in: rect.inset(top: 3)) { range in
      range.map { index in
        guard index >= outside.count else {
          let visit = outside[index]
          return VisitLine.row(visit, last: wording.visitKind(visit.kind), wording)
        }
        let move = moves[index - outside.count]
        return VisitLine.row(move.visit, last: wording.newRoom(move.room), wording)
      }
    }
  }
}

/// A visit as one line of a list: when, who, with whom, and something more.
enum VisitLine {
  static let columns = [
    TableColumn("", .fixed(16)), TableColumn("", .flexible(weight: 2, minimum: 16)),
    TableColumn("", .flexible(weight: 1, minimum: 12)), TableColumn("", .fixed(18)),
  ]

  static func row(_ visit: VisitRow, last: String, _ wording: Wording) -> TableRow {
    TableRow([
      TableCell(wording.dayAndTime(visit.date, visit.start)),
      TableCell(visit.patientName, style: .strong), TableCell(visit.practitionerName),
      TableCell(last, style: .dim),
    ])
  }
}
