import ClinicDomain
import TerminalKit

extension ScheduleScreen {
  func draw(into buffer: inout CellBuffer, in rect: Rect, _ context: ScreenContext) {
    if case .month(let month) = panel { return month.draw(into: &buffer, in: rect, context) }
    if case .visits(let visits) = panel { return visits.draw(into: &buffer, in: rect, context) }
    let (upper, lower) = rect.split(rows: -panelRows(context))
    drawHeading(into: &buffer, in: upper.line(0), context)
    let layout = GridLayout(self, rows: upper.rows - 3, context)
    drawTitles(layout, into: &buffer, in: upper.inset(top: 1), context)
    drawGrid(layout, into: &buffer, in: upper.inset(top: 3), context)
    switch panel {
    case nil: drawExplanation(into: &buffer, in: lower.line(1), context)
    case .date(let prompt): prompt.draw(into: &buffer, in: lower.line(1), context)
    case .booking(let form):
      form.draw(into: &buffer, in: lower, context)
      form.question?.draw(into: &buffer, in: rect)
    case .line(let form):
      form.draw(into: &buffer, in: lower, context)
      form.discard?.draw(into: &buffer, in: rect)
    case .plan(let plan): plan.draw(into: &buffer, in: lower, context)
    case .seriesMove(let move): move.draw(into: &buffer, in: lower, context)
    case .shift(let shift): shift.draw(into: &buffer, in: lower, context)
    case .copy(let copy): copy.draw(into: &buffer, in: lower, context)
    case .card(let card): card.draw(into: &buffer, in: lower, context)
    case .group(let list): list.draw(group(of: list), into: &buffer, in: lower, context)
    case .reason(let reason):
      reason.draw(into: &buffer, in: lower, context)
      reason.discard?.draw(into: &buffer, in: rect)
    case .newPatient(let quick): quick.draw(into: &buffer, in: lower, context)
    case .free(let finder): finder.draw(into: &buffer, in: lower, context)
    case .displaced(let list): list.draw(into: &buffer, in: lower, context)
    case .requests(let list): list.draw(into: &buffer, in: lower, context)
    case .finder(let finder): finder.draw(into: &buffer, in: lower, context)
    case .answer(let visit):
      buffer.put(
        context.wording.answerQuestion(visit), in: lower.line(1).inset(left: 1), style: .strong)
    case .offer(let offer): offer.draw(into: &buffer, in: lower, context)
    case .filter(let filter): filter.draw(into: &buffer, in: lower, context)
    case .month, .visits: break
    }
  }

  private func panelRows(_ context: ScreenContext) -> Int {
    switch panel {
    case .booking(let form): form.rows(of: context.size)
    case .line: QuickLine.rows
    case .card: VisitCard.rows
    case .group: GroupPanel.rows
    case .reason(let reason): reason.rows
    case .plan: PlanPanel.rows
    case .seriesMove: SeriesMove.rows
    case .shift: ShiftPanel.rows
    case .copy: CopyPanel.rows
    case .displaced: DisplacedList.rows
    case .requests: RequestList.rows
    case .finder: PatientFinder.rows
    case .free: FreeFinder.rows
    case .newPatient(let quick): quick.rows(of: context.size)
    case .offer: OfferPanel.rows
    case .filter: FilterPanel.rows
    case .date, .answer, .month, .visits, nil: 2
    }
  }

  /// The day or week, and what it holds.
  private func drawHeading(
    into buffer: inout CellBuffer, in line: Rect, _ context: ScreenContext
  ) {
    guard let shown else { return }
    let wording = context.wording
    var text: String
    switch shown.span {
    case .day:
      text = wording.longDay(shown.first)
      let distance = shown.first.days(since: context.today)
      if let name = wording.nameOfDay(distance) { text += " · \(name)" }
      if let filter { text += " · \(wording.filterHeading(filter.name))" }
    case .week:
      text = column.map { wording.doctorName($0.practitioner.name, $0.practitioner.sex) } ?? ""
      text += "   \(wording.daySpan(shown.first, shown.first.adding(days: 6)))"
    }
    let counts = wording.counts(grid, context)
    let used = buffer.put(counts, in: line.inset(right: 1), style: .dim, alignment: .right)
    let room = line.inset(left: 1, right: used + 3)
    let withWeek = "\(text)   \(wording.week(shown.first.isoWeek.week))"
    let fits = TextWidth.width(of: withWeek) <= room.columns
    buffer.put(fits ? withWeek : text, in: room, style: .strong)
  }

  private func drawTitles(
    _ layout: GridLayout, into buffer: inout CellBuffer, in rect: Rect, _ context: ScreenContext
  ) {
    let wording = context.wording
    for index in layout.left..<min(layout.left + layout.columnCount, grid.columns.count) {
      let column = grid.columns[index]
      let room = cellRect(layout, index, rect.line(0)).inset(left: 1, right: 1)
      let isCurrent = index == columnIndex
      let (title, detail) =
        switch span {
        case .day: wording.title(of: column.practitioner, columns: room.columns)
        case .week:
          (
            wording.shortDay(column.date),
            wording.nameOfDay(column.date.days(since: context.today)) ?? ""
          )
        }
      buffer.put(title, in: room, style: isCurrent ? .accent : .strong)
      buffer.put(
        detail, in: Rect(column: room.column, row: room.row + 1, columns: room.columns, rows: 1),
        style: .dim)
    }
    if layout.left > 0 {
      buffer.put("‹", at: Position(column: 4, row: rect.row), style: .accent)
    }
    if layout.left + layout.columnCount < grid.columns.count {
      buffer.put("›", at: Position(column: rect.endColumn - 1, row: rect.row), style: .accent)
    }
  }

  private func cellRect(_ layout: GridLayout, _ index: Int, _ line: Rect) -> Rect {
    Rect(
      column: line.column + GridLayout.timeColumns + (index - layout.left) * layout.columnWidth,
      row: line.row, columns: layout.columnWidth, rows: line.rows)
  }

  private func drawGrid(
    _ layout: GridLayout, into buffer: inout CellBuffer, in rect: Rect, _ context: ScreenContext
  ) {
    guard !grid.rows.isEmpty else {
      if shown != nil {
        let text = filter.map(context.wording.emptyDay(under:)) ?? context.wording.emptyDay
        buffer.put(text, in: rect.inset(left: 1, top: 1), style: .dim)
      }
      return
    }
    var emphasised = false
    for (line, kind) in layout.visibleLines.enumerated() {
      let area = rect.line(line)
      switch kind {
      case .now:
        buffer.fill(area, with: "─", style: Style(.accent))
        buffer.put(
          context.timeOfDay.text, at: Position(column: 1, row: area.row), style: .accent)
      case .row(let index):
        let row = grid.rows[index]
        let isCurrent = index == rowIndex
        if row.sub == 0 || line == 0 {
          buffer.put(
            row.time.text, at: Position(column: 1, row: area.row),
            style: isCurrent ? .strong : .dim)
        }
        for column in layout.left..<min(layout.left + layout.columnCount, grid.columns.count) {
          let place = cellRect(layout, column, area)
          drawCell(column, index, into: &buffer, in: place, context)
          if isCurrent, column == columnIndex {
            buffer.put("▌", in: place, style: .accent)
            if panel == nil { buffer.cursor = place.origin }
            emphasised = true
          }
        }
      }
    }
    if !emphasised, panel == nil { buffer.cursor = nil }
    if layout.top > 0 {
      buffer.put("↑", at: Position(column: 0, row: rect.row), style: .dim)
    }
    if layout.top + layout.height < layout.lines.count {
      buffer.put("↓", at: Position(column: 0, row: rect.endRow - 1), style: .dim)
    }
  }
}
