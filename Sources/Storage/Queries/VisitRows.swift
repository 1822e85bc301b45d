import ClinicDomain
import Foundation
import GRDB

extension QueryRunner {
  /// Visits as rows, decoded by position: what the day and the desk read at every change.
  func visits(
    _ condition: String, _ arguments: StatementArguments, order: String
  ) throws -> [VisitRow] {
    var named: [Int64: NamedPractitioner] = [:]
    return try values(
      """
      SELECT a.id, p.id, p.name, p.social, a.practitioner, a.date, a.start, a.minutes, a.status,
        a.confirmation, a.reservation, a.kind, a.exclusivity, a.arrived_at, e.id, e.status,
        e.started_at, i.id, a.start_minute - a.busy_from, a.busy_to - a.end_minute,
        p.tele_consent, a.series, a.group_id, a.group_capacity,
        \(PayerColumns.names("a"))
      FROM appointment a JOIN patient p ON p.key = a.patient
        LEFT JOIN practitioner d ON d.key = a.practitioner
        LEFT JOIN encounter e ON e.appointment = a.key AND e.status <> 'cancelled'
        LEFT JOIN invoice i ON i.appointment = a.key
          AND i.appointment IS NOT NULL AND i.status NOT IN ('cancelled', 'entered-in-error')
      WHERE \(condition) ORDER BY \(order)
      """, arguments
    ) { row in
      let key: Int64 = row[4]
      let practitioner: NamedPractitioner
      if let known = named[key] {
        practitioner = known
      } else {
        practitioner = try NamedPractitioner(key: key, in: db)
        named[key] = practitioner
      }
      return try VisitRow(row: row, practitioner)
    }
  }
}

/// Who is named in row after row: read once.
private struct NamedPractitioner {
  let id: PractitionerID
  let name: String

  init(key: Int64, in db: Database) throws {
    let row = try Row.fetchOne(
      try db.cachedStatement(sql: "SELECT id, name FROM practitioner WHERE key = ?"),
      arguments: [key])
    guard let row else { throw UnreadableRow(table: "appointment", column: "practitioner") }
    (id, name) = (try row.id(0), row[1])
  }
}

extension VisitRow {
  fileprivate init(row: Row, _ practitioner: NamedPractitioner) throws {
    guard let start = CivilTime(minuteOfDay: row[6]) else {
      throw UnreadableRow(table: "appointment", column: "start")
    }
    let social: String = row[3]
    let encounterStatus: String? = row[15]
    let group: String? = row[22]
    self.init(
      id: try row.id(0), patient: try row.id(1), patientName: social.isEmpty ? row[2] : social,
      practitioner: practitioner.id, practitionerName: practitioner.name,
      date: CivilDate(dayNumber: row[5]),
      start: start, minutes: row[7],
      status: try AppointmentStatus(stored: row[8], "appointment", "status"),
      confirmation: try Confirmation(stored: row[9], "appointment", "confirmation"),
      reservation: try Reservation(stored: row[10], "appointment", "reservation"),
      kind: try VisitKind(stored: row[11], "appointment", "kind"),
      isOverbooked: row[12] == "overbooked", isHistorical: row[12] == "historical",
      arrivedAt: (row[13] as Int64?).map(Instant.init(milliseconds:)),
      encounter: try row.optionalID(14),
      encounterStatus: try encounterStatus.map {
        try Encounter.Status(stored: $0, "encounter", "status")
      },
      encounterStartedAt: (row[16] as Int64?).map(Instant.init(milliseconds:)),
      invoice: try row.optionalID(17), before: row[18], after: row[19],
      hasTeleConsent: row[20], series: try row.optionalID(21),
      group: group.map { GroupPlace(id: $0, capacity: row[23] ?? 0) },
      payer: try PayerColumns.read(row, at: 24))
  }
}

extension ReadDesk: AnsweredQuery {
  func answer(from runner: QueryRunner) throws -> [VisitRow] {
    try runner.visits("a.date = ?", [date.dayNumber], order: "a.start, d.name_key, a.key")
  }
}

extension ReadVisit: AnsweredQuery {
  func answer(from runner: QueryRunner) throws -> VisitDetail? {
    guard
      let row = try runner.visits("a.id = ?", [appointment.blob], order: "a.key").first,
      let patient = try runner.patientRow(row.patient),
      let visit = try AppointmentReader(db: runner.db, keyring: runner.keyring).visits(
        "a.id = ?", [appointment.blob]
      ).first?.visit
    else { return nil }
    let names = try runner.row(
      """
      SELECT coalesce(r.name, ''), coalesce(u.name, '') FROM appointment a
        LEFT JOIN room r ON r.key = a.room LEFT JOIN unit u ON u.key = a.unit WHERE a.id = ?
      """, [appointment.blob])
    return VisitDetail(
      row: row, appointment: visit, patient: patient, roomName: names?[0] ?? "",
      unitName: names?[1] ?? "", bookedByName: try runner.name(ofActor: visit.bookedBy),
      allowedByName: try visit.allowedBy.map(runner.name) ?? "",
      window: try ReadReturnWindow(of: row).answer(from: runner),
      consent: try runner.teleConsent(of: row.patient),
      payers: runner.grant(.readPatients) == .denied
        ? []
        : try AgendaReader(db: runner.db).patient(row.patient)?.details.payers ?? [])
  }
}

extension QueryRunner {
  func name(of authority: OverbookingAuthority) throws -> String {
    switch authority {
    case .practitioner(let id): try practitioners("d.id = ?", [id.blob]).first?.row.name ?? ""
    case .user: try name(ofActor: authority.rawValue)
    }
  }

  /// The name of whoever an audit reference names: the account's display name where it is one.
  func name(ofActor reference: String) throws -> String {
    let parts = reference.split(separator: ":")
    guard parts.count >= 2 else { return reference }
    guard parts[0] == "user", let id = try? UserID(parsing: String(parts[1])) else {
      return String(parts[1])
    }
    return try String.fetchOne(
      try db.cachedStatement(sql: "SELECT display_name FROM user WHERE id = ?"),
      arguments: [id.blob]) ?? ""
  }
}
