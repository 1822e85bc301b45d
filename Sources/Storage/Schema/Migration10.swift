import GRDB

/// What people changed of visits a short while ago, so that it can be taken back; it never leaves
/// the file and is forgotten after some hours.
enum Migration10 {
  static func run(_ db: Database) throws {
    try db.execute(
      sql: """
        CREATE TABLE visit_change(
          key INTEGER PRIMARY KEY, tx BLOB NOT NULL CHECK (length(tx) = 16),
          visit BLOB NOT NULL CHECK (length(visit) = 16), command TEXT NOT NULL,
          actor TEXT NOT NULL, at INTEGER NOT NULL, before TEXT) STRICT;
        CREATE INDEX visit_change_visit ON visit_change(visit);
        CREATE INDEX visit_change_tx ON visit_change(tx);
        CREATE INDEX visit_change_at ON visit_change(at);
        """)
  }
}
