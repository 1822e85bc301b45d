import ClinicDomain
import TerminalKit

/// A week drawn from agenda rules: a column per day, a row per hour.
struct WeekGrid {
  let rules: [AgendaRule]
  let today: CivilDate
  let wording: Wording

  /// Cells of a day's column.
  static let dayColumns = 4
  /// Cells of the whole grid.
  static let columns = 6 + 7 * dayColumns

  private var hours: ClosedRange<Int> {
    let first = rules.map(\.from.hour).min() ?? 8
    let last = rules.map { ($0.until.minuteOfDay - 1) / 60 }.max() ?? 17
    return min(first, 8)...max(min(last, 23), 17)
  }

  func draw(into buffer: inout CellBuffer, in rect: Rect) {
    for (index, weekday) in Weekday.allCases.enumerated() {
      buffer.put(
        wording.weekday(weekday),
        at: Position(column: rect.column + 6 + index * Self.dayColumns, row: rect.row),
        style: weekday == today.weekday ? .accent : Style(.label))
    }
    for (row, hour) in hours.enumerated() where row + 1 < rect.rows {
      let line = rect.row + row + 1
      buffer.put(
        CivilTime(hour: hour)?.text ?? "", at: Position(column: rect.column, row: line),
        style: .dim)
      for (index, weekday) in Weekday.allCases.enumerated() {
        let position = Position(column: rect.column + 6 + index * Self.dayColumns, row: line)
        let sign = sign(weekday, hour)
        buffer.put(
          String(repeating: sign.character, count: 3), at: position,
          style: sign.character == "·" ? .dim : sign.isNow ? .accent : Style(.disabled))
      }
    }
  }

  /// How an hour of a weekday looks: whole, one half, or not at all.
  private func sign(_ weekday: Weekday, _ hour: Int) -> (character: Character, isNow: Bool) {
    let open = rules.filter { $0.weekday == weekday }
    let first = open.filter { $0.covers(minute: hour * 60 + 15) }
    let second = open.filter { $0.covers(minute: hour * 60 + 45) }
    let isNow = (first + second).contains { $0.isValid(on: today) }
    switch (first.isEmpty, second.isEmpty) {
    case (true, true): return ("·", false)
    case (false, false): return ("█", isNow)
    case (false, true): return ("▀", isNow)
    case (true, false): return ("▄", isNow)
    }
  }
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
