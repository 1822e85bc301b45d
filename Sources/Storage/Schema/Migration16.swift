import GRDB

/// The site at its hub: enrolment, the other sites, the feed and what came by it.
enum Migration16 {
  static func run(_ db: Database) throws {
    for statements: String in [hub, feed, push, keys] { try db.execute(sql: statements) }
  }

  /// A row without a hub is an enrolment under way: its keys serve the next try too.
  private static let hub = """
    CREATE TABLE enrolment(
      one INTEGER PRIMARY KEY CHECK (one = 1), signing_key BLOB NOT NULL,
      agreement_key BLOB NOT NULL, address TEXT, hub TEXT, hub_name TEXT, number INTEGER,
      enrolled_at INTEGER, lease_until INTEGER NOT NULL DEFAULT 0,
      hub_epoch INTEGER NOT NULL DEFAULT 0, feed_seq INTEGER NOT NULL DEFAULT 0,
      feed_head INTEGER NOT NULL DEFAULT 0, key_cursor INTEGER NOT NULL DEFAULT 0,
      clock_skew INTEGER NOT NULL DEFAULT 0, last_success INTEGER,
      failing_since INTEGER) STRICT;
    CREATE TABLE peer(
      site TEXT PRIMARY KEY, number INTEGER NOT NULL UNIQUE, name TEXT NOT NULL,
      prefix TEXT NOT NULL, agreement_key TEXT NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('active', 'frozen', 'decommissioned')))
      STRICT, WITHOUT ROWID;
    """

  /// `unplaced` says why a document is not, or not wholly, laid down as rows.
  private static let feed = """
    CREATE TABLE feed_place(
      hub_epoch INTEGER NOT NULL, seq INTEGER NOT NULL, site TEXT NOT NULL, entry BLOB,
      PRIMARY KEY (hub_epoch, seq)) STRICT, WITHOUT ROWID;
    CREATE TABLE sync_document(
      entity TEXT NOT NULL, id TEXT NOT NULL, document TEXT NOT NULL, unplaced TEXT,
      PRIMARY KEY (entity, id)) STRICT, WITHOUT ROWID;
    CREATE INDEX sync_document_unplaced ON sync_document(unplaced) WHERE unplaced IS NOT NULL;
    CREATE INDEX sync_log_entity ON sync_log(entity_id);
    CREATE INDEX appointment_asked ON appointment(reservation)
      WHERE reservation IN ('requested', 'contested');
    """

  private static let push = """
    CREATE TABLE sync_outcome(
      epoch INTEGER NOT NULL, seq INTEGER NOT NULL, outcome TEXT NOT NULL, reason TEXT,
      at INTEGER NOT NULL, PRIMARY KEY (epoch, seq)) STRICT, WITHOUT ROWID;
    CREATE TABLE quarantine(
      tx BLOB PRIMARY KEY CHECK (length(tx) = 16), reason TEXT NOT NULL, at INTEGER NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('held', 'behind', 'released', 'sent', 'discarded')),
      note TEXT) STRICT, WITHOUT ROWID;
    CREATE INDEX sync_log_tx ON sync_log(tx);
    """

  private static let keys = """
    CREATE TABLE key_due(
      patient BLOB NOT NULL CHECK (length(patient) = 16), version INTEGER NOT NULL,
      site TEXT NOT NULL, PRIMARY KEY (patient, version, site)) STRICT, WITHOUT ROWID;
    CREATE TRIGGER patient_key_due AFTER INSERT ON patient_key
      BEGIN
        INSERT OR IGNORE INTO key_due(patient, version, site)
          SELECT NEW.patient, NEW.version, site FROM peer WHERE state = 'active';
      END;
    """
}
