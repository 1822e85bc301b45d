import GRDB

/// An encaixe names who allowed it.
enum Migration17 {
  static func run(_ db: Database) throws {
    try db.execute(sql: "ALTER TABLE appointment ADD COLUMN allowed_by TEXT")
  }
}
