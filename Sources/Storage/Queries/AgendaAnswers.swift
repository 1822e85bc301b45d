import ClinicDomain
import Foundation
import GRDB

/// What is shown of a day: all visits but those that were called off or are mistakes.
private let shown = "a.status NOT IN ('cancelled', 'entered-in-error', 'waitlist')"

extension ReadAgendaDay: AnsweredQuery {
  func answer(from runner: QueryRunner) throws -> [AgendaColumn] {
    let day = date.dayNumber
    let visits = try runner.visits(
      "a.date = ? AND \(shown)", [day], order: "a.start, a.key")
    let byPractitioner = Dictionary(grouping: visits, by: \.practitioner)
    let reader = AgendaReader(db: runner.db)
    let rules = Dictionary(
      grouping: try reader.rules(
        "r.weekday = ? AND r.valid_from <= ? AND coalesce(r.valid_until, ?) >= ?",
        [date.weekday.rawValue, day, day, day]), by: \.owner)
    let exceptions = Dictionary(
      grouping: try reader.exceptions("e.date = ?", [day]), by: \.practitioner)
    let columns = try runner.practitioners("1", []).compactMap { found -> AgendaColumn? in
      let column = AgendaColumn(
        practitioner: found.row, date: date, rules: rules[found.key, default: []].map(\.rule),
        exceptions: exceptions[found.row.id, default: []],
        visits: byPractitioner[found.row.id, default: []])
      return found.row.isActive || !column.visits.isEmpty ? column : nil
    }
    let used = columns.filter { !$0.open.isEmpty || !$0.closures.isEmpty || !$0.visits.isEmpty }
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
    let rules = try reader.agenda(of: practitioner)?.rules ?? []
    let exceptions = try reader.exceptions(
      "p.id = ? AND e.date BETWEEN ? AND ?", [practitioner.blob, first, last])
    return (0..<7).map { offset in
      let date = monday.adding(days: offset)
      return AgendaColumn(
        practitioner: found.row, date: date, rules: rules,
        exceptions: exceptions.filter { $0.date == date }, visits: visits[date, default: []])
    }
  }
}

extension AgendaColumn {
  init(
    practitioner: PractitionerRow, date: CivilDate, rules: [AgendaRule],
    exceptions: [AgendaException], visits: [VisitRow]
  ) {
    self.init(
      practitioner: practitioner, date: date,
      open: OpenTime.on(date, rules: rules, exceptions: exceptions),
      closures: exceptions.compactMap { exception in
        guard case .closes(let reason) = exception.effect else { return nil }
        return Closure(from: exception.from, until: exception.until, reason: reason)
      }, visits: visits)
  }
}
