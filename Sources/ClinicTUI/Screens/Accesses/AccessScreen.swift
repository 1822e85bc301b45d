import ClinicDomain
import TerminalKit

/// Charts that were opened by emergency, for those who answer for it: who, whose, when and why.
struct AccessScreen: Screen {
  private(set) var question = Question<ListEmergencyAccesses>()
  private var table = Table(
    columns: [
      TableColumn("", .fixed(11)), TableColumn("", .flexible()), TableColumn("", .flexible()),
      TableColumn("", .flexible()),
    ], showsTitles: true)

  init() {}

  private var rows: [EmergencyAccess] { question.answer?.rows ?? [] }

  private var selected: EmergencyAccess? {
    table.selected.flatMap { rows.indices.contains($0) ? rows[$0] : nil }
  }

  mutating func enter(_ context: inout ScreenContext) -> [Effect] {
    resize(context)
    return [question.ask(ListEmergencyAccesses(), &context)]
  }

  mutating func refresh(_ topics: Topics, _ context: inout ScreenContext) -> [Effect] {
    topics.contains(.emergencyAccesses) ? question.askAgain(&context) : []
  }

  /// Moves; near the end of what is loaded more is asked for.
  mutating func handle(_ key: Key, _ context: inout ScreenContext) -> [Effect] {
    resize(context)
    if key == .enter || key == .character("p"), let selected {
      return [.navigate(.patient(selected.patient))]
    }
    _ = table.handle(key)
    guard question.answer?.hasMore == true, !question.isPending, table.cursor + 50 > rows.count
    else { return [] }
    let count = rows.count + ListEmergencyAccesses.pageSize
    return [question.ask(ListEmergencyAccesses(count: count), &context)]
  }

  mutating func receive(
    _ ticket: Ticket, _ reply: Reply, _ context: inout ScreenContext
  ) -> [Effect] {
    let kept = selected
    guard question.take(ticket, reply) else { return [] }
    table.setRowCount(rows.count)
    if let kept, let row = rows.firstIndex(of: kept) { table.select(row) }
    return context.wording.message(for: reply).map { [.tell($0)] } ?? []
  }

  private mutating func resize(_ context: ScreenContext) {
    table.resize(rows: max(1, context.size.rows - 4 - Self.rowsAround))
  }

  /// Title, blank, column titles; a blank and what the chosen one says.
  private static let rowsAround = 3 + Self.detailRows + 1
  private static let detailRows = 5

  func draw(into buffer: inout CellBuffer, in rect: Rect, _ context: ScreenContext) {
    guard let answer = question.answer else { return }
    let wording = context.wording
    buffer.put(
      wording.accessTitle(count: rows.count, hasMore: answer.hasMore),
      in: rect.inset(left: 1, right: 1), style: .strong)
    let body = rect.inset(top: 2, bottom: Self.detailRows + 1)
    guard !rows.isEmpty else {
      buffer.put(wording.noAccesses, in: body.inset(left: 2), style: .dim)
      return
    }
    var titled = table
    for (index, title) in wording.accessColumns.enumerated() {
      titled.columns[index].title = title
    }
    titled.draw(into: &buffer, in: body) { range in
      rows[range].map { row in
        TableRow([
          TableCell(moment(row.grantedAt, context), style: .dim), TableCell(row.readerName),
          TableCell(row.patientName, style: .strong), TableCell(row.reason, style: .dim),
        ])
      }
    }
    drawSelected(&buffer, rect.split(rows: -Self.detailRows).bottom, context)
  }

  /// The reason whole, which the list may cut.
  private func drawSelected(_ buffer: inout CellBuffer, _ rect: Rect, _ context: ScreenContext) {
    guard let selected else { return }
    let area = rect.inset(left: 1, right: 1)
    let head = context.wording.accessLines(selected, context.zone)
    for (index, line) in head.enumerated() { buffer.put(line, in: area, row: index) }
    let lines = WrappedLines.wrap(selected.reason, columns: area.columns)
    for (index, line) in lines.prefix(area.rows - head.count).enumerated() {
      buffer.put(line, in: area, row: head.count + index, style: .warning)
    }
  }

  private func moment(_ instant: Instant, _ context: ScreenContext) -> String {
    let civil = context.zone.civil(at: instant)
    let isThisYear = civil.date.year == context.today.year
    return isThisYear
      ? "\(civil.date.shortText) \(civil.time.text)" : context.wording.date(civil.date)
  }

  func keys(_ context: ScreenContext) -> [KeyHint] {
    selected == nil ? [] : [KeyHint("Enter", context.wording.patientKey)]
  }

  var isTyping: Bool { false }
}
