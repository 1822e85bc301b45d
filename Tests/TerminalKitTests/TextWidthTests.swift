import Foundation
import Testing

@testable import TerminalKit

@Suite struct TextWidthTests {
  @Test(arguments: [
    ("", 0), ("abc", 3), ("ação", 4), ("ac\u{327}a\u{303}o", 4), ("日本", 4), ("ｶﾞ", 2), ("👍🏽", 2),
    ("👩‍👩‍👧", 2), ("🇧🇷", 2), ("❤\u{FE0F}", 2), ("❤", 1), ("한", 2), ("\u{1112}\u{1161}\u{11AB}", 2),
    ("│─┐", 3), ("…", 1), ("\u{1F3F4}\u{E0067}\u{E0062}\u{E007F}", 2),
  ])
  func countsCellsOfGraphemes(text: String, width: Int) {
    #expect(TextWidth.width(of: text) == width)
  }

  @Test(arguments: [
    ("a\tb", "a␉b"), ("\u{1B}[0m", "␛[0m"), ("\u{7F}", "␡"), ("\u{85}", "\u{FFFD}"),
    ("x\u{202E}y", "x⇄y"), ("x\u{2066}y\u{2069}", "x⇄y⇄"), ("x\u{200B}y", "x\u{FFFD}y"),
    ("x\u{200D}y", "x\u{FFFD}y"), ("\u{FEFF}a", "\u{FFFD}a"), ("\u{301}", "\u{25CC}\u{301}"),
    ("pay\u{AD}pal", "pay\u{FFFD}pal"), ("👩\u{200D}👧", "👩\u{200D}👧"),
    ("a\u{E0041}", "a\u{FFFD}"),
  ])
  func showsTheInvisible(text: String, shown: String) {
    #expect(Array(TextWidth.displayText(text).unicodeScalars) == Array(shown.unicodeScalars))
  }

  @Test func cutsManyMarksOnOneLetter() {
    let shown = TextWidth.displayText("Z" + String(repeating: "\u{301}", count: 200) + "a")
    #expect(shown.unicodeScalars.count == Graphemes.maximumScalars + 1)
  }

  /// Widths that the wcwidth library gives for naughty strings.
  @Test(.enabled(if: SharedData.has("unicode/wcswidth-expected.csv"), "no shared data here"))
  func agreesWithTheReference() throws {
    var compared = 0
    var different: [String] = []
    for row in try SharedData.csv("unicode/wcswidth-expected.csv").dropFirst() where row.count == 2
    {
      // Where the reference finds no width there is something invisible, which takes a cell here.
      guard let expected = Int(row[1]), expected >= 0 else { continue }
      guard TextWidth.displayText(row[0]) == row[0] else { continue }
      compared += 1
      let width = TextWidth.width(of: row[0])
      if width != expected { different.append("\(row[0].debugDescription) \(width) ≠ \(expected)") }
    }
    #expect(compared > 300)
    #expect(different.isEmpty, "\(different.joined(separator: "\n"))")
  }

  @Test(.enabled(if: SharedData.has("blns/blns.txt"), "no shared data here"))
  func naughtyStringsStayInTheirCells() throws {
    for line in try SharedData.text("blns/blns.txt").split(whereSeparator: \.isNewline) {
      let text = String(line)
      for width in [1, 5, 20] {
        var buffer = CellBuffer(size: Size(columns: 24, rows: 1))
        let used = buffer.put(text, at: Position(column: 2, row: 0), maxWidth: width)
        #expect(used <= width)
        buffer.put("|", at: Position(column: 2 + used, row: 0))
        #expect(buffer.rows[0].hasSuffix("|"))
        var emulator = ScreenEmulator(size: buffer.size)
        var encoder = FrameEncoder(capabilities: Capabilities())
        emulator.apply(encoder.encode(buffer, theme: .dark))
        #expect(emulator.unknown.isEmpty, "\(text.debugDescription)")
      }
    }
  }
}

/// Reference data that lies beside the package, or where CLINIC_SHARED says.
enum SharedData {
  static let folder: URL = {
    if let named = ProcessInfo.processInfo.environment["CLINIC_SHARED"] {
      return URL(fileURLWithPath: named).appendingPathComponent("data")
    }
    return URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../../shared/data").standardizedFileURL
  }()

  static func has(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: folder.appendingPathComponent(path).path)
  }

  static func text(_ path: String) throws -> String {
    try String(contentsOf: folder.appendingPathComponent(path), encoding: .utf8)
  }

  static func csv(_ path: String) throws -> [[String]] {
    var rows: [[String]] = []
    var row: [String] = []
    var field = String.UnicodeScalarView()
    var isQuoted = false
    let scalars = Array(try text(path).unicodeScalars)
    var index = 0
    while index < scalars.count {
      let scalar = scalars[index]
      index += 1
      if isQuoted {
        if scalar == "\"", index < scalars.count, scalars[index] == "\"" {
          field.append(scalar)
          index += 1
        } else if scalar == "\"" {
          isQuoted = false
        } else {
          field.append(scalar)
        }
      } else if scalar == "\"" {
        isQuoted = true
      } else if scalar == "," || scalar == "\n" {
        row.append(String(field))
        field = String.UnicodeScalarView()
        if scalar == "\n" {
          rows.append(row)
          row = []
        }
      } else if scalar != "\r" {
        field.append(scalar)
      }
    }
    return rows
  }
}
