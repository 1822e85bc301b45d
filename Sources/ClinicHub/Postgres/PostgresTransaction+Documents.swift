import HubCore
import SyncProtocol

extension PostgresTransaction {
  func lockedDocuments(
    _ references: [DocumentReference]
  ) throws -> [DocumentReference: HubDocument] {
    // In the order of the key: transactions that want the same ones wait, but not for each other.
    try documents(references, "ORDER BY d.entity, d.id FOR UPDATE OF d")
  }

  func documents(
    _ references: [DocumentReference]
  ) throws -> [DocumentReference: HubDocument] { try documents(references, "") }

  private func documents(
    _ references: [DocumentReference], _ ending: String
  ) throws -> [DocumentReference: HubDocument] {
    guard !references.isEmpty else { return [:] }
    let rows = try query(
      """
      SELECT d.document FROM unnest($1::text[], $2::text[]) AS wanted(entity, id)
      JOIN document d ON d.entity = wanted.entity AND d.id = wanted.id \(ending)
      """,
      PostgresValue(references.map(\.entity)), PostgresValue(references.map(\.id)))
    var found: [DocumentReference: HubDocument] = [:]
    for row in 0..<rows.count {
      let document = HubDocument(document: try read(rows.text(row, 0)), isNew: false)
      found[document.reference] = document
    }
    return found
  }

  private func read(_ text: String) throws(PostgresError) -> ReplicatedDocument {
    do {
      let limits = JSONLimits(maximumBytes: 16 << 20)
      return try ReplicatedDocument(json: JSONValue(parsing: text, limits: limits))
    } catch {
      throw .unreadable(table: "document")
    }
  }

  func keep(_ documents: [HubDocument]) throws {
    // One that is there meanwhile breaks the key, and the transaction runs again with it.
    try write(
      documents.filter(\.isNew),
      """
      INSERT INTO document(entity, id, document)
      SELECT * FROM unnest($1::text[], $2::text[], $3::text[])
      """)
    try write(
      documents.filter { !$0.isNew },
      """
      UPDATE document d SET document = new.document
      FROM unnest($1::text[], $2::text[], $3::text[]) AS new(entity, id, document)
      WHERE d.entity = new.entity AND d.id = new.id
      """)
  }

  private func write(_ documents: [HubDocument], _ sql: String) throws {
    guard !documents.isEmpty else { return }
    _ = try query(
      sql, PostgresValue(documents.map(\.document.entity)),
      PostgresValue(documents.map(\.document.id)),
      PostgresValue(documents.map { $0.document.json.canonicalText }))
  }

  func documentCounts() throws -> [String: Int64] {
    let rows = try query("SELECT entity, count(*) FROM document GROUP BY entity")
    return Dictionary(
      uniqueKeysWithValues: (0..<rows.count).map { (rows.text($0, 0), rows.integer($0, 1)) })
  }

  func eachDocument(_ body: (ReplicatedDocument) throws -> Void) throws {
    _ = try query(
      "DECLARE each_document NO SCROLL CURSOR FOR SELECT document FROM document ORDER BY entity, id"
    )
    while true {
      let rows = try query("FETCH 500 FROM each_document")
      guard rows.count > 0 else { break }
      for row in 0..<rows.count { try body(try read(rows.text(row, 0))) }
    }
    _ = try query("CLOSE each_document")
  }
}
