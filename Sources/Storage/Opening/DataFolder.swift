import CLinux
import Glibc

/// The folder that holds a clinic's database and what belongs to it.
public struct DataFolder: Hashable, Sendable {
  /// Absolute and without links.
  public let path: String

  /// The folder that `--data`, else CLINIC_DATA, else the XDG default names.
  ///
  /// Makes nothing.
  public init(option: String?, environment: [String: String]) {
    self.init(path: Self.named(option, environment))
  }

  /// The folder of that name, relative to the working folder unless absolute.
  public init(path: String) {
    var path = path
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    self.path = Files.resolved(path.hasPrefix("/") ? path : Self.workingFolder + "/" + path)
  }

  public var database: String { path + "/clinic.sqlite" }
  var lock: String { path + "/write.lock" }
  var sessionLock: String { path + "/session.lock" }
  var bell: String { path + "/bell" }
  var ballast: String { path + "/ballast" }
  var anchors: String { path + "/anchors" }
  /// Where STAGING_AREA_PATH and the like may be set.
  public var settings: String { Files.parentFolder(path) + "/.env" }

  private static var workingFolder: String {
    guard let current = getcwd(nil, 0) else { return "" }
    defer { free(current) }
    let path = String(cString: current)
    return path == "/" ? "" : path
  }

  private static func named(_ option: String?, _ environment: [String: String]) -> String {
    if let option, !option.isEmpty { return option }
    if let path = environment["CLINIC_DATA"], !path.isEmpty { return path }
    return xdgHome("XDG_DATA_HOME", ".local/share", environment) + "/clinic"
  }

  /// An XDG base folder; a relative one is ignored, as its specification says.
  static func xdgHome(
    _ name: String, _ fallback: String, _ environment: [String: String]
  ) -> String {
    if let path = environment[name], path.hasPrefix("/") { return path }
    return (environment["HOME"] ?? "/root") + "/" + fallback
  }

  /// Whether a database is there.
  public var hasDatabase: Bool { Files.exists(database) }

  /// Makes the folder if it isn't there, private to its user, on a file system that can be trusted.
  func prepare() throws(StorageError) {
    try refuseNetworkFileSystem()
    try Files.makeFolder(path)
    guard chmod(path, 0o700) == 0 else { throw StorageError(errno: errno, "chmod") }
    try refuseNetworkFileSystem()
    try Files.makeFolder(anchors)
  }

  /// Looks at the nearest folder that exists.
  private func refuseNetworkFileSystem() throws(StorageError) {
    var place = path
    while !Files.exists(place), place != Files.parentFolder(place) {
      place = Files.parentFolder(place)
    }
    let magic = clinic_filesystem_magic(place)
    guard magic >= 0 else { throw StorageError(errno: Int32(-magic), "statfs") }
    if let kind = FileSystemKind.untrusted(magic: magic) {
      throw .networkFileSystem(kind: kind)
    }
  }
}

/// File systems on which SQLite's locks, shared memory or forced writes can't be relied on.
enum FileSystemKind {
  /// The name of an untrusted file system by its magic number (statfs(2)); nil for the others.
  static func untrusted(magic: Int64) -> String? { names[magic] }

  private static let names: [Int64: String] = [
    0x6969: "nfs", 0xFF53_4D42: "cifs", 0xFE53_4D42: "smb2", 0x517B: "smb", 0x6573_5546: "fuse",
    0x0102_1997: "9p", 0x00C3_6400: "ceph", 0x5346_414F: "afs", 0x6B41_4653: "afs",
    0x7375_7245: "coda", 0x564C: "ncp", 0x0BD0_0BD0: "lustre", 0x0116_1970: "gfs2",
    0x7461_636F: "ocfs2", 0x786F_4256: "vboxsf",
  ]
}
