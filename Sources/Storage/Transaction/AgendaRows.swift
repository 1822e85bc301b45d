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
    try run(
      """
      INSERT INTO agenda(buffer_before, buffer_after, notice, horizon, holidays, per_day, caps,
        overbookings, practitioner, hlc) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """, columns(agenda.policy) + [owner, hlc])
    try insertRules(of: agenda, owner: owner)
    try logCreate(agenda, .members(encoding: agenda))
    touched.insert(.schedule)
  }

  func update(_ agenda: Agenda, from loaded: Agenda) throws {
    let owner = try key(.practitioner, agenda.practitioner)
    try run(
      """
      UPDATE agenda SET buffer_before = ?, buffer_after = ?, notice = ?, horizon = ?,
        holidays = ?, per_day = ?, caps = ?, overbookings = ? WHERE practitioner = ?
      """, columns(agenda.policy) + [owner])
    try run("DELETE FROM agenda_rule WHERE practitioner = ?", [owner])
    try insertRules(of: agenda, owner: owner)
    try logPatch(agenda, .members(encoding: agenda), from: .members(encoding: loaded))
    touched.insert(.schedule)
  }

  private func columns(_ policy: AgendaPolicy) -> StatementArguments {
    [
      policy.bufferBefore, policy.bufferAfter, policy.noticeMinutes, policy.horizonDays,
      policy.holidays.rawValue, policy.visitsPerDay, StoredCaps.text(policy.caps),
      policy.overbookingsPerDay,
    ]
  }

  private func insertRules(of agenda: Agenda, owner: Int64) throws {
    for (position, rule) in agenda.rules.enumerated() {
      try run(
        """
        INSERT INTO agenda_rule(practitioner, position, id, weekday, from_minute, until_minute,
          slot, unit, room, valid_from, valid_until, every_weeks, breaks, group_kind,
          capacity)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        [
          owner, position, rule.id.blob, rule.weekday.rawValue, rule.from.minuteOfDay,
          rule.until.minuteOfDay, rule.slotMinutes, rule.unit?.blob, rule.room?.blob,
          rule.validFrom.dayNumber, rule.validUntil?.dayNumber, rule.everyWeeks,
          StoredBreaks.text(rule.breaks), rule.group?.kind.rawValue, rule.group?.capacity,
        ])
    }
  }

  func exception(_ id: AgendaExceptionID) throws -> AgendaException? {
    try AgendaReader(db: db).exception(id)
  }

  func exceptions(
    of practitioner: PractitionerID, from first: CivilDate, through last: CivilDate
  ) throws -> [AgendaException] {
    try AgendaReader(db: db).exceptions(of: practitioner, from: first, through: last)
  }

  func plannedVisits(
    of practitioner: PractitionerID?, from first: CivilDate, through last: CivilDate
  ) throws -> [PlannedVisit] {
    try AgendaReader(db: db).plannedVisits(of: practitioner, from: first, through: last)
  }

  func exceptions(
    of practitioner: PractitionerID, importedFrom source: String, on dates: ClosedRange<CivilDate>
  ) throws -> [AgendaException] {
    try AgendaReader(db: db).exceptions(
      "p.id = ? AND e.source = ? AND e.date BETWEEN ? AND ?",
      [practitioner.blob, source, dates.lowerBound.dayNumber, dates.upperBound.dayNumber])
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
        reason, slot, last_date, hlc, source, source_key, unit, room)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      [
        exception.id.blob, try key(.practitioner, exception.practitioner),
        exception.date.dayNumber, exception.from.minuteOfDay, exception.until.minuteOfDay, effect,
        reason, slot, exception.lastDate.dayNumber, hlc, exception.source?.name,
        exception.source?.key, exception.unit?.blob, exception.room?.blob,
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
