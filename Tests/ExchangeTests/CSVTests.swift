import Exchange
import Foundation
import Testing

@Suite struct CSVTests {
  /// Reads a text through a pipe, a few bytes at a time.
  static func read(
    _ bytes: [UInt8], chunk: Int = 7, separator: UInt8? = nil, encoding: CSVEncoding = .automatic
  ) throws -> (header: [String], rows: [CSVRow], separator: UInt8) {
    let pipe = Pipe()
    let writer = Thread {
      var index = 0
      while index < bytes.count {
        let end = min(index + chunk, bytes.count)
        pipe.fileHandleForWriting.write(Data(bytes[index..<end]))
        index = end
      }
      pipe.fileHandleForWriting.closeFile()
    }
    writer.start()
    let reader = try CSVReader(
      descriptor: pipe.fileHandleForReading.fileDescriptor, separator: separator,
      encoding: encoding)
    var rows: [CSVRow] = []
    var row = reader.makeRow()
    while try reader.next(into: &row) { rows.append(row) }
    return (reader.header, rows, reader.separator)
  }

  static func read(_ text: String, chunk: Int = 7) throws -> (
    header: [String], rows: [CSVRow], separator: UInt8
  ) {
    try read(Array(text.utf8), chunk: chunk)
  }

  @Test(arguments: [1, 2, 7, 5000])
  func readsQuotesAndLineEndsWithinThem(_ chunk: Int) throws {
    let text = "\u{FEFF}a,b,c\r\n1,\"x, \"\"y\"\"\",\r\n\n\"two\r\nlines\",2,\"\"\rlast,3,4"
    let (header, rows, _) = try Self.read(text, chunk: chunk)
    #expect(header == ["a", "b", "c"])
    #expect(
      rows.map(\.fields) == [
        ["1", "x, \"y\"", ""], ["two\r\nlines", "2", ""], ["last", "3", "4"],
      ])
    #expect(rows.map(\.line) == [2, 4, 6])
    #expect(rows.allSatisfy { $0.problem == nil })
  }

  @Test(arguments: [
    ("a;b;c,d\n", UInt8(ascii: ";")), ("a\tb\n", 9), ("\"a;b;c\",d\n", 0x2C), ("a\n", 0x2C),
  ])
  func findsTheSeparatorInTheHeader(_ text: String, _ separator: UInt8) throws {
    #expect(try Self.read(text).separator == separator)
  }

  @Test func badRecordsAreGivenWithTheirProblemAndReadingGoesOn() throws {
    let (_, rows, _) = try Self.read("a,b\n1\n\"x\"y,2\n3,4\n1,2,3\n5,\"open\n6,7\n")
    #expect(
      rows.map(\.problem) == [
        .fieldCount(expected: 2, found: 1), .textAfterQuote, nil,
        .fieldCount(expected: 2, found: 3), .unterminatedQuote,
      ])
    #expect(rows.map(\.line) == [2, 3, 4, 5, 6])
  }

  @Test func anEndlessQuoteStopsAtAMebibyte() throws {
    let long = String(repeating: "x", count: CSVReader.longestRecord + 300_000)
    let (_, rows, _) = try Self.read("a,b\n\"\(long)\n1,2\n", chunk: 60_000)
    #expect(rows.map(\.problem) == [.tooLong, nil])
    #expect(rows.last?.fields == ["1", "2"])
  }

  @Test func latinOneIsReadWhereUTF8IsNot() throws {
    let bytes = Array("nome\nJo".utf8) + [0xE3, 0x6F, 0x20, 0x80, 0x0A] + Array("José\n".utf8)
    #expect(try Self.read(bytes).rows.map { $0[0] } == ["João €", "José"])
    let strict = try Self.read(bytes, encoding: .utf8).rows
    #expect(strict.map(\.problem) == [.notUTF8(field: 0), nil])
    #expect(try Self.read(bytes, encoding: .latin1).rows.map { $0[0] } == ["João €", "JosÃ©"])
  }

  @Test(
    arguments: [
      ([0x1F, 0x8B, 8, 0], CSVFileError.compressed), ([0x50, 0x4B, 3, 4], .spreadsheet),
      ([0xFF, 0xFE, 0x61, 0], .utf16), ([], .empty), ([0x0A, 0x0A], .empty),
    ] as [([UInt8], CSVFileError)])
  func refusesWhatIsNoCSV(_ bytes: [UInt8], _ reason: CSVFileError) {
    #expect(throws: reason) { try Self.read(bytes) }
  }

  @Test func aMissingFileIsReportedByTheSystemsNumber() {
    #expect(throws: CSVFileError.system(2)) { try CSVReader(path: "/nonexistent/file.csv") }
  }

  @Test func whatIsWrittenIsReadBackTheSame() throws {
    let rows = [
      ["a", "b"], ["", " x "], ["q\"q", "l1\r\nl2"], [";,", "é\u{301}"], ["'", "=1+1"],
    ]
    let text = rows.map { CSVWriter().record($0) }.joined()
    let (header, read, _) = try Self.read(text)
    #expect([header] + read.map(\.fields) == rows)
  }

  @Test(arguments: ["=1+1", "+55", "-1", "@x", "\tx"])
  func formulasAreDefusedOnRequest(_ text: String) {
    #expect(CSVWriter(guardsFormulas: true).record([text]) == "'\(text)\r\n")
    #expect(CSVWriter().record([text]) == "\(text)\r\n")
  }
}
