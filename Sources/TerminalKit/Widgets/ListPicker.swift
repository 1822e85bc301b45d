/// A list from which one item is picked; typing narrows it.
public struct ListPicker: Equatable, Sendable {
  /// An item: its name and what explains it.
  public struct Item: Hashable, Sendable {
    /// What it is called and found by.
    public var title: String
    /// What explains it, at the right; found by as well.
    public var detail: String

    /// Makes an item.
    public init(_ title: String, detail: String = "") {
      self.title = title
      self.detail = detail
    }
  }

  /// What stands above the list.
  public var title: String
  /// All items.
  public private(set) var items: [Item]
  /// Shown when nothing matches.
  public var emptyText: String
  /// What was typed.
  public var query: String { field.value }
  private var field: TextField
  private var folded: [String]
  private var matches: [Int]
  private var table: Table

  /// Makes a picker over items, in their order of use.
  public init(title: String, items: [Item], placeholder: String = "", emptyText: String = "—") {
    self.title = title
    self.items = items
    self.emptyText = emptyText
    field = TextField(placeholder: placeholder)
    folded = items.map { LatinFolding.folded($0.title + " " + $0.detail) }
    matches = Array(items.indices)
    let widest = items.map { TextWidth.width(of: $0.detail) }.max() ?? 0
    table = Table(
      columns: [
        TableColumn("", .flexible(weight: 1, minimum: 8)),
        TableColumn("", .fixed(min(widest, 30)), alignment: .right),
      ],
      rowCount: items.count, showsTitles: false, takesLetters: false)
  }

  /// The index of the item under the cursor; nil when nothing matches.
  public var selected: Int? { table.selected.map { matches[$0] } }

  /// Puts the cursor on an item.
  public mutating func select(_ index: Int) {
    if let row = matches.firstIndex(of: index) { table.select(row) }
  }

  /// Takes the height of the rectangle it is drawn in.
  public mutating func resize(rows: Int) { table.resize(rows: rows - 2) }

  /// Takes letters into the query, moves the cursor; Enter chooses, Escape gives up.
  public mutating func handle(_ key: Key) -> Outcome {
    switch key {
    case .escape: return .cancelled
    case .enter, .tab:
      guard let selected else { return .rejected }
      return .chosen(selected)
    case .control("n"): return table.handle(.down)
    case .control("p"): return table.handle(.up)
    case .up, .down, .pageUp, .pageDown: return table.handle(key)
    default:
      let outcome = field.handle(key)
      if outcome == .changed { narrow() }
      return outcome
    }
  }

  private mutating func narrow() {
    let words = LatinFolding.folded(field.value).split(separator: " ").map { String($0) }
    let found = items.indices.filter { index in words.allSatisfy { folded[index].contains($0) } }
    // Items in which a word begins with what was typed come first.
    let begins = found.filter { index in
      words.allSatisfy { folded[index].hasPrefix($0) || folded[index].contains(" " + $0) }
    }
    matches = begins + found.filter { !begins.contains($0) }
    table.setRowCount(matches.count)
    table.select(0)
  }

  /// Draws title, query and the items around the cursor.
  public func draw(into buffer: inout CellBuffer, in rect: Rect) {
    guard !rect.isEmpty else { return }
    buffer.fill(rect)
    let titleWidth = buffer.put(title, in: rect.inset(left: 1), style: .strong)
    let count = "\(matches.count)/\(items.count)"
    if titleWidth + count.count + 3 < rect.columns {
      buffer.put(count, in: rect.inset(right: 1), style: .dim, alignment: .right)
    }
    let list = rect.inset(top: 2)
    if matches.isEmpty {
      buffer.put(emptyText, in: list.inset(left: 2), style: .dim)
    } else {
      table.draw(into: &buffer, in: list) { range in
        range.map { row in
          let item = items[matches[row]]
          return TableRow([TableCell(item.title), TableCell(item.detail, style: .dim)])
        }
      }
    }
    field.draw(into: &buffer, in: rect.inset(left: 2, top: 1, right: 1).line(0), isFocused: true)
  }
}
