/// An amount typed from the right: `1`, `2`, `5`, `0` makes 12,50.
public struct MoneyField: FieldControl {
  /// The sign between units and hundredths.
  public var decimalSeparator: Character
  /// The sign between thousands.
  public var groupSeparator: Character
  /// Written in front of the amount.
  public var symbol: String
  /// The amount in hundredths (centavos); nil while nothing is entered.
  public private(set) var cents: Int64?
  private var replacesOnType = false

  /// The greatest amount that can be typed, in hundredths.
  public static let maximum: Int64 = 999_999_999_99

  /// Makes a field with a first amount in hundredths.
  public init(
    cents: Int64? = nil, symbol: String = "R$", decimalSeparator: Character = ",",
    groupSeparator: Character = "."
  ) {
    self.cents = cents
    self.symbol = symbol
    self.decimalSeparator = decimalSeparator
    self.groupSeparator = groupSeparator
  }

  /// The hundredths as digits; empty for none.
  public var value: String {
    get { cents.map { String($0) } ?? "" }
    set {
      cents = Int64(newValue)
      replacesOnType = false
    }
  }

  /// The amount as people write it, without the symbol.
  public var displayValue: String {
    guard let cents else { return "" }
    let digits = Array(String(cents.magnitude))
    let padded = Array(repeating: "0" as Character, count: max(3 - digits.count, 0)) + digits
    var units = ""
    for (index, digit) in padded.dropLast(2).enumerated() {
      let remaining = padded.count - 2 - index
      if index > 0, remaining % 3 == 0 { units.append(groupSeparator) }
      units.append(digit)
    }
    return (cents < 0 ? "-" : "") + units + String(decimalSeparator) + String(padded.suffix(2))
  }

  /// The first digit typed replaces the amount that stands there.
  public mutating func focus() { replacesOnType = cents != nil }

  /// Takes digits from the right, Backspace to take the last away, a pasted amount.
  public mutating func handle(_ key: Key) -> Outcome {
    switch key {
    case .character(let character):
      guard character.isASCII, let digit = character.wholeNumberValue else {
        // The separators stand by themselves; typing one is no mistake.
        return character == decimalSeparator || character == groupSeparator ? .handled : .rejected
      }
      let present = replacesOnType ? 0 : cents ?? 0
      let next = present * 10 + Int64(digit)
      guard next <= MoneyField.maximum else { return .rejected }
      replacesOnType = false
      cents = next
      return .changed
    case .backspace:
      guard let present = cents else { return .handled }
      cents = replacesOnType || present < 10 ? nil : present / 10
      replacesOnType = false
      return .changed
    case .delete, .control("u"):
      guard cents != nil else { return .handled }
      cents = nil
      return .changed
    case .paste(let text):
      return paste(text)
    default:
      return .ignored
    }
  }

  private mutating func paste(_ text: String) -> Outcome {
    let kept = text.filter { $0.isASCII && $0.isNumber || $0 == decimalSeparator }
    let parts = kept.split(separator: decimalSeparator, omittingEmptySubsequences: false)
    guard parts.count <= 2, let units = Int64(parts.first ?? ""), units <= MoneyField.maximum / 100
    else { return .rejected }
    let fraction = parts.count == 2 ? String(parts[1].prefix(2)) : ""
    let hundredths = fraction.count == 1 ? (Int64(fraction) ?? 0) * 10 : Int64(fraction) ?? 0
    cents = units * 100 + hundredths
    replacesOnType = false
    return .changed
  }

  /// Draws the symbol and the amount at the right of its place.
  public func draw(into buffer: inout CellBuffer, in rect: Rect, isFocused: Bool) {
    guard !rect.isEmpty else { return }
    let style = Style(isFocused ? .fieldFocused : .field)
    let area = rect.split(columns: 18).left
    buffer.fill(area.line(0), style: style)
    buffer.put(symbol, in: area, style: style.adding(.underline))
    let amount = cents == nil ? "0\(decimalSeparator)00" : displayValue
    let amountStyle = cents == nil ? Style(.placeholder, .underline) : style
    let room = area.inset(left: TextWidth.width(of: symbol) + 1, right: 1)
    buffer.put(amount, in: room, style: amountStyle, alignment: .right)
    if isFocused {
      buffer.cursor = Position(column: max(room.endColumn, area.column), row: area.row)
      if area.columns < 2 { buffer.cursor = area.origin }
    }
  }
}
