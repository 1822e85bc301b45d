import ClinicDomain
import GRDB
import SyncProtocol

/// The documents of the site's things, with all clocks.
///
/// What only this site ever changed is in its own log; a document is kept once another place has had
/// a hand in the thing. It is what merging works on; the rows are laid down from it.
struct DocumentStore {
  let db: Database
  /// This site's id.
  let site: String

  func document(_ entity: String, _ id: String) throws -> ReplicatedDocument? {
    try kept(entity, id) ?? logged(entity, id)
  }

  /// A document that another place had a hand in.
  func kept(_ entity: String, _ id: String) throws -> ReplicatedDocument? {
    let text = try String.fetchOne(
      try db.cachedStatement(
        sql: "SELECT document FROM sync_document WHERE entity = ? AND id = ?"),
      arguments: [entity, id])
    return try text.map { try ReplicatedDocument(json: try JSONValue(text: $0)) }
  }

  /// What the site's own log makes of a thing; nil where it says nothing of it.
  func logged(_ entity: String, _ id: String) throws -> ReplicatedDocument? {
    let rows = try Row.fetchCursor(
      try db.cachedStatement(
        sql: """
          SELECT epoch, seq, id, tx, hlc, actor, schema, entity, entity_id, op, base, body, prev
          FROM sync_log INDEXED BY sync_log_entity WHERE entity_id = ? AND entity = ?
          """), arguments: [id, entity])
    var document = ReplicatedDocument(entity: entity, id: id)
    var count = 0
    while let row = try rows.next() {
      document.take(try SyncEntry(row: row, site: site))
      count += 1
    }
    return count == 0 ? nil : document
  }

  func keep(_ document: ReplicatedDocument, unplaced: Unplaced?) throws {
    try db.cachedStatement(
      sql: """
        INSERT INTO sync_document(entity, id, document, unplaced) VALUES (?, ?, ?, ?)
        ON CONFLICT(entity, id) DO UPDATE SET document = excluded.document,
          unplaced = excluded.unplaced
        """
    ).execute(
      arguments: [
        document.entity, document.id, document.json.canonicalText, unplaced?.rawValue,
      ])
  }

  /// Takes an entry of this site into the thing's document, where it has one.
  func takeOwn(_ entry: SyncEntry) throws {
    guard var document = try kept(entry.entity, entry.entityID) else { return }
    document.take(entry)
    try db.cachedStatement(
      sql: "UPDATE sync_document SET document = ? WHERE entity = ? AND id = ?"
    ).execute(arguments: [document.json.canonicalText, document.entity, document.id])
  }

  /// Where a thing was made; nil where nobody knows.
  func origin(_ entity: EntityKind, _ id: String) throws -> String? {
    if let kept = try kept(entity.rawValue, id) { return kept.origin?.site }
    return site
  }

  /// All documents in the order of canonical dumps.
  func forEach(_ body: (ReplicatedDocument) throws -> Void) throws {
    let names = try Row.fetchCursor(
      db,
      sql: """
        SELECT entity, entity_id FROM sync_log UNION SELECT entity, id FROM sync_document
        ORDER BY 1, 2
        """)
    while let name = try names.next() {
      guard let document = try document(name[0], name[1]), !document.isEmpty else { continue }
      try body(document)
    }
  }
}

extension ReplicatedDocument {
  /// Whether no entry of the thing wrote anything.
  var isEmpty: Bool { fields.isEmpty && removedAt == nil && origin == nil }
}

/// Why a document is not, or not wholly, laid down as rows.
enum Unplaced: String {
  /// The entry that made the thing has not come yet.
  case incomplete
  /// A value is one that this program doesn't read.
  case unreadable
  /// It names a thing that isn't there yet.
  case dangling
  /// A rule of the schema refuses it beside what is there.
  case refused
  /// Its time is taken: the row says contested, whatever the document says.
  case overlap
  /// A number of it is another's here.
  case clash
}

extension SyncEntry {
  /// Reads epoch, seq, id, tx, hlc, actor, schema, entity, entity_id, op, base, body and prev.
  init(row: Row, site: String) throws {
    let id: SyncEntryID = try row.id(2)
    let transaction: TransactionID = try row.id(3)
    let base: String = row[10]
    self.init(
      site: site, epoch: row[0], sequence: row[1], id: id.text, transaction: transaction.text,
      timestamp: row[4], actor: row[5], schema: row[6], entity: row[7], entityID: row[8],
      operation: try SyncOperation(stored: row[9], "sync_log", "op"),
      base: base == "{}" ? [:] : try JSONValue(text: base).decode([String: Int64].self),
      body: try JSONValue(text: row[11]), previousHash: row[12])
  }

  /// The columns that `init(row:site:)` reads.
  static let columns =
    "epoch, seq, id, tx, hlc, actor, schema, entity, entity_id, op, base, body, prev"
}
