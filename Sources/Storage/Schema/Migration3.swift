import GRDB

/// Every issue of a receipt: a second copy is known from the store, at any terminal and on any day.
enum Migration3 {
  static func run(_ db: Database) throws {
    try db.execute(
      sql: """
        CREATE TABLE receipt(
          key INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
          payment INTEGER NOT NULL REFERENCES payment, copy INTEGER NOT NULL CHECK (copy >= 1),
          way TEXT NOT NULL CHECK (way IN ('file', 'clipboard')), issued_at INTEGER NOT NULL,
          issued_by TEXT NOT NULL, hlc INTEGER NOT NULL, UNIQUE (payment, copy)) STRICT;
        CREATE TRIGGER receipt_stays BEFORE DELETE ON receipt
          BEGIN SELECT RAISE(ABORT, 'append-only receipt'); END;
        CREATE TRIGGER receipt_unchanged BEFORE UPDATE ON receipt
          BEGIN SELECT RAISE(ABORT, 'append-only receipt'); END;
        """)
  }
}
