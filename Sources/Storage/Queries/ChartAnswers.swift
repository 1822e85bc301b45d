import ClinicDomain
import Foundation
import GRDB

extension ReadChart: AnsweredQuery {
  /// Without an access that `OpenChart` gave and that still holds there is no chart.
  func answer(from runner: QueryRunner) throws -> Chart? {
    let reader = RecordReader(db: runner.db, keyring: runner.keyring)
    guard let user = runner.actor.userID,
      let access = try reader.access(to: patient, by: user), access.expiresAt > runner.now,
      let row = try runner.patientRow(patient),
      let key = try runner.key(.patient, patient)
    else { return nil }
    let entries = try runner.rows(RecordReader.entrySQL("e.patient = ?"), [key]).map {
      let entry = try reader.entry($0)
      return ChartEntry(entry: entry, authorName: try runner.authorName(of: entry))
    }
    let exams = try runner.rows(RecordReader.examSQL("e.patient = ?"), [key]).map(reader.exam)
    let actors = Set(exams.flatMap(\.steps).map(\.by))
    return Chart(
      patient: row, entries: entries, exams: exams,
      actorNames: Dictionary(
        uniqueKeysWithValues: try actors.map { ($0, try runner.name(ofActor: $0)) }),
      drafts: try runner.rows(
        RecordReader.draftSQL("d.patient = ? AND d.author = ?"), [key, user.blob]
      ).map(reader.draft),
      openEncounter: try runner.openEncounter(of: key), access: access)
  }
}

extension ListEmergencyAccesses: AnsweredQuery {
  func answer(from runner: QueryRunner) throws -> Answer {
    let reader = RecordReader(db: runner.db, keyring: runner.keyring)
    let rows = try reader.emergencyAccesses(limit: count + 1)
    return Answer(rows: Array(rows.prefix(count)), hasMore: rows.count > count)
  }
}

extension QueryRunner {
  fileprivate func authorName(of entry: RecordEntry) throws -> String {
    if let foreign = entry.foreignAuthor, !foreign.isEmpty { return foreign }
    return try name(ofActor: entry.author)
  }

  /// The reader's own encounter with the patient.
  fileprivate func openEncounter(of patient: Int64) throws -> Encounter? {
    guard let practitioner = actor.practitioner else { return nil }
    return try row(
      """
      SELECT e.id, a.id, p.id, d.id, e.started_at, e.finished_at, e.status
      FROM encounter e JOIN patient p ON p.key = e.patient
        JOIN practitioner d ON d.key = e.practitioner
        LEFT JOIN appointment a ON a.key = e.appointment
      WHERE e.patient = ? AND d.id = ? AND e.status = 'in-progress'
      """, [patient, practitioner.blob]
    ).map(Encounter.init(row:))
  }
}
