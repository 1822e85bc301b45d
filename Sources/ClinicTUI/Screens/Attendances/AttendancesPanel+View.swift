import ClinicDomain
import TerminalKit

extension AttendancesPanel {
  func draw(into buffer: inout CellBuffer, in rect: Rect, _ context: ScreenContext) {
    switch layer {
    case .register(let form): return form.draw(into: &buffer, in: rect, context)
    case .card(let card):
      let (upper, lower) = rect.split(rows: -AttendanceCardPanel.rows)
      drawList(into: &buffer, in: upper, context)
      card.draw(into: &buffer, in: lower, context)
    case .triage(_, let question), .finish(_, let question), .close(_, let question):
      drawList(into: &buffer, in: rect, context)
      question.draw(into: &buffer, in: rect)
    case nil: drawList(into: &buffer, in: rect, context)
    }
  }

  private func drawList(into buffer: inout CellBuffer, in rect: Rect, _ context: ScreenContext) {
    let wording = context.wording
    let head = rect.line(0).inset(left: 1, right: 1)
    let used = buffer.put(
      wording.attendanceCounts(rows), in: head, style: .dim, alignment: .right)
    let name = units.first { $0.id == unit }?.name
    buffer.put(
      [wording.attendancesTitle, name].compactMap { $0 }.joined(separator: " · "),
      in: head.inset(right: used + 2), style: .strong)
    let body = rect.inset(top: 2, bottom: 1)
    let lines = lines
    guard !lines.isEmpty else {
      if isAnswered {
        buffer.put(
          wording.noAttendances(mayAdd: context.grant(.checkIn) == .all),
          in: body.inset(left: 1), style: .dim)
      }
      return
    }
    for (index, line) in lines.dropFirst(top).prefix(body.rows).enumerated() {
      let area = body.line(index)
      switch line {
      case .space: break
      case .heading(let group, let count):
        buffer.put(
          wording.attendanceGroup(group, count: count), in: area.inset(left: 1),
          style: group == .over ? .dim : .strong)
      case .row(let row): draw(row, into: &buffer, in: area, context)
      }
    }
    if top > 0 { buffer.put("↑", at: Position(column: body.endColumn - 1, row: body.row)) }
    if top + body.rows < lines.count {
      buffer.put("↓", at: Position(column: body.endColumn - 1, row: body.endRow - 1))
    }
    if let row {
      buffer.put(
        wording.attendanceLine(row, context),
        in: rect.line(rect.rows - 1).inset(left: 1, right: 1), style: .dim)
    }
  }

  private func draw(
    _ row: AttendanceRow, into buffer: inout CellBuffer, in area: Rect, _ context: ScreenContext
  ) {
    let wording = context.wording
    if row.id == selected {
      buffer.put("▌", in: area, style: .accent)
      buffer.cursor = area.origin
    }
    let isOver = !row.state.isOpen
    let late = row.isLate(context.now)
    buffer.put(wording.ticket(row), in: area.inset(left: 2), style: isOver ? .dim : .normal)
    let face = row.face
    buffer.put(String(face.sign), in: area.inset(left: 8), style: face.style)
    buffer.put(
      row.risk.map(wording.risk) ?? "—", in: area.inset(left: 10),
      style: isOver ? .dim : face.style)
    // On a wide window the columns stay near enough to be read as one line.
    let line = area.columns > 116 ? area.split(columns: 116).left : area
    let (left, note) = line.inset(left: 20, right: 1).split(columns: area.columns < 100 ? -27 : -34)
    let (name, age) = left.split(columns: -9)
    buffer.put(row.patientName, in: name.inset(right: 1), style: isOver ? .dim : .strong)
    buffer.put(
      row.birthDate.map { wording.age(of: $0, on: context.today) } ?? "", in: age, style: .dim)
    buffer.put(
      wording.attendanceNote(row, context), in: note,
      style: late ? .warning : .dim)
  }
}

extension AttendanceRow {
  /// A sign, then a colour.
  fileprivate var face: (sign: Character, style: Style) {
    switch state {
    case .arrived: ("○", .normal)
    case .triaged: ("●", risk?.style ?? .normal)
    case .inProgress: ("▶", risk?.style ?? .normal)
    case .finished: ("✓", .dim)
    case .cancelled: ("!", .dim)
    case .enteredInError: ("✗", .dim)
    }
  }
}

extension Attendance.Risk {
  fileprivate var style: Style {
    switch self {
    case .red: .danger
    case .orange, .yellow: .warning
    case .green: .success
    case .blue: .accent
    }
  }
}
