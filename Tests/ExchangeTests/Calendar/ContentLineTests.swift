import ClinicDomain
import Foundation
import Testing

@testable import Exchange

@Suite("Content lines")
struct ContentLineTests {
  @Test(
    "are read in their parts",
    arguments: [
      ("SUMMARY:Oi", "SUMMARY", [:], "Oi"),
      (
        "dtstart;tzid=America/Sao_Paulo:20261125T093000", "DTSTART",
        ["TZID": ["America/Sao_Paulo"]], "20261125T093000"
      ),
      (
        #"ATTENDEE;CN="Silva; Ana: dra,";ROLE=A,"B;C":mailto:a@b"#, "ATTENDEE",
        ["CN": ["Silva; Ana: dra,"], "ROLE": ["A", "B;C"]], "mailto:a@b"
      ),
      ("X;A=^'um^n^^dois^x:v", "X", ["A": ["\"um\n^dois^x"]], "v"),
      ("DESCRIPTION:", "DESCRIPTION", [:], ""),
      ("A;:b", "A", [:], "b"),
    ] as [(String, String, [String: [String]], String)])
  func parts(
    _ text: String, _ name: String, _ parameters: [String: [String]], _ value: String
  ) throws {
    let line = try #require(ContentLine(parsing: text))
    #expect(line.name == name)
    #expect(
      Dictionary(line.parameters.map { ($0.name, $0.values) }) { $1 } == parameters)
    #expect(line.value == value)
  }

  @Test(
    "that are none are refused",
    arguments: ["", "SUMMARY", ":x", "A;B:c", "A;B=\"x:y", "A;B=\"x\"y:z", "A B:c", "A;=x:y"])
  func none(_ text: String) { #expect(ContentLine(parsing: text) == nil) }

  @Test(
    "are folded at 75 octets and never within a character",
    arguments: [
      String(repeating: "a", count: 300), String(repeating: "ç", count: 200),
      String(repeating: "👩‍⚕️", count: 40), String(repeating: "ação ", count: 60), "curta",
    ])
  func folding(_ text: String) throws {
    let written = ContentLine("SUMMARY", text: text).text
    for physical in written.components(separatedBy: "\r\n") {
      #expect(physical.utf8.count <= 75)
      #expect(!physical.unicodeScalars.contains("\u{FFFD}"))
    }
    let reader = ContentLineReader(Array(written.utf8))
    #expect(reader.problems.isEmpty)
    #expect(reader.lines.map(\.value) == [text])
  }

  @Test("are unfolded even where a fold tears a character, whatever ends a line")
  func unfolding() {
    let bytes =
      Array("SUMMARY:a".utf8) + [0xC3, 0x0D, 0x0A, 0x20, 0xA7] + Array("ão\nA:1\rB:2".utf8)
    let reader = ContentLineReader(bytes)
    #expect(reader.lines.map(\.value) == ["ação", "1", "2"])
    #expect(reader.lines.map(\.line) == [1, 3, 4])
    #expect(reader.problems.isEmpty)
  }

  @Test("in Latin-1 are read and told")
  func latin() {
    let reader = ContentLineReader(Array("SUMMARY:a".utf8) + [0xE7, 0xE3] + Array("o".utf8))
    #expect(reader.lines.map(\.value) == ["ação"])
    #expect(reader.problems.map(\.reason) == [.encoding])
    #expect(reader.problems.map(\.effect) == [.assumed])
  }

  @Test(
    "escape and unescape texts",
    arguments: [
      ("a;b,c\\d\ne", #"a\;b\,c\\d\ne"#), ("\r\n", #"\n"#), ("tab\tok", "tab\tok"),
      ("\u{07}x", "x"),
    ])
  func escapes(_ plain: String, _ escaped: String) {
    #expect(CalendarText.escaped(plain) == escaped)
    let expected = plain.replacing("\r\n", with: "\n").filter { $0 != "\u{07}" }
    #expect(CalendarText.unescaped(escaped) == expected)
  }

  @Test("keep quotes, marks and line ends of a parameter")
  func parameters() throws {
    let line = ContentLine("X", [ContentLine.Parameter("CN", "a \"b\", ^c;\nd")], "v")
    let read = try #require(ContentLineReader(Array(line.text.utf8)).lines.first)
    #expect(read.parameters == line.parameters)
  }

  @Test("nest in components, and what is not ended is told")
  func components() {
    let file = CalendarFile(
      reading: Array(
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nBEGIN:VALARM\nEND:VEVENT\nEND:X\nEND:VCALENDAR\nY:1"
          .utf8))
    #expect(file.components.map(\.name) == ["VCALENDAR"])
    #expect(file.components[0].children.map(\.name) == ["VEVENT"])
    #expect(file.problems.map(\.line) == [4, 6, 8])
    #expect(file.problems.map(\.reason) == [.unclosed, .unexpectedEnd, .unmatched])
  }
}
