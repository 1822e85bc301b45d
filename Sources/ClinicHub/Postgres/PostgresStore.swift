import ClinicDomain
import HubCore
import SyncProtocol
import Synchronization

/// The hub's store in PostgreSQL; any number of hubs work on one database.
///
/// Every call blocks its thread and takes one connection: there are as many as threads that call.
final class PostgresStore: HubStore {
  let address: String
  private let idle = Mutex<[PooledConnection]>([])

  /// How often a transaction is tried that got into another's way.
  private static let tries = 8

  init(address: String) { self.address = address }

  func write<Value>(_ body: (PostgresTransaction) throws -> Value) throws -> Value {
    try run("BEGIN", body)
  }

  func read<Value>(_ body: (PostgresTransaction) throws -> Value) throws -> Value {
    try run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", body)
  }

  private func run<Value>(
    _ begin: String, _ body: (PostgresTransaction) throws -> Value
  ) throws -> Value {
    var attempt = 1
    while true {
      do {
        return try withConnection { connection in
          try connection.query(begin)
          let transaction = PostgresTransaction(connection)
          let value = try body(transaction)
          try transaction.writeBook()
          try connection.query("COMMIT")
          return value
        }
      } catch let error as PostgresError where error.isWorthAnotherTry && attempt < Self.tries {
        // A commit whose answer was lost may have passed: what is done twice is done once.
        attempt += 1
      }
    }
  }

  /// Lends a connection; one that failed inside a transaction is rolled back or thrown away.
  func withConnection<Value>(_ body: (PostgresConnection) throws -> Value) throws -> Value {
    let pooled = try take()
    defer { giveBack(pooled) }
    do {
      return try body(pooled.connection)
    } catch {
      if pooled.connection.isInTransaction { try? pooled.connection.run("ROLLBACK") }
      throw error
    }
  }

  private func take() throws -> PooledConnection {
    while let pooled = idle.withLock({ $0.popLast() }) {
      if pooled.connection.isStillOpen { return pooled }
    }
    return PooledConnection(connection: try PostgresConnection(address))
  }

  private func giveBack(_ pooled: PooledConnection) {
    // The schema changed under all that lie here.
    if pooled.connection.isOutdated { close() }
    guard pooled.connection.isAlive, !pooled.connection.isInTransaction else { return }
    idle.withLock { $0.append(pooled) }
  }

  /// Brings the schema up to date; `name` is the hub's where it is made now.
  func migrate(name: String) throws {
    var random = SystemRandomNumberGenerator()
    let hub = SiteID.make(at: .system(), random: &random)
    try withConnection { connection in
      try Migrations.run(on: connection, hub: hub.text, name: name)
    }
  }

  /// Closes what is idle.
  func close() { idle.withLock { $0 = [] } }
}

// Sendable, for it goes from thread to thread only through the pool, which hands it to one at a time.
private struct PooledConnection: @unchecked Sendable {
  let connection: PostgresConnection
}
