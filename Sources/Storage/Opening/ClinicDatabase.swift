import ClinicDomain
import GRDB
import Glibc
import Synchronization

/// The database of a data folder: one connection that writes, one that reads, and the locks and the
/// bell that many processes on one file need.
final class ClinicDatabase: Sendable {
  /// `CLNC`, in the file's header.
  static let applicationID = 0x434C_4E43
  /// The holder of the lock checkpoints when the write-ahead log is longer than this.
  static let checkpointBytes: Int64 = 4 << 20
  /// The same within an import, which writes the same pages of the indexes again and again: they go
  /// to the database once for many batches.
  static let bulkCheckpointBytes: Int64 = 64 << 20

  let folder: DataFolder
  /// Rings after each commit of any process.
  let bell: ChangeBell

  private let writer: DatabaseQueue
  private let reader: DatabaseQueue
  private let lock: SiteLock
  private let session: SiteLock
  private let identity: Files.Identity
  /// How long the write-ahead log was when it was last checkpointed.
  private let checkpointedBytes = Mutex<Int64>(0)

  /// Opens the database, migrating it where needed.
  ///
  /// With `creating` the folder and an empty database are made where there is none.
  convenience init(
    folder: DataFolder, creating: Bool = false
  ) throws(StorageError) {
    try self.init(folder: folder, creating: creating, migrations: .clinic)
  }

  init(folder: DataFolder, creating: Bool, migrations: Migrations) throws(StorageError) {
    guard creating || folder.hasDatabase else { throw .missing }
    try folder.prepare()
    let lock = try SiteLock(path: folder.lock)
    let session = try SiteLock(path: folder.sessionLock)
    let connect = { () throws(StorageError) in
      try storing {
        try lock.holding { try Self.connect(folder, session, creating: creating, migrations) }
      }
    }
    do throws(StorageError) {
      (writer, reader) = try connect()
    } catch .full where Self.releaseBallast(of: folder) {
      (writer, reader) = try connect()
    }
    self.folder = folder
    self.lock = lock
    self.session = session
    bell = try ChangeBell(path: folder.bell)
    guard let identity = Files.identity(folder.database) else { throw .missing }
    self.identity = identity
  }

  /// Runs under the write lock: SQLite writes to the file while it sets the log up.
  private static func connect(
    _ folder: DataFolder, _ session: SiteLock, creating: Bool, _ migrations: Migrations
  ) throws -> (DatabaseQueue, DatabaseQueue) {
    guard try session.tryLock(exclusive: false) else { throw StorageError.maintenance }
    let isNew = !folder.hasDatabase
    if isNew { try Files.create(folder.database, []) }
    var configuration = Configuration()
    configuration.busyMode = .timeout(5)
    configuration.label = "writer"
    let writer = try DatabaseQueue(path: folder.database, configuration: configuration)
    try writer.inDatabase { database in
      try checkVersion(database)
      try checkOwner(database, isNew: isNew || creating)
      try prepareWriter(database)
      if try migrations.isNeeded(from: database.schemaVersion()) {
        guard try session.tryLock(exclusive: true) else { throw StorageError.openElsewhere }
        try migrations.run(on: database)
        guard try session.tryLock(exclusive: false) else { throw StorageError.openElsewhere }
      }
    }
    configuration.readonly = true
    configuration.label = "reader"
    configuration.prepareDatabase { try $0.execute(sql: "PRAGMA cache_size = -32000") }
    return (writer, try DatabaseQueue(path: folder.database, configuration: configuration))
  }

  /// STRICT tables came with 3.37.
  private static func checkVersion(_ database: Database) throws {
    let version = try String.fetchOne(database, sql: "SELECT sqlite_version()") ?? ""
    let parts = version.split(separator: ".").compactMap { Int($0) }
    guard parts.count >= 2, (parts[0], parts[1]) >= (3, 37) else {
      throw StorageError.oldSQLite(version: version)
    }
  }

  private static func checkOwner(_ database: Database, isNew: Bool) throws {
    let id = try Int.fetchOne(database, sql: "PRAGMA application_id") ?? 0
    if id == applicationID { return }
    let count = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_schema") ?? 0
    guard isNew, id == 0, count == 0 else { throw StorageError.notOurs(applicationID: id) }
    try database.execute(sql: "PRAGMA application_id = \(applicationID)")
  }

  /// Sets what makes a commit safe, then reads it back.
  private static func prepareWriter(_ database: Database) throws {
    let mode = try String.fetchOne(database, sql: "PRAGMA journal_mode = WAL")
    try database.execute(
      sql: """
        PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0;
        PRAGMA journal_size_limit = 1048576; PRAGMA temp_store = MEMORY;
        PRAGMA cache_size = -16000
        """)
    let synchronous = try Int.fetchOne(database, sql: "PRAGMA synchronous")
    let foreignKeys = try Int.fetchOne(database, sql: "PRAGMA foreign_keys")
    guard mode == "wal", synchronous == 2, foreignKeys == 1 else { throw StorageError.notDurable }
  }

  /// Lets go of the data; what is open elsewhere stays open.
  func close() throws(StorageError) {
    try storing {
      try lock.holding {
        try reader.close()
        try writer.close()
      }
      session.release()
    }
  }

  /// Reads a consistent state on the long-lived reading connection.
  ///
  /// The connection can't write, so the transaction is all that a read needs; its statements are
  /// prepared once, not at every key as GRDB's own `read` does.
  func read<T>(_ work: (Database) throws -> T) throws(StorageError) -> T {
    try storing {
      try reader.inDatabase { database in
        try database.cachedStatement(sql: "BEGIN").execute()
        do {
          let answer = try work(database)
          try database.cachedStatement(sql: "COMMIT").execute()
          return answer
        } catch {
          // An error of the file may have ended it already.
          if database.isInsideTransaction {
            try database.cachedStatement(sql: "ROLLBACK").execute()
          }
          throw error
        }
      }
    }
  }

  /// What the reading connection counts of the writes of all others.
  func version() throws(StorageError) -> Int64 {
    try read { db in
      try Int64.fetchOne(try db.cachedStatement(sql: "PRAGMA data_version")) ?? 0
    }
  }

  /// Runs one write transaction under the lock and rings for the topics it answers.
  ///
  /// An error undoes everything. What has to follow a commit while the lock is held goes into
  /// `afterCommit`. On a full disk the ballast is given up and the work done once more: people go
  /// on working while somebody makes room.
  func write<T>(
    isBulk: Bool = false, afterCommit: (T) -> Void = { _ in },
    _ work: (Database) throws -> (T, Topics)
  ) throws(StorageError) -> T {
    do throws(StorageError) {
      return try transaction(isBulk, afterCommit, work)
    } catch .full where Self.releaseBallast(of: folder) {
      return try transaction(isBulk, afterCommit, work)
    }
  }

  private func transaction<T>(
    _ isBulk: Bool, _ afterCommit: (T) -> Void, _ work: (Database) throws -> (T, Topics)
  ) throws(StorageError) -> T {
    try storing {
      try writer.writeWithoutTransaction { database in
        try lock.holding {
          try requireOwnFile()
          var outcome: (T, Topics)?
          try database.inTransaction(.immediate) {
            outcome = try work(database)
            return .commit
          }
          guard let (result, topics) = outcome else { throw StorageError.busy }
          afterCommit(result)
          bell.ring(topics)
          checkpoint(
            database, ifOver: isBulk ? Self.bulkCheckpointBytes : Self.checkpointBytes)
          return result
        }
      }
    }
  }

  /// A file that was moved or replaced still takes writes, and loses them.
  private func requireOwnFile() throws(StorageError) {
    guard Files.identity(folder.database) == identity else { throw .missing }
  }

  /// The commit stands whatever becomes of the checkpoint.
  private func checkpoint(_ database: Database, ifOver limit: Int64) {
    let bytes = Files.size(folder.database + "-wal")
    let isDue = checkpointedBytes.withLock { last in
      if bytes < last { last = 0 }
      guard bytes > limit, last == 0 || bytes - last >= 1 << 20 else { return false }
      last = bytes
      return true
    }
    if isDue { _ = try? database.checkpoint(.passive) }
  }

  /// Runs work with the data to itself: no other terminal has it open.
  func exclusively<T>(_ work: () throws -> T) throws(StorageError) -> T {
    try storing {
      try lock.holding {
        guard try session.tryLock(exclusive: true) else { throw StorageError.openElsewhere }
        defer { _ = try? session.tryLock(exclusive: false) }
        return try work()
      }
    }
  }
}
