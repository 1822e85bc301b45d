import ClinicDomain
import TerminalKit

extension ScheduleScreen {
  /// One cell: a sign at its second column, a name, and what stands at the right.
  func drawCell(
    _ column: Int, _ row: Int, into buffer: inout CellBuffer, in place: Rect,
    _ context: ScreenContext
  ) {
    let wording = context.wording
    let sign = place.inset(left: 1)
    let text = place.inset(left: 3, right: 1)
    let date = grid.columns[column].date
    let time = grid.rows[row].time
    switch grid[column, row] {
    case .visit(let visit):
      let face = VisitFace(visit, now: context.now, wording.kinds)
      let isCarried = carried.map { $0 == .visit(visit) } ?? false
      let style = isCarried ? face.style.adding(.reverse) : face.style
      buffer.put(String(face.sign), in: sign, style: face.style)
      let width = TextWidth.width(of: face.suffix)
      buffer.put(
        visit.patientName, in: text.inset(right: width == 0 ? 0 : width + 1), style: style)
      if width > 0 {
        buffer.put(
          face.suffix, in: text, style: visit.isWaiting ? .warning : .dim, alignment: .right)
        buffer.put(face.letter, in: text, style: face.letterStyle, alignment: .right)
      }
    case .group(let group):
      drawGroup(group, into: &buffer, sign: sign, text: text, context)
    case .continued, .groupGoesOn:
      buffer.put("│", in: sign, style: .dim)
    case .free(let minutes, let startsSlot):
      guard startsSlot else { return }
      buffer.put("·", in: sign, style: .dim)
      let slot = defaultSlot(of: column, at: time)
      guard !isPast(date, time, minutes: minutes, context) else { return }
      buffer.put(
        minutes < slot ? wording.freeShort(minutes) : wording.free, in: text,
        style: .success)
    case .closed(let from, _, let reason):
      buffer.put("▒", in: sign, style: Style(.disabled))
      let isFirst = row == 0 || grid.rows[row - 1].time < from
      if isFirst { buffer.put(reason, in: text, style: Style(.disabled)) }
    case .holiday(let holiday):
      buffer.put("▒", in: sign, style: Style(.disabled))
      if case .holiday = grid[column, row - 1] { return }
      buffer.put(wording.holiday(holiday.name), in: text, style: Style(.disabled))
    case .retired(let gone):
      buffer.put("▒", in: sign, style: Style(.disabled))
      if grid[column, row - 1] == .retired(gone) { return }
      buffer.put(wording.outOfUse(gone.place), in: text, style: Style(.disabled))
    case .pause:
      buffer.put("▒", in: sign, style: Style(.disabled))
      if case .pause = grid[column, row - 1] { return }
      buffer.put(wording.pause, in: text, style: Style(.disabled))
    case .off:
      buffer.put("▒", in: sign, style: Style(.disabled))
    case nil: break
    }
  }

  private func defaultSlot(of column: Int, at time: CivilTime) -> Int {
    grid.columns[column].open.first { $0.from <= time && time < $0.until }?.slotMinutes ?? 0
  }

  /// What is under the cursor, in words.
  func drawExplanation(
    into buffer: inout CellBuffer, in line: Rect, _ context: ScreenContext
  ) {
    guard let column, let row, let cell else { return }
    let wording = context.wording
    let text = line.inset(left: 1, right: 1)
    switch cell {
    case .visit(let visit), .continued(let visit):
      buffer.put(wording.explain(visit, now: context.now, zone: context.zone), in: text)
    case .group(let group), .groupGoesOn(let group):
      buffer.put(wording.explain(group, column.practitioner, columns: text.columns), in: text)
    case .free(let minutes, _):
      let isOver = isPast(column.date, row.time, minutes: minutes, context)
      buffer.put(
        wording.explainFree(
          row.time, minutes: minutes, isOver: isOver, column.practitioner, columns: text.columns),
        in: text)
    case .closed(let from, let until, let reason):
      buffer.put(wording.explainClosed(from, until, reason, column.practitioner), in: text)
    case .holiday(let holiday):
      buffer.put(wording.explainHoliday(holiday, column.practitioner), in: text)
    case .retired(let gone):
      buffer.put(wording.explainRetired(gone, column.practitioner), in: text)
    case .pause(let until):
      buffer.put(wording.explainPause(until, column.practitioner), in: text)
    case .off: buffer.put(wording.explainOff(column.practitioner), in: text)
    }
  }
}
