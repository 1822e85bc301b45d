/// A column of a table.
public struct TableColumn: Hashable, Sendable {
  /// How wide it is.
  public enum Width: Hashable, Sendable {
    /// So many cells.
    case fixed(Int)
    /// A share of what the fixed columns leave, at least `minimum` cells.
    case flexible(weight: Int = 1, minimum: Int = 4)
  }

  /// What stands above it.
  public var title: String
  /// How wide it is.
  public var width: Width
  /// Where its text stands.
  public var alignment: Alignment

  /// Makes a column.
  public init(_ title: String, _ width: Width, alignment: Alignment = .left) {
    self.title = title
    self.width = width
    self.alignment = alignment
  }
}

/// One cell of a table's row: a text and what it means.
public struct TableCell: Hashable, Sendable, ExpressibleByStringInterpolation {
  /// The text.
  public var text: String
  /// What it means.
  public var style: Style

  /// Makes a cell.
  public init(_ text: String, style: Style = .normal) {
    self.text = text
    self.style = style
  }

  /// A cell of ordinary text.
  public init(stringLiteral value: String) { self.init(value) }
}

/// One row of a table, a cell per column.
public struct TableRow: Hashable, Sendable {
  /// The cells, in the columns' order.
  public var cells: [TableCell]

  /// Makes a row.
  public init(_ cells: [TableCell]) { self.cells = cells }
}

/// Where a cursor goes.
public enum Motion: Hashable, Sendable {
  /// So many rows down, or up when negative.
  case by(Int)
  /// So many screenfuls down, or up when negative.
  case pages(Int)
  /// To the first row.
  case top
  /// To the last row.
  case bottom
}

/// A list of rows of which it knows only the number: the visible ones are asked for when drawn.
///
/// Tell it its height (`resize`) when the screen's size is known, so that pages and scrolling keep pace.
public struct Table: Equatable, Sendable {
  /// The columns.
  public var columns: [TableColumn]
  /// Whether the columns' titles stand above.
  public var showsTitles: Bool
  /// Whether h, j, k, l, g and G move as well as the arrows.
  public var takesLetters: Bool
  /// How many rows there are.
  public private(set) var rowCount: Int
  /// The cursor's row; 0 when there are none.
  public private(set) var cursor = 0
  /// The first row shown.
  public private(set) var offset = 0
  private var height = 1
  private var sawG = false

  /// Makes a table.
  public init(
    columns: [TableColumn], rowCount: Int = 0, showsTitles: Bool = true, takesLetters: Bool = true
  ) {
    self.columns = columns
    self.rowCount = max(rowCount, 0)
    self.showsTitles = showsTitles
    self.takesLetters = takesLetters
  }

  /// The cursor's row; nil when there are no rows.
  public var selected: Int? { rowCount > 0 ? cursor : nil }

  /// Takes the height of the rectangle it will be drawn in, titles included.
  public mutating func resize(rows: Int) {
    height = max(rows - (showsTitles ? 1 : 0), 1)
    follow()
  }

  /// Takes a new number of rows; the cursor stays where it can.
  public mutating func setRowCount(_ count: Int) {
    rowCount = max(count, 0)
    select(cursor)
  }

  /// Puts the cursor on a row, the nearest there is.
  public mutating func select(_ row: Int) {
    cursor = min(max(row, 0), max(rowCount - 1, 0))
    follow()
  }

  /// Moves the cursor; false when it can't go that way.
  @discardableResult
  public mutating func move(_ motion: Motion) -> Bool {
    let before = cursor
    switch motion {
    case .by(let rows): select(cursor + rows)
    case .pages(let count):
      offset = min(max(offset + count * height, 0), max(rowCount - height, 0))
      select(cursor + count * height)
    case .top: select(0)
    case .bottom: select(rowCount - 1)
    }
    return cursor != before
  }

  private mutating func follow() { offset = shownOffset(height: height) }

  private func shownOffset(height: Int) -> Int {
    var first = min(offset, max(rowCount - height, 0))
    if cursor < first { first = cursor }
    if cursor >= first + height { first = cursor - height + 1 }
    return max(first, 0)
  }

  /// Takes the keys that move; Enter chooses the row.
  public mutating func handle(_ key: Key) -> Outcome {
    let followsG = sawG
    sawG = false
    switch key {
    case .up: move(.by(-1))
    case .down: move(.by(1))
    case .pageUp, .control("b"): move(.pages(-1))
    case .pageDown, .control("f"): move(.pages(1))
    case .home: move(.top)
    case .end: move(.bottom)
    case .enter:
      guard let selected else { return .rejected }
      return .chosen(selected)
    case .character(let letter) where takesLetters:
      switch letter {
      case "k": move(.by(-1))
      case "j": move(.by(1))
      case "G": move(.bottom)
      case "g":
        if followsG { move(.top) } else { sawG = true }
      default: return .ignored
      }
    default: return .ignored
    }
    return .handled
  }

  /// The rows that show in a rectangle of so many rows: what a query has to fetch.
  public func visibleRows(in rows: Int) -> Range<Int> {
    let height = max(rows - (showsTitles ? 1 : 0), 0)
    let first = shownOffset(height: max(height, 1))
    return first..<min(first + height, max(rowCount, first))
  }

  /// Draws titles and visible rows; `rows` is asked once, for the visible range alone.
  ///
  /// The cursor's row is marked `▌` at its left; the terminal's cursor stands on the mark.
  public func draw(
    into buffer: inout CellBuffer, in rect: Rect, isFocused: Bool = true,
    rows: (Range<Int>) -> [TableRow]
  ) {
    guard !rect.isEmpty else { return }
    let spans = layout(rect)
    if showsTitles {
      for (column, span) in zip(columns, spans) {
        buffer.put(
          column.title,
          in: Rect(column: span.column, row: rect.row, columns: span.columns, rows: 1),
          style: Style(.title), alignment: column.alignment)
      }
    }
    let visible = visibleRows(in: rect.rows)
    guard !visible.isEmpty else { return }
    let top = rect.row + (showsTitles ? 1 : 0)
    for (line, row) in zip(visible, rows(visible)) {
      let screenRow = top + line - visible.lowerBound
      let isCurrent = line == cursor
      for ((column, span), cell) in zip(zip(columns, spans), row.cells) {
        buffer.put(
          cell.text, in: Rect(column: span.column, row: screenRow, columns: span.columns, rows: 1),
          style: cell.style, alignment: column.alignment)
      }
      if isCurrent {
        let mark = Position(column: rect.column, row: screenRow)
        buffer.put("▌", at: mark, style: isFocused ? .accent : .dim)
        if isFocused { buffer.cursor = mark }
      }
    }
  }

  /// The columns' places: two cells for the marker, a blank between columns.
  func layout(_ rect: Rect) -> [Rect] {
    let room = max(rect.columns - 2 - max(columns.count - 1, 0), 0)
    var fixed = 0
    var weights = 0
    for column in columns {
      switch column.width {
      case .fixed(let cells): fixed += cells
      case .flexible(let weight, _): weights += max(weight, 1)
      }
    }
    var free = max(room - fixed, 0)
    var start = rect.column + 2
    var spans: [Rect] = []
    for column in columns {
      var width: Int
      switch column.width {
      case .fixed(let cells): width = cells
      case .flexible(let weight, let minimum):
        let share = free * max(weight, 1) / max(weights, 1)
        width = max(share, minimum)
        free -= share
        weights -= max(weight, 1)
      }
      width = min(width, max(rect.endColumn - start, 0))
      spans.append(Rect(column: start, row: rect.row, columns: width, rows: rect.rows))
      start += width + 1
    }
    return spans
  }
}
