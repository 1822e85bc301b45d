import GRDB

/// One step of the schema.
///
/// Steps are numbered from 1 and never rewritten once they shipped.
struct Migration: Sendable {
  let version: Int
  let apply: @Sendable (Database) throws -> Void

  init(_ version: Int, _ apply: @escaping @Sendable (Database) throws -> Void) {
    self.version = version
    self.apply = apply
  }
}

/// Brings a database from the version it has to the newest; `user_version` says which it has.
struct Migrations: Sendable {
  let steps: [Migration]

  /// The version that this program writes.
  var newest: Int { steps.last?.version ?? 0 }

  func isNeeded(from version: Int) throws(StorageError) -> Bool {
    guard version <= newest else { throw .newerSchema(found: version, known: newest) }
    return version < newest
  }

  /// Each step is a transaction of its own, so that an interrupted migration goes on where it was.
  func run(on database: Database) throws {
    for step in steps {
      try database.inTransaction(.immediate) {
        guard try database.schemaVersion() < step.version else { return .rollback }
        try step.apply(database)
        try database.execute(sql: "PRAGMA user_version = \(step.version)")
        return .commit
      }
    }
  }
}

extension Database {
  func schemaVersion() throws -> Int { try Int.fetchOne(self, sql: "PRAGMA user_version") ?? 0 }
}
