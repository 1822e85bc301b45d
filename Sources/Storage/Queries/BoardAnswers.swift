import ClinicDomain
import GRDB

extension ReadBoard: AnsweredQuery {
  func answer(from runner: QueryRunner) throws -> Board {
    let people = try visits(runner) + attendances(runner)
    let isUp = { (called: Instant) in runner.now.minutes - called.minutes < Self.callMinutes }
    return Board(
      calls: people.filter { isUp($0.call.calledAt) }.map(\.call)
        .sorted { $0.calledAt > $1.calledAt },
      waiting: people.filter { !isUp($0.call.calledAt) && !$0.isInside }
        .sorted { $0.rank < $1.rank }.map(\.call.ticket))
  }

  /// Somebody with a ticket, called or not.
  private struct Person {
    let call: BoardCall
    let isInside: Bool
    let rank: AttendanceRank

    /// Reads ticket, priority, name, social name, place, practitioner, the moments of the call and
    /// of the encounter's start, and the encounter's key; of an attendance its risk too.
    init(_ row: Row, _ table: String, stage: QueueStage, risk: Attendance.Risk?) throws {
      let priority = try (row[1] as String?).map {
        try QueuePriority(stored: $0, table, "priority")
      }
      let ticket = BoardTicket(ticket: row[0], priority: priority ?? .none)
      call = BoardCall(
        ticket: ticket, label: BoardCall.label(name: row[2], socialName: row[3]),
        roomName: row[4], practitionerName: row[5], stage: stage,
        calledAt: Instant(milliseconds: row[6]))
      isInside = (row[7] as Int64?) != nil
      // Who has a visit waits among those whose case is not urgent; tickets are given in time.
      rank = AttendanceRank(
        risk: risk ?? .green, priority: ticket.priority, registeredAt: Instant(milliseconds: 0),
        ticket: ticket.ticket)
    }
  }

  private func visits(_ runner: QueryRunner) throws -> [Person] {
    try runner.rows(
      """
      SELECT v.ticket, v.priority, p.name, p.social, coalesce(r.name, q.name, ''), d.name,
        max(coalesce(v.called_at, 0), coalesce(e.started_at, 0)), e.key,
        a.status, v.needs_triage AND v.triaged_at IS NULL
      FROM arrival v JOIN appointment a ON a.id = v.id JOIN patient p ON p.key = a.patient
        JOIN practitioner d ON d.key = a.practitioner LEFT JOIN room r ON r.key = a.room
        LEFT JOIN room q ON q.key = d.room LEFT JOIN encounter e
          ON e.appointment = a.key AND e.status <> 'cancelled'
      WHERE v.date = ? AND a.date = ? AND a.status IN ('arrived', 'checked-in')
      """, [date.dayNumber, date.dayNumber]
    ).map { try Person($0, "arrival", stage: try Self.stage($0), risk: nil) }
  }

  /// Who sees the patient calls her to her own room; who only calls, to the one that was told.
  private func attendances(_ runner: QueryRunner) throws -> [Person] {
    try runner.rows(
      """
      SELECT a.ticket, a.priority, p.name, p.social, coalesce(r.name, q.name, u.name),
        coalesce(d.name, ''), max(coalesce(a.called_at, 0), coalesce(e.started_at, 0)), e.key,
        a.risk
      FROM attendance a JOIN patient p ON p.key = a.patient JOIN unit u ON u.key = a.unit
        LEFT JOIN encounter e ON e.key = a.encounter
        LEFT JOIN practitioner d ON d.key = e.practitioner
        LEFT JOIN room r ON r.key = a.room
        LEFT JOIN room q ON q.key = d.room AND q.unit = a.unit
      WHERE a.date = ? AND a.ended_at IS NULL
      """, [date.dayNumber]
    ).map { row in
      try Person(
        row, "attendance", stage: .practitioner, risk: try AttendanceReader(row: row).risk(8))
    }
  }

  /// Who called somebody: once she is inside, the practitioner.
  private static func stage(_ row: Row) throws -> QueueStage {
    if (row[7] as Int64?) != nil { return .practitioner }
    if try AppointmentStatus(stored: row[8], "appointment", "status") == .arrived {
      return .reception
    }
    return row[9] ? .triage : .practitioner
  }
}
