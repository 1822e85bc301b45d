/// The number of a national health card (Cartão Nacional de Saúde).
///
/// Fifteen digits, the first of 1, 2, 7, 8, 9; Σ dᵢ·(15−i) is divisible by 11. In numbers that
/// begin with 1 or 2 the last four digits follow from the first eleven.
public struct CNS: ParsedValue {
  /// The fifteen digits.
  public let value: String

  /// Why a text is no CNS.
  public typealias ParseError = DocumentNumberError

  /// Reads fifteen digits, with or without spaces and points.
  public init(parsing text: String) throws(ParseError) {
    let digits = try DocumentText.characters(text)
    guard digits.count == 15 else { throw .length }
    let numbers = digits.map { Int($0 - 0x30) }
    guard [1, 2, 7, 8, 9].contains(numbers[0]) else { throw .neverIssued }
    if numbers[0] <= 2 {
      guard Array(numbers[11...]) == Self.suffix(of: numbers) else { throw .checkDigits }
    } else {
      guard Self.sum(numbers[...]) % 11 == 0 else { throw .checkDigits }
    }
    value = DocumentText.text(digits)
  }

  private static func sum(_ numbers: ArraySlice<Int>) -> Int {
    var sum = 0
    for (index, number) in numbers.enumerated() { sum += number * (15 - index) }
    return sum
  }

  private static func suffix(of numbers: [Int]) -> [Int] {
    let sum = sum(numbers[0..<11])
    let digit = (11 - sum % 11) % 11
    guard digit == 10 else { return [0, 0, 0, digit] }
    return [0, 0, 1, (11 - (sum + 2) % 11) % 11]
  }

  /// The fifteen digits.
  public var digits: String { value }
  /// The number as `000 0000 0000 0000`.
  public var formatted: String {
    DocumentText.format(value, [3: " ", 7: " ", 11: " "])
  }
}
