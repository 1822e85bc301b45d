import ClinicDomain
import Foundation
import GRDB
import SyncProtocol

extension StoreTransaction {
  func recordEntry(_ id: RecordEntryID) throws -> RecordEntry? {
    try row(RecordReader.entrySQL("e.id = ?"), [id.blob]).map { try reader.entry($0) }
  }

  func hasAllergies(_ patient: PatientID) throws -> Bool {
    try int(
      """
      SELECT count(*) FROM record_entry WHERE patient = ? AND kind = 'allergy'
        AND status = 'signed'
      """, [try key(.patient, patient)]) > 0
  }

  func hasWritten(in encounter: Encounter, since: Instant) throws -> Bool {
    let (patient, from) = (try key(.patient, encounter.patient), since.milliseconds)
    let practitioner = try key(.practitioner, encounter.practitioner)
    return try int(
      """
      SELECT EXISTS (SELECT 1 FROM record_entry
          WHERE patient = ? AND entered_at >= ? AND (encounter = ? OR practitioner = ?))
        OR EXISTS (SELECT 1 FROM draft WHERE patient = ? AND saved_at >= ?)
        OR EXISTS (SELECT 1 FROM exam WHERE patient = ? AND practitioner = ? AND hlc >> 16 >= ?)
      """,
      [
        patient, from, encounter.id.blob, practitioner, patient, from, patient, practitioner, from,
      ]) > 0
  }

  func insert(_ entry: RecordEntry) throws {
    let content = try sealOnce(
      try JSONValue(encoding: entry.content).canonicalText, of: entry.patient, .recordEntry,
      entry.id.text, "content")
    let retraction = try sealOnce(
      entry.retractionReason, of: entry.patient, .recordEntry, entry.id.text, "retraction")
    try run(
      """
      INSERT INTO record_entry(id, patient, encounter, author, practitioner, foreign_author,
        occurred_at, entered_at, status, amends, kind, content, retraction, hlc)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      [
        entry.id.blob, try key(.patient, entry.patient), entry.encounter?.blob, entry.author,
        try key(.practitioner, orNil: entry.practitioner), entry.foreignAuthor,
        entry.occurredAt.milliseconds, entry.enteredAt.milliseconds, entry.status.rawValue,
        entry.amends?.blob, entry.content.kind.rawValue, content, retraction, hlc,
      ])
    var body = try JSONObject.members(encoding: entry)
    body["content"] = content.map { .string(BinaryText.base64(Array($0))) }
    body["kind"] = .string(entry.content.kind.rawValue)
    body["retractionReason"] = retraction.map { .string(BinaryText.base64(Array($0))) }
    try logAppend(entry, body)
    touched.insert(.records)
  }

  /// Only the status and the reason of a retraction ever change.
  func update(_ entry: RecordEntry, from loaded: RecordEntry) throws {
    let retraction = try sealOnce(
      entry.retractionReason, of: entry.patient, .recordEntry, entry.id.text, "retraction")
    try run(
      "UPDATE record_entry SET status = ?, retraction = ? WHERE id = ?",
      [entry.status.rawValue, retraction, entry.id.blob])
    var body = JSONObject()
    body["status"] = .string(entry.status.rawValue)
    body["retractionReason"] = retraction.map { .string(BinaryText.base64(Array($0))) }
    var old = JSONObject()
    old["status"] = .string(loaded.status.rawValue)
    try logPatch(entry, body, from: old)
    touched.insert(.records)
  }

  func draft(_ id: RecordEntryID) throws -> RecordDraft? {
    try row(RecordReader.draftSQL("d.id = ?"), [id.blob]).map { try reader.draft($0) }
  }

  func keep(_ draft: RecordDraft) throws {
    let content = try seal(
      try JSONValue(encoding: draft.content).canonicalText, of: draft.patient, .draft,
      draft.id.text, "content")
    try run(
      """
      INSERT OR REPLACE INTO draft(id, patient, author, content, amends, saved_at)
      VALUES (?, ?, ?, ?, ?, ?)
      """,
      [
        draft.id.blob, try key(.patient, draft.patient), draft.author.blob, content,
        draft.amends?.blob, draft.savedAt.milliseconds,
      ])
  }

  func discardDraft(_ id: RecordEntryID) throws {
    try run("DELETE FROM draft WHERE id = ?", [id.blob])
    touched.insert(.records)
  }

  func insert(_ access: ChartAccess) throws {
    let id = access.patient.text
    try markUsed(patient: try key(.patient, access.patient))
    try run(
      """
      INSERT INTO chart_access(patient, reader, granted_at, expires_at, reason)
      VALUES (?, ?, ?, ?, ?)
      """,
      [
        try key(.patient, access.patient), access.reader.blob, access.grantedAt.milliseconds,
        access.expiresAt.milliseconds,
        try seal(access.breakGlassReason, of: access.patient, .chartAccess, id, "reason"),
      ])
    if access.breakGlassReason != nil { touched.insert(.emergencyAccesses) }
  }

  func chartAccess(to patient: PatientID, by reader: UserID) throws -> ChartAccess? {
    try self.reader.access(to: patient, by: reader)
  }

  func exam(_ id: ExamID) throws -> Exam? {
    try row(RecordReader.examSQL("e.id = ?"), [id.blob]).map { try reader.exam($0) }
  }

  func insert(_ exam: Exam) throws {
    let texts = try sealedTexts(of: exam)
    try run(
      """
      INSERT INTO exam(id, patient, practitioner, status, name, code, result, steps, hlc)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      [
        exam.id.blob, try key(.patient, exam.patient),
        try key(.practitioner, orNil: exam.practitioner),
        exam.status.rawValue, texts.name, texts.code, texts.result,
        try JSONValue(encoding: exam.steps).canonicalText, hlc,
      ])
    var body = try JSONObject.members(encoding: exam)
    body["name"] = texts.name.map { .string(BinaryText.base64(Array($0))) }
    body["code"] = texts.code.map { .string(BinaryText.base64(Array($0))) }
    body["result"] = texts.result.map { .string(BinaryText.base64(Array($0))) }
    try logCreate(exam, body)
    touched.insert(.records)
  }

  /// Each registration is an entry of its own in the sync log.
  func update(_ exam: Exam, from loaded: Exam) throws {
    let result = try sealOnce(exam.result, of: exam.patient, .exam, exam.id.text, "result")
    let steps = try JSONValue(encoding: exam.steps)
    try run(
      "UPDATE exam SET status = ?, result = ?, steps = ? WHERE id = ?",
      [exam.status.rawValue, result, steps.canonicalText, exam.id.blob])
    var body = JSONObject()
    body["status"] = .string(exam.status.rawValue)
    body["steps"] = steps
    body["result"] = result.map { .string(BinaryText.base64(Array($0))) }
    var old = JSONObject()
    old["status"] = .string(loaded.status.rawValue)
    old["steps"] = try JSONValue(encoding: loaded.steps)
    try logPatch(exam, body, from: old)
    if loaded.result == nil { try grantResult(of: exam) }
    touched.insert(.records)
  }

  private func sealedTexts(of exam: Exam) throws -> (name: Data?, code: Data?, result: Data?) {
    (
      try sealOnce(exam.name, of: exam.patient, .exam, exam.id.text, "name"),
      try sealOnce(exam.code, of: exam.patient, .exam, exam.id.text, "code"),
      try sealOnce(exam.result, of: exam.patient, .exam, exam.id.text, "result")
    )
  }

  private var reader: RecordReader { RecordReader(db: db, keyring: keyring) }
}

/// Reads the record and opens what is sealed, for commands and for questions alike.
struct RecordReader {
  let db: Database
  let keyring: PatientKeyring

  static func entrySQL(_ condition: String) -> String {
    """
    SELECT e.id, p.id, e.encounter, e.author, d.id, e.foreign_author, e.occurred_at, e.entered_at,
      e.status, e.amends, e.content, e.retraction
    FROM record_entry e JOIN patient p ON p.key = e.patient
      LEFT JOIN practitioner d ON d.key = e.practitioner
    WHERE \(condition) ORDER BY e.occurred_at DESC, e.key DESC
    """
  }

  static func draftSQL(_ condition: String) -> String {
    """
    SELECT d.id, p.id, d.author, d.content, d.amends, d.saved_at
    FROM draft d JOIN patient p ON p.key = d.patient WHERE \(condition) ORDER BY d.saved_at DESC
    """
  }

  static func examSQL(_ condition: String) -> String {
    """
    SELECT e.id, p.id, d.id, e.status, e.name, e.code, e.result, e.steps
    FROM exam e JOIN patient p ON p.key = e.patient
      LEFT JOIN practitioner d ON d.key = e.practitioner
    WHERE \(condition) ORDER BY e.key DESC
    """
  }

  func entry(_ row: Row) throws -> RecordEntry {
    let id: RecordEntryID = try row.id(0)
    let patient: PatientID = try row.id(1)
    let content = try open(row[10], patient, .recordEntry, id.text, "content") ?? ""
    return RecordEntry(
      id: id, patient: patient, encounter: try row.optionalID(2), author: row[3],
      practitioner: try row.optionalID(4), foreignAuthor: row[5],
      occurredAt: Instant(milliseconds: row[6]), enteredAt: Instant(milliseconds: row[7]),
      status: try RecordEntry.Status(stored: row[8], "record_entry", "status"),
      amends: try row.optionalID(9),
      retractionReason: try open(row[11], patient, .recordEntry, id.text, "retraction"),
      content: content == PatientKeyring.locked
        ? .note(SOAPNote(subjective: content))
        : try JSONValue(text: content).decode(RecordContent.self))
  }

  func draft(_ row: Row) throws -> RecordDraft {
    let id: RecordEntryID = try row.id(0)
    let patient: PatientID = try row.id(1)
    let content = try open(row[3], patient, .draft, id.text, "content") ?? ""
    return RecordDraft(
      id: id, patient: patient, author: try row.id(2),
      content: try JSONValue(text: content).decode(RecordContent.self),
      amends: try row.optionalID(4), savedAt: Instant(milliseconds: row[5]))
  }

  func exam(_ row: Row) throws -> Exam {
    let id: ExamID = try row.id(0)
    let patient: PatientID = try row.id(1)
    let steps: String = row[7]
    return Exam(
      id: id, patient: patient, practitioner: try row.optionalID(2),
      name: try open(row[4], patient, .exam, id.text, "name") ?? "",
      code: try open(row[5], patient, .exam, id.text, "code"),
      status: try Exam.Status(stored: row[3], "exam", "status"),
      steps: try JSONValue(text: steps).decode([Exam.Step].self),
      result: try open(row[6], patient, .exam, id.text, "result"))
  }

  func access(to patient: PatientID, by reader: UserID) throws -> ChartAccess? {
    let row = try Row.fetchOne(
      try db.cachedStatement(
        sql: """
          SELECT a.granted_at, a.expires_at, a.reason
          FROM chart_access a JOIN patient p ON p.key = a.patient
          WHERE p.id = ? AND a.reader = ? ORDER BY a.key DESC LIMIT 1
          """), arguments: [patient.blob, reader.blob])
    return try row.map { row in
      ChartAccess(
        patient: patient, reader: reader, grantedAt: Instant(milliseconds: row[0]),
        expiresAt: Instant(milliseconds: row[1]),
        breakGlassReason: try open(row[2], patient, .chartAccess, patient.text, "reason"))
    }
  }

  /// Broken glass, newest first.
  func emergencyAccesses(limit: Int) throws -> [EmergencyAccess] {
    try Row.fetchAll(
      try db.cachedStatement(
        sql: """
          SELECT coalesce(u.display_name, ''), p.id, p.name, p.social, p.chart, a.granted_at,
            a.expires_at, a.reason
          FROM chart_access a JOIN patient p ON p.key = a.patient
            LEFT JOIN user u ON u.id = a.reader
          WHERE a.reason IS NOT NULL ORDER BY a.key DESC LIMIT ?
          """), arguments: [limit]
    ).map { row in
      let patient: PatientID = try row.id(1)
      let social: String = row[3]
      return EmergencyAccess(
        readerName: row[0], patient: patient, patientName: social.isEmpty ? row[2] : social,
        chartNumber: row[4], grantedAt: Instant(milliseconds: row[5]),
        expiresAt: Instant(milliseconds: row[6]),
        reason: try open(row[7], patient, .chartAccess, patient.text, "reason") ?? "")
    }
  }

  private func open(
    _ blob: Data?, _ patient: PatientID, _ entity: EntityKind, _ id: String, _ field: String
  ) throws -> String? {
    guard let blob else { return nil }
    return try keyring.open(
      blob, of: patient, SealedPlace(entity: entity, id: id, field: field), in: db)
  }
}
