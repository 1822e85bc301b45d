import GRDB

/// Files of patients' records: what they are, and their sealed pieces by hash.
enum Migration24 {
  static func run(_ db: Database) throws {
    try db.execute(
      sql: """
        CREATE TABLE attachment(
          key INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
          patient INTEGER NOT NULL REFERENCES patient, name BLOB NOT NULL,
          media_type TEXT NOT NULL, byte_count INTEGER NOT NULL CHECK (byte_count > 0),
          added_at INTEGER NOT NULL, added_by TEXT NOT NULL, hlc INTEGER NOT NULL) STRICT;
        CREATE INDEX attachment_patient ON attachment(patient, added_at);
        CREATE TABLE attachment_piece(
          attachment INTEGER NOT NULL REFERENCES attachment, place INTEGER NOT NULL,
          hash TEXT NOT NULL CHECK (length(hash) = 64), PRIMARY KEY (attachment, place))
          STRICT, WITHOUT ROWID;
        CREATE INDEX attachment_piece_hash ON attachment_piece(hash);
        CREATE TABLE piece(
          hash TEXT PRIMARY KEY, bytes BLOB NOT NULL, is_sent INTEGER NOT NULL) STRICT;
        CREATE INDEX piece_to_send ON piece(hash) WHERE is_sent = 0;
        CREATE TABLE piece_missing(hash TEXT PRIMARY KEY, tries INTEGER NOT NULL DEFAULT 0)
          STRICT, WITHOUT ROWID;
        """
          + ["attachment", "attachment_piece"].map { table in
            """
            CREATE TRIGGER \(table)_stays BEFORE DELETE ON \(table)
              BEGIN SELECT RAISE(ABORT, 'append-only \(table)'); END;
            CREATE TRIGGER \(table)_unchanged BEFORE UPDATE ON \(table)
              BEGIN SELECT RAISE(ABORT, 'append-only \(table)'); END;
            """
          }.joined())
  }
}
