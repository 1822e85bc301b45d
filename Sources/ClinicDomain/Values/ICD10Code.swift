/// A code of the international classification of diseases (CID-10) by its shape alone.
///
/// A category such as `A00` or a subcategory such as `A000`, shown `A00.0`. Whether the code
/// exists is for the table of codes to say.
public struct ICD10Code: ParsedValue {
  /// Three or four characters without the point.
  public let value: String

  /// Why a text has no code's shape.
  public enum ParseError: Error, Equatable, Sendable {
    case empty
    case form
  }

  /// Reads `A00`, `A000`, `A00.0` and the same in lower case.
  public init(parsing text: String) throws(ParseError) {
    var characters = Array(text.trimmed.uppercased().utf8)
    guard !characters.isEmpty else { throw .empty }
    if characters.count == 5, characters[3] == UInt8(ascii: ".") { characters.remove(at: 3) }
    guard characters.count == 3 || characters.count == 4,
      (0x41...0x5A).contains(characters[0]),
      characters.dropFirst().allSatisfy(Digits.isDigit)
    else { throw .form }
    value = DocumentText.text(characters)
  }

  /// The three-character category.
  public var category: String { String(value.prefix(3)) }

  /// The code as `A00` or `A00.0`.
  public var formatted: String { DocumentText.format(value, [3: "."]) }
}
