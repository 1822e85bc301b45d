import ClinicDomain
import Foundation
import GRDB
import SampleClinic
import Storage
import Testing

/// What another program does to the file, with no rule of ours in between.
@Suite struct RawWriterTests {
  private static let tomorrow = SampleClinic.zone.civil(at: SampleClinic.moment).date
    .adding(days: 1)

  private func clinicWithVisit() throws -> FaultClinic {
    let clinic = try FaultClinic(doctors: 3, patients: 3)
    let service = try clinic.clinic.open()
    try SampleClinic.addVisits(
      [
        SampleClinic.visit(0, patient: 0, doctor: 0, date: Self.tomorrow, minute: 600),
        SampleClinic.visit(1, patient: 1, doctor: 1, date: Self.tomorrow, minute: 600),
      ], to: service)
    try service.close()
    return clinic
  }

  /// Copies the first visit with some columns changed.
  private func copy(_ clinic: FaultClinic, _ changes: [String: String]) throws {
    let queue = try DatabaseQueue(path: clinic.clinic.folder.database)
    defer { try? queue.close() }
    try queue.inDatabase { db in
      let columns = try Row.fetchAll(db, sql: "PRAGMA table_info(appointment)")
        .map { $0["name"] as String }.filter { $0 != "key" }
      let changes = changes.merging(["id": "randomblob(16)"]) { $1 }
      let values = columns.map { changes[$0] ?? $0 }.joined(separator: ", ")
      try db.execute(
        sql: """
          INSERT INTO appointment (\(columns.joined(separator: ", ")))
          SELECT \(values) FROM appointment WHERE key = 1
          """)
    }
  }

  @Test(arguments: [
    (["patient": "3"], "overlap practitioner"),
    (["practitioner": "3"], "overlap patient"),
    (
      [
        "patient": "3", "start_minute": "start_minute + 15", "end_minute": "end_minute + 15",
        "busy_from": "busy_from + 15", "busy_to": "busy_to + 15",
      ], "overlap practitioner"
    ),
  ])
  func anOverlapIsRefusedWhateverProgramInserts(
    changes: [String: String], message: String
  ) throws {
    let clinic = try clinicWithVisit()
    let error = #expect(throws: DatabaseError.self) { try copy(clinic, changes) }
    #expect(error?.message == message)
    #expect(try clinic.count("SELECT count(*) FROM appointment") == 2)
  }

  @Test(arguments: [
    ["patient": "3", "exclusivity": "'historical'"], ["patient": "3", "status": "'cancelled'"],
    [
      "patient": "3", "start_minute": "start_minute + 30", "end_minute": "end_minute + 30",
      "busy_from": "busy_from + 30", "busy_to": "busy_to + 30",
    ],
  ])
  func whatTakesNoTimeOrItsOwnIsTaken(changes: [String: String]) throws {
    let clinic = try clinicWithVisit()
    try copy(clinic, changes)
    #expect(try clinic.count("SELECT count(*) FROM appointment") == 3)
  }

  @Test func aChangeIntoAnOverlapIsRefused() throws {
    let clinic = try clinicWithVisit()
    let queue = try DatabaseQueue(path: clinic.clinic.folder.database)
    let error = #expect(throws: DatabaseError.self) {
      try queue.inDatabase {
        try $0.execute(sql: "UPDATE appointment SET practitioner = 1 WHERE key = 2")
      }
    }
    #expect(error?.message == "overlap practitioner")
    try queue.close()
  }

  @Test(arguments: ["sync_log", "audit_log", "payment", "ledger_posting", "record_entry"])
  func whatIsAppendOnlyHasATriggerAgainstDeletion(table: String) throws {
    let clinic = try FaultClinic()
    let triggers = try clinic.rows(
      """
      SELECT sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = ?
        AND sql LIKE '%BEFORE DELETE%RAISE(ABORT%'
      """, [table])
    #expect(triggers.count == 1)
  }

  @Test func aChangedLogIsFoundByTheCheck() throws {
    let clinic = try clinicWithVisit()
    let queue = try DatabaseQueue(path: clinic.clinic.folder.database)
    try queue.inDatabase {
      try $0.execute(
        sql: """
          DROP TRIGGER sync_log_not_changed; DROP TRIGGER audit_log_not_changed;
          UPDATE sync_log SET body = replace(body, 'booked', 'noshow') WHERE entity = 'appointment';
          UPDATE audit_log SET actor = 'user:nobody' WHERE seq = 3;
          """)
    }
    try queue.close()
    let report = try clinic.check()
    #expect(report.logBreak != nil)
    #expect(report.auditBreak == .changed(3))
  }
}
