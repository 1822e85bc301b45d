import GRDB

/// Services of the hub that open what this site gives them, each switched on or not.
enum Migration25 {
  static func run(_ db: Database) throws {
    try db.execute(
      sql: """
        CREATE TABLE hub_service(
          name TEXT PRIMARY KEY, agreement_key TEXT NOT NULL,
          is_on INTEGER NOT NULL DEFAULT 0 CHECK (is_on IN (0, 1))) STRICT, WITHOUT ROWID;
        """)
  }
}
