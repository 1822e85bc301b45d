import ClinicDomain
import Foundation
import GRDB
import SyncProtocol

extension StoreTransaction {
  func bed(_ id: BedID) throws -> Bed? {
    try row(BedReader.bedSQL("b.id = ?"), [id.blob]).map { try Bed(row: $0) }
  }

  func bed(coded code: String, in unit: UnitID) throws -> Bed? {
    try row(
      BedReader.bedSQL("b.active AND b.code_key = ? AND u.id = ?"),
      [TextFolding.fold(code), unit.blob]
    ).map { try Bed(row: $0) }
  }

  func insert(_ bed: Bed) throws {
    try run(
      """
      INSERT INTO bed(room, code, code_key, state, note, active, id, unit, hlc)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
      """, try columns(bed) + [bed.id.blob, try key(.unit, bed.unit), hlc])
    try logCreate(bed, try body(bed))
    touched.insert(.beds)
  }

  func update(_ bed: Bed, from loaded: Bed) throws {
    try run(
      """
      UPDATE bed SET room = ?, code = ?, code_key = ?, state = ?, note = ?, active = ? WHERE id = ?
      """, try columns(bed) + [bed.id.blob])
    try logPatch(bed, try body(bed), from: try body(loaded))
    touched.insert(.beds)
  }

  private func columns(_ bed: Bed) throws -> StatementArguments {
    let details = bed.details
    return [
      try key(.room, orNil: details.room), details.code, TextFolding.fold(details.code),
      bed.state.rawValue, bed.note, details.isActive,
    ]
  }

  private func body(_ bed: Bed) throws -> JSONObject {
    var object = try JSONObject.members(encoding: bed.details)
    object["unit"] = .string(bed.unit.text)
    object["operationalStatus"] = .string(bed.state.rawValue)
    object["note"] = .string(bed.note)
    return object
  }

  func stay(_ id: StayID) throws -> Stay? { try stay("s.id = ?", [id.blob]) }

  func openStay(of patient: PatientID) throws -> Stay? {
    try stay("p.id = ? AND s.discharged_at IS NULL", [patient.blob])
  }

  func hasStay(
    of patient: PatientID, with practitioner: PractitionerID, asideFrom actor: String
  ) throws -> Bool {
    let doctor = try key(.practitioner, practitioner)
    return try int(
      """
      SELECT count(*) FROM stay s WHERE s.patient = ? AND (
        (s.admitted_by <> ? AND ? = coalesce(
          (SELECT c.practitioner_was FROM stay_change c
            WHERE c.stay = s.key AND c.what = 'practitioner' ORDER BY c.changed_at, c.id LIMIT 1),
          s.practitioner))
        OR EXISTS (SELECT 1 FROM stay_change c
          WHERE c.stay = s.key AND c.practitioner = ? AND c.changed_by <> ?))
      """, [try key(.patient, patient), actor, doctor, doctor, actor]) > 0
  }

  func insert(_ stay: Stay) throws {
    let patient = try key(.patient, stay.patient)
    try run(
      """
      INSERT INTO stay(bed, places, discharged_at, discharged_by, disposition, practitioner, reason,
        id, patient, admitted_at, admitted_by, hlc)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      try columns(stay) + [
        stay.id.blob, patient, stay.admittedAt.milliseconds, stay.admittedBy, hlc,
      ])
    try markUsed(patient: patient)
    try logCreate(stay, try body(stay))
    touched.insert(.beds)
  }

  func update(_ stay: Stay, from loaded: Stay) throws {
    try run(
      """
      UPDATE stay SET bed = ?, places = ?, discharged_at = ?, discharged_by = ?, disposition = ?,
        practitioner = ?, reason = ?
      WHERE id = ?
      """, try columns(stay) + [stay.id.blob])
    try logPatch(stay, try body(stay), from: try body(loaded))
    touched.insert(.beds)
  }

  private func columns(_ stay: Stay) throws -> StatementArguments {
    [
      try key(.bed, stay.bed), try JSONValue(encoding: stay.places).canonicalText,
      stay.discharge?.at.milliseconds, stay.discharge?.by, stay.discharge?.disposition.rawValue,
      try key(.practitioner, stay.practitioner), try sealedReason(stay),
    ]
  }

  private func sealedReason(_ stay: Stay) throws -> Data? {
    guard !stay.reason.isEmpty else { return nil }
    return try sealOnce(stay.reason, of: stay.patient, .stay, stay.id.text, "reason")
  }

  /// The stay as the sync log carries it: its reason only as the blob of the row.
  private func body(_ stay: Stay) throws -> JSONObject {
    var object = try JSONObject.members(encoding: stay)
    object["id"] = nil
    object["reason"] = try sealedReason(stay).map { .string(BinaryText.base64(Array($0))) }
    return object
  }

  private func stay(_ condition: String, _ arguments: StatementArguments) throws -> Stay? {
    guard
      let row = try row(
        """
        SELECT s.id, p.id, d.id, s.reason, s.places, s.admitted_at, s.admitted_by,
          s.discharged_at, s.discharged_by, s.disposition
        FROM stay s JOIN patient p ON p.key = s.patient
          JOIN practitioner d ON d.key = s.practitioner
        WHERE \(condition)
        """, arguments)
    else { return nil }
    let id: StayID = try row.id(0)
    let patient: PatientID = try row.id(1)
    let blob: Data? = row[3]
    let reason = try open(blob, of: patient, .stay, id.text, "reason") ?? ""
    if let blob { keepSealed(["reason": (reason, blob)], of: id.text) }
    let places = try BedReader.places(row[4])
    guard let first = places.first else { throw UnreadableRow(table: "stay", column: "places") }
    return Stay(
      id: id, patient: patient, practitioner: try row.id(2), reason: reason,
      admittedAt: Instant(milliseconds: row[5]), admittedBy: row[6], first: first,
      later: Array(places.dropFirst()),
      discharge: try BedReader.discharge(at: row[7], by: row[8], disposition: row[9]))
  }
}

/// Reads beds and the parts of stays, for commands and for questions alike.
enum BedReader {
  static func bedSQL(_ condition: String) -> String {
    """
    SELECT b.id, u.id, r.id, b.code, b.active, b.state, b.note
    FROM bed b JOIN unit u ON u.key = b.unit LEFT JOIN room r ON r.key = b.room
    WHERE \(condition)
    """
  }

  static func places(_ text: String) throws -> [Stay.Place] {
    try JSONValue(text: text).decode([Stay.Place].self)
  }

  static func discharge(
    at instant: Int64?, by actor: String?, disposition: String?
  ) throws -> Stay.Discharge? {
    guard let instant, let actor, let disposition else { return nil }
    return Stay.Discharge(
      disposition: try Stay.Disposition(stored: disposition, "stay", "disposition"),
      at: Instant(milliseconds: instant), by: actor)
  }
}

extension Bed {
  /// Reads the columns of `BedReader.bedSQL` from one on.
  init(row: Row, from first: Int = 0) throws {
    self.init(
      id: try row.id(first), unit: try row.id(first + 1),
      details: BedDetails(
        room: try row.optionalID(first + 2), code: row[first + 3], isActive: row[first + 4]),
      state: try State(stored: row[first + 5], "bed", "state"), note: row[first + 6])
  }
}
