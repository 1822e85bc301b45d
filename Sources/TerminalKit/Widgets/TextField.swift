/// Which characters a text field takes.
public enum CharacterFilter: Hashable, Sendable {
  /// Everything but control characters.
  case any
  /// ASCII digits alone.
  case digits
  /// ASCII letters and digits.
  case alphanumeric
  /// Everything without blanks: e-mail addresses, user names.
  case noBlanks

  /// Whether a character passes.
  public func accepts(_ character: Character) -> Bool {
    let isControl = character.unicodeScalars.contains {
      $0.value < 0x20 || (0x7F...0x9F) ~= $0.value
    }
    switch self {
    case .any: return !isControl
    case .digits: return character.isASCII && character.isNumber
    case .alphanumeric: return character.isASCII && (character.isNumber || character.isLetter)
    case .noBlanks: return !isControl && !character.isWhitespace
    }
  }
}

/// One line of free text that scrolls sideways when it is longer than its place.
public struct TextField: FieldControl {
  /// The most characters of a field that says nothing else: a paste by mistake costs no more.
  public static let usualLength = 1_000

  /// Shown while nothing is entered.
  public var placeholder: String
  /// Whether the text shows as dots: passwords.
  public var isSecret: Bool
  /// What may be typed.
  public var filter: CharacterFilter
  /// The most characters it takes.
  public var maximumLength: Int?
  /// Whether a full field hands over to the next by itself.
  public var movesOnWhenFull: Bool
  private var content: EditableText
  private var replacesOnType = false

  /// Makes a field with a first value, behind which the cursor stands.
  public init(
    _ value: String = "", placeholder: String = "", isSecret: Bool = false,
    filter: CharacterFilter = .any, maximumLength: Int? = usualLength,
    movesOnWhenFull: Bool = false
  ) {
    content = EditableText(value)
    self.placeholder = placeholder
    self.isSecret = isSecret
    self.filter = filter
    self.maximumLength = maximumLength
    self.movesOnWhenFull = movesOnWhenFull
  }

  /// The text; setting it puts the cursor behind it.
  public var value: String {
    get { content.text }
    set {
      content = EditableText(newValue)
      replacesOnType = false
    }
  }

  /// The cursor's place, in characters from the beginning.
  public var cursor: Int { content.cursor }

  /// Makes the value a default: the first key typed replaces it.
  public mutating func markAsDefault() { replacesOnType = !content.characters.isEmpty }

  /// Puts the cursor behind the text.
  public mutating func focus() { content.move(to: content.characters.count) }

  /// Takes a key; Enter, Tab, arrows up and down and unknown keys are left to the owner.
  public mutating func handle(_ key: Key) -> Outcome {
    switch key {
    case .character(let character):
      return insert(String(character))
    case .paste(let text):
      let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
      return insert(line.replacing("\t", with: " "))
    default:
      let outcome = content.edit(key)
      if outcome != nil { replacesOnType = false }
      return outcome ?? .ignored
    }
  }

  private mutating func insert(_ text: String) -> Outcome {
    // A combining mark typed alone is judged together with what it joins.
    let kept = String(text.filter { filter.accepts($0) })
    guard !kept.isEmpty else { return .rejected }
    if replacesOnType {
      content = EditableText()
      replacesOnType = false
    }
    let wentIn = content.insert(kept, limit: maximumLength)
    let isAtEnd = content.cursor == content.characters.count
    if movesOnWhenFull, wentIn, isAtEnd, content.characters.count == maximumLength {
      return .filled
    }
    return wentIn ? .changed : .rejected
  }

  /// Draws the part of the text around the cursor.
  public func draw(into buffer: inout CellBuffer, in rect: Rect, isFocused: Bool) {
    guard !rect.isEmpty else { return }
    let style = Style(isFocused ? .fieldFocused : .field)
    buffer.fill(rect.line(0), style: style)
    if content.characters.isEmpty {
      buffer.put(placeholder, in: rect, style: Style(.placeholder, .underline))
      if isFocused { buffer.cursor = rect.origin }
      return
    }
    let shown = isSecret ? content.characters.map { _ in "•" as Character } : content.characters
    let widths = shown.map { TextWidth.width(of: String($0)) }
    let cursorColumn = widths[..<content.cursor].reduce(0, +)
    // One cell stays free for a cursor behind the text.
    var first = 0
    var skipped = 0
    if isFocused {
      while cursorColumn - skipped >= rect.columns, first < content.cursor {
        skipped += widths[first]
        first += 1
      }
    }
    let cut = shown[first...]
    if isFocused {
      var column = 0
      for (character, width) in zip(cut, widths[first...]) where column + width <= rect.columns {
        column += buffer.put(
          String(character), at: Position(column: rect.column + column, row: rect.row),
          style: style, maxWidth: rect.columns - column)
        if column >= rect.columns { break }
      }
      buffer.cursor = Position(
        column: rect.column + min(cursorColumn - skipped, rect.columns - 1), row: rect.row)
    } else {
      buffer.put(String(cut), in: rect, style: style)
    }
  }
}
