import ClinicDomain
import TerminalKit

extension CallsScreen {
  /// The line of lists and a blank above the rows; below them what the chosen one says.
  static let rowsAround = 2 + detailRows
  private static let detailRows = 3

  func draw(into buffer: inout CellBuffer, in rect: Rect, _ context: ScreenContext) {
    switch panel {
    case .picker(let picker): picker.draw(into: &buffer, in: rect, context)
    case .wish(let form): form.panel.draw(into: &buffer, in: rect)
    case nil:
      drawLists(into: &buffer, in: rect.line(0), context)
      let (rows, details) = rect.inset(top: 2).split(rows: -Self.detailRows)
      drawRows(into: &buffer, in: rows, context)
      drawDetails(into: &buffer, in: details.inset(left: 2, top: 1, right: 1), context)
    }
  }

  private func drawLists(into buffer: inout CellBuffer, in line: Rect, _ context: ScreenContext) {
    var column = line.column + 1
    for list in CallList.allCases {
      let count =
        switch list {
        case .waiting: waiting.answer?.count
        case .recalls: recalls.answer?.count
        case .moved: moved.answer?.count
        case .unresolved: unresolved.answer?.count
        case .confirmations: confirmations.answer?.count { $0.visit.confirmation.step < 2 }
        }
      let text = context.wording.callList(list, count: count, day: day(context))
      column +=
        buffer.put(
          " \(text) ", at: Position(column: column, row: line.row),
          style: list == self.list ? .selection : .dim, maxWidth: line.endColumn - column) + 1
    }
  }

  private func drawRows(into buffer: inout CellBuffer, in rect: Rect, _ context: ScreenContext) {
    let wording = context.wording
    let isLoaded =
      switch list {
      case .waiting: waiting.answer != nil
      case .recalls: recalls.answer != nil
      case .confirmations: confirmations.answer != nil
      case .moved: moved.answer != nil
      case .unresolved: unresolved.answer != nil
      }
    guard table.rowCount > 0 else {
      if isLoaded {
        buffer.put(wording.emptyCalls(list), in: rect.inset(left: 2), style: .dim)
      }
      return
    }
    var table = table
    table.columns = columns(rect.columns)
    table.draw(into: &buffer, in: rect) { range in
      list.isOfVisits
        ? visits[range].map { cells($0, context) } : entries[range].map { cells($0, context) }
    }
  }

  /// The wish whole, and the last calls, which the list cuts.
  private func drawDetails(into buffer: inout CellBuffer, in rect: Rect, _ context: ScreenContext) {
    guard let entry else { return }
    buffer.put(context.wording.wish(entry, zone: context.zone), in: rect)
    buffer.put(
      context.wording.calls(entry.entry.attempts, zone: context.zone), in: rect, row: 1,
      style: .dim)
  }

  private func columns(_ width: Int) -> [TableColumn] {
    switch list {
    case .waiting, .recalls:
      [
        TableColumn("", .fixed(9)), TableColumn("", .fixed(min(30, width / 4 + 2))),
        TableColumn("", .fixed(15)), TableColumn("", .flexible()), TableColumn("", .fixed(10)),
      ]
    case .confirmations, .moved, .unresolved:
      [
        TableColumn("", .fixed(list == .confirmations ? 5 : 11)),
        TableColumn("", .fixed(min(34, width / 3))),
        TableColumn("", .fixed(15)), TableColumn("", .flexible()), TableColumn("", .fixed(14)),
      ]
    }
  }

  private func cells(_ row: WaitingRow, _ context: ScreenContext) -> TableRow {
    let wording = context.wording
    let entry = row.entry
    let isPressing = entry.wish.priority > .routine || (entry.due ?? context.today) < context.today
    let first =
      entry.due.map { wording.recallMonth($0) } ?? wording.priority(entry.wish.priority)
    let last = entry.attempts.last.map { attempt in
      "\(entry.attempts.count)× \(context.zone.civil(at: attempt.at).date.shortText)"
    }
    return TableRow([
      TableCell(first, style: isPressing ? .warning : .dim),
      TableCell(row.patientName, style: .strong), TableCell(row.phone),
      TableCell(wording.wish(row, zone: context.zone)),
      TableCell(last ?? "", style: .dim),
    ])
  }

  private func cells(_ row: ConfirmationRow, _ context: ScreenContext) -> TableRow {
    let visit = row.visit
    let style: Style =
      switch visit.confirmation {
      case .confirmed: .success
      case .declined: .danger
      case .unreachable: .warning
      case .none: .dim
      }
    let isDone = visit.confirmation.step == 2
    return TableRow([
      TableCell(
        list == .confirmations
          ? visit.start.text : "\(visit.date.shortText) \(visit.start.text)"),
      TableCell(visit.patientName, style: isDone ? .dim : .strong), TableCell(row.phone),
      TableCell(
        (row.movedFrom.map { context.wording.movedFrom($0, visit) + " · " } ?? "")
          + visit.practitionerName, style: .dim),
      TableCell(
        visit.confirmation == .none ? "—" : context.wording.answer(visit.confirmation),
        style: style),
    ])
  }
}
