/// Several lines of text, wrapped softly at words and scrolled with the cursor.
public struct TextArea: FieldControl {
  /// Rows it would like to have.
  public var preferredRows: Int
  /// Shown while nothing is entered.
  public var placeholder: String
  /// The most characters it takes.
  public var maximumLength: Int
  private var content: EditableText
  /// Cells per row when it was last told; up and down move by these rows.
  private var columns = 78
  /// The column that up and down try to keep.
  private var goal: Int?

  /// Makes an area with a first text.
  public init(
    _ value: String = "", rows: Int = 4, placeholder: String = "", maximumLength: Int = 100_000
  ) {
    content = EditableText(value)
    preferredRows = rows
    self.placeholder = placeholder
    self.maximumLength = maximumLength
  }

  /// The text; lines end in `\n`.
  public var value: String {
    get { content.text }
    set {
      content = EditableText(newValue)
      goal = nil
    }
  }

  /// The cursor's place, in characters from the beginning.
  public var cursor: Int { content.cursor }

  /// Takes the width it is drawn in, so that up and down follow the rows shown.
  public mutating func resize(columns: Int) { self.columns = max(columns, 1) }

  /// Takes a key; Enter begins a line, Tab and Escape are left to the owner.
  public mutating func handle(_ key: Key) -> Outcome {
    switch key {
    case .up, .down, .pageUp, .pageDown:
      let distance = key == .up || key == .pageUp ? -1 : 1
      let isPage = key == .pageUp || key == .pageDown
      return moveRows(distance * (isPage ? max(preferredRows - 1, 1) : 1))
    case .home, .end:
      let row = wrapped().rowIndex(of: content.cursor)
      let range = wrapped().rows[row]
      content.move(to: key == .home ? range.lowerBound : range.upperBound)
      goal = nil
      return .handled
    case .enter: return insert("\n")
    case .character(let character): return insert(String(character))
    case .paste(let text): return insert(text)
    default:
      goal = nil
      return content.edit(key) ?? .ignored
    }
  }

  private mutating func insert(_ text: String) -> Outcome {
    goal = nil
    let kept = text.filter { $0 == "\n" || $0 == "\t" || CharacterFilter.any.accepts($0) }
      .replacing("\t", with: "  ")
    guard !kept.isEmpty, content.characters.count + kept.count <= maximumLength else {
      return .rejected
    }
    content.insert(kept)
    return .changed
  }

  private mutating func moveRows(_ distance: Int) -> Outcome {
    let lines = wrapped()
    let row = lines.rowIndex(of: content.cursor)
    let target = min(max(row + distance, 0), lines.rows.count - 1)
    guard target != row else { return .ignored }
    let column = goal ?? lines.column(of: content.cursor, in: row, content.characters)
    goal = column
    content.move(to: lines.position(atColumn: column, in: target, content.characters))
    return .handled
  }

  private func wrapped() -> WrappedLines { WrappedLines(content.characters, columns: columns) }

  /// Draws the rows around the cursor.
  public func draw(into buffer: inout CellBuffer, in rect: Rect, isFocused: Bool) {
    guard !rect.isEmpty else { return }
    buffer.fill(rect)
    let lines = WrappedLines(content.characters, columns: max(rect.columns - 1, 1))
    if content.characters.isEmpty {
      buffer.put(placeholder, in: rect, style: Style(.placeholder))
    }
    let cursorRow = lines.rowIndex(of: content.cursor)
    let first = isFocused ? max(cursorRow - rect.rows + 1, 0) : 0
    for (line, range) in lines.rows[first...].prefix(rect.rows).enumerated() {
      let text = String(content.characters[range])
      buffer.put(text, in: rect, row: line, style: isFocused ? .normal : .dim)
    }
    if !isFocused, lines.rows.count > rect.rows {
      buffer.put(
        "…", at: Position(column: rect.endColumn - 1, row: rect.endRow - 1), style: .dim)
    }
    if isFocused {
      let column = lines.column(of: content.cursor, in: cursorRow, content.characters)
      buffer.cursor = Position(
        column: rect.column + min(column, rect.columns - 1), row: rect.row + cursorRow - first)
    }
  }
}
