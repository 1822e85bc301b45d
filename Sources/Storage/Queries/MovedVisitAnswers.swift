import ClinicDomain
import GRDB

extension ListMovedVisits: AnsweredQuery {
  func answer(from runner: QueryRunner) throws -> [ConfirmationRow] {
    let visits = try runner.visits(
      """
      a.date >= ? AND a.end_minute > ? AND a.status IN ('pending', 'booked')
        AND a.confirmation IN ('none', 'unreachable') AND EXISTS (
          SELECT 1 FROM appointment old
          WHERE old.id = a.rescheduled_from AND old.cancel_party = 'rescheduled-by-clinic')
      """, [runner.zone.civil(at: runner.now).date.dayNumber, runner.now.minutes],
      order: "a.start_minute, d.name_key, a.key LIMIT 200")
    return try visits.map { visit in
      let old = try runner.row(
        """
        SELECT old.date, old.start, p.phone FROM appointment a
          JOIN appointment old ON old.id = a.rescheduled_from JOIN patient p ON p.key = a.patient
        WHERE a.id = ?
        """, [visit.id.blob])
      let from: CivilDateTime? = old.flatMap { old in
        CivilTime(minuteOfDay: old[1]).map {
          CivilDateTime(date: CivilDate(dayNumber: old[0]), time: $0)
        }
      }
      return ConfirmationRow(visit: visit, phone: old?[2] ?? "", movedFrom: from)
    }
  }
}
