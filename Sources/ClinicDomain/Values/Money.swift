/// An amount in Brazilian reais, as whole centavos.
///
/// Adding and multiplying trap beyond 64 bits; parsed amounts stay far below.
public struct Money: Sendable, Hashable, Comparable {
  /// The amount in centavos; negative for refunds and differences.
  public let centavos: Int64

  /// Why a text is no amount.
  public enum ParseError: Error, Equatable, Sendable {
    case empty
    case form
    case tooLarge
  }

  /// No money.
  public static let zero = Money(centavos: 0)
  /// The largest amount a text may name: R$ 999.999.999,99.
  public static let largest = Money(centavos: 99_999_999_999)

  /// That many centavos.
  public init(centavos: Int64) {
    self.centavos = centavos
  }

  /// Reads `1.234,56`, `1234,56`, `1234.56`, `250` (reais) and each with `R$` or a minus before.
  ///
  /// A point followed by three digits separates thousands.
  public init(parsing text: String) throws(ParseError) {
    var body = text.trimmed
    guard !body.isEmpty else { throw .empty }
    var isNegative = false
    if body.hasPrefix("-") {
      isNegative = true
      body = body.dropFirst().trimmed
    }
    if body.hasPrefix("R$") { body = body.dropFirst(2).trimmed }
    if !isNegative, body.hasPrefix("-") {
      isNegative = true
      body = body.dropFirst().trimmed
    }
    let centavos = try Self.centavos(of: Array(body.utf8))
    self.init(centavos: isNegative ? -centavos : centavos)
  }

  private static func centavos(of bytes: [UInt8]) throws(ParseError) -> Int64 {
    let comma = UInt8(ascii: ",")
    let point = UInt8(ascii: ".")
    var whole = bytes[...]
    var fraction: ArraySlice<UInt8> = []
    var thousands = point
    if let mark = bytes.lastIndex(where: { $0 == comma || $0 == point }) {
      let digits = bytes.count - mark - 1
      let marks = bytes.filter { $0 == bytes[mark] }.count
      if marks == 1, (1...2).contains(digits) {
        whole = bytes[..<mark]
        fraction = bytes[(mark + 1)...]
        thousands = bytes[mark] == comma ? point : comma
      } else if bytes[mark] == comma {
        throw .form
      }
    }
    let groups = whole.split(separator: thousands, omittingEmptySubsequences: false)
    guard let first = groups.first, !first.isEmpty,
      groups.count == 1 || first.count <= 3,
      groups.dropFirst().allSatisfy({ $0.count == 3 })
    else { throw .form }
    guard groups.allSatisfy({ $0.allSatisfy(Digits.isDigit) }),
      fraction.allSatisfy(Digits.isDigit)
    else { throw .form }
    let significant = groups.joined().drop { $0 == UInt8(ascii: "0") }
    guard significant.count <= 9 else { throw .tooLarge }
    let reais = Int64(Digits.number(Array(significant)) ?? 0)
    let cents = Int64(Digits.number(fraction) ?? 0) * (fraction.count == 1 ? 10 : 1)
    return reais * 100 + cents
  }

  /// The amount as `1.234,56`.
  public var text: String {
    let magnitude = centavos.magnitude
    var digits = String(magnitude / 100)
    var groups: [Substring] = []
    while digits.utf8.count > 3 {
      groups.insert(digits.suffix(3), at: 0)
      digits = String(digits.dropLast(3))
    }
    groups.insert(digits[...], at: 0)
    var text = centavos < 0 ? "-" : ""
    text += groups.joined(separator: ".")
    text += ","
    Digits.append(Int(magnitude % 100), width: 2, to: &text)
    return text
  }

  /// The amount as `R$ 1.234,56`.
  public var textWithSymbol: String {
    centavos < 0 ? "-R$ " + text.dropFirst() : "R$ " + text
  }

  public static func + (left: Money, right: Money) -> Money {
    Money(centavos: left.centavos + right.centavos)
  }

  public static func - (left: Money, right: Money) -> Money {
    Money(centavos: left.centavos - right.centavos)
  }

  /// The amount that many times.
  public static func * (amount: Money, count: Int) -> Money {
    Money(centavos: amount.centavos * Int64(count))
  }

  public static func += (left: inout Money, right: Money) {
    left = left + right
  }

  public static func -= (left: inout Money, right: Money) {
    left = left - right
  }

  public static prefix func - (amount: Money) -> Money {
    Money(centavos: -amount.centavos)
  }

  public static func < (left: Money, right: Money) -> Bool {
    left.centavos < right.centavos
  }
}

extension Money: Codable {
  public init(from decoder: any Decoder) throws {
    centavos = try decoder.singleValueContainer().decode(Int64.self)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(centavos)
  }
}
