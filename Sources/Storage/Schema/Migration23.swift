import GRDB

/// What the hub asks people for is found without reading what is done; when the worker tries again.
enum Migration23 {
  static func run(_ db: Database) throws {
    try db.execute(
      sql: """
        ALTER TABLE enrolment ADD COLUMN next_try INTEGER;
        CREATE INDEX rebook_task_open ON sync_document(id)
          WHERE \(SyncTaskReader.openRebookings);
        CREATE INDEX identity_conflict_open ON sync_document(id)
          WHERE \(SyncTaskReader.openIdentities);
        """)
  }
}
