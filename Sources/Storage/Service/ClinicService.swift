public import ClinicDomain
import Synchronization

/// A clinic's data, open: the one door through which screens and subcommands come.
///
/// All methods block: call them off the main thread.
public final class ClinicService: Sendable {
  public let site: ClinicSite
  public let folder: DataFolder
  /// Where the site key is kept.
  public let keyFile: KeyFile
  /// Rings after each commit of any process on the same data.
  public var bell: ChangeBell { database.bell }

  let database: ClinicDatabase
  let siteKey: SiteKey
  let keyring: PatientKeyring
  let audit: AuditLog
  let anchor: AuditAnchor
  let staging: StagingArea
  /// Whether a command waits that this process staged or found when it opened.
  let hasStaged: Mutex<Bool>

  /// Opens an initialised clinic.
  ///
  /// `keyOption` is what `--key-file` names; the environment may name the key file, systemd's
  /// credentials, the XDG folders and the staging area.
  public convenience init(
    folder: DataFolder, keyOption: String? = nil, environment: [String: String]
  ) throws(StorageError) {
    let database = try ClinicDatabase(folder: folder)
    let found = try database.read { db in
      (try ClinicSite(in: db), try ClinicSite.keyCheck(in: db))
    }
    guard let site = found.0 else { throw .notInitialised }
    let keyFile = KeyFile(site: site.id, option: keyOption, environment: environment)
    let key = try keyFile.read(for: folder)
    guard key.checkValue == found.1 else { throw .key(.wrong) }
    try self.init(database, site, keyFile, key, environment)
  }

  init(
    _ database: ClinicDatabase, _ site: ClinicSite, _ keyFile: KeyFile, _ key: SiteKey,
    _ environment: [String: String]
  ) throws(StorageError) {
    self.database = database
    self.site = site
    self.keyFile = keyFile
    folder = database.folder
    siteKey = key
    keyring = PatientKeyring(siteKey: key, site: site.id.text)
    audit = AuditLog(siteKey: key)
    anchor = try AuditAnchor(path: database.folder.anchors + "/audit.head")
    staging = StagingArea(folder: database.folder, environment: environment, siteKey: key)
    hasStaged = Mutex(!staging.isEmpty)
    database.keepBallast()
    forgetLeaseOfOldFile()
  }

  /// Lets go of the data.
  public func close() throws(StorageError) { try database.close() }

  /// A number that is another one after every write, this program's or another's.
  public func dataVersion() throws(StorageError) -> Int64 {
    try database.version()
  }

  /// Answers a question in one read.
  ///
  /// - Throws: `Refusal` when the actor may not ask it, `StorageError` when it can't be answered.
  public func answer<Query: ClinicQuery>(
    _ query: Query, as actor: Actor, now: Instant
  ) throws -> Query.Answer {
    guard PermissionTable.grant(Query.capability, to: actor) > .denied else {
      throw Refusal.denied(Query.capability)
    }
    let outcome: Result<Query.Answer?, Refusal> = try database.read { db in
      let runner = QueryRunner(
        db: db, keyring: keyring, actor: actor, now: now, zone: site.zone)
      do {
        if let status = query as? ReadSyncStatus {
          return .success(
            try status.answer(
              from: runner, staged: staging.content(),
              isWorkerRunning: DrainerLock.holder(of: folder) != nil) as? Query.Answer)
        }
        return .success(try runner.answer(query))
      } catch let refusal as Refusal {
        return .failure(refusal)
      }
    }
    guard let answer = try outcome.get() else {
      throw StorageError.engine(code: -1, message: "unknown query \(Query.self)")
    }
    return answer
  }
}
