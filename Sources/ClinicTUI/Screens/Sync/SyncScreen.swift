import ClinicDomain
import TerminalKit

/// What waits to be sent, told plainly: tasks for a person first, then what the staging area keeps,
/// then the log.
struct SyncScreen: Screen {
  private(set) var status = Question<ReadSyncStatus>()
  private var table = Table(
    columns: [
      TableColumn("", .fixed(2)), TableColumn("", .fixed(11)), TableColumn("", .flexible()),
      TableColumn("", .fixed(15)),
    ], showsTitles: false)
  /// Whether the selected line is told whole.
  private var showsDetail = false

  init() {}

  mutating func enter(_ context: inout ScreenContext) -> [Effect] {
    resize(context)
    return [status.ask(ReadSyncStatus(), &context)]
  }

  mutating func refresh(_ topics: Topics, _ context: inout ScreenContext) -> [Effect] {
    status.askAgain(&context)
  }

  mutating func handle(_ key: Key, _ context: inout ScreenContext) -> [Effect] {
    resize(context)
    switch key {
    case .enter:
      showsDetail = !showsDetail && selectedLine(context) != nil
    case .escape where showsDetail:
      showsDetail = false
    case .character("r"):
      return status.askAgain(&context)
    default: _ = table.handle(key)
    }
    return []
  }

  mutating func receive(
    _ ticket: Ticket, _ reply: Reply, _ context: inout ScreenContext
  ) -> [Effect] {
    guard status.take(ticket, reply) else { return [] }
    table.setRowCount(lines(context).count)
    if table.rowCount == 0 { showsDetail = false }
    return []
  }

  private mutating func resize(_ context: ScreenContext) {
    table.resize(rows: max(1, context.size.rows - 10))
  }

  private func lines(_ context: ScreenContext) -> [SyncLine] {
    status.answer.map { SyncLine.lines(of: $0, context) } ?? []
  }

  private func selectedLine(_ context: ScreenContext) -> SyncLine? {
    let lines = lines(context)
    return table.selected.flatMap { lines.indices.contains($0) ? lines[$0] : nil }
  }

  func draw(into buffer: inout CellBuffer, in rect: Rect, _ context: ScreenContext) {
    guard let answer = status.answer else { return }
    let wording = context.wording
    let headline = rect.inset(left: 1, right: 1)
    buffer.put(
      wording.syncHeadline(answer, now: context.now), in: headline,
      style: answer.needsPerson ? .danger : .strong)
    buffer.put(wording.syncPromise(answer), in: headline, row: 1, style: .dim)
    let list = rect.inset(top: 3, bottom: 3)
    let lines = lines(context)
    if lines.isEmpty {
      buffer.put(wording.syncNothing, in: list.inset(left: 2), style: .dim)
      return
    }
    table.draw(into: &buffer, in: list) { range in
      lines[range].map { line in
        TableRow([
          TableCell(line.sign, style: line.style), TableCell(line.moment, style: .dim),
          TableCell(line.text), TableCell(line.note, style: .dim),
        ])
      }
    }
    guard let line = selectedLine(context) else { return }
    let detail = Rect(column: 2, row: rect.endRow - 2, columns: rect.columns - 4, rows: 2)
    if showsDetail {
      buffer.put(line.detail, in: detail)
      buffer.put(line.fields, in: detail, row: 1, style: .dim)
    }
  }

  func keys(_ context: ScreenContext) -> [KeyHint] {
    let wording = context.wording
    var hints: [KeyHint] = []
    if table.rowCount > 0 {
      hints.append(KeyHint("Enter", showsDetail ? wording.syncHide : wording.syncShow))
    }
    hints.append(KeyHint("r", wording.syncAskAgain))
    if showsDetail { hints.append(KeyHint("Esc", wording.syncHide)) }
    return hints
  }

  var isTyping: Bool { false }
}
