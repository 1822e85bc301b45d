import ClinicDomain
import TerminalKit

extension DeskScreen {
  /// A line of the list.
  enum Line: Equatable, Sendable {
    case heading(DeskBoard.Group, count: Int)
    case visit(VisitRow)
    case space
  }

  static func lines(of board: DeskBoard, _ groups: [DeskBoard.Group]) -> [Line] {
    var lines: [Line] = []
    for group in groups where !board[group].isEmpty {
      if !lines.isEmpty { lines.append(.space) }
      lines.append(.heading(group, count: board[group].count))
      lines += board[group].map { .visit($0) }
    }
    return lines
  }

  /// Shows the cursor's line; the heading of its group above all others where that is wanted.
  mutating func scroll(_ context: ScreenContext, isGroupFirst: Bool = false) {
    let lines = Self.lines(of: board, DeskBoard.Group.allCases)
    let group = isGroupFirst ? lines.firstIndex(where: isSelected).map { $0 - 1 } : nil
    top = first(of: lines, from: group ?? top, room: max(1, context.size.rows - 7))
  }

  /// The first line in sight, so that the cursor's line is; its group's heading too where it can.
  private func first(of lines: [Line], from old: Int, room: Int) -> Int {
    guard let cursor = lines.firstIndex(where: isSelected) else { return 0 }
    var first = min(max(old, 0), max(lines.count - room, 0))
    let wanted = cursor > 0 && lines[cursor - 1].isHeading ? cursor - 1 : cursor
    if wanted < first { first = wanted }
    if cursor >= first + room { first = cursor - room + 1 }
    return first
  }

  private func isSelected(_ line: Line) -> Bool {
    if case .visit(let visit) = line { visit.id == selected } else { false }
  }

  func draw(into buffer: inout CellBuffer, in whole: Rect, _ context: ScreenContext) {
    switch panel {
    case .walkIn(let walkIn): return walkIn.draw(into: &buffer, in: whole, context)
    case .checkIn(let checkIn):
      let (upper, lower) = whole.split(rows: -checkIn.rows(context.wording))
      drawBoard(into: &buffer, in: upper, context)
      checkIn.draw(into: &buffer, in: lower, context)
    case .find(let finder):
      let (upper, lower) = whole.split(rows: -DeskFinder.rows)
      drawBoard(into: &buffer, in: upper, context)
      finder.draw(into: &buffer, in: lower, board, context)
    case nil: drawBoard(into: &buffer, in: whole, context)
    }
  }

  private func name(of practitioner: PractitionerID) -> String {
    (question.answer ?? []).first { $0.practitioner == practitioner }?.practitionerName ?? ""
  }

  private func drawBoard(into buffer: inout CellBuffer, in rect: Rect, _ context: ScreenContext) {
    let wording = context.wording
    let missing = board.overdue(at: context.timeOfDay)
    let counts =
      missing == 0 ? wording.deskCounts(board) : wording.unresolvedHint(missing)
    let used = buffer.put(
      counts, in: rect.line(0).inset(right: 1), style: .dim, alignment: .right)
    let place = rect.line(0).inset(left: 1, right: used + 3)
    let long = wording.longDay(context.today)
    let day = showsWalkInsOnly ? "\(wording.walkInsOnlyTitle) · \(long)" : long
    let whose = doctor.map { wording.queue(of: self.name(of: $0)) } ?? wording.ownPatients
    let owned = "\(day) · \(whose)"
    // The day stands above as well, so it gives way.
    let title =
      owner(context) == nil
      ? day : TextWidth.width(of: owned) <= place.columns ? owned : whose
    buffer.put(title, in: place, style: .strong)
    let body = rect.inset(top: 2)
    guard !board.visits.isEmpty else {
      if question.answer != nil {
        buffer.put(
          showsWalkInsOnly
            ? wording.noWalkIns : wording.emptyDesk(hasOthers: !(question.answer ?? []).isEmpty),
          in: body.inset(left: 1), style: .dim)
      }
      return
    }
    if context.size.columns >= Self.wideColumns {
      drawColumns(into: &buffer, in: body, context)
    } else {
      // A panel takes lines from the board: the visit it speaks of stays in sight.
      let lines = Self.lines(of: board, DeskBoard.Group.allCases)
      drawList(
        lines, from: first(of: lines, from: top, room: max(1, body.rows)), into: &buffer, in: body,
        isNarrow: false, context)
    }
  }

  /// Of who waits most is said.
  private static func widths(of columns: Int) -> [Int] {
    let shares = [23, 33, 22].map { columns * $0 / 100 }
    return shares + [columns - shares.reduce(0, +)]
  }

  private func drawColumns(
    into buffer: inout CellBuffer, in rect: Rect, _ context: ScreenContext
  ) {
    var start = rect.column
    for (groups, width) in zip(DeskBoard.columns, Self.widths(of: rect.columns)) {
      let place = Rect(column: start, row: rect.row, columns: width - 1, rows: rect.rows)
      start += width
      let lines = Self.lines(of: board, groups)
      if lines.isEmpty {
        buffer.put(
          context.wording.heading(groups[0], count: 0), in: place.inset(left: 1), style: .dim)
      }
      let first = first(of: lines, from: 0, room: rect.rows)
      drawList(lines, from: first, into: &buffer, in: place, isNarrow: true, context)
    }
  }

  private func drawList(
    _ lines: [Line], from first: Int, into buffer: inout CellBuffer, in rect: Rect,
    isNarrow: Bool, _ context: ScreenContext
  ) {
    for (index, line) in lines.dropFirst(first).prefix(rect.rows).enumerated() {
      let area = rect.line(index)
      switch line {
      case .space: break
      case .heading(let group, let count):
        buffer.put(
          context.wording.heading(group, count: count), in: area.inset(left: 1),
          style: group == .missed ? .dim : .strong)
      case .visit(let visit):
        if visit.id == selected {
          buffer.put("▌", in: area, style: .accent)
          buffer.cursor = area.origin
        }
        drawVisit(visit, into: &buffer, in: area.inset(left: 1), isNarrow: isNarrow, context)
      }
    }
    if first > 0 {
      buffer.put("↑", in: Rect(column: rect.endColumn - 1, row: rect.row, columns: 1, rows: 1))
    }
    if first + rect.rows < lines.count {
      buffer.put(
        "↓", in: Rect(column: rect.endColumn - 1, row: rect.endRow - 1, columns: 1, rows: 1))
    }
  }

  private func drawVisit(
    _ visit: VisitRow, into buffer: inout CellBuffer, in area: Rect, isNarrow: Bool,
    _ context: ScreenContext
  ) {
    let face = VisitFace(visit, now: context.now, context.wording.kinds)
    let isOver = board.group(of: visit).rawValue >= DeskBoard.Group.done.rawValue
    let style: Style = isOver ? .dim : .normal
    buffer.put(String(face.sign), in: area, style: face.style)
    buffer.put(visit.start.text, in: area.inset(left: 2), style: style)
    if isNarrow {
      let note = note(on: visit, columns: area.columns / 2, isShort: true, context)
      let width = buffer.put(note.text, in: area, style: note.style, alignment: .right)
      let text = area.inset(left: 8, right: max(width, 4) + 1)
      let (name, doctor) = text.split(columns: owner(context) == nil ? -11 : text.columns)
      buffer.put(visit.patientName, in: name.inset(right: doctor.isEmpty ? 0 : 1), style: style)
      buffer.put(visit.practitionerName, in: doctor, style: .dim)
      return
    }
    // On a wide window the columns stay near enough to be read as one line.
    let line = area.columns > 120 ? area.split(columns: 120).left : area
    let (left, rest) = line.inset(left: 8, right: 1).split(columns: line.columns < 100 ? -28 : -42)
    // Where all are one doctor's, the name has her column.
    let (name, doctor) = left.split(columns: owner(context) == nil ? -19 : left.columns)
    buffer.put(
      visit.patientName, in: name.inset(right: 1), style: isOver ? .dim : .strong)
    buffer.put(visit.practitionerName, in: doctor.inset(right: 1), style: style)
    let note = note(on: visit, columns: rest.columns, isShort: false, context)
    buffer.put(note.text, in: rest, style: note.style)
  }

  /// What the desk wants to know of a visit, as long as there is room for.
  private func note(
    on visit: VisitRow, columns: Int, isShort: Bool, _ context: ScreenContext
  ) -> (text: String, style: Style) {
    let wording = context.wording
    let note = wording.deskNote(visit, now: context.now, zone: context.zone, isShort: isShort)
    guard visit.isWaiting else { return (note.text, note.isUrgent ? .warning : .dim) }
    let lacksConsent = wording.lacksConsent(visit)
    let arrival = arrivals[visit.id]
    let texts =
      (arrival == nil && !lacksConsent ? [note.text] : [])
      + wording.waitNotes(
        arrival, minutes: visit.minutesWaiting(context.now) ?? 0, lacksConsent: lacksConsent
      )
      // Where names are short of room the minutes say by themselves what they are.
      .dropFirst(isShort ? 1 : 0)
    let text = texts.first { TextWidth.width(of: $0) <= columns } ?? texts[texts.count - 1]
    return (text, note.isUrgent || lacksConsent ? .warning : .dim)
  }
}

extension DeskScreen.Line {
  fileprivate var isHeading: Bool { if case .heading = self { true } else { false } }
}
