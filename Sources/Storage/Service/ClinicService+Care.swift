public import ClinicDomain
import GRDB
import Glibc

/// What `clinic check` found.
public struct CheckReport: Hashable, Sendable {
  /// SQLite's and the foreign keys' complaints.
  public var integrity: [String] = []
  public var auditBreak: AuditBreak?
  public var logBreak: SyncLogBreak?
  /// Centavos by which the ledger is not balanced.
  public var ledgerSum: Int64 = 0
  /// Sealed record entries that don't open.
  public var unreadableEntries = 0
  /// Visits that overlap although they are live and exclusive.
  public var overlaps = 0

  public var isSound: Bool {
    integrity.isEmpty && auditBreak == nil && logBreak == nil && ledgerSum == 0
      && unreadableEntries == 0 && overlaps == 0
  }
}

extension ClinicService {
  /// Checks the file, the constraints, the chains and the seals, and audits that it did.
  public func check(as actor: Actor, now: Instant) throws -> CheckReport {
    try require(.check, actor)
    var report = CheckReport()
    report.integrity = try database.integrityProblems()
    let kept = anchor.kept()
    report = try database.read { db in
      var report = report
      report.auditBreak = try audit.firstBreak(anchor: kept, in: db)
      report.logBreak = try SyncState(in: db).firstBreak(in: db)
      report.ledgerSum = try Int64.fetchOne(db, sql: "SELECT sum(amount) FROM ledger_posting") ?? 0
      report.overlaps = try Self.overlaps(in: db)
      let reader = RecordReader(db: db, keyring: keyring)
      let rows = try Row.fetchCursor(db, sql: RecordReader.entrySQL("1"))
      while let row = try rows.next() {
        if (try? reader.entry(row)) == nil { report.unreadableEntries += 1 }
      }
      return report
    }
    try record("check", Subject(.site, site.id), as: actor, now: now)
    return report
  }

  private static func overlaps(in db: Database) throws -> Int {
    var count = 0
    for party in ["practitioner", "patient", "room"] {
      count +=
        try Int.fetchOne(
          db,
          sql: """
            SELECT count(*) FROM appointment a JOIN appointment b
            ON a.\(party) = b.\(party) AND a.blocks AND b.blocks AND a.key < b.key
              AND b.busy_from > a.busy_from - 1440 AND b.busy_from < a.busy_to
              AND b.busy_to > a.busy_from
            """) ?? 0
    }
    return count
  }

  /// Copies the data into a new file and checks the copy.
  public func backUp(to path: String, as actor: Actor, now: Instant) throws {
    try require(.backUp, actor)
    try database.backUp(to: path)
    try record("backup", Subject(.site, site.id), as: actor, now: now)
  }

  /// Puts a backup in the place of the data.
  ///
  /// What was there is kept beside it. Needs the data alone, and starts a new epoch of the sync log.
  ///
  /// - Returns: where the data that was there is now, or nil where there was none.
  public static func restore(
    from path: String, to folder: DataFolder, keyOption: String? = nil,
    environment: [String: String], as actor: Actor, now: Instant
  ) throws -> String? {
    guard PermissionTable.grant(.backUp, to: actor) == .all else {
      throw Refusal.denied(.backUp)
    }
    try ClinicDatabase.checkBackup(path)
    let aside = try ClinicDatabase.replace(folder, with: path, at: now)
    let service = try ClinicService(
      folder: folder, keyOption: keyOption, environment: environment)
    service.anchor.clear()
    try service.write(as: actor, now: now) { work in
      try ClinicSite.beginEpoch(at: now, in: work.db)
      work.log.restore(try SyncState(in: work.db))
      work.store.touched = .all
      return (
        (),
        AuditEntry(
          action: "restore", subject: Subject(.site, service.site.id), outcome: .done, detail: "")
      )
    }
    try service.close()
    return aside
  }

  private func require(_ capability: Capability, _ actor: Actor) throws {
    guard PermissionTable.grant(capability, to: actor) == .all else {
      throw Refusal.denied(capability)
    }
  }
}

extension ClinicDatabase {
  /// Moves the folder's database aside and copies another into its place.
  static func replace(
    _ folder: DataFolder, with source: String, at now: Instant
  ) throws(StorageError) -> String? {
    try folder.prepare()
    let lock = try SiteLock(path: folder.lock)
    let session = try SiteLock(path: folder.sessionLock)
    return try storing {
      try lock.holding {
        guard try session.tryLock(exclusive: true) else { throw StorageError.openElsewhere }
        let arriving = folder.database + ".restoring"
        unlink(arriving)
        try Files.create(arriving, [])
        let original = try DatabaseQueue(path: source)
        let copy = try DatabaseQueue(path: arriving)
        try original.backup(to: copy)
        try copy.close()
        try original.close()
        var aside: String?
        if folder.hasDatabase {
          let kept = "\(folder.database).before-\(now.milliseconds)"
          for part in ["", "-wal", "-shm"] { rename(folder.database + part, kept + part) }
          aside = kept
        }
        guard rename(arriving, folder.database) == 0 else {
          throw StorageError(errno: errno, "rename")
        }
        try Files.syncFolder(folder.path)
        return aside
      }
    }
  }
}
