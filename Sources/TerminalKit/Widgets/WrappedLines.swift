/// How a text falls into rows of a width: broken at line ends and, softly, behind blanks.
public struct WrappedLines: Sendable {
  /// The characters of each row, by index, without the line end; at least one row.
  public private(set) var rows: [Range<Int>] = []

  /// Wraps characters into rows of so many cells.
  public init(_ characters: [Character], columns: Int) {
    let columns = max(columns, 1)
    var start = 0
    var width = 0
    var breakpoint: Int?
    var index = 0
    while index < characters.count {
      let character = characters[index]
      if character.isNewline {
        rows.append(start..<index)
        start = index + 1
        width = 0
        breakpoint = nil
        index += 1
        continue
      }
      let cells = TextWidth.width(of: String(character))
      if width + cells > columns, index > start {
        if character == " " {
          // Blanks at a row's end hang over it rather than begin the next.
          index += 1
          breakpoint = index
          continue
        }
        let end = breakpoint ?? index
        rows.append(start..<end)
        start = end
        index = end
        width = 0
        breakpoint = nil
        continue
      }
      width += cells
      index += 1
      if character == " " || character == "-" { breakpoint = index }
    }
    rows.append(start..<characters.count)
  }

  /// The rows of a text as strings without blanks at their ends.
  public static func wrap(_ text: String, columns: Int) -> [String] {
    let characters = Array(text)
    return WrappedLines(characters, columns: columns).rows.map { range in
      var end = range.upperBound
      while end > range.lowerBound, characters[end - 1] == " " { end -= 1 }
      return String(characters[range.lowerBound..<end])
    }
  }

  /// The row in which a place between characters lies.
  func rowIndex(of position: Int) -> Int {
    (rows.lastIndex { $0.lowerBound <= position }) ?? 0
  }

  func column(of position: Int, in row: Int, _ characters: [Character]) -> Int {
    let range = rows[row]
    return TextWidth.width(
      of: String(characters[range.lowerBound..<min(position, characters.count)]))
  }

  /// The place in a row that comes nearest to a column from the left.
  func position(atColumn column: Int, in row: Int, _ characters: [Character]) -> Int {
    let range = rows[row]
    // The end of a row that was broken softly is the beginning of the next.
    let isSoft = row + 1 < rows.count && rows[row + 1].lowerBound == range.upperBound
    let last = isSoft ? max(range.upperBound - 1, range.lowerBound) : range.upperBound
    var position = range.lowerBound
    var width = 0
    while position < last {
      width += TextWidth.width(of: String(characters[position]))
      if width > column { break }
      position += 1
    }
    return position
  }
}
