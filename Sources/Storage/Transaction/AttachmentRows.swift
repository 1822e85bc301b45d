import ClinicDomain
import Foundation
import GRDB
import SyncProtocol

extension StoreTransaction {
  func attachment(_ id: AttachmentID) throws -> Attachment? {
    try AttachmentReader(db: db, keyring: keyring).attachments("a.id = ?", [id.blob]).first
  }

  /// Seals the content in pieces, then stores and logs what names them.
  func insert(_ attachment: Attachment, content: [UInt8]) throws {
    var pieces: [String] = []
    for (place, start) in stride(from: 0, to: content.count, by: SealedPieces.plainSize)
      .enumerated()
    {
      let plain = Array(content[start..<min(start + SealedPieces.plainSize, content.count)])
      let sealed = try keyring.seal(
        plain, of: attachment.patient, SealedPieces.place(attachment.id, place), in: db)
      let hash = BinaryText.hex(sha256(sealed))
      try run(
        "INSERT INTO piece(hash, bytes, is_sent) VALUES (?, ?, 0) ON CONFLICT DO NOTHING",
        [hash, Data(sealed)])
      pieces.append(hash)
    }
    try insert(
      Attachment(
        id: attachment.id, patient: attachment.patient, name: attachment.name,
        mediaType: attachment.mediaType, byteCount: attachment.byteCount, pieces: pieces,
        addedAt: attachment.addedAt, addedBy: attachment.addedBy))
  }

  /// Stores what a file is; pieces that are not here are to be fetched.
  func insert(_ attachment: Attachment) throws {
    let name = try sealOnce(
      attachment.name, of: attachment.patient, .attachment, attachment.id.text, "name")
    try run(
      """
      INSERT INTO attachment(id, patient, name, media_type, byte_count, added_at, added_by, hlc)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      """,
      [
        attachment.id.blob, try key(.patient, attachment.patient), name, attachment.mediaType,
        attachment.byteCount, attachment.addedAt.milliseconds, attachment.addedBy, hlc,
      ])
    let key = try key(.attachment, attachment.id)
    for (place, hash) in attachment.pieces.enumerated() {
      try run(
        "INSERT INTO attachment_piece(attachment, place, hash) VALUES (?, ?, ?)",
        [key, place, hash])
      try run(
        """
        INSERT INTO piece_missing(hash) SELECT ?1 WHERE NOT EXISTS
          (SELECT 1 FROM piece WHERE hash = ?1) ON CONFLICT DO NOTHING
        """, [hash])
    }
    var body = try JSONObject.members(encoding: attachment)
    body["name"] = name.map { .string(BinaryText.base64(Array($0))) }
    try logAppend(attachment, body)
    touched.formUnion([.records, .patients])
  }

  /// The file; nil while pieces, or the key that opens them, are on their way.
  func content(of attachment: Attachment) throws -> [UInt8]? {
    var content: [UInt8] = []
    content.reserveCapacity(attachment.byteCount)
    for (place, hash) in attachment.pieces.enumerated() {
      guard let row = try row("SELECT bytes FROM piece WHERE hash = ?", [hash]) else { return nil }
      let sealed: Data = row[0]
      guard
        let plain = try keyring.open(
          Array(sealed), of: attachment.patient, SealedPieces.place(attachment.id, place), in: db)
      else { return nil }
      content += plain
    }
    guard content.count == attachment.byteCount else { throw StorageError.corrupt("attachment") }
    return content
  }
}

/// How a file is cut.
enum SealedPieces {
  /// What sealing adds: format, key version, nonce and tag.
  private static let sealing = 1 + 4 + 12 + 16
  /// So that a sealed piece fits.
  static let plainSize = SyncAPI.pieceLimit - sealing

  static func place(_ id: AttachmentID, _ place: Int) -> SealedPlace {
    SealedPlace(entity: .attachment, id: id.text, field: "piece.\(place)")
  }
}

struct AttachmentReader {
  let db: Database
  let keyring: PatientKeyring

  /// Newest first.
  func attachments(
    _ condition: String, _ arguments: StatementArguments
  ) throws -> [Attachment] {
    try Row.fetchAll(
      try db.cachedStatement(
        sql: """
          SELECT a.key, a.id, p.id, a.name, a.media_type, a.byte_count, a.added_at, a.added_by
          FROM attachment a JOIN patient p ON p.key = a.patient
          WHERE \(condition) ORDER BY a.added_at DESC, a.key DESC
          """), arguments: arguments
    ).map { row in
      let (id, patient): (AttachmentID, PatientID) = (try row.id(1), try row.id(2))
      let pieces = try String.fetchAll(
        try db.cachedStatement(
          sql: "SELECT hash FROM attachment_piece WHERE attachment = ? ORDER BY place"),
        arguments: [row[0] as Int64])
      return Attachment(
        id: id, patient: patient,
        name: try keyring.open(
          row[3] as Data, of: patient, SealedPlace(entity: .attachment, id: id.text, field: "name"),
          in: db),
        mediaType: row[4], byteCount: row[5], pieces: pieces,
        addedAt: Instant(milliseconds: row[6]), addedBy: row[7])
    }
  }
}

extension ListAttachments: AnsweredQuery {
  func answer(from runner: QueryRunner) throws -> [AttachmentRow]? {
    let records = RecordReader(db: runner.db, keyring: runner.keyring)
    guard let user = runner.actor.userID,
      let access = try records.access(to: patient, by: user), access.expiresAt > runner.now
    else { return nil }
    return try AttachmentReader(db: runner.db, keyring: runner.keyring)
      .attachments("p.id = ?", [patient.blob])
      .map { attachment in
        AttachmentRow(
          attachment: attachment,
          addedByName: try runner.name(ofActor: attachment.addedBy),
          missing: try attachment.pieces.count { hash in
            try runner.int("SELECT count(*) FROM piece WHERE hash = ?", [hash]) == 0
          })
      }
  }
}

extension QueryRunner {
  /// How many files a patient's record has, and how many of them are not wholly here.
  func files(of patient: Int64) throws -> (count: Int, pending: Int) {
    let pending = """
      EXISTS (SELECT 1 FROM attachment_piece t JOIN piece_missing m ON m.hash = t.hash
        WHERE t.attachment = a.key)
      """
    let row = try row(
      "SELECT count(*), coalesce(sum(\(pending)), 0) FROM attachment a WHERE a.patient = ?",
      [patient])
    guard let row else { return (0, 0) }
    return (row[0], row[1])
  }
}
