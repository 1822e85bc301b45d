extension CellBuffer {
  /// Writes one line of text and returns how many cells it took.
  ///
  /// What doesn't fit into `maxWidth` (the rest of the row by default) is cut at a grapheme's edge and
  /// ends in `…`. Control, bidi and invisible characters appear as visible marks.
  @discardableResult
  public mutating func put(
    _ text: String, at position: Position, style: Style = .normal, maxWidth: Int? = nil
  ) -> Int {
    let room = size.columns - position.column
    let limit = min(maxWidth ?? room, room)
    guard limit > 0, position.row >= 0, position.row < size.rows, position.column > -limit else {
      return 0
    }
    var used = 0
    var boundary = 0
    var overflowed = false
    Graphemes.forEach(in: text) { grapheme, width in
      if used < limit { boundary = used }
      guard used + width <= limit else {
        overflowed = true
        return false
      }
      set(grapheme, width: width, column: position.column + used, row: position.row, style: style)
      used += width
      return true
    }
    if overflowed {
      set(
        .scalar(0x2026), width: 1, column: position.column + boundary, row: position.row,
        style: style)
      for extra in boundary + 1..<max(used, boundary + 1) {
        set(
          .scalar(0x20), width: 1, column: position.column + extra, row: position.row,
          style: style)
      }
      used = max(boundary + 1, used)
    }
    return used
  }

  /// Writes text into one row of a rectangle, aligned, and returns how many cells it took.
  @discardableResult
  public mutating func put(
    _ text: String, in rect: Rect, row: Int = 0, style: Style = .normal,
    alignment: Alignment = .left
  ) -> Int {
    guard row >= 0, row < rect.rows else { return 0 }
    var column = rect.column
    if alignment != .left {
      let free = max(rect.columns - TextWidth.width(of: text), 0)
      column += alignment == .right ? free : free / 2
    }
    return put(
      text, at: Position(column: column, row: rect.row + row), style: style,
      maxWidth: rect.endColumn - column)
  }

  private mutating func set(
    _ grapheme: Graphemes.Piece, width: Int, column: Int, row: Int, style: Style
  ) {
    guard column >= 0, column + width <= size.columns else { return }
    let index = row * size.columns + column
    mendEdges(row: row, from: column, to: column + width)
    cells[index] = Cell(glyph: glyph(of: grapheme, width: width), style: style)
    if width == 2 { cells[index + 1] = Cell(glyph: .continuation, style: style) }
  }

  mutating func glyph(of grapheme: Graphemes.Piece, width: Int) -> Glyph {
    switch grapheme {
    case .scalar(let scalar):
      return Glyph(scalar: scalar, width: width)
    case .cluster(let cluster):
      if let known = clusters.firstIndex(of: cluster) { return Glyph(cluster: known, width: width) }
      clusters.append(cluster)
      return Glyph(cluster: clusters.count - 1, width: width)
    }
  }

  /// Blanks the halves of wide graphemes that would stay behind when columns are overwritten.
  mutating func mendEdges(row: Int, from start: Int, to end: Int) {
    guard start < end else { return }
    let first = row * size.columns + start
    if start > 0, cells[first].glyph.isContinuation { cells[first - 1].glyph = .blank }
    let next = row * size.columns + end
    if end < size.columns, cells[next].glyph.isContinuation { cells[next].glyph = .blank }
  }
}

/// Where text stands in the space it is given.
public enum Alignment: Sendable {
  /// At the left edge.
  case left
  /// In the middle.
  case center
  /// At the right edge: numbers and money.
  case right
}
