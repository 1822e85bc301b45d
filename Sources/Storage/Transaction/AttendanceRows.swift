import ClinicDomain
import Foundation
import GRDB
import SyncProtocol

extension StoreTransaction {
  func attendance(_ id: AttendanceID) throws -> Attendance? {
    try attendance("a.id = ?", [id.blob])
  }

  func attendance(begunAs encounter: EncounterID) throws -> Attendance? {
    try attendance("e.id = ?", [encounter.blob])
  }

  func openAttendance(of patient: PatientID) throws -> Attendance? {
    try attendance("p.id = ? AND a.ended_at IS NULL", [patient.blob])
  }

  func hasAttendance(of patient: PatientID, on date: CivilDate) throws -> Bool {
    try int(
      """
      SELECT count(*) FROM attendance
      WHERE patient = ? AND (date = ? OR ended_at IS NULL)
        AND coalesce(outcome, '') <> 'entered-in-error'
      """, [try key(.patient, patient), date.dayNumber]) > 0
  }

  func hasAttended(
    _ patient: PatientID, by practitioner: PractitionerID, asideFrom registrar: String
  ) throws -> Bool {
    try int(
      """
      SELECT count(*) FROM attendance a JOIN encounter e ON e.key = a.encounter
      WHERE a.patient = ? AND e.practitioner = ? AND a.registered_by <> ?
      """, [try key(.patient, patient), try key(.practitioner, practitioner), registrar]) > 0
  }

  func insert(_ attendance: Attendance) throws {
    let patient = try key(.patient, attendance.patient)
    try run(
      """
      INSERT INTO attendance(identity, reviewed, card, priority, risk, triaged_at, called_at, room,
        encounter, outcome, ended_at, ended_by, id, patient, unit, class, reason, date, ticket,
        registered_at, registered_by, hlc)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      try changingColumns(attendance) + [
        attendance.id.blob, patient, try key(.unit, attendance.unit), attendance.kind.rawValue,
        try sealedReason(attendance), attendance.date.dayNumber, attendance.ticket,
        attendance.registeredAt.milliseconds, attendance.registeredBy, hlc,
      ])
    try markUsed(patient: patient)
    try logCreate(attendance, try body(attendance))
    touched.insert(.attendances)
  }

  func update(_ attendance: Attendance, from loaded: Attendance) throws {
    try run(
      """
      UPDATE attendance SET identity = ?, reviewed = ?, card = ?, priority = ?, risk = ?,
        triaged_at = ?, called_at = ?, room = ?, encounter = ?, outcome = ?, ended_at = ?,
        ended_by = ? WHERE id = ?
      """, try changingColumns(attendance) + [attendance.id.blob])
    try logPatch(attendance, try body(attendance), from: try body(loaded))
    touched.insert(.attendances)
  }

  private func changingColumns(_ attendance: Attendance) throws -> StatementArguments {
    let (facts, end) = (attendance.facts, attendance.end)
    return [
      facts.isIdentityConfirmed, facts.isDataReviewed, facts.isCardSeen, facts.priority?.rawValue,
      attendance.risk?.rawValue, attendance.triagedAt?.milliseconds,
      attendance.calledAt?.milliseconds, try key(.room, orNil: attendance.room),
      try key(.encounter, orNil: attendance.encounter), end?.outcome.rawValue,
      end?.at.milliseconds, end?.by,
    ]
  }

  private func sealedReason(_ attendance: Attendance) throws -> Data? {
    guard !attendance.reason.isEmpty else { return nil }
    return try sealOnce(
      attendance.reason, of: attendance.patient, .attendance, attendance.id.text, "reason")
  }

  /// The attendance as the sync log carries it: its reason only as the blob of the row.
  private func body(_ attendance: Attendance) throws -> JSONObject {
    var object = try JSONObject.members(encoding: attendance)
    object["id"] = nil
    object["reason"] = try sealedReason(attendance).map {
      .string(BinaryText.base64(Array($0)))
    }
    return object
  }

  private func attendance(
    _ condition: String, _ arguments: StatementArguments
  ) throws -> Attendance? {
    guard
      let row = try row(
        """
        SELECT a.id, p.id, u.id, a.class, a.reason, a.date, a.ticket, a.registered_at,
          a.registered_by, a.identity, a.reviewed, a.card, a.priority, a.risk, a.triaged_at,
          a.called_at, r.id, e.id, a.outcome, a.ended_at, a.ended_by
        FROM attendance a JOIN patient p ON p.key = a.patient JOIN unit u ON u.key = a.unit
          LEFT JOIN room r ON r.key = a.room LEFT JOIN encounter e ON e.key = a.encounter
        WHERE \(condition)
        """, arguments)
    else { return nil }
    let id: AttendanceID = try row.id(0)
    let patient: PatientID = try row.id(1)
    let blob: Data? = row[4]
    let reason = try open(blob, of: patient, .attendance, id.text, "reason") ?? ""
    if let blob { keepSealed(["reason": (reason, blob)], of: id.text) }
    let reader = AttendanceReader(row: row)
    return Attendance(
      id: id, patient: patient, unit: try row.id(2), kind: try reader.kind(3), reason: reason,
      date: CivilDate(dayNumber: row[5]), ticket: row[6],
      registeredAt: Instant(milliseconds: row[7]), registeredBy: row[8],
      facts: ArrivalFacts(
        isIdentityConfirmed: row[9], isDataReviewed: row[10], isCardSeen: row[11],
        priority: try reader.priority(12)),
      risk: try reader.risk(13), triagedAt: reader.instant(14), calledAt: reader.instant(15),
      room: try row.optionalID(16), encounter: try row.optionalID(17), end: try reader.end(18))
  }
}

/// Reads the parts of attendances, for commands and for questions alike.
struct AttendanceReader {
  let row: Row

  func instant(_ column: Int) -> Instant? {
    (row[column] as Int64?).map(Instant.init(milliseconds:))
  }

  func kind(_ column: Int) throws -> Attendance.Class {
    try Attendance.Class(stored: row[column], "attendance", "class")
  }

  func priority(_ column: Int) throws -> QueuePriority? {
    try (row[column] as String?).map {
      try QueuePriority(stored: $0, "attendance", "priority")
    }
  }

  func risk(_ column: Int) throws -> Attendance.Risk? {
    try (row[column] as String?).map {
      try Attendance.Risk(stored: $0, "attendance", "risk")
    }
  }

  func outcome(_ column: Int) throws -> Attendance.Outcome? {
    try (row[column] as String?).map {
      try Attendance.Outcome(stored: $0, "attendance", "outcome")
    }
  }

  /// From the columns of outcome, moment and actor.
  func end(_ first: Int) throws -> Attendance.End? {
    guard let outcome = try outcome(first), let at = instant(first + 1) else { return nil }
    return Attendance.End(outcome: outcome, at: at, by: row[first + 2])
  }
}
