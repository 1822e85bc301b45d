import ClinicDomain
import TerminalKit

/// One week of an agenda drawn, with all that decides on it: a column per day, a row per hour, and
/// what closes or opens time of it below in words.
struct WeekGrid {
  let book: AgendaBook
  let monday: CivilDate
  let today: CivilDate
  let wording: Wording

  /// Cells of a day's column.
  static let dayColumns = 4
  /// Cells of the whole grid.
  static let columns = 6 + 7 * dayColumns

  /// What half an hour of a day is.
  fileprivate enum Half {
    /// Neither worked nor closed.
    case none
    case open
    /// Open by an exception alone.
    case extra
    /// The rules would work, something closes it.
    case closed
  }

  private var days: [CivilDate] { (0..<7).map { monday.adding(days: $0) } }

  func draw(into buffer: inout CellBuffer, in rect: Rect) {
    buffer.put(
      wording.month(monday.month), at: Position(column: rect.column, row: rect.row + 1),
      style: Style(.label))
    for (index, date) in days.enumerated() {
      let column = rect.column + 6 + index * Self.dayColumns
      let style = date == today ? Style.accent : Style(.label)
      buffer.put(
        wording.weekday(date.weekday), at: Position(column: column, row: rect.row), style: style)
      buffer.put(String(date.day), at: Position(column: column, row: rect.row + 1), style: style)
    }
    let open = days.map { book.open(on: $0) }
    let hours = hours(open)
    for (row, hour) in hours.enumerated() where row + 2 < rect.rows {
      let line = rect.row + row + 2
      buffer.put(
        CivilTime(hour: hour)?.text ?? "", at: Position(column: rect.column, row: line),
        style: .dim)
      for (index, date) in days.enumerated() {
        let position = Position(column: rect.column + 6 + index * Self.dayColumns, row: line)
        let (sign, style) = sign(date, open[index], hour)
        buffer.put(String(repeating: sign, count: 3), at: position, style: style)
      }
    }
    drawNotes(into: &buffer, in: rect.inset(top: min(hours.count + 3, rect.rows)))
  }

  /// From the first to the last hour of the rules and of what is open, a working day at least.
  private func hours(_ open: [[OpenTime]]) -> ClosedRange<Int> {
    let starts = book.rules.map(\.from.hour) + open.flatMap { $0 }.map(\.from.hour)
    let ends = (book.rules.map(\.until) + open.flatMap { $0 }.map(\.until))
      .map { ($0.minuteOfDay - 1) / 60 }
    return min(starts.min() ?? 8, 8)...max(min(ends.max() ?? 17, 23), 17)
  }

  /// How an hour of a day looks: whole, one half, closed, or not at all.
  private func sign(
    _ date: CivilDate, _ open: [OpenTime], _ hour: Int
  ) -> (character: Character, style: Style) {
    let first = half(date, open, minute: hour * 60 + 15)
    let second = half(date, open, minute: hour * 60 + 45)
    switch (first.isOpen, second.isOpen) {
    case (true, true): return (first == .extra && second == .extra ? "▓" : "█", .accent)
    case (true, false): return ("▀", .accent)
    case (false, true): return ("▄", .accent)
    case (false, false):
      return first == .closed || second == .closed ? ("×", .warning) : ("·", .dim)
    }
  }

  private func half(_ date: CivilDate, _ open: [OpenTime], minute: Int) -> Half {
    let isUsual = book.rules.contains { $0.applies(on: date) && $0.covers(minute: minute) }
    let isOpen = open.contains { $0.from.minuteOfDay <= minute && minute < $0.until.minuteOfDay }
    switch (isUsual, isOpen) {
    case (true, true): return .open
    case (false, true): return .extra
    case (true, false): return .closed
    case (false, false): return .none
    }
  }

  private func drawNotes(into buffer: inout CellBuffer, in rect: Rect) {
    let notes = notes
    for (index, note) in notes.prefix(rect.rows).enumerated() {
      let isLast = index == rect.rows - 1 && notes.count > rect.rows
      buffer.put(isLast ? "… +\(notes.count - index)" : note, in: rect.line(index))
    }
  }

  /// The exceptions that the week has something of, and the holidays that the agenda keeps.
  private var notes: [String] {
    let exceptions = book.exceptions.filter { $0.date <= days[6] && monday <= $0.lastDate }
    let holidays = days.flatMap { date in
      book.closing(on: date).map { wording.weekNote($0, on: date) }
    }
    return exceptions.map { wording.weekNote($0) } + holidays
  }
}

extension WeekGrid.Half {
  fileprivate var isOpen: Bool { self == .open || self == .extra }
}

extension AgendaRule {
  fileprivate func covers(minute: Int) -> Bool {
    from.minuteOfDay <= minute && minute < until.minuteOfDay
      && !breaks.contains { $0.from.minuteOfDay <= minute && minute < $0.until.minuteOfDay }
  }

  /// Whether the rule's dates hold on a day, whatever its weekday.
  func isValid(on date: CivilDate) -> Bool { validFrom <= date && date <= validUntil ?? date }
}

extension [AgendaRule] {
  /// By weekday, then by time.
  var inWeekOrder: [AgendaRule] {
    sorted { ($0.weekday, $0.from, $0.validFrom) < ($1.weekday, $1.from, $1.validFrom) }
  }
}
