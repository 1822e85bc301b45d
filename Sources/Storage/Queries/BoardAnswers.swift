import ClinicDomain
import GRDB

extension ReadBoard: AnsweredQuery {
  func answer(from runner: QueryRunner) throws -> Board {
    let rows = try runner.rows(
      """
      SELECT v.ticket, v.priority, p.name, p.social, coalesce(r.name, q.name, ''), d.name,
        max(coalesce(v.called_at, 0), coalesce(e.started_at, 0)), e.key
      FROM arrival v JOIN appointment a ON a.id = v.id JOIN patient p ON p.key = a.patient
        JOIN practitioner d ON d.key = a.practitioner LEFT JOIN room r ON r.key = a.room
        LEFT JOIN room q ON q.key = d.room LEFT JOIN encounter e ON e.appointment = a.key
      WHERE v.date = ? AND a.date = ? AND a.status IN ('arrived', 'checked-in')
      ORDER BY v.ticket
      """, [date.dayNumber, date.dayNumber])
    var calls: [BoardCall] = []
    var waiting: [BoardTicket] = []
    for row in rows {
      let priority: String? = row[1]
      let ticket = BoardTicket(
        ticket: row[0],
        priority: try priority.map { try QueuePriority(stored: $0, "arrival", "priority") }
          ?? .none)
      let called = Instant(milliseconds: row[6])
      let isInside = (row[7] as Int64?) != nil
      if runner.now.minutes - called.minutes < Self.callMinutes {
        calls.append(
          BoardCall(
            ticket: ticket, label: BoardCall.label(name: row[2], socialName: row[3]),
            roomName: row[4], practitionerName: row[5], calledAt: called))
      } else if !isInside {
        waiting.append(ticket)
      }
    }
    return Board(
      calls: calls.sorted { $0.calledAt > $1.calledAt },
      waiting: waiting.enumerated().sorted {
        ($0.element.priority.rank, $0.offset) < ($1.element.priority.rank, $1.offset)
      }.map(\.element))
  }
}
