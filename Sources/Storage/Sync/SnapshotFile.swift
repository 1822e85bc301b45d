import Crypto
import Foundation
import Glibc
import SyncProtocol

/// Why a snapshot is not taken.
public enum SnapshotProblem: Error, Hashable, Sendable {
  /// It ends before its end: the line was cut.
  case torn
  /// Its hash or its counts are not what it says of itself.
  case altered
  case unreadable
  /// What was laid down is not what was read.
  case differs
}

/// A hub's snapshot in a file, read through and checked as a whole before anything is made of it.
struct SnapshotFile {
  /// The documents of one entity, one a line.
  struct Section {
    let entity: String
    let offset: Int64
    var count: Int64
  }

  let header: SnapshotHeader
  private(set) var sections: [Section] = []
  /// Over the documents' lines alone: that of the canonical dump.
  private(set) var documentHash = ""
  private let path: String

  init(path: String) throws {
    self.path = path
    var (whole, documents) = (SHA256(), SHA256())
    var (header, trailer): (SnapshotHeader?, SnapshotTrailer?)
    var found: [Section] = []
    try SnapshotLines(path: path).forEach { line, offset in
      guard trailer == nil else { throw SnapshotProblem.altered }
      let json = try Self.parsed(line)
      guard header != nil else {
        header = try Self.decoded(json) as SnapshotHeader
        whole.update(data: line)
        return true
      }
      if json["sha256"] != nil, json["entity"] == nil {
        trailer = try Self.decoded(json) as SnapshotTrailer
        return true
      }
      guard let entity = json["entity"]?.stringValue else { throw SnapshotProblem.unreadable }
      whole.update(data: line)
      documents.update(data: line)
      if found.last?.entity == entity {
        found[found.count - 1].count += 1
      } else {
        found.append(Section(entity: entity, offset: offset, count: 1))
      }
      return true
    }
    guard let header, let trailer else { throw SnapshotProblem.torn }
    let counts = Dictionary(found.map { ($0.entity, $0.count) }, uniquingKeysWith: +)
    guard BinaryText.hex(Array(whole.finalize())) == trailer.sha256,
      counts == header.counts.filter({ $0.value > 0 })
    else { throw SnapshotProblem.altered }
    guard SyncAPI.readableVersions.contains(header.version) else {
      throw SnapshotProblem.unreadable
    }
    self.header = header
    sections = found
    documentHash = BinaryText.hex(Array(documents.finalize()))
  }

  /// The documents of a section in pieces of so many.
  func forEachBatch(
    of section: Section, _ size: Int, _ body: ([ReplicatedDocument]) throws -> Void
  ) throws {
    var batch: [ReplicatedDocument] = []
    var left = section.count
    try SnapshotLines(path: path).forEach(from: section.offset) { line, _ in
      batch.append(try ReplicatedDocument(json: try Self.parsed(line)))
      left -= 1
      if batch.count == size || left == 0 {
        try body(batch)
        batch = []
      }
      return left > 0
    }
  }

  private static func parsed(_ line: [UInt8]) throws -> JSONValue {
    guard let json = try? JSONValue(parsing: line, limits: limits) else {
      throw SnapshotProblem.unreadable
    }
    return json
  }

  private static func decoded<Value: Decodable>(_ json: JSONValue) throws -> Value {
    guard let value = try? json.decode(Value.self) else { throw SnapshotProblem.unreadable }
    return value
  }

  private static let limits = JSONLimits(maximumBytes: 64 << 20, maximumDepth: 64)
}

/// The lines of a file with their places, each with its line feed.
private struct SnapshotLines {
  let path: String

  private static let pieceSize = 1 << 20

  /// Reads until the end, or until `body` says that it had enough.
  func forEach(from start: Int64 = 0, _ body: ([UInt8], Int64) throws -> Bool) throws {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw StorageError(errno: errno, "open") }
    defer { close(file) }
    guard lseek(file, off_t(start), SEEK_SET) == start else {
      throw StorageError(errno: errno, "lseek")
    }
    var offset = start
    var rest: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: Self.pieceSize)
    while true {
      let count = piece.withUnsafeMutableBytes { read(file, $0.baseAddress, $0.count) }
      guard count >= 0 else { throw StorageError(errno: errno, "read") }
      guard count > 0 else { break }
      var begin = 0
      while let end = piece[begin..<count].firstIndex(of: UInt8(ascii: "\n")) {
        let line = rest + piece[begin...end]
        rest = []
        guard try body(line, offset) else { return }
        offset += Int64(line.count)
        begin = end + 1
      }
      rest += piece[begin..<count]
    }
    // A last line without its end was cut.
    if !rest.isEmpty { throw SnapshotProblem.torn }
  }
}
