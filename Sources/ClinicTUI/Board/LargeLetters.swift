import TerminalKit

/// Letters five cells high, for a wall: each point is two cells wide.
enum LargeLetters {
  static let rows = 5
  /// Cells of a letter with the gap behind it.
  static let columns = 12

  /// Draws as many letters as fit; characters without a large form leave their place blank.
  static func draw(_ text: String, into buffer: inout CellBuffer, in rect: Rect, style: Style) {
    for (index, character) in text.uppercased().enumerated() {
      let column = rect.column + index * columns
      guard column + columns - 2 <= rect.endColumn, let shape = shapes[character] else { continue }
      for (row, points) in shape.enumerated() where row < rect.rows {
        for bit in 0..<5 where points & (16 >> bit) != 0 {
          buffer.put(
            "██", at: Position(column: column + bit * 2, row: rect.row + row), style: style)
        }
      }
    }
  }

  /// Five rows of five points, the highest bit at the left.
  private static let shapes: [Character: [UInt8]] = [
    "0": [14, 17, 17, 17, 14], "1": [4, 12, 4, 4, 14], "2": [30, 1, 14, 16, 31],
    "3": [30, 1, 14, 1, 30], "4": [18, 18, 31, 2, 2], "5": [31, 16, 30, 1, 30],
    "6": [14, 16, 30, 17, 14], "7": [31, 1, 2, 4, 4], "8": [14, 17, 14, 17, 14],
    "9": [14, 17, 15, 1, 14], "N": [17, 25, 21, 19, 17], "P": [30, 17, 30, 16, 16],
    "S": [15, 16, 14, 1, 30],
  ]
}
