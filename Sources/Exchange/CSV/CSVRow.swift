/// One record of a CSV file: its fields as slices of one byte buffer.
public struct CSVRow: Sendable, Equatable {
  /// The line of the file on which the record begins, from 1.
  public internal(set) var line: Int
  /// What is wrong with the record's form, or nil.
  public internal(set) var problem: Problem?
  var bytes: [UInt8]
  var ends: [Int]
  let encoding: CSVEncoding

  /// What can be wrong with a record.
  public enum Problem: Error, Equatable, Sendable {
    /// A quote was opened and never closed.
    case unterminatedQuote
    /// Text stands between a closing quote and the next separator.
    case textAfterQuote
    /// The record is longer than a mebibyte; the rest of its line was passed over.
    case tooLong
    /// The file says UTF-8 and the field, counted from 0, isn't.
    case notUTF8(field: Int)
    /// The record has another number of fields than the header.
    case fieldCount(expected: Int, found: Int)
  }

  init(encoding: CSVEncoding = .automatic) {
    line = 0
    bytes = []
    ends = []
    self.encoding = encoding
  }

  /// The number of fields.
  public var count: Int { ends.count }

  /// The bytes of a field, without quotes; empty beyond the last.
  public func bytes(_ index: Int) -> ArraySlice<UInt8> {
    guard ends.indices.contains(index) else { return [] }
    return bytes[(index == 0 ? 0 : ends[index - 1])..<ends[index]]
  }

  /// The text of a field; empty beyond the last.
  public subscript(index: Int) -> String {
    encoding.text(bytes(index)) ?? String(decoding: bytes(index), as: UTF8.self)
  }

  /// All fields as texts.
  public var fields: [String] { (0..<count).map { self[$0] } }

  var isBlank: Bool { bytes.isEmpty && ends.count <= 1 }

  mutating func clear(line: Int) {
    self.line = line
    problem = nil
    bytes.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
  }
}
