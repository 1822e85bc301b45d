import CLinux
import Glibc

/// Who carries the site's log to the hub: one process at a time, whatever way it was started.
///
/// The kernel lets go when the process ends, however it ends.
public final class DrainerLock: Sendable {
  private let descriptor: Int32

  private static func path(_ folder: DataFolder) -> String { folder.path + "/drainer.lock" }

  /// Takes the lock; nil where another process has it.
  public init?(folder: DataFolder) throws(StorageError) {
    descriptor = clinic_open(Self.path(folder), 0o600)
    guard descriptor >= 0 else { throw StorageError(errno: -descriptor, "open") }
    let status = clinic_flock_try(descriptor, 1)
    guard status != -EWOULDBLOCK else { return nil }
    guard status == 0 else { throw StorageError(errno: -status, "flock") }
    // Who it is, for those who want to tell it something.
    let text = Array("\(getpid())\n".utf8)
    _ = ftruncate(descriptor, 0)
    _ = text.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// The process that has the lock; nil where none has.
  public static func holder(of folder: DataFolder) -> Int32? {
    let file = open(path(folder), O_RDWR | O_CLOEXEC | O_NOFOLLOW)
    guard file >= 0 else { return nil }
    defer { close(file) }
    guard clinic_flock_try(file, 0) == -EWOULDBLOCK else { return nil }
    var bytes = [UInt8](repeating: 0, count: 16)
    let count = bytes.withUnsafeMutableBytes { pread(file, $0.baseAddress, $0.count, 0) }
    return Int32(String(decoding: bytes.prefix(max(0, count)).prefix { $0 != 10 }, as: UTF8.self))
  }

  /// Asks the process that has the lock to work now.
  ///
  /// - Returns: whether there is one.
  public static func nudge(_ folder: DataFolder) -> Bool {
    guard let process = holder(of: folder), process > 1 else { return false }
    return kill(process, SIGUSR1) == 0
  }
}

extension DataFolder {
  /// A setting of the environment, else of the `.env` file beside the folder; nil where neither says
  /// anything.
  public func setting(_ name: String, environment: [String: String]) -> String? {
    if let value = environment[name], !value.isEmpty { return value }
    let value = StagingSettings.settings(in: settings)[name]
    return value?.isEmpty == false ? value : nil
  }
}
