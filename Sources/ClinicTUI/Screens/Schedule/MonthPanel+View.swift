import ClinicDomain
import TerminalKit

extension MonthPanel {
  /// The month as weeks of seven cells, with the day under the cursor in words below.
  func draw(into buffer: inout CellBuffer, in rect: Rect, _ context: ScreenContext) {
    let wording = context.wording
    buffer.fill(rect)
    buffer.cursor = nil
    let first = date.firstOfMonth.firstOfWeek
    let last = date.firstOfMonth.adding(months: 1).adding(days: -1)
    let weeks = (last.days(since: first)) / 7 + 1
    buffer.put(
      "\(wording.longMonth(date)) · \(wording.name(of: subject))", in: rect.inset(left: 1),
      style: .strong)
    let width = max(1, (rect.columns - 1) / 7)
    let height = min(4, max(1, (rect.rows - 4) / max(weeks, 1)))
    for (index, weekday) in Weekday.allCases.enumerated() {
      buffer.put(
        wording.weekday(weekday), at: Position(column: index * width + 2, row: rect.row + 1),
        style: .dim, maxWidth: width - 2)
    }
    for day in days {
      let place = day.date.days(since: first)
      let cell = Rect(
        column: rect.column + place % 7 * width, row: rect.row + 2 + place / 7 * height,
        columns: width, rows: height)
      draw(day, into: &buffer, in: cell, context)
    }
    guard let selected else { return }
    buffer.put(
      wording.explain(selected), in: rect.line(rect.rows - 1).inset(left: 1, right: 1))
  }

  private func draw(
    _ day: DayOccupation, into buffer: inout CellBuffer, in cell: Rect, _ context: ScreenContext
  ) {
    let wording = context.wording
    let text = cell.inset(left: 1, right: 1)
    let isSelected = day.date == date
    let isToday = day.date == context.today
    if isSelected {
      buffer.put("▌", in: cell, style: .accent)
      buffer.cursor = cell.origin
    }
    let number = day.date.day < 10 ? " \(day.date.day)" : "\(day.date.day)"
    let used = buffer.put(
      number, in: text, style: isSelected || isToday ? .strong : .normal)
    let mark = wording.mark(on: day, isToday: isToday)
    buffer.put(
      mark, in: cell.inset(left: used + 2),
      style: day.openMinutes == 0 || !isToday ? Style(.disabled) : .accent)
    guard cell.rows > 1 else { return }
    let isPast = day.date < context.today
    let style: Style = isPast ? .dim : Self.style(day.percent)
    buffer.put(Self.share(day.percent, columns: text.columns), in: text.line(1), style: style)
    guard cell.rows > 2, day.openMinutes > 0 else { return }
    buffer.put(
      isPast ? wording.visitsShort(day.visits) : wording.freeTime(day), in: text.line(2),
      style: .dim)
  }

  /// ` 85%▓▓▓▓`: the share as a number, and as a bar whose shade and length grow with it.
  static func share(_ percent: Int?, columns: Int) -> String {
    guard let percent else { return "   —" }
    let digits = String(repeating: " ", count: max(0, 3 - String(percent).count)) + "\(percent)%"
    let shade =
      switch percent {
      case 100...: "█"
      case 75...: "▓"
      case 40...: "▒"
      default: "░"
      }
    let room = min(max(columns - 5, 0), 5)
    let length = percent == 0 ? 0 : max(1, percent * room / 100)
    return digits + String(repeating: shade, count: min(length, room))
  }

  /// Days with room stand out; full ones step back.
  private static func style(_ percent: Int?) -> Style {
    guard let percent, percent < 100 else { return .dim }
    return percent < 75 ? .success : .normal
  }
}
