public import ClinicDomain
import Glibc
import SyncProtocol

/// Where the site key is kept.
public struct KeyFile: Hashable, Sendable {
  /// Absolute, without links.
  public let path: String
  private let isCredential: Bool

  /// The file that `--key-file`, else CLINIC_KEY_FILE, else a systemd credential, else the default
  /// `$XDG_CONFIG_HOME/clinic/keys/<site>.key` names.
  public init(site: SiteID, option: String?, environment: [String: String]) {
    let credential = environment["CREDENTIALS_DIRECTORY"].map { $0 + "/clinic.key" }
    if let option, !option.isEmpty {
      self.init(path: option)
    } else if let path = environment["CLINIC_KEY_FILE"], !path.isEmpty {
      self.init(path: path)
    } else if let credential, Files.exists(credential) {
      self.init(path: Files.resolved(credential), isCredential: true)
    } else {
      let home = DataFolder.xdgHome("XDG_CONFIG_HOME", ".config", environment)
      self.init(path: "\(home)/clinic/keys/\(site.text).key")
    }
  }

  public init(path: String) {
    self.init(path: DataFolder(path: path).path, isCredential: false)
  }

  private init(path: String, isCredential: Bool) {
    self.path = path
    self.isCredential = isCredential
  }

  /// Reads the key.
  ///
  /// - Throws: a key error when it is missing, inside the data folder, readable by others or no key.
  public func read(for folder: DataFolder) throws(StorageError) -> SiteKey {
    try refuseInside(folder)
    guard Files.exists(path) else { throw .key(.missing(path: path)) }
    if !isCredential, let mode = Files.permissions(path), mode & 0o077 != 0 {
      throw .key(.readableByOthers(path: path))
    }
    let text = String(decoding: try Files.read(path, limit: 4096), as: UTF8.self)
    let digits = text.prefix { !$0.isWhitespace }
    guard let bytes = BinaryText.bytes(hex: String(digits)), let key = SiteKey(bytes: bytes)
    else { throw .key(.malformed) }
    return key
  }

  /// Writes the key into a new file of mode 0600; an existing file is never replaced.
  public func write(_ key: SiteKey, for folder: DataFolder) throws(StorageError) {
    try refuseInside(folder)
    let parent = Files.parentFolder(path)
    try Files.makeFolder(parent)
    try Files.create(path, Array((BinaryText.hex(key.bytes) + "\n").utf8))
    try Files.syncFolder(parent)
  }

  /// Whether there is a key at the place.
  public var exists: Bool { Files.exists(path) }

  private func refuseInside(_ folder: DataFolder) throws(StorageError) {
    let resolved = Files.resolved(path)
    if resolved == folder.path || resolved.hasPrefix(folder.path + "/") {
      throw .key(.insideDataFolder)
    }
  }
}
