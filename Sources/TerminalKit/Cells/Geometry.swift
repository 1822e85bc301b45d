/// The extent of a screen or of a part of it, in cells.
public struct Size: Hashable, Sendable {
  /// Cells from left to right.
  public var columns: Int
  /// Cells from top to bottom.
  public var rows: Int

  /// Makes a size of so many columns and rows.
  public init(columns: Int, rows: Int) {
    self.columns = columns
    self.rows = rows
  }
}

/// A cell's place; (0, 0) is the upper left corner.
public struct Position: Hashable, Sendable {
  /// Cells from the left edge.
  public var column: Int
  /// Cells from the upper edge.
  public var row: Int

  /// Makes the position at a column and a row.
  public init(column: Int, row: Int) {
    self.column = column
    self.row = row
  }
}

/// A rectangle of cells; its width and height are never negative.
public struct Rect: Hashable, Sendable {
  /// The leftmost column.
  public var column: Int
  /// The uppermost row.
  public var row: Int
  /// How many columns it spans.
  public var columns: Int
  /// How many rows it spans.
  public var rows: Int

  /// Makes a rectangle; negative extents become zero.
  public init(column: Int, row: Int, columns: Int, rows: Int) {
    self.column = column
    self.row = row
    self.columns = max(columns, 0)
    self.rows = max(rows, 0)
  }

  /// The rectangle that covers a whole screen.
  public init(_ size: Size) {
    self.init(column: 0, row: 0, columns: size.columns, rows: size.rows)
  }

  /// The upper left corner.
  public var origin: Position { Position(column: column, row: row) }
  /// Its extent.
  public var size: Size { Size(columns: columns, rows: rows) }
  /// The first column to the right of it.
  public var endColumn: Int { column + columns }
  /// The first row below it.
  public var endRow: Int { row + rows }
  /// Whether it holds no cell.
  public var isEmpty: Bool { columns == 0 || rows == 0 }

  /// Whether a cell lies inside.
  public func contains(_ position: Position) -> Bool {
    position.column >= column && position.column < endColumn
      && position.row >= row && position.row < endRow
  }

  /// The rectangle with a margin taken off its edges.
  public func inset(left: Int = 0, top: Int = 0, right: Int = 0, bottom: Int = 0) -> Rect {
    Rect(
      column: column + min(left, columns), row: row + min(top, rows),
      columns: columns - left - right, rows: rows - top - bottom)
  }

  /// One row of it, counted from its upper edge; empty when it has no such row.
  public func line(_ index: Int) -> Rect {
    Rect(
      column: column, row: row + index, columns: columns,
      rows: index >= 0 && index < rows ? 1 : 0)
  }

  /// Cuts it in two, the first `count` rows and the rest; a negative count is measured from below.
  public func split(rows count: Int) -> (top: Rect, bottom: Rect) {
    let cut = min(max(count < 0 ? rows + count : count, 0), rows)
    return (
      Rect(column: column, row: row, columns: columns, rows: cut),
      Rect(column: column, row: row + cut, columns: columns, rows: rows - cut)
    )
  }

  /// Cuts it in two, the first `count` columns and the rest; a negative count is measured from the
  /// right.
  public func split(columns count: Int) -> (left: Rect, right: Rect) {
    let cut = min(max(count < 0 ? columns + count : count, 0), columns)
    return (
      Rect(column: column, row: row, columns: cut, rows: rows),
      Rect(column: column + cut, row: row, columns: columns - cut, rows: rows)
    )
  }

  /// A rectangle of at most the given size in the middle of this one.
  public func centered(columns wanted: Int, rows wantedRows: Int) -> Rect {
    let width = min(max(wanted, 0), columns)
    let height = min(max(wantedRows, 0), rows)
    return Rect(
      column: column + (columns - width) / 2, row: row + (rows - height) / 2,
      columns: width, rows: height)
  }
}
