import ClinicDomain
import TerminalKit

/// Who it is, how old, what she does not tolerate: on screen in every clinical view.
struct ChartBanner {
  let chart: Chart

  func draw(into buffer: inout CellBuffer, in rect: Rect, _ context: ScreenContext) {
    let wording = context.wording
    let patient = chart.patient
    let head = rect.inset(left: 1, right: 1)
    let birth = patient.birthDate.map {
      "\(wording.age(of: $0, on: context.today)) (\(wording.date($0)))"
    }
    let name = TextWidth.truncated(patient.calledName.uppercased(), to: head.columns / 2)
    let number = wording.chartNumber(patient.chartNumber)
    buffer.put(name, in: head, style: .strong)
    buffer.put(
      [birth, wording.sexLetter(patient.sex)].compactMap { $0 }.joined(separator: "  "),
      at: Position(column: head.column + TextWidth.width(of: name) + 2, row: head.row))
    buffer.put(number, in: head, style: .dim, alignment: .right)
    let isSafe = chart.allergies.isEmpty
    let mark = wording.accessMark(chart, now: context.now)
    // What does not fit ends in `…`, so that an allergy out of sight is never taken for none.
    let room = head.columns - (mark.text.isEmpty ? 0 : TextWidth.width(of: mark.text) + 2)
    buffer.put(
      wording.allergyLine(chart), at: Position(column: head.column, row: head.row + 1),
      style: isSafe ? (chart.statesNoAllergies ? .normal : .warning) : .danger, maxWidth: room)
    buffer.put(
      mark.text, in: head, row: 1, style: mark.isWarning ? .danger : .accent, alignment: .right)
    buffer.put(
      String(repeating: "─", count: rect.columns),
      at: Position(column: rect.column, row: rect.row + 2),
      style: Style(.border))
  }
}

/// The timeline at the left, what is selected at the right.
struct ChartView {
  let screen: RecordScreen

  func draw(into buffer: inout CellBuffer, in rect: Rect, _ context: ScreenContext) {
    let wording = context.wording
    let width = rect.columns >= 110 ? 54 : 38
    let (left, right) = rect.split(columns: width)
    let items = screen.items
    guard !items.isEmpty else {
      buffer.put(
        wording.emptyChart(canWrite: context.may(.writeNotes)), in: rect.inset(left: 2), style: .dim
      )
      return
    }
    screen.table.draw(into: &buffer, in: left) { range in
      items[range].map { item in
        let civil = context.zone.civil(at: item.at)
        let isThisYear = civil.date.year == context.today.year
        return TableRow([
          TableCell(isThisYear ? civil.date.shortText : "\(civil.date.year)", style: .dim),
          TableCell(item.title(wording), style: item.style),
          TableCell(item.author, style: .dim),
        ])
      }
    }
    for row in 0..<rect.rows {
      buffer.put(
        "│", at: Position(column: right.column, row: rect.row + row), style: Style(.border))
    }
    drawSelected(&buffer, right.inset(left: 2, right: 1), context)
  }

  private func drawSelected(
    _ buffer: inout CellBuffer, _ rect: Rect, _ context: ScreenContext
  ) {
    guard let item = screen.selected else { return }
    let civil = context.zone.civil(at: item.at)
    buffer.put(
      "\(context.wording.date(civil.date)) \(civil.time.text)  \(item.title(context.wording))",
      in: rect, style: .strong)
    let lines = item.text(context.wording, context.zone).flatMap {
      Self.hanging($0, columns: max(10, rect.columns))
    }
    let room = max(0, rect.rows - 2)
    let first = min(screen.scroll, max(0, lines.count - room))
    for (index, line) in lines.dropFirst(first).prefix(room).enumerated() {
      buffer.put(line, in: rect, row: 2 + index)
    }
    if first + room < lines.count {
      buffer.put("…", in: rect, row: rect.rows - 1, style: .dim, alignment: .right)
    }
  }

  /// Rows of a text; behind a part's letter (`S  …`) all of them stand under the first.
  static func hanging(_ text: String, columns: Int) -> [String] {
    guard !text.isEmpty else { return [""] }
    let head = text.prefix(3)
    guard head.count == 3, head.hasSuffix("  "), head.first?.isUppercase ?? false else {
      return WrappedLines.wrap(text, columns: columns)
    }
    return WrappedLines.wrap(String(text.dropFirst(3)), columns: columns - 3).enumerated().map {
      ($0 == 0 ? head : "   ") + $1
    }
  }
}
