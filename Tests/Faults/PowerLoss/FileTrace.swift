import Foundation
import Glibc
import SampleClinic

/// One step of what a recorded program asked of its files.
enum FileStep {
  case created(path: String, inode: UInt64)
  case written(inode: UInt64, offset: Int, bytes: [UInt8])
  case cut(inode: UInt64, length: Int)
  case forced(inode: UInt64)
  case renamed(from: String, to: String)
  case unlinked(path: String)
  case folderMade(path: String, inode: UInt64)
  /// A piece of the program's output.
  case said(String)
}

/// What `FileRecorder.c` wrote down, which says how.
enum FileTrace {
  static func read(_ path: String) throws -> [FileStep] {
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    var steps: [FileStep] = []
    var place = 0
    func number(_ width: Int) -> UInt64 {
      defer { place += width }
      return bytes[place..<place + width].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
    func text(_ length: Int) -> String {
      defer { place += length }
      return String(decoding: bytes[place..<place + length], as: UTF8.self)
    }
    while place + 32 <= bytes.count {
      let (kind, pathLength, inode) = (number(4), Int(number(4)), number(8))
      let (offset, length) = (Int(number(8)), Int(number(8)))
      let name = text(pathLength)
      switch kind {
      case 1: steps.append(.created(path: name, inode: inode))
      case 2:
        steps.append(
          .written(inode: inode, offset: offset, bytes: Array(bytes[place..<place + length])))
        place += length
      case 3: steps.append(.cut(inode: inode, length: offset))
      case 4: steps.append(.forced(inode: inode))
      case 5: steps.append(.renamed(from: name, to: text(length)))
      case 6: steps.append(.unlinked(path: name))
      case 7: steps.append(.folderMade(path: name, inode: inode))
      case 8: steps.append(.said(text(length)))
      default: throw SampleFailure.impossible("record of kind \(kind)")
      }
    }
    guard place == bytes.count else { throw SampleFailure.impossible("a torn record") }
    return steps
  }

  /// Adds to a record that is being made, as if its program said it now.
  static func say(_ text: String, in path: String) {
    func little(_ number: some FixedWidthInteger) -> [UInt8] {
      withUnsafeBytes(of: number.littleEndian) { Array($0) }
    }
    let bytes =
      little(UInt32(8)) + little(UInt32(0)) + little(UInt64(0)) + little(UInt64(0))
      + little(UInt64(text.utf8.count)) + Array(text.utf8)
    let file = open(path, O_WRONLY | O_APPEND | O_CLOEXEC)
    guard file >= 0 else { return }
    _ = write(file, bytes, bytes.count)
    close(file)
  }
}
