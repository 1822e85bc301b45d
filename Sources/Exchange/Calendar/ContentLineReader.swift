/// Reads content lines out of bytes: unfolds first, since a fold may stand within a character.
struct ContentLineReader {
  private(set) var lines: [ContentLine] = []
  private(set) var problems: [CalendarProblem] = []

  /// The most bytes that are read at all.
  static let sizeLimit = 16 << 20

  init(_ bytes: [UInt8]) {
    guard bytes.count <= Self.sizeLimit else {
      problems.append(CalendarProblem(line: 1, subject: "", .tooLarge))
      return
    }
    var number = 1
    var start = 1
    var current: [UInt8] = []
    var isContinued = false
    var index = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    while index <= bytes.count {
      let end = bytes[index...].firstIndex { $0 == 0x0A || $0 == 0x0D } ?? bytes.count
      var physical = bytes[index..<end]
      if let first = physical.first, first == 0x20 || first == 0x09, isContinued {
        physical.removeFirst()
        current += physical
      } else {
        take(current, at: start)
        current = Array(physical)
        start = number
        isContinued = true
      }
      let isPair = end + 1 < bytes.count && bytes[end] == 0x0D && bytes[end + 1] == 0x0A
      index = end + (isPair ? 2 : 1)
      number += 1
    }
    take(current, at: start)
  }

  private mutating func take(_ bytes: [UInt8], at line: Int) {
    guard bytes.contains(where: { $0 != 0x20 && $0 != 0x09 }) else { return }
    var text = String(decoding: bytes, as: UTF8.self)
    if !text.utf8.elementsEqual(bytes) {
      // What is no UTF-8 is most often Latin-1.
      text = String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
      problems.append(
        CalendarProblem(line: line, subject: Self.subject(of: text), .encoding, .assumed))
    }
    if let parsed = ContentLine(parsing: text, line: line) {
      lines.append(parsed)
    } else {
      problems.append(CalendarProblem(line: line, subject: Self.subject(of: text), .syntax))
    }
  }

  /// A property's name as far as there is one: never the value, which may be anybody's secret.
  private static func subject(of text: String) -> String {
    let name = text.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }.prefix(32)
    return text.dropFirst(name.count).first.map { ":;".contains($0) } == true
      ? name.uppercased() : ""
  }
}

extension ContentLine {
  /// Reads an unfolded line; nil where it has no name, no value or a torn quote.
  init?(parsing text: String, line: Int = 0) {
    var scalars = text.unicodeScalars[...]
    guard let name = Self.takeName(&scalars) else { return nil }
    var parameters: [Parameter] = []
    while scalars.first == ";" {
      scalars.removeFirst()
      // A semicolon too many right before the value.
      if scalars.first == ":" { break }
      guard let key = Self.takeName(&scalars), scalars.first == "=" else { return nil }
      var values: [String] = []
      repeat {
        scalars.removeFirst()
        guard let value = Self.takeParameterValue(&scalars) else { return nil }
        values.append(value)
      } while scalars.first == ","
      parameters.append(Parameter(name: key, values: values))
    }
    guard scalars.first == ":" else { return nil }
    self.init(name, parameters, String(scalars.dropFirst()), line: line)
  }

  private static func takeName(_ rest: inout Substring.UnicodeScalarView) -> String? {
    let name = rest.prefix {
      ("A"..."Z").contains($0) || ("a"..."z").contains($0) || ("0"..."9").contains($0)
        || $0 == "-" || $0 == "_"
    }
    guard !name.isEmpty else { return nil }
    rest.removeFirst(name.count)
    return String(name).uppercased()
  }

  private static func takeParameterValue(_ rest: inout Substring.UnicodeScalarView) -> String? {
    let raw: Substring.UnicodeScalarView
    if rest.first == "\"" {
      rest.removeFirst()
      raw = rest.prefix { $0 != "\"" }
      rest.removeFirst(raw.count)
      guard rest.first == "\"" else { return nil }
      rest.removeFirst()
      guard let next = rest.first, ",;:".unicodeScalars.contains(next) else { return nil }
    } else {
      raw = rest.prefix { !",;:\"".unicodeScalars.contains($0) }
      rest.removeFirst(raw.count)
    }
    return unmarked(raw)
  }

  private static func unmarked(_ raw: Substring.UnicodeScalarView) -> String {
    guard raw.contains("^") else { return String(raw) }
    var plain = String.UnicodeScalarView()
    var isMarked = false
    for scalar in raw {
      if isMarked {
        switch scalar {
        case "n": plain.append("\n")
        case "'": plain.append("\"")
        case "^": plain.append("^")
        default: plain.append(contentsOf: ["^", scalar])
        }
        isMarked = false
      } else if scalar == "^" {
        isMarked = true
      } else {
        plain.append(scalar)
      }
    }
    if isMarked { plain.append("^") }
    return String(plain)
  }
}
