public import ClinicDomain
import Glibc
public import SyncProtocol

/// A new site that joins a hub with what the hub knows already: made beside its place, and put into
/// it whole, by one renaming, once all of it is there and checked.
///
/// Whatever ends it before, the next run goes on with the same site and its keys, and nobody ever
/// sees half a clinic.
public final class SiteBootstrap {
  /// The site under way; enrol it, then load.
  public let service: ClinicService
  /// To be shown once, before `finish`.
  public let recoveryKey: RecoveryKey
  private let folder: DataFolder
  private let arriving: DataFolder
  private let lock: SiteLock
  private var isLoaded = false

  private static let name = "arriving"

  /// Where the snapshot goes.
  public var snapshotPath: String { arriving.path + "/snapshot.ndjson" }

  /// Whether the hub has let the site in already.
  public func isEnrolled() throws -> Bool { try service.standing().enrolment != nil }

  /// Begins, or goes on where an earlier run ended; `new` counts for a beginning alone.
  ///
  /// - Throws: `alreadyInitialised` where there is a clinic, `busy` while another run is at it.
  public init(
    _ new: ClinicService.NewSite, in folder: DataFolder, keyOption: String? = nil,
    environment: [String: String], by actor: Actor, now: Instant
  ) throws(StorageError) {
    guard !folder.hasDatabase else { throw .alreadyInitialised }
    try folder.prepare()
    self.folder = folder
    arriving = DataFolder(path: folder.path + "/" + Self.name)
    lock = try SiteLock(path: folder.path + "/arriving.lock")
    guard try lock.tryLock(exclusive: true) else { throw .busy }
    service = try Self.site(
      new, in: arriving, beside: folder, keyOption, environment, by: actor, now: now)
    recoveryKey = RecoveryKey(service.siteKey)
  }

  private static func site(
    _ new: ClinicService.NewSite, in arriving: DataFolder, beside folder: DataFolder,
    _ keyOption: String?, _ environment: [String: String], by actor: Actor, now: Instant
  ) throws(StorageError) -> ClinicService {
    if arriving.hasDatabase {
      do throws(StorageError) {
        return try ClinicService(
          folder: arriving, keyOption: keyOption, environment: environment)
      } catch .notInitialised {
        // Nothing was promised to anybody yet.
      }
    }
    // A key that an earlier run left, before it had a site, serves this one.
    let hadBegun = Files.exists(arriving.path)
    try remove(arriving)
    try Files.makeFolder(arriving.path)
    var random = SystemRandomNumberGenerator()
    let site = ClinicSite(
      id: .make(at: now, random: &random), name: new.name, prefix: new.prefix,
      zoneName: new.zoneName, isDemo: new.isDemo)
    let keyFile = KeyFile(site: site.id, option: keyOption, environment: environment)
    let key: SiteKey
    if hadBegun, keyFile.exists {
      key = try keyFile.read(for: folder)
    } else {
      key = .make()
      try keyFile.write(key, for: folder)
    }
    let database = try ClinicDatabase(folder: arriving, creating: true)
    try database.write { db in
      try site.store(keyCheck: key.checkValue, at: now, in: db)
      return ((), .all)
    }
    let service = try ClinicService(database, site, keyFile, key, environment)
    try service.record("initialise", Subject(.site, site.id), as: actor, now: now)
    return service
  }

  /// Takes the snapshot at `snapshotPath` in, all of it, and checks what came of it against it.
  ///
  /// `directory` tells the other sites' numbers.
  ///
  /// - Returns: how many things there are.
  /// - Throws: `SnapshotProblem` where it is not whole; nothing of it counts then.
  public func load(
    among directory: Directory, as actor: Actor, now: Instant, batchSize: Int = 500,
    progress: (Int64) throws -> Void = { _ in }
  ) throws -> Int64 {
    let file = try SnapshotFile(path: snapshotPath)
    try service.takeIn(directory, as: actor, now: now)
    var count: Int64 = 0
    // What others name comes first.
    let sections = file.sections.enumerated().sorted {
      (SyncIntake.rank(of: $0.element.entity), $0.offset)
        < (SyncIntake.rank(of: $1.element.entity), $1.offset)
    }
    for section in sections.map(\.element) {
      try file.forEachBatch(of: section, batchSize) { documents in
        try service.takeIn(snapshot: documents, as: actor, now: now)
        count += Int64(documents.count)
        try progress(count)
      }
    }
    guard try service.canonicalHash() == file.documentHash else { throw SnapshotProblem.differs }
    try service.finishSnapshot(file.header, as: actor, now: now)
    isLoaded = true
    return count
  }

  /// Puts the site into its place.
  public func finish() throws(StorageError) {
    precondition(isLoaded, "a site is put into its place once it is loaded")
    try service.close()
    guard Files.size(arriving.database + "-wal") <= 0 else { throw .busy }
    for name in Files.names(in: arriving.anchors) {
      guard rename("\(arriving.anchors)/\(name)", "\(folder.anchors)/\(name)") == 0 else {
        throw StorageError(errno: errno, "rename")
      }
    }
    try Files.syncFolder(folder.anchors)
    guard rename(arriving.database, folder.database) == 0 else {
      throw StorageError(errno: errno, "rename")
    }
    try Files.syncFolder(folder.path)
    try? Self.remove(arriving)
    lock.release()
    unlink(folder.path + "/arriving.lock")
  }

  /// Lets go of a site that is not finished; the next run goes on with it.
  public func leave() throws(StorageError) {
    try service.close()
    lock.release()
  }

  private static func remove(_ folder: DataFolder) throws(StorageError) {
    for part in ["/anchors", ""] where Files.exists(folder.path + part) {
      for name in Files.names(in: folder.path + part) where name != "anchors" {
        unlink("\(folder.path)\(part)/\(name)")
      }
      rmdir(folder.path + part)
    }
  }
}
