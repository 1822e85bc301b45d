/// A telephone number: a Brazilian one with its area code, or a foreign one with its country code.
public struct Phone: ParsedValue {
  /// The number in E.164 form, such as `+5511994029275`.
  public let value: String
  /// What kind of line it is, as far as the number tells.
  public let kind: Kind

  /// What kind of line a number belongs to.
  public enum Kind: Sendable, Hashable {
    case mobile
    case landline
    case international
  }

  /// Why a text is no telephone number.
  public enum ParseError: Error, Equatable, Sendable {
    case empty
    case character
    case length
    case areaCode
    case firstDigit
  }

  /// Reads area code and number with or without `+55`, a leading 0, spaces, points and
  /// parentheses; another country's number needs its `+`.
  public init(parsing text: String) throws(ParseError) {
    let typed = text.trimmed
    guard !typed.isEmpty else { throw .empty }
    var digits: [UInt8] = []
    var hasPlus = false
    for (index, byte) in typed.utf8.enumerated() {
      switch byte {
      case 0x30...0x39: digits.append(byte)
      case UInt8(ascii: "+") where index == 0: hasPlus = true
      case 0x20, 0x28, 0x29, 0x2D, 0x2E, 0x2F: continue
      default: throw .character
      }
    }
    let isBrazilian = digits.starts(with: [0x35, 0x35])
    if hasPlus, !isBrazilian {
      guard (7...15).contains(digits.count) else { throw .length }
      guard digits.first != 0x30 else { throw .firstDigit }
      value = "+" + DocumentText.text(digits)
      kind = .international
      return
    }
    if isBrazilian, hasPlus || digits.count >= 12 {
      digits.removeFirst(2)
    } else if digits.first == 0x30 {
      digits.removeFirst()
    }
    guard digits.count == 10 || digits.count == 11 else { throw .length }
    guard let area = Digits.number(digits[..<2]), Self.areaCodes.contains(area)
    else { throw .areaCode }
    if digits.count == 11 {
      guard digits[2] == UInt8(ascii: "9") else { throw .firstDigit }
      kind = .mobile
    } else {
      guard (0x32...0x35).contains(digits[2]) else { throw .firstDigit }
      kind = .landline
    }
    value = "+55" + DocumentText.text(digits)
  }

  /// Area code and number of a Brazilian line, country code and number of another.
  public var digits: String {
    String(value.dropFirst(kind == .international ? 1 : 3))
  }

  /// The number as `(11) 99402-9275`, `(11) 3881-4933` or `+1…`.
  public var formatted: String {
    guard kind != .international else { return value }
    let hyphen = kind == .mobile ? 7 : 6
    return "(" + DocumentText.format(digits, [2: ") ", hyphen: "-"])
  }

  /// The area codes in use in Brazil (Anatel).
  private static let areaCodes: Set<Int> = {
    var codes = Set(11...19)
    codes.formUnion([21, 22, 24, 27, 28, 31, 32, 33, 34, 35, 37, 38, 51, 53, 54, 55])
    codes.formUnion(41...49)
    codes.formUnion(61...69)
    codes.formUnion([71, 73, 74, 75, 77, 79])
    codes.formUnion(81...89)
    codes.formUnion(91...99)
    return codes
  }()
}
