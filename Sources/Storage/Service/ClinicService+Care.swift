public import ClinicDomain
import GRDB
import Glibc
import SyncProtocol

extension ClinicService {
  /// Copies the data into a new file and checks the copy.
  public func backUp(to path: String, as actor: Actor, now: Instant) throws {
    try require(.backUp, actor)
    try database.backUp(to: path)
    try record("backup", Subject(.site, site.id), as: actor, now: now)
  }

  /// Puts a backup in the place of the data.
  ///
  /// What was there is kept beside it. Needs the data alone, and starts a new epoch of the sync log:
  /// that of an enrolled site comes from its hub, before anything is pushed.
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
    if try service.standing().enrolment != nil {
      try SyncWitness(folder: folder).keep(.restored)
    }
    try service.write(as: actor, now: now) { work in
      if !work.log.state.isEnrolled {
        try ClinicSite.beginEpoch(at: now, in: work.db)
        work.log.restore(try SyncState(in: work.db))
      }
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

  /// Throws unless the actor has the capability for everything.
  func require(_ capability: Capability, _ actor: Actor) throws {
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
        let aside = try setAside(folder.database, at: now)
        guard rename(arriving, folder.database) == 0 else {
          throw StorageError(errno: errno, "rename")
        }
        try Files.syncFolder(folder.path)
        return aside
      }
    }
  }

  /// Moves what is in a database's place aside, its write-ahead log too where it was left alone: a
  /// log of another's beside a database would be read as its own.
  ///
  /// - Returns: where the database is now, or nil where there was none.
  private static func setAside(_ database: String, at now: Instant) throws(StorageError) -> String?
  {
    let kept = "\(database).before-\(now.milliseconds)"
    let hadDatabase = Files.exists(database)
    for part in ["", "-wal", "-shm"] where Files.exists(database + part) {
      guard rename(database + part, kept + part) == 0 else {
        throw StorageError(errno: errno, "rename")
      }
    }
    try Files.syncFolder(Files.parentFolder(database))
    return hadDatabase ? kept : nil
  }
}
