import ClinicDomain
import Foundation
import GRDB

extension ReadAgendaMonth: AnsweredQuery {
  private static let noon = CivilTime(minuteOfDay: 720) ?? .midnight

  func answer(from runner: QueryRunner) throws -> [DayOccupation] {
    let last = month.adding(months: 1).adding(days: -1)
    let reader = AgendaReader(db: runner.db)
    let doctors = try scope.practitioners(runner)
    let rules = Dictionary(
      grouping: try reader.rules(
        "r.valid_from <= ? AND coalesce(r.valid_until, ?) >= ?",
        [last.dayNumber, month.dayNumber, month.dayNumber]), by: \.owner)
    let policies = Dictionary(
      uniqueKeysWithValues: try reader.policies("1", []).map { ($0.owner, $0.policy) })
    let exceptions = Dictionary(
      grouping: try reader.exceptions(
        "e.last_date >= ? AND e.date <= ?", [month.dayNumber, last.dayNumber]),
      by: \.practitioner)
    let calendar = try reader.holidayCalendar()
    let (homes, closed) = (try reader.homeUnits(), try reader.closedPlaces())
    let holidays = (month...last).map(calendar.on)
    var days = (month...last).map(DayOccupation.init)
    // The clocks change by night: noon tells how far a day is from UTC.
    let midnights = days.map { runner.zone.utcMinute(of: $0.date, Self.noon) - 720 }
    for (key, id) in doctors {
      let book = AgendaBook(
        rules: rules[key, default: []].map(\.rule), policy: policies[key] ?? AgendaPolicy(),
        exceptions: exceptions[id, default: []], holidays: calendar, home: homes[key],
        closed: closed)
      guard !book.rules.isEmpty || !book.exceptions.isEmpty else { continue }
      let taken = try runner.takenMinutes(of: key, midnights: midnights)
      for index in days.indices {
        let date = days[index].date
        guard scope.unit.map({ book.isWorked(in: $0, on: date) }) ?? true else { continue }
        var open = book.open(on: date, holidays: holidays[index])
        if let unit = scope.unit { open = open.filter { ($0.unit ?? book.home) == unit } }
        days[index].add(open: open, taken: taken[index])
        for holiday in book.closing(on: date, holidays: holidays[index])
        where !days[index].holidays.contains(holiday.name) {
          days[index].holidays.append(holiday.name)
        }
        guard let reason = book.closure(on: date) else { continue }
        days[index].away += 1
        if !reason.isEmpty, !days[index].closures.contains(reason) {
          days[index].closures.append(reason)
        }
      }
    }
    return days
  }
}

extension AgendaScope {
  /// The practitioners that are meant, by the storage's keys.
  fileprivate func practitioners(
    _ runner: QueryRunner
  ) throws -> [(key: Int64, id: PractitionerID)] {
    let marks = practitioners.map { _ in "?" }.joined(separator: ", ")
    let rows =
      practitioners.isEmpty
      ? try runner.rows("SELECT key, id FROM practitioner WHERE active")
      : try runner.rows(
        "SELECT key, id FROM practitioner WHERE active AND id IN (\(marks))",
        StatementArguments(practitioners.map(\.blob)))
    return try rows.map { ($0[0], try $0.id(1)) }
  }
}

extension QueryRunner {
  /// The minutes taken on each of some days, those of a group once, read from the index of busy times alone; the days
  /// are given by their midnights in UTC.
  fileprivate func takenMinutes(
    of practitioner: Int64, midnights: [Int]
  ) throws -> [[Range<Int>]] {
    var taken: [[Range<Int>]] = Array(repeating: [], count: midnights.count)
    guard let first = midnights.first, let last = midnights.last else { return taken }
    let cursor = try Row.fetchCursor(
      try db.cachedStatement(
        sql: """
          SELECT DISTINCT busy_from, busy_to FROM appointment
          WHERE practitioner = ? AND takes AND busy_from >= ? AND busy_from < ?
          """),
      arguments: [practitioner, first, last + 1440])
    while let row = try cursor.next() {
      let (from, until): (Int, Int) = (row[0], row[1])
      let index = min((from - first) / 1440, midnights.count - 1)
      taken[index].append((from - midnights[index])..<(until - midnights[index]))
    }
    return taken
  }
}
