/// One of a few options: letters find it, arrows and Space go through them.
public struct ChoiceField: FieldControl {
  /// What can be chosen, as shown.
  public let options: [String]
  /// The chosen option's index; nil when none may stay chosen.
  public private(set) var selected: Int?
  /// Whether it may be left without a choice.
  public var isOptional: Bool
  /// Shown while nothing is chosen.
  public var placeholder: String
  private var typed = ""

  /// Makes a field of options.
  public init(
    _ options: [String], selected: Int? = nil, isOptional: Bool = false, placeholder: String = ""
  ) {
    self.options = options
    self.selected = selected.flatMap { options.indices.contains($0) ? $0 : nil }
    self.isOptional = isOptional
    self.placeholder = placeholder
  }

  /// The chosen option's index in decimal; empty for none.
  public var value: String {
    get { selected.map { String($0) } ?? "" }
    set { select(Int(newValue)) }
  }

  /// The chosen option as shown.
  public var selectedOption: String? { selected.map { options[$0] } }

  /// Chooses by index; nil or an index that isn't there chooses none.
  public mutating func select(_ index: Int?) {
    selected = index.flatMap { options.indices.contains($0) ? $0 : nil }
    typed = ""
  }

  /// Typing starts anew.
  public mutating func focus() { typed = "" }

  /// Takes letters (the option that begins with what was typed, accents aside), arrows, Space.
  public mutating func handle(_ key: Key) -> Outcome {
    switch key {
    case .character(" ") where typed.isEmpty, .right: return step(1)
    case .left: return step(-1)
    case .character(let character): return find(typed + String(character), or: String(character))
    case .paste(let text): return find(text, or: text)
    case .backspace, .delete:
      if !typed.isEmpty {
        typed.removeLast()
        return .handled
      }
      guard isOptional, selected != nil else { return .handled }
      selected = nil
      return .changed
    default: return .ignored
    }
  }

  private mutating func step(_ distance: Int) -> Outcome {
    typed = ""
    guard !options.isEmpty else { return .rejected }
    let start = selected ?? (distance > 0 ? -1 : options.count)
    selected = (start + distance + options.count) % options.count
    return .changed
  }

  private mutating func find(_ text: String, or shorter: String) -> Outcome {
    for candidate in [text, shorter] {
      if let index = firstMatch(candidate) {
        typed = candidate
        let isNew = index != selected
        selected = index
        return isNew ? .changed : .handled
      }
    }
    return .rejected
  }

  private func firstMatch(_ text: String) -> Int? {
    let wanted = LatinFolding.folded(text)
    let folded = options.map(LatinFolding.folded)
    return folded.firstIndex { $0.hasPrefix(wanted) }
      ?? folded.firstIndex { option in
        option.split(whereSeparator: { !$0.isLetter && !$0.isNumber })
          .contains { $0.hasPrefix(wanted) }
      }
  }

  /// Draws the option between `‹` and `›` when focused.
  public func draw(into buffer: inout CellBuffer, in rect: Rect, isFocused: Bool) {
    guard !rect.isEmpty else { return }
    let style = Style(isFocused ? .fieldFocused : .field)
    let widest = options.map { TextWidth.width(of: $0) }.max() ?? 0
    let width = max(widest, TextWidth.width(of: placeholder)) + 4
    let area = rect.split(columns: width).left
    buffer.fill(area.line(0), style: style)
    if isFocused {
      buffer.put("‹", at: area.origin, style: style)
      if area.columns > 1 {
        buffer.put("›", at: Position(column: area.endColumn - 1, row: area.row), style: style)
      }
    }
    let room = area.inset(left: 2, right: 2)
    buffer.put(
      selectedOption ?? placeholder, in: room,
      style: selected == nil ? Style(.placeholder, .underline) : style)
    if isFocused {
      buffer.cursor = Position(
        column: room.column + min(TextWidth.width(of: typed), max(room.columns - 1, 0)),
        row: room.row)
    }
  }
}
