import ClinicDomain
import Foundation
import GRDB

/// What is shown of a day: all visits but those that were called off or are mistakes.
private let shown = "a.status NOT IN ('cancelled', 'entered-in-error', 'waitlist')"

extension ReadAgendaDay: AnsweredQuery {
  func answer(from runner: QueryRunner) throws -> [AgendaColumn] {
    let day = date.dayNumber
    let visits = try runner.visits(
      "a.date = ? AND \(shown)", [day], order: "a.practitioner, a.start, a.key")
    let byPractitioner = Dictionary(grouping: visits, by: \.practitioner)
    let reader = AgendaReader(db: runner.db)
    let rules = Dictionary(
      grouping: try reader.rules(
        "r.weekday = ? AND r.valid_from <= ? AND coalesce(r.valid_until, ?) >= ?",
        [date.weekday.rawValue, day, day, day]), by: \.owner)
    let exceptions = Dictionary(
      grouping: try reader.exceptions("e.last_date >= ? AND e.date <= ?", [day, day]),
      by: \.practitioner)
    let policies = Dictionary(
      uniqueKeysWithValues: try reader.policies("1", []).map { ($0.owner, $0.policy) })
    let holidays = try reader.holidayCalendar()
    let closed = try reader.closedPlaces()
    let retired = try reader.retiredNames(closed)
    let homes = holidays.local.isEmpty && closed.isEmpty ? [:] : try reader.homeUnits()
    let columns = try runner.practitioners("1", []).compactMap { found -> AgendaColumn? in
      let book = AgendaBook(
        rules: rules[found.key, default: []].map(\.rule),
        policy: policies[found.key] ?? AgendaPolicy(),
        exceptions: exceptions[found.row.id, default: []], holidays: holidays,
        home: homes[found.key], closed: closed, isActive: found.row.isActive)
      let column = AgendaColumn(
        practitioner: found.row, date: date, book: book, retired: retired,
        visits: byPractitioner[found.row.id, default: []])
      return found.row.isActive || !column.visits.isEmpty ? column : nil
    }
    let used = columns.filter {
      !$0.open.isEmpty || !$0.closures.isEmpty || !$0.holidays.isEmpty
        || !$0.retired.isEmpty || !$0.visits.isEmpty
    }
    return used.isEmpty ? columns : used
  }
}

extension ReadAgendaWeek: AnsweredQuery {
  func answer(from runner: QueryRunner) throws -> [AgendaColumn] {
    guard let found = try runner.practitioners("d.id = ?", [practitioner.blob]).first else {
      return []
    }
    let (first, last) = (monday.dayNumber, monday.dayNumber + 6)
    let visits = Dictionary(
      grouping: try runner.visits(
        "a.practitioner = ? AND a.date BETWEEN ? AND ? AND \(shown)", [found.key, first, last],
        order: "a.date, a.start, a.key"), by: \.date)
    let reader = AgendaReader(db: runner.db)
    let book = try reader.book(
      of: practitioner, from: monday, through: monday.adding(days: 6))
    let retired = try reader.retiredNames(book.closed)
    return (0..<7).map { offset in
      let date = monday.adding(days: offset)
      return AgendaColumn(
        practitioner: found.row, date: date, book: book, retired: retired,
        visits: visits[date, default: []])
    }
  }
}

extension ReadAgendaBook: AnsweredQuery {
  func answer(from runner: QueryRunner) throws -> AgendaBook {
    try AgendaReader(db: runner.db).book(
      of: practitioner, from: monday, through: monday.adding(days: 6))
  }
}

extension AgendaColumn {
  /// Who sees no patients any more has no open time, only what is left of her visits.
  fileprivate init(
    practitioner: PractitionerRow, date: CivilDate, book: AgendaBook, retired: RetiredNames,
    visits: [VisitRow]
  ) {
    self.init(
      practitioner: practitioner, date: date,
      open: practitioner.isActive ? book.open(on: date) : [],
      closures: book.exceptions.compactMap { exception in
        guard exception.covers(date), case .closes(let reason) = exception.effect else {
          return nil
        }
        return Closure(from: exception.from, until: exception.until, reason: reason)
      }, visits: visits, holidays: book.closing(on: date),
      retired: book.retired(on: date).map {
        Retired(from: $0.from, until: $0.until, place: retired.name(of: $0, home: book.home))
      }, policy: book.policy, usualStart: book.usualStart(on: date))
  }
}

extension PreviewAgendaChange: AnsweredQuery {
  func answer(from runner: QueryRunner) throws -> AgendaChangePreview {
    let impact = try AgendaImpact(
      of: change, in: AgendaReader(db: runner.db), today: runner.zone.civil(at: runner.now).date)
    func row(_ id: AppointmentID) throws -> VisitRow? {
      try runner.visits("a.id = ?", [id.blob], order: "a.key").first
    }
    return AgendaChangePreview(
      outside: try impact.outside.compactMap(row),
      moves: try impact.moves.compactMap { move in
        guard let visit = try row(move.visit) else { return nil }
        let name = try move.room.flatMap {
          try runner.row("SELECT name FROM room WHERE id = ?", [$0.blob])
        }
        return AgendaChangePreview.Move(visit: visit, room: name?[0] ?? "")
      })
  }
}

extension ListDisplacedVisits: AnsweredQuery {
  func answer(from runner: QueryRunner) throws -> [DisplacedVisitRow] {
    let items = try runner.rows(
      """
      SELECT d.id, d.cause, d.since, p.phone FROM displaced_visit d
        JOIN appointment a ON a.key = d.appointment JOIN patient p ON p.key = a.patient
      WHERE d.state = 'open' AND a.status IN ('proposed', 'pending', 'booked') AND a.date >= ?
      ORDER BY a.date, a.start, a.key
      """, [runner.zone.civil(at: runner.now).date.dayNumber])
    return try items.compactMap { item in
      let id: AppointmentID = try item.id(0)
      guard let visit = try runner.visits("a.id = ?", [id.blob], order: "a.key").first else {
        return nil
      }
      let digits: String = item[3]
      return DisplacedVisitRow(
        visit: visit,
        cause: try DisplacedVisit.Cause(stored: item[1], "displaced_visit", "cause"),
        since: Instant(milliseconds: item[2]),
        phone: (try? Phone(parsing: digits))?.formatted ?? digits)
    }
  }
}

extension ListHolidays: AnsweredQuery {
  func answer(from runner: QueryRunner) throws -> [Holiday] {
    try AgendaReader(db: runner.db).holidays()
  }
}
