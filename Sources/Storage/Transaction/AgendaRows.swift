import ClinicDomain
import Foundation
import GRDB
import SyncProtocol

extension StoreTransaction {
  func agenda(of practitioner: PractitionerID) throws -> Agenda? {
    try AgendaReader(db: db).agenda(of: practitioner)
  }

  func insert(_ agenda: Agenda) throws {
    let owner = try key(.practitioner, agenda.practitioner)
    try run("INSERT INTO agenda(practitioner, hlc) VALUES (?, ?)", [owner, hlc])
    try insertRules(of: agenda, owner: owner)
    try logCreate(agenda, .members(encoding: agenda))
    touched.insert(.schedule)
  }

  func update(_ agenda: Agenda, from loaded: Agenda) throws {
    let owner = try key(.practitioner, agenda.practitioner)
    try run("DELETE FROM agenda_rule WHERE practitioner = ?", [owner])
    try insertRules(of: agenda, owner: owner)
    try logPatch(agenda, .members(encoding: agenda), from: .members(encoding: loaded))
    touched.insert(.schedule)
  }

  private func insertRules(of agenda: Agenda, owner: Int64) throws {
    for (position, rule) in agenda.rules.enumerated() {
      try run(
        """
        INSERT INTO agenda_rule(practitioner, position, id, weekday, from_minute, until_minute,
          slot, unit, room, valid_from, valid_until) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        [
          owner, position, rule.id.blob, rule.weekday.rawValue, rule.from.minuteOfDay,
          rule.until.minuteOfDay, rule.slotMinutes, rule.unit?.blob, rule.room?.blob,
          rule.validFrom.dayNumber, rule.validUntil?.dayNumber,
        ])
    }
  }

  func exception(_ id: AgendaExceptionID) throws -> AgendaException? {
    try AgendaReader(db: db).exceptions("e.id = ?", [id.blob]).first
  }

  func exceptions(
    of practitioner: PractitionerID, on date: CivilDate
  ) throws -> [AgendaException] {
    try AgendaReader(db: db).exceptions(
      "p.id = ? AND e.date = ?", [practitioner.blob, date.dayNumber])
  }

  func insert(_ exception: AgendaException) throws {
    var (effect, reason, slot) = ("opens", "", nil as Int?)
    switch exception.effect {
    case .closes(let why): (effect, reason) = ("closes", why)
    case .opens(let minutes): slot = minutes
    }
    try run(
      """
      INSERT INTO agenda_exception(id, practitioner, date, from_minute, until_minute, effect,
        reason, slot, hlc) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      [
        exception.id.blob, try key(.practitioner, exception.practitioner),
        exception.date.dayNumber, exception.from.minuteOfDay, exception.until.minuteOfDay, effect,
        reason, slot, hlc,
      ])
    try logCreate(exception, .members(encoding: exception))
    touched.insert(.schedule)
  }

  func remove(_ exception: AgendaException) throws {
    try run("DELETE FROM agenda_exception WHERE id = ?", [exception.id.blob])
    try logTombstone(exception)
    touched.insert(.schedule)
  }
}

/// Reads agendas, for commands and for questions alike.
struct AgendaReader {
  let db: Database

  func agenda(of practitioner: PractitionerID) throws -> Agenda? {
    let exists = try Int.fetchOne(
      try db.cachedStatement(
        sql: """
          SELECT 1 FROM agenda a JOIN practitioner p ON p.key = a.practitioner WHERE p.id = ?
          """), arguments: [practitioner.blob])
    guard exists != nil else { return nil }
    return Agenda(
      practitioner: practitioner, rules: try rules("p.id = ?", [practitioner.blob]).map(\.rule))
  }

  /// Rules with their practitioner's key, in their order.
  func rules(
    _ condition: String, _ arguments: StatementArguments
  ) throws -> [(owner: Int64, rule: AgendaRule)] {
    try Row.fetchAll(
      try db.cachedStatement(
        sql: """
          SELECT r.id, r.weekday, r.from_minute, r.until_minute, r.slot, r.unit, r.room,
            r.valid_from, r.valid_until, p.key
          FROM agenda_rule r JOIN practitioner p ON p.key = r.practitioner
          WHERE \(condition) ORDER BY r.practitioner, r.position
          """), arguments: arguments
    ).map { row in
      guard let weekday = Weekday(rawValue: row[1]), let from = CivilTime(minuteOfDay: row[2]),
        let until = CivilTime(minuteOfDay: row[3])
      else { throw UnreadableRow(table: "agenda_rule", column: "weekday") }
      let rule = AgendaRule(
        id: try row.id(0), weekday: weekday, from: from, until: until, slotMinutes: row[4],
        unit: try row.optionalID(5), room: try row.optionalID(6),
        validFrom: CivilDate(dayNumber: row[7]),
        validUntil: (row[8] as Int?).map { CivilDate(dayNumber: $0) })
      return (row[9], rule)
    }
  }

  func exceptions(
    _ condition: String, _ arguments: StatementArguments
  ) throws -> [AgendaException] {
    try Row.fetchAll(
      try db.cachedStatement(
        sql: """
          SELECT e.id, p.id, e.date, e.from_minute, e.until_minute, e.effect, e.reason, e.slot
          FROM agenda_exception e JOIN practitioner p ON p.key = e.practitioner
          WHERE \(condition) ORDER BY e.date, e.from_minute, e.key
          """), arguments: arguments
    ).map { row in
      guard let from = CivilTime(minuteOfDay: row[3]), let until = CivilTime(minuteOfDay: row[4])
      else { throw UnreadableRow(table: "agenda_exception", column: "from_minute") }
      let isOpening = row[5] == "opens"
      return AgendaException(
        id: try row.id(0), practitioner: try row.id(1), date: CivilDate(dayNumber: row[2]),
        from: from, until: until,
        effect: isOpening ? .opens(slotMinutes: row[7] ?? 30) : .closes(reason: row[6]))
    }
  }
}
