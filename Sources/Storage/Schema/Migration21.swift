import GRDB

/// Who needs triage before she is seen waits in a queue of its own; what an exception opens is worked
/// in a place.
enum Migration21 {
  static func run(_ db: Database) throws {
    try db.execute(
      sql: """
        ALTER TABLE arrival ADD COLUMN needs_triage INTEGER NOT NULL DEFAULT 0
          CHECK (needs_triage IN (0, 1));
        ALTER TABLE agenda_exception ADD COLUMN unit BLOB;
        ALTER TABLE agenda_exception ADD COLUMN room BLOB;
        """)
  }
}
