/// A Brazilian postal code (CEP): eight digits.
public struct PostalCode: ParsedValue {
  /// The eight digits.
  public let value: String

  /// Why a text is no postal code.
  public typealias ParseError = DocumentNumberError

  /// Reads eight digits, with or without `-`, `.` and spaces.
  public init(parsing text: String) throws(ParseError) {
    let digits = try DocumentText.characters(text)
    guard digits.count == 8 else { throw .length }
    guard digits.contains(where: { $0 != 0x30 }) else { throw .neverIssued }
    value = DocumentText.text(digits)
  }

  /// The eight digits.
  public var digits: String { value }
  /// The code as `00000-000`.
  public var formatted: String { DocumentText.format(value, [5: "-"]) }
}
