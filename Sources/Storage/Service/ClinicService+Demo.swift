import Glibc

extension ClinicService {
  /// Takes a demo clinic away, with its key: a demo of another day is made anew.
  ///
  /// Files that this program did not make stay, and so does the folder then.
  ///
  /// - Returns: false where the folder holds a clinic that is no demo; nothing is touched then.
  /// - Throws: `openElsewhere` while a terminal has it open.
  public static func removeDemo(
    in folder: DataFolder, keyOption: String? = nil, environment: [String: String]
  ) throws(StorageError) -> Bool {
    let database = try ClinicDatabase(folder: folder)
    let found = try database.read { try ClinicSite(in: $0) }
    guard let site = found, site.isDemo else {
      try database.close()
      return false
    }
    let keyFile = KeyFile(site: site.id, option: keyOption, environment: environment)
    let names = Files.names(in: folder.path)
    try database.exclusively {
      for name in names where "\(folder.path)/\(name)".hasPrefix(folder.database) {
        unlink("\(folder.path)/\(name)")
      }
      unlink(keyFile.path)
    }
    try database.close()
    for file in [folder.lock, folder.sessionLock, folder.bell, folder.ballast] { unlink(file) }
    removeTree(folder.anchors)
    removeTree(folder.path + "/staging")
    removeTree(folder.path + "/exports")
    rmdir(folder.path)
    return true
  }

  private static func removeTree(_ path: String) {
    for name in Files.names(in: path) {
      let inner = "\(path)/\(name)"
      if Files.isFolder(inner) { removeTree(inner) } else { unlink(inner) }
    }
    rmdir(path)
  }
}
