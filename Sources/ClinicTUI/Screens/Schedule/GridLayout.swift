import ClinicDomain
import TerminalKit

/// What part of the grid is in sight: lines from `top`, columns from `left`.
struct GridLayout: Equatable, Sendable {
  /// A line of the grid.
  enum Line: Hashable, Sendable {
    case row(Int)
    /// Now lies between two rows.
    case now
  }

  /// The column of times.
  static let timeColumns = 6
  /// What a column needs for a name; five days of a week stand beside each other.
  static func narrowest(in span: ScheduleScreen.Span) -> Int { span == .day ? 18 : 14 }
  static let widest = 40

  let lines: [Line]
  let height: Int
  let top: Int
  let left: Int
  let columnCount: Int
  let columnWidth: Int

  /// Rows that the grid gets in a window: what the date, the titles and the explanation leave.
  static func rows(of size: Size) -> Int { size.rows - 9 }

  init(_ screen: ScheduleScreen, rows height: Int, _ context: ScreenContext) {
    let grid = screen.grid
    var lines = grid.rows.indices.map { Line.row($0) }
    if let index = Self.nowIndex(in: grid, context) { lines.insert(.now, at: index) }
    self.lines = lines
    self.height = max(height, 1)
    let cursorLine = lines.firstIndex(of: .row(screen.rowIndex)) ?? 0
    top = Self.first(
      from: screen.top, showing: cursorLine, of: lines.count, room: self.height)
    let room = context.size.columns - Self.timeColumns - 1
    columnCount = min(grid.columns.count, max(1, room / Self.narrowest(in: screen.span)))
    columnWidth = min(room / max(columnCount, 1), Self.widest)
    left = Self.first(
      from: screen.left, showing: screen.columnIndex, of: grid.columns.count, room: columnCount)
  }

  /// The lines in sight.
  var visibleLines: ArraySlice<Line> { lines.dropFirst(top).prefix(height) }

  /// Before which row now is; nil where today is not shown.
  private static func nowIndex(in grid: AgendaGrid, _ context: ScreenContext) -> Int? {
    guard !grid.rows.isEmpty, grid.columns.contains(where: { $0.date == context.today }) else {
      return nil
    }
    return grid.rows.firstIndex { $0.time > context.timeOfDay } ?? grid.rows.count
  }

  private static func first(from old: Int, showing index: Int, of count: Int, room: Int) -> Int {
    guard count > 0, room > 0 else { return 0 }
    var first = min(max(old, 0), max(count - room, 0))
    if index < first { first = index }
    if index >= first + room { first = index - room + 1 }
    return first
  }
}
