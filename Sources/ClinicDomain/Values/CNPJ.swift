/// The number of a company in the register of legal entities (Cadastro Nacional da Pessoa Jurídica).
///
/// Twelve of 0–9 and A–Z (letters since July 2026, IN RFB 2.229/2024) and two check digits:
/// ASCII − 48, weights 5…2, 9…2 and then 6…2, 9…2, modulo 11.
public struct CNPJ: ParsedValue {
  /// The fourteen characters, letters in upper case.
  public let value: String

  /// Why a text is no CNPJ.
  public typealias ParseError = DocumentNumberError

  /// Reads fourteen characters in either case, with or without `.`, `/`, `-` and spaces.
  public init(parsing text: String) throws(ParseError) {
    let characters = try DocumentText.characters(text, allowsLetters: true)
    guard characters.count == 14 else { throw .length }
    guard characters.suffix(2).allSatisfy(Digits.isDigit) else { throw .character }
    guard characters.contains(where: { $0 != characters[0] }) else { throw .neverIssued }
    for length in 12...13 {
      var sum = 0
      for index in 0..<length {
        let weight = (length - 1 - index) % 8 + 2
        sum += (Int(characters[index]) - 48) * weight
      }
      let remainder = sum % 11
      let expected = remainder < 2 ? 0 : 11 - remainder
      guard Int(characters[length]) - 48 == expected else { throw .checkDigits }
    }
    value = DocumentText.text(characters)
  }

  /// The number as `00.000.000/0000-00`.
  public var formatted: String {
    DocumentText.format(value, [2: ".", 5: ".", 8: "/", 12: "-"])
  }
}
