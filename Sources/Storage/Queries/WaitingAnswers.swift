import ClinicDomain
import GRDB

extension QueryRunner {
  /// Entries that still wait, as rows; an earlier time only while its visit is to come.
  fileprivate func waiting(
    _ condition: String, _ arguments: StatementArguments,
    kind: (WaitingEntry) throws -> CallKind? = { _ in nil }
  ) throws -> [WaitingRow] {
    try values(
      """
      SELECT w.body, CASE WHEN p.social = '' THEN p.name ELSE p.social END, p.phone, p.birth,
        coalesce(d.name, ''), a.date, a.start, a.minutes, a.kind, b.id, b.name,
        a.exclusivity IN ('exclusive', 'group') AND a.status IN ('pending', 'booked')
      FROM waiting_entry w JOIN patient p ON p.key = w.patient
        LEFT JOIN practitioner d ON d.key = w.practitioner
        LEFT JOIN appointment a ON a.key = w.booked
        LEFT JOIN practitioner b ON b.key = a.practitioner
      WHERE w.status = 'waiting' AND \(condition)
        AND (a.key IS NULL OR a.status IN ('pending', 'booked') AND a.start_minute > ?)
      ORDER BY w.due, w.key
      """, arguments + [now.minutes]
    ) { row in
      let entry = try WaitingEntry(row: row)
      return WaitingRow(
        entry: entry, patientName: row[1], phone: row[2],
        birthDate: (row[3] as Int?).map { CivilDate(dayNumber: $0) }, practitionerName: row[4],
        booked: try WaitingRow.Booked(row: row), kind: try kind(entry))
    }
  }

  fileprivate func today() -> CivilDate { zone.civil(at: now).date }
}

extension WaitingRow.Booked {
  /// The visit of an entry's row; nil where an earlier time is not what is waited for.
  fileprivate init?(row: Row) throws {
    guard let date = row[5] as Int?, let minute = row[6] as Int? else { return nil }
    guard let start = CivilTime(minuteOfDay: minute) else {
      throw UnreadableRow(table: "appointment", column: "start")
    }
    self.init(
      time: OfferedTime(
        practitioner: try row.id(9), date: CivilDate(dayNumber: date), start: start,
        minutes: row[7]),
      practitionerName: row[10], kind: try VisitKind(stored: row[8], "appointment", "kind"),
      takesTime: row[11])
  }
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
  /// Each with the return that costs nothing, where there is one.
  func answer(from runner: QueryRunner) throws -> [WaitingRow] {
    let (today, reader) = (runner.today(), AgendaReader(db: runner.db))
    return try runner.waiting("w.purpose = 'recall' AND w.due <= ?", [dueBy.dayNumber]) { entry in
      guard entry.wish.kind == nil, let practitioner = entry.wish.practitioner else { return nil }
      return CallKind(
        wished: nil,
        freeReturn: try reader.freeReturn(
          of: entry.patient, with: practitioner, on: today))
    }
  }
}

extension ListCandidates: AnsweredQuery {
  func answer(from runner: QueryRunner) throws -> [WaitingRow] {
    let start = runner.zone.utcMinute(of: time.date, time.start)
    guard start > runner.now.minutes,
      let found = try runner.practitioners("d.id = ?", [time.practitioner.blob]).first
    else { return [] }
    let booking = OfferRules(time: time, runner)
    guard try booking.isOpen() else { return [] }
    let specialties = found.row.specialties.split(separator: ",").map(String.init)
    return try runner.waiting("coalesce(w.due, 0) <= ?", [time.date.dayNumber])
      .filter { $0.entry.takes(time, specialties: specialties, bookedAt: $0.bookedAt) }
      .filter(booking.takes)
      .sorted { $0.entry.isCalled(before: $1.entry, for: time) }
  }
}

/// What the rules of a booking say of a time that is offered.
private struct OfferRules {
  private let time: OfferedTime
  private let reader: AgendaReader
  private let rules: BookingRules

  init(time: OfferedTime, _ runner: QueryRunner) {
    self.time = time
    reader = AgendaReader(db: runner.db)
    rules = BookingRules(now: runner.now, zone: runner.zone, source: reader)
  }

  /// Whether anybody may have it: who works then, long enough ahead, and in a free room.
  ///
  /// The shortest visit is asked for: what each candidate needs is looked at by itself.
  func isOpen() throws -> Bool {
    try rules.refusal(of: booking(), minutes: VisitLength.step) == nil
  }

  /// Whether somebody's booking, or the move of her visit, would not be refused.
  func takes(_ row: WaitingRow) throws -> Bool {
    if let booked = row.booked {
      let move = booking(
        kind: booked.kind, patient: row.entry.patient,
        moving: Set([row.entry.bookedVisit].compactMap(\.self)))
      return try rules.refusal(of: move, minutes: booked.time.minutes) == nil
    }
    let (kind, minutes) = try reader.visit(for: row.entry, at: time)
    let new = booking(kind: kind, patient: row.entry.patient)
    // In a group one comes for what the group is for.
    if let wished = row.entry.wish.kind, let seat = try rules.seat(for: new), seat.kind != wished {
      return false
    }
    return try rules.refusal(of: new, minutes: minutes) == nil
  }

  private func booking(
    kind: VisitKind? = nil, patient: PatientID? = nil, moving: Set<AppointmentID> = []
  ) -> PreviewBooking {
    PreviewBooking(
      practitioner: time.practitioner, date: time.date, start: time.start, kind: kind,
      patient: patient, moving: moving)
  }
}

extension ListConfirmations: AnsweredQuery {
  func answer(from runner: QueryRunner) throws -> [ConfirmationRow] {
    let visits = try runner.visits(
      "a.date = ? AND a.status IN ('pending', 'booked')", [date.dayNumber],
      order: """
        CASE a.confirmation WHEN 'none' THEN 0 WHEN 'unreachable' THEN 1 ELSE 2 END,
          a.start, d.name_key, a.key
        """)
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
