public import ClinicDomain
import Glibc

extension ClinicService {
  /// What `clinic init` is told.
  public struct NewSite: Hashable, Sendable {
    public var name: String
    public var prefix: String
    public var zoneName: String
    public var isDemo: Bool

    public init(
      name: String, prefix: String, zoneName: String = SiteZone.brasilia.identifier,
      isDemo: Bool = false
    ) {
      self.name = name
      self.prefix = prefix
      self.zoneName = zoneName
      self.isDemo = isDemo
    }
  }

  /// Makes the folder, the key file and the database of a new clinic.
  ///
  /// - Returns: the open clinic and its recovery key, which is to be shown once and kept nowhere.
  /// - Throws: `alreadyInitialised` when there is a database.
  public static func initialise(
    _ new: NewSite, in folder: DataFolder, keyOption: String? = nil,
    environment: [String: String], by actor: Actor, now: Instant
  ) throws(StorageError) -> (service: ClinicService, recoveryKey: RecoveryKey) {
    guard !folder.hasDatabase else { throw .alreadyInitialised }
    var random = SystemRandomNumberGenerator()
    let site = ClinicSite(
      id: .make(at: now, random: &random), name: new.name, prefix: new.prefix,
      zoneName: new.zoneName, isDemo: new.isDemo)
    let keyFile = KeyFile(site: site.id, option: keyOption, environment: environment)
    let key = SiteKey.make()
    try keyFile.write(key, for: folder)
    do throws(StorageError) {
      let database = try ClinicDatabase(folder: folder, creating: true)
      try database.write { db in
        try site.store(keyCheck: key.checkValue, at: now, in: db)
        return ((), .all)
      }
      let service = try ClinicService(database, site, keyFile, key, environment)
      try service.record("initialise", Subject(.site, site.id), as: actor, now: now)
      return (service, RecoveryKey(key))
    } catch {
      if !folder.hasDatabase { unlink(keyFile.path) }
      throw error
    }
  }

  /// Writes the key file of an initialised clinic again, from its recovery key.
  ///
  /// - Throws: `key(.wrong)` when it is another clinic's.
  public static func recover(
    _ recoveryKey: RecoveryKey, in folder: DataFolder, keyOption: String? = nil,
    environment: [String: String]
  ) throws(StorageError) {
    let database = try ClinicDatabase(folder: folder)
    let found = try database.read { db in
      (try ClinicSite(in: db), try ClinicSite.keyCheck(in: db))
    }
    try database.close()
    guard let site = found.0 else { throw .notInitialised }
    guard recoveryKey.siteKey.checkValue == found.1 else { throw .key(.wrong) }
    let keyFile = KeyFile(site: site.id, option: keyOption, environment: environment)
    try keyFile.write(recoveryKey.siteKey, for: folder)
  }
}
