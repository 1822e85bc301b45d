import Crypto
import Foundation

/// The site key in a form that a person can print and type: eleven groups of five characters.
///
/// Crockford's base 32 (no I, L, O, U) of the key and two bytes of its SHA-256, so that a mistyped
/// character is noticed.
public struct RecoveryKey: Sendable {
  private static let digits = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")

  public let siteKey: SiteKey

  public init(_ siteKey: SiteKey) { self.siteKey = siteKey }

  /// Why a text is no recovery key.
  public enum ParseError: Error, Hashable, Sendable {
    case length
    case character
    /// A character is wrong somewhere.
    case checksum
  }

  /// The text to print.
  public var text: String {
    var text = ""
    var buffer: UInt32 = 0
    var bits = 0
    var count = 0
    for byte in siteKey.bytes + Self.checksum(siteKey.bytes) + [0] {
      buffer = buffer << 8 | UInt32(byte)
      bits += 8
      while bits >= 5, count < 55 {
        if count > 0, count.isMultiple(of: 5) { text.append("-") }
        text.append(Self.digits[Int(buffer >> UInt32(bits - 5)) & 31])
        bits -= 5
        count += 1
      }
    }
    return text
  }

  /// Reads what was printed: case, spaces and dashes don't matter; O is 0, I and L are 1.
  public init(parsing text: String) throws(ParseError) {
    var bytes: [UInt8] = []
    var buffer: UInt32 = 0
    var bits = 0
    var count = 0
    for character in text.uppercased() where character != "-" && !character.isWhitespace {
      guard let value = Self.value(of: character) else { throw .character }
      buffer = buffer << 5 | value
      bits += 5
      count += 1
      if bits >= 8 {
        bytes.append(UInt8(truncatingIfNeeded: buffer >> UInt32(bits - 8)))
        bits -= 8
      }
    }
    guard count == 55, bytes.count == 34 else { throw .length }
    let key = Array(bytes.prefix(SiteKey.byteCount))
    guard Self.checksum(key) == Array(bytes.suffix(2)), let siteKey = SiteKey(bytes: key) else {
      throw .checksum
    }
    self.siteKey = siteKey
  }

  private static func value(of character: Character) -> UInt32? {
    switch character {
    case "O": 0
    case "I", "L": 1
    default: digits.firstIndex(of: character).map { UInt32($0) }
    }
  }

  private static func checksum(_ bytes: [UInt8]) -> [UInt8] {
    Array(SHA256.hash(data: bytes).prefix(2))
  }
}
