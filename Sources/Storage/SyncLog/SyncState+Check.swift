import ClinicDomain
import GRDB
import SyncProtocol

/// What is wrong with a sync log.
public enum SyncLogBreak: Error, Hashable, Sendable {
  /// The entry after this one is missing, or the state names another end.
  case gap(after: Int64)
  /// The entry isn't what the next one, or the state, says it was.
  case changed(Int64)
  case unreadable(Int64)
}

extension SyncState {
  /// Walks the current epoch's entries: dense, and each naming the hash of the one before.
  func firstBreak(in database: Database) throws -> SyncLogBreak? {
    var expectedHash = SyncEntry.noPreviousHash
    var sequence: Int64 = 0
    let rows = try Row.fetchCursor(
      database,
      sql: """
        SELECT seq, id, tx, hlc, actor, schema, entity, entity_id, op, base, body, prev
        FROM sync_log WHERE epoch = ? ORDER BY seq
        """, arguments: [epoch])
    while let row = try rows.next() {
      guard row[0] == sequence + 1 else { return .gap(after: sequence) }
      guard let entry = try? entry(row) else { return .unreadable(sequence + 1) }
      guard entry.previousHash == expectedHash else { return .changed(max(1, sequence)) }
      sequence += 1
      expectedHash = entry.hash(by: sha256)
    }
    guard sequence == lastSequence else { return .gap(after: sequence) }
    return expectedHash == lastHash ? nil : .changed(sequence)
  }

  /// Decodes a row of the columns that `firstBreak` selects.
  private func entry(_ row: Row) throws -> SyncEntry {
    let id: SyncEntryID = try row.id(1)
    let transaction: TransactionID = try row.id(2)
    return SyncEntry(
      site: site.text, epoch: epoch, sequence: row[0], id: id.text,
      transaction: transaction.text, timestamp: row[3], actor: row[4], schema: row[5],
      entity: row[6], entityID: row[7],
      operation: try SyncOperation(stored: row[8], "sync_log", "op"),
      base: try JSONValue(text: row[9]).decode([String: Int64].self),
      body: try JSONValue(parsing: row[10] as String), previousHash: row[11])
  }
}
