import ClinicDomain
import Foundation
import GRDB

extension ListAttendances: AnsweredQuery {
  func answer(from runner: QueryRunner) throws -> AttendanceList {
    let isToday = date == runner.zone.civil(at: runner.now).date
    let rows = try runner.attendances(
      """
      (a.date = ?\(isToday ? " OR a.ended_at IS NULL" : "")) AND (? IS NULL OR u.id = ?)
      """, [date.dayNumber, unit?.blob, unit?.blob])
    return AttendanceList(rows: rows, ownUnits: try ownUnits(runner))
  }

  private func ownUnits(_ runner: QueryRunner) throws -> Set<UnitID> {
    guard let own = runner.actor.practitioner, runner.grant(.conductEncounter) != .denied else {
      return []
    }
    let today = runner.zone.civil(at: runner.now).date.dayNumber
    return Set(
      try runner.rows(
        """
        SELECT u.id FROM unit u JOIN practitioner d ON d.id = ?
        WHERE u.active AND (d.unit IS NULL OR d.unit = u.key OR u.key IN (
          SELECT unit FROM unit_assignment WHERE practitioner = d.key AND from_date <= ?
            AND coalesce(until_date, ?) >= ?))
        """, [own.blob, today, today, today]
      ).map { try $0.id(0) })
  }
}

extension ReadAttendance: AnsweredQuery {
  func answer(from runner: QueryRunner) throws -> AttendanceCard? {
    guard let row = try runner.attendances("a.id = ?", [id.blob]).first,
      let stored = try runner.row("SELECT reason FROM attendance WHERE id = ?", [id.blob])
    else { return nil }
    return AttendanceCard(
      row: row,
      reason: try runner.reason(
        of: row.patient, stored[0],
        SealedPlace(entity: .attendance, id: id.text, field: "reason")))
  }
}

extension QueryRunner {
  /// Attendances as rows; `condition` speaks of `a` (attendance), `u` (unit) and `p` (patient).
  func attendances(
    _ condition: String, _ arguments: StatementArguments
  ) throws -> [AttendanceRow] {
    try rows(
      """
      SELECT a.id, p.id, p.name, p.social, p.birth, u.id, u.name, a.class, a.date, a.ticket,
        a.priority, a.risk, a.registered_at, a.called_at, coalesce(r.name, ''), d.id, d.name,
        e.started_at, a.outcome, a.ended_at
      FROM attendance a JOIN patient p ON p.key = a.patient JOIN unit u ON u.key = a.unit
        LEFT JOIN room r ON r.key = a.room LEFT JOIN encounter e ON e.key = a.encounter
        LEFT JOIN practitioner d ON d.key = e.practitioner
      WHERE \(condition)
      """, arguments
    ).map { row in
      let reader = AttendanceReader(row: row)
      let social: String = row[3]
      let practitioner: PractitionerID? = try row.optionalID(15)
      return AttendanceRow(
        id: try row.id(0), patient: try row.id(1), patientName: social.isEmpty ? row[2] : social,
        birthDate: (row[4] as Int?).map(CivilDate.init(dayNumber:)), unit: try row.id(5),
        unitName: row[6], attendanceClass: try reader.kind(7),
        date: CivilDate(dayNumber: row[8]), ticket: row[9],
        priority: try reader.priority(10) ?? .none, risk: try reader.risk(11),
        registeredAt: Instant(milliseconds: row[12]), calledAt: reader.instant(13),
        roomName: row[14],
        seen: practitioner.map {
          AttendanceRow.Seen(
            practitioner: $0, practitionerName: row[16], at: Instant(milliseconds: row[17]))
        },
        outcome: try reader.outcome(18), endedAt: reader.instant(19))
    }
  }
}
