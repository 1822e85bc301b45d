/// A value that exists only when its text could be parsed; coded as its canonical text.
public protocol ParsedValue: Sendable, Hashable, Codable, CustomStringConvertible {
  /// Why a text isn't such a value.
  associatedtype ParseError: Error, Equatable, Sendable

  /// Reads the forms people write.
  init(parsing text: String) throws(ParseError)

  /// The canonical text: what is stored, compared and sent.
  var value: String { get }

  /// The form people read.
  var formatted: String { get }
}

extension ParsedValue {
  public var description: String { value }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    do throws(ParseError) {
      try self.init(parsing: text)
    } catch {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "\(error)")
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(value)
  }
}

/// Why a text is no document number.
public enum DocumentNumberError: Error, Equatable, Sendable {
  case empty
  /// A character that doesn't belong there.
  case character
  /// Too few or too many digits.
  case length
  /// Digits that are never issued, such as all equal.
  case neverIssued
  /// The check digits don't fit the others.
  case checkDigits
}

/// Takes the separators out of a document number.
enum DocumentText {
  /// The letters (upper case) and digits of a text with only `. - / space` between them.
  static func characters(
    _ text: String, allowsLetters: Bool = false
  ) throws(DocumentNumberError) -> [UInt8] {
    var found: [UInt8] = []
    found.reserveCapacity(16)
    for byte in text.utf8 {
      switch byte {
      case 0x30...0x39: found.append(byte)
      case 0x41...0x5A where allowsLetters: found.append(byte)
      case 0x61...0x7A where allowsLetters: found.append(byte - 0x20)
      case 0x20, 0x2D, 0x2E, 0x2F: continue
      default: throw .character
      }
    }
    guard !found.isEmpty else { throw .empty }
    return found
  }

  /// The digits as text, with separators put in before the given positions.
  static func format(_ value: String, _ separators: [Int: String]) -> String {
    var text = ""
    for (index, character) in value.enumerated() {
      if let separator = separators[index] { text += separator }
      text.append(character)
    }
    return text
  }

  static func text(_ bytes: some Sequence<UInt8>) -> String {
    String(decoding: Array(bytes), as: UTF8.self)
  }
}
