import ClinicDomain
import Foundation
import GRDB
import SyncProtocol

extension StoreTransaction {
  func encounter(_ id: EncounterID) throws -> Encounter? { try encounters("e.id = ?", [id.blob]) }

  func openEncounter(of practitioner: PractitionerID) throws -> Encounter? {
    try encounters("d.id = ? AND e.status = 'in-progress'", [practitioner.blob])
  }

  func insert(_ encounter: Encounter) throws {
    try run(
      """
      INSERT INTO encounter(id, appointment, patient, practitioner, started_at, finished_at,
        status, hlc) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      """,
      [
        encounter.id.blob, try key(.appointment, orNil: encounter.appointment),
        try key(.patient, encounter.patient), try key(.practitioner, encounter.practitioner),
        encounter.startedAt.milliseconds, encounter.finishedAt?.milliseconds,
        encounter.status.rawValue, hlc,
      ])
    try logCreate(encounter, .members(encoding: encounter))
    touched.insert([.schedule, .records])
  }

  func update(_ encounter: Encounter, from loaded: Encounter) throws {
    try run(
      "UPDATE encounter SET finished_at = ?, status = ? WHERE id = ?",
      [encounter.finishedAt?.milliseconds, encounter.status.rawValue, encounter.id.blob])
    try logPatch(encounter, .members(encoding: encounter), from: .members(encoding: loaded))
    touched.insert([.schedule, .records])
  }

  private func encounters(
    _ condition: String, _ arguments: StatementArguments
  ) throws -> Encounter? {
    try row(
      """
      SELECT e.id, a.id, p.id, d.id, e.started_at, e.finished_at, e.status
      FROM encounter e JOIN patient p ON p.key = e.patient
        JOIN practitioner d ON d.key = e.practitioner
        LEFT JOIN appointment a ON a.key = e.appointment
      WHERE \(condition)
      """, arguments
    ).map(Encounter.init(row:))
  }
}

extension Encounter {
  /// Reads id, appointment, patient, practitioner, started_at, finished_at and status.
  init(row: Row) throws {
    self.init(
      id: try row.id(0), appointment: try row.optionalID(1), patient: try row.id(2),
      practitioner: try row.id(3), startedAt: Instant(milliseconds: row[4]),
      finishedAt: (row[5] as Int64?).map(Instant.init(milliseconds:)),
      status: try Status(stored: row[6], "encounter", "status"))
  }
}
