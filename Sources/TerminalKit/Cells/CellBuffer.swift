/// A screen as a value: cells of graphemes with their styles, and where the cursor stands.
///
/// Views draw into it; a driver shows the difference to the frame before. Drawing outside is cut off.
public struct CellBuffer: Sendable {
  /// The extent in cells; at least 1x1.
  public let size: Size
  /// Where the terminal's cursor stands; nil hides it.
  public var cursor: Position?

  var cells: [Cell]
  var clusters: [String] = []

  /// Makes a blank screen.
  public init(size: Size) {
    self.size = Size(columns: max(size.columns, 1), rows: max(size.rows, 1))
    cells = Array(repeating: .blank, count: self.size.columns * self.size.rows)
  }

  /// The rectangle of the whole screen.
  public var bounds: Rect { Rect(size) }

  /// Covers a rectangle with one character, a blank by default.
  public mutating func fill(_ rect: Rect, with character: Character = " ", style: Style = .normal) {
    var glyph = Glyph.blank
    Graphemes.forEach(in: String(character)) { grapheme, width in
      if width == 1 { glyph = self.glyph(of: grapheme, width: 1) }
      return false
    }
    let area = clipped(rect)
    for row in area.row..<area.endRow {
      mendEdges(row: row, from: area.column, to: area.endColumn)
      let start = row * size.columns
      for column in area.column..<area.endColumn {
        cells[start + column] = Cell(glyph: glyph, style: style)
      }
    }
  }

  /// The style of a cell; the normal style outside.
  public func style(at position: Position) -> Style {
    bounds.contains(position)
      ? cells[position.row * size.columns + position.column].style : .normal
  }

  /// The rows as plain text without the blanks at their ends, for tests and copies.
  public var rows: [String] { (0..<size.rows).map(rowText) }

  /// All rows as one text, a line each.
  public var text: String { rows.joined(separator: "\n") }

  private func rowText(_ row: Int) -> String {
    let range = row * size.columns..<(row + 1) * size.columns
    var end = range.upperBound
    while end > range.lowerBound, cells[end - 1].glyph == .blank { end -= 1 }
    var line = ""
    for cell in cells[range.lowerBound..<end] { append(cell.glyph, to: &line) }
    return line
  }

  func append(_ glyph: Glyph, to text: inout String) {
    if glyph.isContinuation { return }
    if glyph.isCluster {
      text += clusters[glyph.clusterIndex]
    } else if let scalar = Unicode.Scalar(glyph.scalar) {
      text.unicodeScalars.append(scalar)
    }
  }

  func clipped(_ rect: Rect) -> Rect {
    let left = min(max(rect.column, 0), size.columns)
    let top = min(max(rect.row, 0), size.rows)
    return Rect(
      column: left, row: top, columns: min(rect.endColumn, size.columns) - left,
      rows: min(rect.endRow, size.rows) - top)
  }
}

extension CellBuffer: Equatable {
  /// Whether two screens look the same: graphemes, styles and cursor.
  public static func == (left: CellBuffer, right: CellBuffer) -> Bool {
    guard left.size == right.size, left.cursor == right.cursor else { return false }
    return left.cells.indices.allSatisfy { index in
      let one = left.cells[index]
      let other = right.cells[index]
      if one.style != other.style { return false }
      if one.glyph.isCluster && other.glyph.isCluster {
        return left.clusters[one.glyph.clusterIndex] == right.clusters[other.glyph.clusterIndex]
      }
      return one.glyph == other.glyph
    }
  }
}
