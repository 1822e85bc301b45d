import Foundation
import Glibc
import TerminalKit

/// What subcommands print: columns for people, JSON for programs.
enum Output {
  /// Prints a line; control and direction characters become visible marks.
  static func line(_ text: String = "") { print(TextWidth.displayText(text)) }

  /// Prints values as one line of JSON with sorted keys.
  static func json(_ value: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    print(String(decoding: try encoder.encode(value), as: UTF8.self))
  }

  /// Prints rows with columns as wide as their widest text, two spaces between.
  static func table(_ header: [String], _ rows: [[String]]) {
    let shown = ([header] + rows).map { $0.map(TextWidth.displayText) }
    let widths = header.indices.map { column in
      shown.map { TextWidth.width(of: $0[column]) }.max() ?? 0
    }
    for row in shown {
      let cells = zip(row, widths).map { text, width in
        text + String(repeating: " ", count: max(0, width - TextWidth.width(of: text)))
      }
      print(cells.joined(separator: "  ").trimmingSuffix(" "))
    }
  }
}

/// Standard error, unbuffered.
enum StandardError {
  static var isTerminal: Bool { isatty(STDERR_FILENO) == 1 }

  static func write(_ text: String) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }
}

extension String {
  fileprivate func trimmingSuffix(_ character: Character) -> String {
    var text = self
    while text.last == character { text.removeLast() }
    return text
  }
}
