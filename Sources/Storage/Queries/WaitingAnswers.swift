import ClinicDomain
import GRDB

extension QueryRunner {
  /// Entries that still wait, as rows; an earlier time only while its visit is to come.
  fileprivate func waiting(
    _ condition: String, _ arguments: StatementArguments
  ) throws -> [WaitingRow] {
    try values(
      """
      SELECT w.body, CASE WHEN p.social = '' THEN p.name ELSE p.social END, p.phone, p.birth,
        coalesce(d.name, ''), a.date, a.start
      FROM waiting_entry w JOIN patient p ON p.key = w.patient
        LEFT JOIN practitioner d ON d.key = w.practitioner
        LEFT JOIN appointment a ON a.key = w.booked
      WHERE w.status = 'waiting' AND \(condition)
        AND (a.key IS NULL OR a.status IN ('pending', 'booked') AND a.start_minute > ?)
      ORDER BY w.due, w.key
      """, arguments + [now.minutes]
    ) { row in
      let date: Int? = row[5]
      let start: Int? = row[6]
      return WaitingRow(
        entry: try WaitingEntry(row: row), patientName: row[1], phone: row[2],
        birthDate: (row[3] as Int?).map { CivilDate(dayNumber: $0) }, practitionerName: row[4],
        bookedAt: date.flatMap { date in
          start.flatMap(CivilTime.init(minuteOfDay:)).map {
            CivilDateTime(date: CivilDate(dayNumber: date), time: $0)
          }
        })
    }
  }

  fileprivate func today() -> CivilDate { zone.civil(at: now).date }
}

extension ListWaiting: AnsweredQuery {
  func answer(from runner: QueryRunner) throws -> [WaitingRow] {
    let today = runner.today()
    return try runner.waiting("w.purpose IN ('visit', 'earlier')", [])
      .sorted { left, right in
        let (one, other) = (left.entry, right.entry)
        let ended = [one, other].map { ($0.wish.until ?? today) < today }
        if ended[0] != ended[1] { return !ended[0] }
        if one.wish.priority != other.wish.priority {
          return one.wish.priority > other.wish.priority
        }
        return one.addedAt < other.addedAt
      }
  }
}

extension ListRecalls: AnsweredQuery {
  func answer(from runner: QueryRunner) throws -> [WaitingRow] {
    try runner.waiting("w.purpose = 'recall' AND w.due <= ?", [dueBy.dayNumber])
  }
}

extension QueryRunner {
  /// Whether nobody has the time, or the group that meets then has a place for one more.
  fileprivate func isFree(
    _ time: OfferedTime, of practitioner: (key: Int64, row: PractitionerRow), from start: Int
  ) throws -> Bool {
    let groups = try values(
      """
      SELECT group_id FROM appointment WHERE practitioner = ? AND takes
        AND busy_from > ? AND busy_from < ? AND busy_to > ?
      """, [practitioner.key, start - 1440, start + time.minutes, start]
    ) { row -> String? in row[0] }
    guard !groups.isEmpty else { return true }
    let id = GroupPlace.id(of: time.practitioner, startMinute: start)
    guard groups.allSatisfy({ $0 == id }) else { return false }
    let seat = try BookingRules(now: now, zone: zone, source: AgendaReader(db: db)).seat(
      for: PreviewBooking(
        practitioner: time.practitioner, date: time.date, start: time.start))
    return seat.map { $0.places > 0 } ?? false
  }
}

extension ListCandidates: AnsweredQuery {
  func answer(from runner: QueryRunner) throws -> [WaitingRow] {
    let start = runner.zone.utcMinute(of: time.date, time.start)
    guard start > runner.now.minutes,
      let found = try runner.practitioners("d.id = ?", [time.practitioner.blob]).first,
      try runner.isFree(time, of: found, from: start)
    else { return [] }
    let specialties = found.row.specialties.split(separator: ",").map(String.init)
    return try runner.waiting("coalesce(w.due, 0) <= ?", [time.date.dayNumber])
      .filter { $0.entry.takes(time, specialties: specialties, bookedAt: $0.bookedAt) }
      .sorted { $0.entry.isCalled(before: $1.entry, for: time) }
  }
}

extension ListConfirmations: AnsweredQuery {
  func answer(from runner: QueryRunner) throws -> [ConfirmationRow] {
    let visits = try runner.visits(
      "a.date = ? AND a.status IN ('pending', 'booked')", [date.dayNumber],
      order: "a.start, d.name_key, a.key")
    let phones = Dictionary(
      try runner.values(
        """
        SELECT DISTINCT p.id, p.phone FROM appointment a JOIN patient p ON p.key = a.patient
        WHERE a.date = ? AND a.status IN ('pending', 'booked')
        """, [date.dayNumber]
      ) { row -> (PatientID, String) in (try row.id(0), row[1]) },
      uniquingKeysWith: { first, _ in first })
    return visits.map { ConfirmationRow(visit: $0, phone: phones[$0.patient] ?? "") }
  }
}
