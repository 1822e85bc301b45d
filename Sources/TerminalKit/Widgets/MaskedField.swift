/// A pattern of slots and literals: `0` takes a digit, `A` a digit or letter, all else stands for itself.
public struct Mask: Hashable, Sendable {
  /// The patterns by rising number of slots; the first that holds the value is shown.
  public let patterns: [String]

  /// Makes a mask of one or more patterns.
  public init(_ patterns: String...) { self.patterns = patterns }

  /// A CPF: `000.000.000-00`.
  public static let cpf = Mask("000.000.000-00")
  /// A CNPJ, whose first twelve places may be letters.
  public static let cnpj = Mask("AA.AAA.AAA/AAAA-00")
  /// A CNS: `000 0000 0000 0000`.
  public static let cns = Mask("000 0000 0000 0000")
  /// A postal code: `00000-000`.
  public static let cep = Mask("00000-000")
  /// A Brazilian phone with area code, eight or nine digits.
  public static let phone = Mask("(00) 0000-0000", "(00) 00000-0000")
  /// A date of day, month, year.
  public static let date = Mask("00/00/0000")
  /// A time of day.
  public static let time = Mask("00:00")

  static func isSlot(_ character: Character) -> Bool { character == "0" || character == "A" }

  /// The slots of the longest pattern.
  public var capacity: Int { slots(patterns.last ?? "").count }

  func slots(_ pattern: String) -> [Character] { pattern.filter(Mask.isSlot) }

  func pattern(for count: Int) -> String {
    patterns.first { slots($0).count >= count } ?? patterns.last ?? ""
  }

  /// A value with the literals of the pattern put in, as far as it reaches.
  public func display(_ value: String) -> String {
    var rest = Array(value)[...]
    var shown = ""
    for character in pattern(for: value.count) {
      guard !rest.isEmpty else { break }
      shown.append(Mask.isSlot(character) ? rest.removeFirst() : character)
    }
    return shown
  }

  /// The character as a slot keeps it; nil when it may not stand there.
  func accepted(_ character: Character, at index: Int, count: Int) -> Character? {
    let slots = slots(pattern(for: max(count, index + 1)))
    guard index < slots.count, character.isASCII else { return nil }
    if character.isNumber { return character }
    guard slots[index] == "A", character.isLetter else { return nil }
    return Character(character.uppercased())
  }

  /// A whole text (pasted, loaded) reduced to what the slots take, in order.
  public func value(of text: String) -> String {
    var kept = ""
    for character in text {
      guard kept.count < capacity else { break }
      if let slot = accepted(character, at: kept.count, count: kept.count + 1) {
        kept.append(slot)
      }
    }
    return kept
  }
}

/// A field with a mask: literals appear by themselves and never enter the value.
///
/// With `takesWords` a first key that is no digit (a letter, `+`, `-`) switches to free text, so that a
/// date may be typed as `t`, `+1` or `seg`, and so does another separator than the mask's (`2026-05-14`,
/// `14.5`); `isFreeText` tells, and `value` is then the text itself.
public struct MaskedField: FieldControl {
  /// The mask.
  public let mask: Mask
  /// Whether words are taken as well.
  public var takesWords: Bool
  /// Shown while nothing is entered.
  public var placeholder: String
  /// Whether the value is words rather than slots.
  public private(set) var isFreeText = false
  private var content: EditableText
  private var replacesOnType = false

  /// Makes a field; `value` may hold the literals or not.
  public init(_ mask: Mask, value: String = "", placeholder: String = "", takesWords: Bool = false)
  {
    self.mask = mask
    self.takesWords = takesWords
    self.placeholder = placeholder
    content = EditableText(mask.value(of: value))
  }

  /// The slots' characters alone.
  public var value: String {
    get { content.text }
    set {
      isFreeText = false
      replacesOnType = false
      content = EditableText(mask.value(of: newValue))
    }
  }

  /// The value with its literals.
  public var displayValue: String { isFreeText ? content.text : mask.display(content.text) }

  /// Whether every slot of the shown pattern is taken.
  public var isComplete: Bool {
    !isFreeText
      && content.characters.count == mask.slots(mask.pattern(for: content.characters.count)).count
  }

  /// Makes the value a default: the first key typed replaces it.
  public mutating func markAsDefault() { replacesOnType = !content.characters.isEmpty }

  /// Puts the cursor behind the value.
  public mutating func focus() { content.move(to: content.characters.count) }

  /// Takes a key; a literal typed at its place is taken and a short group filled up with zeros.
  public mutating func handle(_ key: Key) -> Outcome {
    switch key {
    case .character(let character):
      return type(character)
    case .paste(let text):
      replacesOnType = false
      let pasted = mask.value(of: text)
      guard !pasted.isEmpty else { return .rejected }
      isFreeText = false
      content = EditableText(mask.value(of: content.beforeCursor + pasted))
      return .changed
    default:
      let outcome = content.edit(key)
      if outcome != nil { replacesOnType = false }
      if content.characters.isEmpty { isFreeText = false }
      return outcome ?? .ignored
    }
  }

  private mutating func type(_ character: Character) -> Outcome {
    if replacesOnType {
      content = EditableText()
      isFreeText = false
      replacesOnType = false
    }
    if isFreeText {
      guard CharacterFilter.any.accepts(character), content.characters.count < 24 else {
        return .rejected
      }
      content.insert(String(character))
      return .changed
    }
    let count = content.characters.count
    if let slot = mask.accepted(character, at: content.cursor, count: count + 1) {
      guard count < mask.capacity else { return .rejected }
      content.insert(String(slot))
      let isAtEnd = content.cursor == content.characters.count
      return isAtEnd && content.characters.count == mask.capacity ? .filled : .changed
    }
    if count == 0, takesWords, character.isLetter || character == "+" || character == "-" {
      isFreeText = true
      content.insert(String(character))
      return .changed
    }
    let outcome = typeLiteral(character)
    guard outcome == .rejected, takesWords, character == "-" || character == ".",
      content.cursor == count
    else { return outcome }
    isFreeText = true
    content.insert(String(character))
    return .changed
  }

  /// `5/` in a date becomes `05/`; a literal right where it stands is simply passed.
  private mutating func typeLiteral(_ character: Character) -> Outcome {
    let typed = content.characters.count
    guard content.cursor == typed else { return .rejected }
    var slot = 0
    var groupStart = 0
    for symbol in mask.pattern(for: typed + 1) {
      if Mask.isSlot(symbol) {
        slot += 1
        continue
      }
      if slot >= typed {
        guard symbol == character else { return .rejected }
        if slot == typed { return .handled }
        guard typed > groupStart else { return .rejected }
        let zeros = String(repeating: "0", count: slot - typed)
        content.move(to: groupStart)
        content.insert(zeros)
        content.move(to: slot)
        return .changed
      }
      groupStart = slot
    }
    return .rejected
  }

  /// The columns it takes where there is room: its longest pattern, or what words for a date need.
  var columns: Int {
    let pattern = (mask.patterns.last ?? "").count + 1
    guard isFreeText else { return pattern }
    return mask == .date ? max(pattern, content.characters.count + 1) : 24
  }

  /// Draws the value with its literals and, behind it, the pattern still to fill.
  public func draw(into buffer: inout CellBuffer, in rect: Rect, isFocused: Bool) {
    guard !rect.isEmpty else { return }
    let style = Style(isFocused ? .fieldFocused : .field)
    let count = content.characters.count
    let pattern = mask.pattern(for: count)
    let area = rect.split(columns: columns).left
    buffer.fill(area.line(0), style: style)
    if count == 0, !placeholder.isEmpty {
      buffer.put(placeholder, in: area, style: Style(.placeholder, .underline))
    } else if isFreeText {
      buffer.put(content.text, in: area, style: style)
    } else {
      let shown = displayValue
      let used = buffer.put(shown, in: area, style: style)
      if isFocused || count > 0 {
        let rest = String(pattern.dropFirst(shown.count).map { Mask.isSlot($0) ? "_" : $0 })
        buffer.put(
          rest, in: area.inset(left: used), style: Style(.placeholder, .underline))
      }
    }
    if isFocused {
      let column = isFreeText ? content.cursor : displayColumn(pattern)
      buffer.cursor = Position(column: area.column + min(column, area.columns - 1), row: area.row)
    }
  }

  /// The column of the slot at the cursor: literals in front of it are passed.
  private func displayColumn(_ pattern: String) -> Int {
    var slot = 0
    for (column, symbol) in pattern.enumerated() where Mask.isSlot(symbol) {
      if slot == content.cursor { return column }
      slot += 1
    }
    return pattern.count
  }
}
