import GRDB

/// Kinds of visit as the clinic set them up; a built-in kind that nobody changed has no row.
enum Migration9 {
  static func run(_ db: Database) throws {
    try db.execute(
      sql: """
        CREATE TABLE visit_kind(
          key INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
          code TEXT NOT NULL UNIQUE, body TEXT NOT NULL, hlc INTEGER NOT NULL) STRICT;
        CREATE TRIGGER visit_kind_stays BEFORE DELETE ON visit_kind
          BEGIN SELECT RAISE(ABORT, 'append-only visit_kind'); END;
        """)
  }
}
