#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Why a file can't be read as CSV at all.
public enum CSVFileError: Error, Equatable, Sendable {
  /// Opening or reading failed with that `errno`.
  case system(Int32)
  /// The file is compressed: decompress it, or pipe it in and name `-`.
  case compressed
  /// The file is a spreadsheet or another ZIP archive: save it as CSV first.
  case spreadsheet
  /// The file is UTF-16: save it as UTF-8.
  case utf16
  /// There is no header line.
  case empty
}

/// Reads CSV (RFC 4180) from a file descriptor in blocks, one record at a time.
///
/// Quotes, line ends within quotes, CRLF, LF or CR, a byte order mark and blank lines are
/// understood. A record of bad form is given with its `problem`; reading goes on after it.
public final class CSVReader {
  /// The byte between fields.
  public private(set) var separator: UInt8
  /// The names in the first record.
  public private(set) var header: [String] = []
  /// Bytes of the file read so far.
  public private(set) var bytesRead = 0

  private let encoding: CSVEncoding
  private let descriptor: Int32
  private let ownsDescriptor: Bool
  private var buffer = [UInt8](repeating: 0, count: CSVReader.blockSize)
  private var position = 0
  private var limit = 0
  private var line = 1
  private var skipsLineFeed = false

  /// The longest record, in bytes.
  public static let longestRecord = 1 << 20
  private static let blockSize = 128 << 10

  /// Opens a file, or standard input for `-`, and reads its header.
  ///
  /// - Parameters:
  ///   - path: the file, or `-`.
  ///   - separator: the byte between fields; found in the header when nil.
  ///   - encoding: how bytes stand for characters.
  /// - Throws: `CSVFileError`.
  public convenience init(
    path: String, separator: UInt8? = nil, encoding: CSVEncoding = .automatic
  ) throws(CSVFileError) {
    guard path != "-" else {
      try self.init(descriptor: 0, separator: separator, encoding: encoding)
      return
    }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .system(errno) }
    try self.init(
      descriptor: descriptor, ownsDescriptor: true, separator: separator, encoding: encoding)
  }

  /// Reads the header from an open descriptor, which is closed with the reader if it owns it.
  public init(
    descriptor: Int32, ownsDescriptor: Bool = false, separator: UInt8? = nil,
    encoding: CSVEncoding = .automatic
  ) throws(CSVFileError) {
    self.descriptor = descriptor
    self.ownsDescriptor = ownsDescriptor
    self.encoding = encoding
    self.separator = separator ?? UInt8(ascii: ",")
    // A pipe may give a few bytes at a time; the header's line is wanted whole.
    while limit < 4096 {
      guard try fill(from: limit) else { break }
    }
    try skipMark()
    if separator == nil { findSeparator() }
    var row = makeRow()
    guard try next(into: &row) else { throw .empty }
    header = row.fields.map(\.trimmingSpaces)
  }

  deinit {
    if ownsDescriptor { close(descriptor) }
  }

  /// An empty row to read into.
  public func makeRow() -> CSVRow { CSVRow(encoding: encoding) }

  /// Reads the next record into a row that is used again.
  ///
  /// - Returns: false at the end of the file.
  public func next(into row: inout CSVRow) throws(CSVFileError) -> Bool {
    repeat {
      guard try record(into: &row) else { return false }
    } while row.isBlank
    if !header.isEmpty, row.problem == nil { check(&row) }
    return true
  }

  private func check(_ row: inout CSVRow) {
    if row.count != header.count {
      row.problem = .fieldCount(expected: header.count, found: row.count)
    } else if encoding == .utf8 {
      for index in 0..<row.count where encoding.text(row.bytes(index)) == nil {
        row.problem = .notUTF8(field: index)
        return
      }
    }
  }

  /// Reads more bytes behind `start`; false at the end of the file.
  private func fill(from start: Int) throws(CSVFileError) -> Bool {
    while true {
      let room = buffer.count - start
      let count = buffer.withUnsafeMutableBytes { bytes in
        bytes.baseAddress.map { read(descriptor, $0 + start, room) } ?? 0
      }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw .system(errno) }
      limit = start + count
      bytesRead += count
      return count > 0
    }
  }

  private func skipMark() throws(CSVFileError) {
    let start = Array(buffer[..<min(limit, 4)])
    if start.starts(with: [0x1F, 0x8B]) || start == [0x28, 0xB5, 0x2F, 0xFD] { throw .compressed }
    if start.starts(with: [0x42, 0x5A, 0x68]) || start == [0xFD, 0x37, 0x7A, 0x58] {
      throw .compressed
    }
    if start == [0x50, 0x4B, 0x03, 0x04] { throw .spreadsheet }
    if start.starts(with: [0xFF, 0xFE]) || start.starts(with: [0xFE, 0xFF]) { throw .utf16 }
    if start.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
  }

  /// Takes the most frequent of comma, semicolon and tab outside quotes in the header's line.
  private func findSeparator() {
    let candidates: [UInt8] = [0x2C, 0x3B, 0x09]
    var counts: [UInt8: Int] = [:]
    var isQuoted = false
    for byte in buffer[position..<limit] {
      if byte == 0x22 { isQuoted.toggle() }
      if isQuoted { continue }
      if byte == 0x0A || byte == 0x0D { break }
      if candidates.contains(byte) { counts[byte, default: 0] += 1 }
    }
    var best = separator
    for candidate in candidates where counts[candidate, default: 0] > counts[best, default: 0] {
      best = candidate
    }
    separator = best
  }

  private enum State {
    case fieldStart
    case plain
    case quoted
    case quoteInQuoted
    /// Passing over the rest of a line that is too long.
    case overlong
  }

  /// Reads one record, blank ones too.
  private func record(into row: inout CSVRow) throws(CSVFileError) -> Bool {
    row.clear(line: line)
    var state = State.fieldStart
    var hasBegun = false
    while true {
      if position == limit {
        position = 0
        guard try fill(from: 0) else {
          guard hasBegun else { return false }
          if state == .quoted { row.problem = .unterminatedQuote }
          row.ends.append(row.bytes.count)
          return true
        }
      }
      if skipsLineFeed {
        skipsLineFeed = false
        if buffer[position] == 0x0A {
          position += 1
          continue
        }
      }
      hasBegun = true
      if scan(into: &row, &state) { return true }
      if row.bytes.count > Self.longestRecord, state != .overlong {
        row.problem = .tooLong
        state = .overlong
      }
    }
  }

  /// Goes through the bytes at hand; true when the record ended among them.
  private func scan(into row: inout CSVRow, _ state: inout State) -> Bool {
    let separator = self.separator
    var current = state
    var index = position
    let limit = self.limit
    var newLines = 0
    var hasEnded = false
    buffer.withUnsafeBufferPointer { bytes in
      while index < limit, !hasEnded {
        let byte = bytes[index]
        switch current {
        case .fieldStart where byte == 0x22:
          current = .quoted
          index += 1
        case .fieldStart, .plain, .quoteInQuoted:
          if byte == separator {
            row.ends.append(row.bytes.count)
            current = .fieldStart
            index += 1
          } else if byte == 0x0A || byte == 0x0D {
            row.ends.append(row.bytes.count)
            newLines += 1
            hasEnded = true
            index += 1
          } else if current == .quoteInQuoted {
            if byte == 0x22 {
              row.bytes.append(byte)
              current = .quoted
            } else {
              row.problem = .textAfterQuote
              row.bytes.append(byte)
              current = .plain
            }
            index += 1
          } else {
            let start = index
            while index < limit {
              let next = bytes[index]
              if next == separator || next == 0x0A || next == 0x0D { break }
              index += 1
            }
            row.bytes.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[start..<index]))
            current = .plain
          }
        case .quoted:
          let start = index
          while index < limit, bytes[index] != 0x22 {
            if bytes[index] == 0x0A { newLines += 1 }
            index += 1
          }
          row.bytes.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[start..<index]))
          if index < limit {
            current = .quoteInQuoted
            index += 1
          }
        case .overlong:
          if byte == 0x0A || byte == 0x0D {
            row.ends.append(row.bytes.count)
            newLines += 1
            hasEnded = true
          }
          index += 1
        }
      }
    }
    if hasEnded { skipsLineFeed = buffer[index - 1] == 0x0D }
    state = current
    position = index
    line += newLines
    return hasEnded
  }
}

extension String {
  /// The text without spaces and tabs at both ends.
  var trimmingSpaces: String {
    let isSpace: (Character) -> Bool = { $0 == " " || $0 == "\t" }
    guard let first = firstIndex(where: { !isSpace($0) }),
      let last = lastIndex(where: { !isSpace($0) })
    else { return "" }
    return String(self[first...last])
  }
}
