/// The tables of the site itself, its sync log and its audit trail.
extension Migration1 {
  /// Refuses what would change or remove a row of an append-only table.
  private static func kept(_ table: String) -> String {
    """
    CREATE TRIGGER \(table)_not_changed BEFORE UPDATE ON \(table)
    BEGIN SELECT RAISE(ABORT, 'append-only \(table)'); END;
    CREATE TRIGGER \(table)_not_deleted BEFORE DELETE ON \(table)
    BEGIN SELECT RAISE(ABORT, 'append-only \(table)'); END;
    """
  }

  static let site = """
    CREATE TABLE site (
      one INTEGER PRIMARY KEY CHECK (one = 1),
      id BLOB NOT NULL CHECK (length(id) = 16),
      name TEXT NOT NULL,
      prefix TEXT NOT NULL,
      zone TEXT NOT NULL,
      is_demo INTEGER NOT NULL CHECK (is_demo IN (0, 1)),
      is_enrolled INTEGER NOT NULL DEFAULT 0 CHECK (is_enrolled IN (0, 1)),
      key_check BLOB NOT NULL
    ) STRICT;
    CREATE TABLE counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE foreign_id (
      namespace TEXT NOT NULL, entity TEXT NOT NULL, value TEXT NOT NULL,
      id BLOB NOT NULL CHECK (length(id) = 16),
      PRIMARY KEY (namespace, entity, value)
    ) STRICT, WITHOUT ROWID;
    """

  static let log = """
    CREATE TABLE sync_state (
      one INTEGER PRIMARY KEY CHECK (one = 1),
      epoch INTEGER NOT NULL,
      last_seq INTEGER NOT NULL,
      last_hash TEXT NOT NULL,
      hlc INTEGER NOT NULL,
      acknowledged_seq INTEGER NOT NULL DEFAULT 0,
      last_error TEXT
    ) STRICT;
    CREATE TABLE sync_log (
      epoch INTEGER NOT NULL,
      seq INTEGER NOT NULL CHECK (seq > 0),
      id BLOB NOT NULL CHECK (length(id) = 16),
      tx BLOB NOT NULL CHECK (length(tx) = 16),
      hlc INTEGER NOT NULL,
      actor TEXT NOT NULL,
      schema INTEGER NOT NULL,
      entity TEXT NOT NULL,
      entity_id TEXT NOT NULL,
      op TEXT NOT NULL CHECK (op IN ('create', 'patch', 'append', 'tombstone', 'command')),
      base TEXT NOT NULL,
      body TEXT NOT NULL,
      prev TEXT NOT NULL CHECK (length(prev) = 64),
      PRIMARY KEY (epoch, seq)
    ) STRICT;
    \(kept("sync_log"))
    CREATE TABLE audit_log (
      seq INTEGER PRIMARY KEY,
      at INTEGER NOT NULL,
      actor TEXT NOT NULL,
      action TEXT NOT NULL,
      entity TEXT NOT NULL,
      entity_id TEXT NOT NULL,
      outcome TEXT NOT NULL CHECK (outcome IN ('done', 'refused', 'denied', 'failed')),
      detail TEXT NOT NULL,
      mac BLOB NOT NULL CHECK (length(mac) = 32)
    ) STRICT;
    \(kept("audit_log"))
    CREATE TABLE replayed (
      id TEXT PRIMARY KEY, at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE replay_task (
      key INTEGER PRIMARY KEY, at INTEGER NOT NULL, command TEXT NOT NULL,
      entity TEXT NOT NULL, entity_id TEXT NOT NULL, refusal TEXT NOT NULL,
      settled_at INTEGER
    ) STRICT;
    CREATE TABLE field_clock (
      entity TEXT NOT NULL, entity_id TEXT NOT NULL, field TEXT NOT NULL, hlc INTEGER NOT NULL,
      PRIMARY KEY (entity, entity_id, field)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE patient_key (
      patient BLOB NOT NULL CHECK (length(patient) = 16),
      version INTEGER NOT NULL,
      wrapped BLOB NOT NULL,
      PRIMARY KEY (patient, version)
    ) STRICT, WITHOUT ROWID;
    """
}
