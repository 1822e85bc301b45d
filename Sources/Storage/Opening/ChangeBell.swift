import CLinux
public import ClinicDomain
import Glibc
import Synchronization

/// Tells the open terminals that a commit touched a topic.
///
/// The bell is a small file of one counter per topic, written after the commit: a terminal watches
/// it with inotify, reads the counters and sees which topics moved since it last looked. An audited
/// read rings nothing, so it wakes nobody.
public final class ChangeBell: Sendable {
  private static let topicCount = 32
  private static let size = topicCount * 8

  private let descriptor: Int32
  private let watch: Int32
  private let seen: Mutex<[UInt64]>

  init(path: String) throws(StorageError) {
    let file = clinic_open(path, 0o600)
    guard file >= 0 else { throw StorageError(errno: -file, "open") }
    if lseek(file, 0, SEEK_END) < Self.size { _ = ftruncate(file, off_t(Self.size)) }
    let watch = clinic_watch_file(path)
    guard watch >= 0 else {
      close(file)
      throw StorageError(errno: -watch, "inotify")
    }
    descriptor = file
    self.watch = watch
    seen = Mutex(Self.counters(file))
  }

  deinit {
    close(watch)
    close(descriptor)
  }

  /// For poll(2): readable when someone rang.
  public var watchDescriptor: Int32 { watch }

  /// The topics that rang since the last call, this process's own among them.
  public func changes() -> Topics {
    _ = clinic_drain_watch(watch)
    let current = Self.counters(descriptor)
    return seen.withLock { seen in
      var topics: UInt32 = 0
      for index in 0..<Self.topicCount where seen[index] != current[index] {
        topics |= 1 << UInt32(index)
      }
      seen = current
      return Topics(rawValue: topics)
    }
  }

  /// Rings for topics; only by the holder of the write lock, so that no count is lost.
  func ring(_ topics: Topics) {
    guard !topics.isEmpty else { return }
    var counters = Self.counters(descriptor)
    for index in 0..<Self.topicCount where topics.rawValue & 1 << UInt32(index) != 0 {
      counters[index] &+= 1
    }
    _ = counters.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
  }

  private static func counters(_ file: Int32) -> [UInt64] {
    var counters = [UInt64](repeating: 0, count: topicCount)
    _ = counters.withUnsafeMutableBytes { pread(file, $0.baseAddress, $0.count, 0) }
    return counters
  }
}
