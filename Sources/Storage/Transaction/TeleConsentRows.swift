import ClinicDomain
import GRDB
import SyncProtocol

extension StoreTransaction {
  func hasTeleConsent(_ patient: PatientID) throws -> Bool {
    try int("SELECT tele_consent FROM patient WHERE id = ?", [patient.blob]) == 1
  }

  func insert(_ consent: TeleConsent) throws {
    try run(
      """
      INSERT INTO tele_consent(id, patient, given, recorded_at, recorded_by, hlc)
      VALUES (?, ?, ?, ?, ?, ?)
      """,
      [
        consent.id.blob, try key(.patient, consent.patient), consent.isGiven,
        consent.recordedAt.milliseconds, consent.recordedBy, hlc,
      ])
    try logAppend(consent, .members(encoding: consent))
    touched.insert(.schedule)
  }
}

extension QueryRunner {
  /// What the patient said last; nil where she was never asked.
  func teleConsent(of patient: PatientID) throws -> TeleConsentRow? {
    try row(
      """
      SELECT t.given, t.recorded_at, t.recorded_by FROM tele_consent t
        JOIN patient p ON p.key = t.patient
      WHERE p.id = ? ORDER BY t.key DESC LIMIT 1
      """, [patient.blob]
    ).map { row in
      TeleConsentRow(
        isGiven: row[0], recordedAt: Instant(milliseconds: row[1]),
        recordedByName: try name(ofActor: row[2]))
    }
  }
}
