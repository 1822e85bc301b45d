import CLinux
import Glibc

/// An advisory lock on a file, for processes and for threads alike.
///
/// Each value opens the file for itself, so that two of them exclude each other in one process too.
/// The kernel lets go when the process ends, however it ends.
final class SiteLock: Sendable {
  private let descriptor: Int32

  init(path: String) throws(StorageError) {
    descriptor = clinic_open(path, 0o600)
    guard descriptor >= 0 else { throw StorageError(errno: -descriptor, "open") }
  }

  deinit { close(descriptor) }

  /// Holds the lock during `work`; `busy` if it can't be had within the wait.
  ///
  /// Tries with random pauses of 0.1–0.5 ms: measured fairer than SQLite's own waiting, which
  /// starves some of eight writers for seconds.
  func holding<T>(waiting seconds: Double = 5, _ work: () throws -> T) throws -> T {
    try acquire(waiting: seconds)
    defer { release() }
    return try work()
  }

  func acquire(waiting seconds: Double = 5) throws(StorageError) {
    let deadline = Self.monotonicSeconds + seconds
    while !(try tryLock(exclusive: true)) {
      guard Self.monotonicSeconds < deadline else { throw .busy }
      usleep(UInt32.random(in: 100...500))
    }
  }

  func release() { _ = clinic_flock_unlock(descriptor) }

  /// Takes the lock at once or answers false.
  ///
  /// Changes a lock that is already held to the other kind.
  func tryLock(exclusive: Bool) throws(StorageError) -> Bool {
    let status = clinic_flock_try(descriptor, exclusive ? 1 : 0)
    if status == -EWOULDBLOCK { return false }
    guard status == 0 else { throw StorageError(errno: -status, "flock") }
    return true
  }

  private static var monotonicSeconds: Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
