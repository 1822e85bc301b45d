import CLinux
import Glibc

/// Files by their system calls: modes, exclusive creation and forced writes are part of the design.
enum Files {
  static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  static func read(_ path: String, limit: Int = 16 << 20) throws(StorageError) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw StorageError(errno: errno, "open") }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 64 << 10)
    while bytes.count <= limit {
      let count = Glibc.read(descriptor, &chunk, chunk.count)
      if count == 0 { return bytes }
      if count < 0 {
        if errno == EINTR { continue }
        throw StorageError(errno: errno, "read")
      }
      bytes.append(contentsOf: chunk[..<count])
    }
    throw .corrupt(path)
  }

  /// Writes a new file and forces it to disk; it must not exist.
  static func create(_ path: String, _ bytes: [UInt8]) throws(StorageError) {
    let descriptor = clinic_create_exclusive(path, 0o600)
    guard descriptor >= 0 else { throw StorageError(errno: -descriptor, "create") }
    defer { close(descriptor) }
    do throws(StorageError) {
      try write(bytes, to: descriptor)
      guard fsync(descriptor) == 0 else { throw StorageError(errno: errno, "fsync") }
    } catch {
      unlink(path)
      throw error
    }
  }

  static func write(_ bytes: [UInt8], to descriptor: Int32) throws(StorageError) {
    var offset = 0
    while offset < bytes.count {
      let count = bytes[offset...].withUnsafeBytes {
        Glibc.write(descriptor, $0.baseAddress, $0.count)
      }
      if count < 0, errno != EINTR { throw StorageError(errno: errno, "write") }
      offset += max(0, count)
    }
  }

  /// Makes a folder and those above it, each private and its name forced to disk.
  static func makeFolder(_ path: String, mode: mode_t = 0o700) throws(StorageError) {
    if isFolder(path) { return }
    let parent = parentFolder(path)
    if parent != path { try makeFolder(parent, mode: mode) }
    guard mkdir(path, mode) == 0 || errno == EEXIST else {
      throw StorageError(errno: errno, "mkdir")
    }
    guard isFolder(path) else { throw .system(code: ENOTDIR, operation: "mkdir") }
    try syncFolder(parent)
  }

  static func isFolder(_ path: String) -> Bool {
    var info = stat()
    return stat(path, &info) == 0 && info.st_mode & S_IFMT == S_IFDIR
  }

  static func syncFolder(_ path: String) throws(StorageError) {
    let status = clinic_sync_folder(path)
    guard status >= 0 else { throw StorageError(errno: -status, "fsync") }
  }

  /// Names in a folder, sorted; empty if there is no such folder.
  static func names(in path: String) -> [String] {
    guard let stream = opendir(path) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  static func size(_ path: String) -> Int64 {
    var info = stat()
    return stat(path, &info) == 0 ? Int64(info.st_size) : 0
  }

  /// What tells one file from another, whatever its name.
  struct Identity: Hashable {
    let device: UInt64
    let inode: UInt64
  }

  static func identity(_ path: String) -> Identity? {
    var info = stat()
    guard stat(path, &info) == 0 else { return nil }
    return Identity(device: UInt64(info.st_dev), inode: UInt64(info.st_ino))
  }

  static func permissions(_ path: String) -> mode_t? {
    var info = stat()
    return stat(path, &info) == 0 ? info.st_mode & 0o777 : nil
  }

  static func parentFolder(_ path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// The absolute path without links; of a path that doesn't exist, that of what exists of it.
  static func resolved(_ path: String) -> String {
    if let real = realpath(path, nil) {
      defer { free(real) }
      return String(cString: real)
    }
    let parent = parentFolder(path)
    guard parent != path else { return path }
    let name = path.split(separator: "/").last.map(String.init) ?? ""
    let base = resolved(parent)
    return base == "/" ? "/" + name : base + "/" + name
  }
}
