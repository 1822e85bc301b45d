import GRDB

/// The visits of a series know it.
enum Migration13 {
  static func run(_ db: Database) throws {
    try db.execute(
      sql: """
        ALTER TABLE appointment ADD COLUMN series BLOB;
        CREATE INDEX appointment_series ON appointment(series) WHERE series IS NOT NULL;
        """)
  }
}
