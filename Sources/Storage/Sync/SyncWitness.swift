import Crypto
import Glibc
import SyncProtocol

/// The last acknowledgement in a small file outside the database, forced to disk: a database that is
/// behind it was put back or copied, and must not push.
struct SyncWitness {
  private let path: String

  init(folder: DataFolder) { path = folder.anchors + "/sync.acknowledged" }

  /// What was kept last; nil where nothing was, or the file is torn.
  func kept() -> Witness? {
    guard let bytes = try? Files.read(path, limit: 4096) else { return nil }
    let parts = String(decoding: bytes, as: UTF8.self).split { $0 == " " || $0 == "\n" }
    guard parts.count == 3, let epoch = Int64(parts[0]), let acknowledged = Int64(parts[1]),
      Self.check("\(epoch) \(acknowledged)") == parts[2]
    else { return nil }
    return Witness(epoch: epoch, acknowledged: acknowledged)
  }

  func keep(_ witness: Witness) throws(StorageError) {
    let text = "\(witness.epoch) \(witness.acknowledged)"
    let arriving = path + ".new"
    unlink(arriving)
    try Files.create(arriving, Array("\(text) \(Self.check(text))\n".utf8))
    guard rename(arriving, path) == 0 else { throw StorageError(errno: errno, "rename") }
    try Files.syncFolder(Files.parentFolder(path))
  }

  private static func check(_ text: String) -> String {
    BinaryText.hex(sha256(Array(text.utf8)))
  }
}

extension Witness {
  /// No file's: whatever the file, it asks for a new epoch first.
  static let restored = Witness(epoch: -1, acknowledged: 0)
}
