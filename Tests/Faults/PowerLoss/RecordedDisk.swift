import Foundation
import Glibc
import SampleClinic

/// What a power cut does with what was written and not forced to disk.
enum PowerCut: CaseIterable {
  /// All of it is lost.
  case loses
  /// All of it had just reached the disk.
  case keeps
  /// Some sectors reached the disk and others didn't, in no order.
  case reorders
  /// The disk took it in order, up to the middle of a write.
  case tears
}

/// A disk that is told, step by step, what a program does, and knows what a power cut at that
/// moment may leave of it.
///
/// It promises no more than POSIX does: a file's bytes and length stay once the file was forced to
/// disk, a name once its folder was; what waits may come through in any order, by sectors of 512
/// bytes, which come through whole or not at all; changes of one folder's names keep their order.
struct RecordedDisk {
  private enum Change {
    case write(offset: Int, bytes: [UInt8])
    case cut(Int)
  }

  private struct File {
    var durable: [UInt8] = []
    var waiting: [Change] = []
  }

  private enum NameChange {
    case add(String, UInt64)
    case move(String, String)
    case remove(String)

    var path: String {
      switch self {
      case .add(let path, _), .move(_, let path), .remove(let path): path
      }
    }
  }

  private static let sector = 512

  /// Whether a forced write of that file counts; a proof of the proof leaves some out.
  var counts: (String) -> Bool = { _ in true }

  private var files: [UInt64: File] = [:]
  /// Which file has an inode now: its number is given again once a file is gone, and a name that
  /// comes back with the power cut must not lead to another's bytes.
  private var current: [UInt64: UInt64] = [:]
  private var folders: [UInt64: String] = [:]
  private var names: [String: UInt64] = [:]
  private var waitingNames: [NameChange] = []
  /// The names as the running program sees them.
  private var seen: [String: UInt64] = [:]

  /// The disk as it is before the program starts, all of it forced.
  init(below root: String) throws {
    folders[try Self.inode(root)] = root
    guard let paths = FileManager.default.enumerator(atPath: root) else { return }
    while let relative = paths.nextObject() as? String {
      let path = root + "/" + relative
      let inode = try Self.inode(path)
      var isFolder: ObjCBool = false
      FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      if isFolder.boolValue {
        folders[inode] = path
      } else if Self.survives(path) {
        let durable = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        names[path] = add(File(durable: durable), at: inode)
      }
    }
    seen = names
  }

  /// The shared memory beside the database is no file's content, and the ballast has none.
  private static func survives(_ path: String) -> Bool {
    !path.hasSuffix("-shm") && !path.hasSuffix("/ballast")
  }

  private static func inode(_ path: String) throws -> UInt64 {
    var info = stat()
    guard stat(path, &info) == 0 else { throw SampleFailure.impossible("stat \(path)") }
    return UInt64(info.st_ino)
  }

  mutating func take(_ step: FileStep) {
    switch step {
    case .created(let path, let inode):
      change(.add(path, add(File(), at: inode)))
    case .folderMade(let path, let inode):
      folders[inode] = path
    case .written(let inode, let offset, let bytes):
      wait(.write(offset: offset, bytes: bytes), inode)
    case .cut(let inode, let length):
      wait(.cut(length), inode)
    case .renamed(let from, let to): change(.move(from, to))
    case .unlinked(let path): change(.remove(path))
    case .forced(let inode): force(inode)
    case .said: break
    }
  }

  private mutating func add(_ file: File, at inode: UInt64) -> UInt64 {
    let id = UInt64(files.count)
    (files[id], current[inode]) = (file, id)
    return id
  }

  private mutating func wait(_ change: Change, _ inode: UInt64) {
    if let id = current[inode] { files[id]?.waiting.append(change) }
  }

  private mutating func change(_ change: NameChange) {
    waitingNames.append(change)
    Self.apply(change, to: &seen)
  }

  private mutating func force(_ inode: UInt64) {
    if let folder = folders[inode] {
      guard counts(folder + "/") else { return }
      waitingNames.removeAll { change in
        guard (change.path as NSString).deletingLastPathComponent == folder else { return false }
        Self.apply(change, to: &names)
        return true
      }
    } else if let id = current[inode], var file = files[id] {
      guard seen.first(where: { $0.value == id }).map({ counts($0.key) }) ?? true else { return }
      for change in file.waiting { Self.apply(change, to: &file.durable) }
      file.waiting = []
      files[id] = file
    }
  }

  private static func apply(_ change: NameChange, to names: inout [String: UInt64]) {
    switch change {
    case .add(let path, let inode): names[path] = inode
    case .move(let from, let to): names[to] = names.removeValue(forKey: from)
    case .remove(let path): names[path] = nil
    }
  }

  private static func apply(_ change: Change, to bytes: inout [UInt8]) {
    switch change {
    case .cut(let length):
      if length < bytes.count { bytes.removeLast(bytes.count - length) }
      grow(&bytes, to: length)
    case .write(let offset, let written):
      grow(&bytes, to: offset + written.count)
      bytes.replaceSubrange(offset..<offset + written.count, with: written)
    }
  }

  private static func grow(_ bytes: inout [UInt8], to length: Int) {
    if bytes.count < length { bytes += [UInt8](repeating: 0, count: length - bytes.count) }
  }

  /// Makes the files, in another folder, as a power cut now may leave them.
  func leave(
    _ cut: PowerCut, from root: String, in other: String, random: inout SeededGenerator
  ) throws {
    var left = names
    let kept = kept(of: waitingNames.count, cut, &random)
    for change in waitingNames.prefix(kept) { Self.apply(change, to: &left) }
    for folder in folders.values {
      try FileManager.default.createDirectory(
        atPath: other + folder.dropFirst(root.count), withIntermediateDirectories: true,
        attributes: [.posixPermissions: 0o700])
    }
    for (path, id) in left where Self.survives(path) {
      guard let file = files[id] else { continue }
      var bytes = file.durable
      apply(file.waiting, cut, to: &bytes, &random)
      guard
        FileManager.default.createFile(
          atPath: other + path.dropFirst(root.count), contents: Data(bytes),
          attributes: [.posixPermissions: 0o600])
      else { throw SampleFailure.impossible("make \(path)") }
    }
  }

  private func kept(of count: Int, _ cut: PowerCut, _ random: inout SeededGenerator) -> Int {
    switch cut {
    case .loses: 0
    case .keeps: count
    case .reorders, .tears: Int(random.next() % UInt64(count + 1))
    }
  }

  private func apply(
    _ changes: [Change], _ cut: PowerCut, to bytes: inout [UInt8], _ random: inout SeededGenerator
  ) {
    let kept = kept(of: changes.count, cut, &random)
    for (index, change) in changes.enumerated() {
      switch (cut, change) {
      case (.reorders, .write(let offset, let written)):
        for piece in Self.sectors(of: offset, written) where random.next().isMultiple(of: 2) {
          Self.apply(piece, to: &bytes)
        }
      case (.reorders, .cut):
        if random.next().isMultiple(of: 2) { Self.apply(change, to: &bytes) }
      case (.tears, .write(let offset, let written)) where index == kept:
        let pieces = Self.sectors(of: offset, written)
        for piece in pieces.prefix(Int(random.next() % UInt64(pieces.count + 1))) {
          Self.apply(piece, to: &bytes)
        }
      default:
        if index < kept { Self.apply(change, to: &bytes) }
      }
    }
  }

  private static func sectors(of offset: Int, _ bytes: [UInt8]) -> [Change] {
    var pieces: [Change] = []
    var from = offset
    while from < offset + bytes.count {
      let until = min((from / sector + 1) * sector, offset + bytes.count)
      pieces.append(.write(offset: from, bytes: Array(bytes[from - offset..<until - offset])))
      from = until
    }
    return pieces
  }
}
