import ClinicDomain
import Foundation
import GRDB
import SyncProtocol

extension StoreTransaction {
  func hubServices() throws -> [HubServiceRow] { try HubServiceRow.all(in: db) }

  /// Makes the keys of all patients whose results were registered here due, or none any more.
  func switchService(_ name: String, isOn: Bool) throws {
    try run("UPDATE hub_service SET is_on = ? WHERE name = ?", [isOn, name])
    touched.insert(.sync)
    let recipient = HubServiceKey.recipient(name)
    guard isOn else { return try run("DELETE FROM key_due WHERE site = ?", [recipient]) }
    guard name == HubServiceKey.results else { return }
    try grantAllResults()
  }

  /// A hub that lost keys gets those of its service anew.
  func grantAllResults() throws { try grantResults(where: "1", []) }

  /// The service reads what is registered here, if it is on.
  func grantResult(of exam: Exam) throws {
    guard exam.result != nil, placing == nil else { return }
    try grantResults(where: "e.id = ?", [exam.id.blob])
  }

  /// Results that came from other sites are theirs to give.
  private func grantResults(where condition: String, _ arguments: StatementArguments) throws {
    let exams = try rows(
      """
      SELECT e.id, p.id FROM exam e JOIN patient p ON p.key = e.patient
      WHERE e.result IS NOT NULL AND \(condition)
        AND EXISTS (SELECT 1 FROM hub_service WHERE name = 'results' AND is_on)
      """, arguments)
    for row in exams {
      let exam: ExamID = try row.id(0)
      guard
        try int(
          """
          SELECT count(*) FROM sync_log WHERE entity_id = ? AND entity = 'exam'
            AND json_extract(body, '$.result') IS NOT NULL
          """, [exam.text]) > 0
      else { continue }
      try run(
        """
        INSERT OR IGNORE INTO key_due(patient, version, site)
        SELECT patient, version, ? FROM patient_key WHERE patient = ?
        """, [HubServiceKey.recipient(HubServiceKey.results), row[1] as Data])
    }
  }
}

extension HubServiceRow {
  /// All that the hub tells of, by their names.
  static func all(in db: Database) throws -> [HubServiceRow] {
    try Row.fetchAll(
      try db.cachedStatement(sql: "SELECT name, is_on FROM hub_service ORDER BY name")
    ).map { HubServiceRow(name: $0[0], isOn: $0[1]) }
  }
}
