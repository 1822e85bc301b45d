import CLinux
import Crypto
import Foundation
import Glibc

/// The audit chain's head in a small file outside the database.
///
/// Written after each commit without forcing it to disk: after a power cut it may be behind the
/// trail, which is harmless; the trail must never be behind it.
final class AuditAnchor: Sendable {
  private let descriptor: Int32

  init(path: String) throws(StorageError) {
    descriptor = clinic_open(path, 0o600)
    guard descriptor >= 0 else { throw StorageError(errno: -descriptor, "open") }
  }

  deinit { close(descriptor) }

  /// Only by the holder of the write lock.
  func keep(_ head: AuditLog.Head) {
    let bytes = withUnsafeBytes(of: head.sequence.bigEndian) { Array($0) } + head.mac
    let record = bytes + Array(SHA256.hash(data: bytes))
    _ = record.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
  }

  /// The head kept last; nil where none was kept or a power cut tore it.
  func kept() -> AuditLog.Head? {
    var record = [UInt8](repeating: 0, count: 72)
    let count = record.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, 0) }
    guard count == 72, Array(SHA256.hash(data: record[..<40])) == Array(record[40...]) else {
      return nil
    }
    let sequence = record[..<8].reduce(Int64(0)) { $0 << 8 | Int64($1) }
    return AuditLog.Head(sequence: sequence, mac: Array(record[8..<40]))
  }

  /// After a restore: whatever was kept no longer holds.
  func clear() { _ = ftruncate(descriptor, 0) }
}
