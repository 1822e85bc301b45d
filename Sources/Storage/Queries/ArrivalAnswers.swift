import ClinicDomain
import GRDB

extension ReadArrivals: AnsweredQuery {
  func answer(from runner: QueryRunner) throws -> [Arrival] {
    try runner.rows(ArrivalReader.sql("date = ?"), [date.dayNumber]).map(Arrival.init(row:))
  }
}

extension ListWalkIns: AnsweredQuery {
  /// A walk-in is written down at the moment of the arrival, any other visit before it.
  func answer(from runner: QueryRunner) throws -> Set<AppointmentID> {
    Set(
      try runner.rows(
        """
        SELECT id FROM appointment
        WHERE date = ? AND exclusivity = 'overbooked' AND arrived_at = booked_at
        """, [date.dayNumber]
      ).map { try $0.id(0) })
  }
}

extension ReadCheckIn: AnsweredQuery {
  func answer(from runner: QueryRunner) throws -> CheckInCard? {
    guard
      let row = try runner.row(
        "SELECT id, chart, body, registered_at FROM patient WHERE id = ?", [patient.blob])
    else { return nil }
    let found = try Patient(row: row)
    let changed = try runner.int(
      "SELECT coalesce(max(hlc), 0) >> 16 FROM field_clock WHERE entity = ? AND entity_id = ?",
      [EntityKind.patient.rawValue, patient.text])
    let reviewed = try runner.row(
      """
      SELECT max(a.arrived_at) FROM appointment a JOIN arrival r ON r.id = a.id
        JOIN patient p ON p.key = a.patient WHERE p.id = ? AND r.reviewed
      """, [patient.blob])
    let at: Int64? = reviewed?[0]
    return CheckInCard(
      patient: found,
      reviewedAt: max(
        found.registeredAt, Instant(milliseconds: Int64(changed)), Instant(milliseconds: at ?? 0)))
  }
}

extension ListOnDuty: AnsweredQuery {
  func answer(from runner: QueryRunner) throws -> [OnDutyRow] {
    let day = date.dayNumber
    let reader = AgendaReader(db: runner.db)
    let rules = Dictionary(
      grouping: try reader.rules(
        "r.weekday = ? AND r.valid_from <= ? AND coalesce(r.valid_until, ?) >= ?",
        [date.weekday.rawValue, day, day, day]), by: \.owner)
    let exceptions = Dictionary(
      grouping: try reader.exceptions("e.last_date >= ? AND e.date <= ?", [day, day]),
      by: \.practitioner)
    let policies = Dictionary(
      uniqueKeysWithValues: try reader.policies("1", []).map { ($0.owner, $0.policy) })
    let (holidays, homes) = (try reader.holidayCalendar(), try reader.homeUnits())
    let closed = try reader.closedPlaces()
    let waiting = Dictionary(
      uniqueKeysWithValues: try runner.values(
        """
        SELECT a.practitioner, count(*) FROM appointment a
          LEFT JOIN encounter e ON e.appointment = a.key AND e.status <> 'cancelled'
        WHERE a.date = ? AND a.status IN ('arrived', 'checked-in') AND e.key IS NULL
        GROUP BY a.practitioner
        """, [day]
      ) { row -> (Int64, Int) in (row[0], row[1]) })
    return try runner.practitioners("d.active", []).filter { found in
      AgendaBook(
        rules: rules[found.key, default: []].map(\.rule),
        policy: policies[found.key] ?? AgendaPolicy(),
        exceptions: exceptions[found.row.id, default: []], holidays: holidays,
        home: homes[found.key], closed: closed
      ).open(on: date).contains { $0.from <= time && time < $0.until }
    }.map {
      OnDutyRow(
        practitioner: $0.row.id, name: $0.row.name, specialties: $0.row.specialties,
        waiting: waiting[$0.key] ?? 0)
    }.enumerated().sorted { ($0.element.waiting, $0.offset) < ($1.element.waiting, $1.offset) }
      .map(\.element)
  }
}

extension ListUnresolved: AnsweredQuery {
  func answer(from runner: QueryRunner) throws -> [ConfirmationRow] {
    let today = runner.zone.civil(at: runner.now).date.dayNumber
    let visits = try runner.visits(
      """
      a.date BETWEEN ? AND ? AND a.end_minute <= ? AND a.exclusivity <> 'historical'
        AND a.status IN ('pending', 'booked')
      """, [today - Self.days, today, runner.now.minutes],
      order: "a.start_minute, d.name_key, a.key LIMIT 200")
    return try visits.map {
      ConfirmationRow(visit: $0, phone: try runner.patientRow($0.patient)?.phone ?? "")
    }
  }
}
