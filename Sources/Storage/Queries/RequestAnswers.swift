import ClinicDomain
import GRDB

extension ListRequests: AnsweredQuery {
  func answer(from runner: QueryRunner) throws -> [RequestRow] {
    var (own, arguments): (String, StatementArguments) = ("1", [])
    if runner.grant(.changeBookings) == .own {
      own = "d.id = ?"
      arguments = [runner.actor.practitioner?.blob]
    }
    let asked = try runner.rows(
      """
      SELECT a.id, a.booked_at, p.phone, EXISTS (
        SELECT 1 FROM appointment b WHERE b.practitioner = a.practitioner AND b.takes
          AND b.busy_from > a.busy_from - 1440 AND b.busy_from < a.busy_to
          AND b.busy_to > a.busy_from
          AND (a.group_id IS NULL OR b.group_id IS NOT a.group_id OR b.patient = a.patient
            OR a.group_capacity <= (
              SELECT count(*) FROM appointment c WHERE c.group_id = a.group_id AND c.takes)))
      FROM appointment a JOIN patient p ON p.key = a.patient
        JOIN practitioner d ON d.key = a.practitioner
      WHERE a.status = 'proposed' AND a.date >= ? AND a.end_minute > ? AND \(own)
      ORDER BY a.booked_at, a.key LIMIT 200
      """,
      [runner.zone.civil(at: runner.now).date.dayNumber, runner.now.minutes] + arguments)
    return try asked.compactMap { row in
      let id: AppointmentID = try row.id(0)
      let digits: String = row[2]
      return try runner.visits("a.id = ?", [id.blob], order: "a.key").first.map {
        RequestRow(
          visit: $0, askedAt: Instant(milliseconds: row[1]), isTaken: row[3],
          phone: (try? Phone(parsing: digits))?.formatted ?? digits)
      }
    }
  }
}

extension PreviewOverbooking: AnsweredQuery {
  func answer(from runner: QueryRunner) throws -> OverbookingImpact {
    let visits = try runner.visits(
      "d.id = ? AND a.practitioner = d.key AND a.date = ?",
      [practitioner.blob, date.dayNumber], order: "a.start, a.key")
    let reader = AgendaReader(db: runner.db)
    let book = try reader.book(of: practitioner, from: date, through: date)
    return OverbookingImpact(
      used: visits.count { $0.isOverbooked && $0.status.isLive },
      perDay: book.policy.overbookingLimit,
      delays: OverbookingImpact.delays(start: start, minutes: minutes, among: visits),
      closure: OverbookingImpact.closure(of: book, on: date, at: start, minutes: minutes),
      own: try own(reader, runner))
  }

  private func own(_ reader: AgendaReader, _ runner: QueryRunner) throws -> [VisitRow] {
    let begin = runner.zone.utcMinute(of: date, start)
    guard let patient, let slot = TimeSlot(startMinute: begin, length: minutes) else { return [] }
    return try reader.visits(of: patient, overlapping: slot).compactMap {
      try runner.visits("a.id = ?", [$0.blob], order: "a.key").first
    }
  }
}
