/// The number of a person in the taxpayers' register (Cadastro de Pessoas Físicas).
///
/// Eleven digits, the last two checked by weights 10…2 and 11…2 modulo 11.
public struct CPF: ParsedValue {
  /// The eleven digits.
  public let value: String

  /// Why a text is no CPF.
  public typealias ParseError = DocumentNumberError

  /// Reads eleven digits, with or without `.`, `-`, `/` and spaces.
  public init(parsing text: String) throws(ParseError) {
    let digits = try DocumentText.characters(text)
    guard digits.count == 11 else { throw .length }
    guard digits.contains(where: { $0 != digits[0] }) else { throw .neverIssued }
    for length in 9...10 {
      var sum = 0
      for index in 0..<length { sum += Int(digits[index] - 0x30) * (length + 1 - index) }
      let remainder = sum % 11
      let expected = remainder < 2 ? 0 : 11 - remainder
      guard Int(digits[length] - 0x30) == expected else { throw .checkDigits }
    }
    value = DocumentText.text(digits)
  }

  /// The eleven digits.
  public var digits: String { value }
  /// The number as `000.000.000-00`.
  public var formatted: String {
    DocumentText.format(value, [3: ".", 6: ".", 9: "-"])
  }
}
