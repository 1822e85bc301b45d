import CLinux
import GRDB
import Glibc

extension ClinicDatabase {
  /// Bytes kept in reserve, so that a full disk can still be worked on.
  static let ballastBytes: Int64 = 16 << 20

  /// What SQLite's own check and the foreign keys complain about; empty when all is well.
  func integrityProblems() throws(StorageError) -> [String] {
    try read { database in
      var problems = try String.fetchAll(database, sql: "PRAGMA integrity_check")
      if problems == ["ok"] { problems = [] }
      problems += try Row.fetchAll(database, sql: "PRAGMA foreign_key_check").map {
        "foreign key: \($0[0] as String? ?? "") row \($0[1] as Int64? ?? 0)"
      }
      return problems
    }
  }

  /// Copies the database into a new file, then opens the copy and checks it.
  ///
  /// The copy is a consistent state; others go on working meanwhile.
  func backUp(to path: String) throws(StorageError) {
    guard !Files.exists(path) else { throw StorageError(errno: EEXIST, "backup") }
    let partial = path + ".partial"
    unlink(partial)
    do {
      try Files.create(partial, [])
      try read { source in
        let copy = try DatabaseQueue(path: partial)
        try copy.inDatabase { target in try source.backup(to: target) }
        try copy.inDatabase { try $0.execute(sql: "PRAGMA journal_mode = DELETE") }
        try copy.close()
      }
      try Self.checkBackup(partial)
      let status = clinic_rename_exclusive(partial, path)
      guard status == 0 else { throw StorageError(errno: -status, "rename") }
      try Files.syncFolder(Files.parentFolder(path))
    } catch {
      unlink(partial)
      throw StorageError(error)
    }
  }

  /// Opens a backup and refuses it unless it is ours, whole, and of a version we know.
  static func checkBackup(_ path: String) throws(StorageError) {
    guard Files.exists(path) else { throw .missing }
    try storing {
      var configuration = Configuration()
      configuration.readonly = true
      let queue = try DatabaseQueue(path: path, configuration: configuration)
      try queue.inDatabase { database in
        let id = try Int.fetchOne(database, sql: "PRAGMA application_id") ?? 0
        guard id == applicationID else { throw StorageError.notOurs(applicationID: id) }
        _ = try Migrations.clinic.isNeeded(from: database.schemaVersion())
        let answer = try String.fetchOne(database, sql: "PRAGMA integrity_check")
        guard answer == "ok" else { throw StorageError.corrupt("backup") }
      }
      try queue.close()
    }
  }

  /// Reserves the ballast unless it is there; a full disk is no reason to fail.
  func keepBallast() {
    guard Files.size(folder.ballast) < Self.ballastBytes else { return }
    let descriptor = clinic_open(folder.ballast, 0o600)
    guard descriptor >= 0 else { return }
    defer { Glibc.close(descriptor) }
    if clinic_allocate(descriptor, Self.ballastBytes) != 0 { unlink(folder.ballast) }
  }

  /// Gives the ballast's blocks back to a full disk; false if there was none.
  static func releaseBallast(of folder: DataFolder) -> Bool { unlink(folder.ballast) == 0 }

  /// The version of the linked SQLite.
  func engineVersion() throws(StorageError) -> String {
    try read { try String.fetchOne($0, sql: "SELECT sqlite_version()") ?? "" }
  }
}
