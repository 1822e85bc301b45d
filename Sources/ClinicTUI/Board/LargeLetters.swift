import TerminalKit

/// Letters of five by five points with their accents above, for a wall.
enum LargeLetters {
  /// How large a point is.
  enum Scale: CaseIterable, Sendable {
    /// Two cells: letters of ten columns and five rows, six where one has an accent.
    case large
    /// Half a cell: letters of five columns and three rows.
    case medium

    /// Columns from one letter to the next.
    fileprivate var advance: Int { self == .large ? 12 : 6 }
    fileprivate var gap: Int { self == .large ? 2 : 1 }
  }

  static func columns(of text: String, _ scale: Scale) -> Int {
    max(0, text.count * scale.advance - scale.gap)
  }

  static func rows(of text: String, _ scale: Scale) -> Int {
    guard scale == .large else { return 3 }
    return letters(of: text).contains { $0[0] != 0 } ? 6 : 5
  }

  /// The text on as few lines as its words allow; nil where one is too wide or has a character
  /// without a large form.
  static func lines(of text: String, _ scale: Scale, columns: Int) -> [String]? {
    var lines: [String] = []
    for word in text.split(separator: " ").map(String.init) {
      guard self.columns(of: word, scale) <= columns, word.allSatisfy({ shape(of: $0) != nil })
      else { return nil }
      let longer = lines.last.map { "\($0) \(word)" }
      if let longer, self.columns(of: longer, scale) <= columns {
        lines[lines.count - 1] = longer
      } else {
        lines.append(word)
      }
    }
    return lines.isEmpty ? nil : lines
  }

  /// Draws as many letters as fit.
  static func draw(
    _ text: String, _ scale: Scale = .large, into buffer: inout CellBuffer, in rect: Rect,
    style: Style
  ) {
    let letters = letters(of: text)
    let skipped = 6 - rows(of: text, .large)
    for (index, letter) in letters.enumerated() {
      let column = rect.column + index * scale.advance
      guard column + scale.advance - scale.gap <= rect.endColumn else { return }
      switch scale {
      case .large:
        for (row, points) in letter.dropFirst(skipped).enumerated() where row < rect.rows {
          for bit in 0..<5 where points & (16 >> bit) != 0 {
            buffer.put(
              "██", at: Position(column: column + bit * 2, row: rect.row + row), style: style)
          }
        }
      case .medium:
        for row in 0..<min(3, rect.rows) {
          for bit in 0..<5 {
            let (upper, lower) = (
              letter[row * 2] & (16 >> bit) != 0, letter[row * 2 + 1] & (16 >> bit) != 0
            )
            guard upper || lower else { continue }
            buffer.put(
              upper ? lower ? "█" : "▀" : "▄",
              at: Position(column: column + bit, row: rect.row + row), style: style)
          }
        }
      }
    }
  }

  /// Six rows of five points each; a blank for what has no large form.
  private static func letters(of text: String) -> [[UInt8]] {
    text.map { shape(of: $0) ?? [0, 0, 0, 0, 0, 0] }
  }

  private static func shape(of character: Character) -> [UInt8]? {
    guard let capital = character.uppercased().first else { return nil }
    if capital == " " { return [0, 0, 0, 0, 0, 0] }
    if let plain = shapes[capital] { return [0] + plain }
    guard let (accent, letter) = accented[capital], let plain = shapes[letter] else { return nil }
    return [accent] + plain
  }

  /// Five rows of five points, the highest bit at the left.
  private static let shapes: [Character: [UInt8]] = [
    "0": [14, 17, 17, 17, 14], "1": [4, 12, 4, 4, 14], "2": [30, 1, 14, 16, 31],
    "3": [30, 1, 14, 1, 30], "4": [18, 18, 31, 2, 2], "5": [31, 16, 30, 1, 30],
    "6": [14, 16, 30, 17, 14], "7": [31, 1, 2, 4, 4], "8": [14, 17, 14, 17, 14],
    "9": [14, 17, 15, 1, 14], "A": [14, 17, 31, 17, 17], "B": [30, 17, 30, 17, 30],
    "C": [15, 16, 16, 16, 15], "Ç": [15, 16, 16, 15, 4], "D": [30, 17, 17, 17, 30],
    "E": [31, 16, 30, 16, 31], "F": [31, 16, 30, 16, 16], "G": [15, 16, 19, 17, 15],
    "H": [17, 17, 31, 17, 17], "I": [14, 4, 4, 4, 14], "J": [7, 2, 2, 18, 12],
    "K": [17, 18, 28, 18, 17], "L": [16, 16, 16, 16, 31], "M": [17, 27, 21, 17, 17],
    "N": [17, 25, 21, 19, 17], "O": [14, 17, 17, 17, 14], "P": [30, 17, 30, 16, 16],
    "Q": [14, 17, 21, 18, 13], "R": [30, 17, 30, 18, 17], "S": [15, 16, 14, 1, 30],
    "T": [31, 4, 4, 4, 4], "U": [17, 17, 17, 17, 14], "V": [17, 17, 17, 10, 4],
    "W": [17, 17, 21, 27, 17], "X": [17, 10, 4, 10, 17], "Y": [17, 10, 4, 4, 4],
    "Z": [31, 2, 4, 8, 31], ".": [0, 0, 0, 0, 4], "-": [0, 0, 14, 0, 0], "'": [4, 4, 0, 0, 0],
    "’": [4, 4, 0, 0, 0], "/": [1, 2, 4, 8, 16], "·": [0, 0, 4, 0, 0], "&": [12, 18, 12, 18, 13],
    "º": [6, 6, 0, 6, 0], "ª": [6, 6, 0, 6, 0], "+": [0, 4, 14, 4, 0], ",": [0, 0, 0, 4, 8],
    "(": [2, 4, 4, 4, 2], ")": [8, 4, 4, 4, 8],
  ]

  /// The row of points above a letter.
  private static let accented: [Character: (accent: UInt8, letter: Character)] = [
    "Á": (2, "A"), "À": (8, "A"), "Â": (14, "A"), "Ã": (13, "A"), "Ä": (10, "A"),
    "É": (2, "E"), "È": (8, "E"), "Ê": (14, "E"), "Ë": (10, "E"), "Í": (2, "I"), "Î": (14, "I"),
    "Ï": (10, "I"), "Ó": (2, "O"), "Ò": (8, "O"), "Ô": (14, "O"), "Õ": (13, "O"), "Ö": (10, "O"),
    "Ú": (2, "U"), "Ù": (8, "U"), "Û": (14, "U"), "Ü": (10, "U"), "Ñ": (13, "N"),
  ]
}
