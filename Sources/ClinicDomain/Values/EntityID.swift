/// The name of a thing everywhere: a UUIDv7 typed by what it names.
///
/// Sixteen bytes, ordered by those bytes, so by time of making; coded as the canonical lower-case
/// text of RFC 9562.
public struct EntityID<Entity>: Sendable, Hashable {
  /// The first eight bytes, big-endian: milliseconds, version and twelve random bits.
  public let high: UInt64
  /// The last eight bytes, big-endian: variant and sixty-two random bits.
  public let low: UInt64

  /// Why a text or byte sequence is no identifier.
  public enum ParseError: Error, Equatable, Sendable {
    case length
    case character
    case version
  }

  /// Puts the two halves together.
  public init(high: UInt64, low: UInt64) throws(ParseError) {
    guard (high >> 12) & 0xF == 7, low >> 62 == 0b10 else { throw .version }
    self.high = high
    self.low = low
  }

  private init(milliseconds: UInt64, randomHigh: UInt64, randomLow: UInt64) {
    high = (milliseconds << 16) | 0x7000 | (randomHigh & 0x0FFF)
    low = (0b10 << 62) | (randomLow >> 2)
  }

  /// Reads sixteen bytes in network order.
  public init(bytes: some Collection<UInt8>) throws(ParseError) {
    guard bytes.count == 16 else { throw .length }
    var high: UInt64 = 0
    var low: UInt64 = 0
    for (index, byte) in bytes.enumerated() {
      if index < 8 { high = high << 8 | UInt64(byte) } else { low = low << 8 | UInt64(byte) }
    }
    try self.init(high: high, low: low)
  }

  /// Reads the canonical text `xxxxxxxx-xxxx-7xxx-xxxx-xxxxxxxxxxxx` in either case.
  public init(parsing text: String) throws(ParseError) {
    var high: UInt64 = 0
    var low: UInt64 = 0
    var position = 0
    var nibbles = 0
    for byte in text.utf8 {
      if position == 8 || position == 13 || position == 18 || position == 23 {
        guard byte == UInt8(ascii: "-") else { throw .character }
      } else {
        guard let nibble = HexDigits.value(of: byte) else { throw .character }
        if nibbles < 16 { high = high << 4 | nibble } else { low = low << 4 | nibble }
        nibbles += 1
      }
      position += 1
      guard position <= 36 else { throw .length }
    }
    guard position == 36 else { throw .length }
    try self.init(high: high, low: low)
  }

  /// Makes a new identifier for the given moment.
  ///
  /// Moments before 1970 count as 1970.
  public static func make(
    at instant: Instant, random: inout some RandomNumberGenerator
  ) -> EntityID {
    EntityID(
      milliseconds: UInt64(max(0, instant.milliseconds)) & 0xFFFF_FFFF_FFFF,
      randomHigh: random.next(), randomLow: random.next())
  }

  /// The identifier of a thing that comes with the program: the same at every site.
  static func fixed(_ number: UInt16) -> EntityID {
    EntityID(milliseconds: 0, randomHigh: UInt64(number), randomLow: 0)
  }

  /// The sixteen bytes in network order.
  public var bytes: [UInt8] {
    [UInt8](unsafeUninitializedCapacity: 16) { buffer, count in
      for index in 0..<8 {
        let shift = UInt64(56 - 8 * index)
        buffer[index] = UInt8(truncatingIfNeeded: high >> shift)
        buffer[index + 8] = UInt8(truncatingIfNeeded: low >> shift)
      }
      count = 16
    }
  }

  /// The canonical lower-case text.
  public var text: String {
    String(unsafeUninitializedCapacity: 36) { buffer in
      var position = 0
      for nibble in 0..<32 {
        if nibble == 8 || nibble == 12 || nibble == 16 || nibble == 20 {
          buffer[position] = UInt8(ascii: "-")
          position += 1
        }
        let half = nibble < 16 ? high : low
        let digit = (half >> UInt64(60 - 4 * (nibble % 16))) & 0xF
        buffer[position] = HexDigits.character(of: UInt8(truncatingIfNeeded: digit))
        position += 1
      }
      return position
    }
  }

  /// The moment the identifier was made for.
  public var madeAt: Instant {
    Instant(milliseconds: Int64(high >> 16))
  }
}

extension EntityID: Comparable {
  public static func < (left: EntityID, right: EntityID) -> Bool {
    left.high != right.high ? left.high < right.high : left.low < right.low
  }
}

extension EntityID: CustomStringConvertible {
  public var description: String { text }
}

extension EntityID: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    do {
      try self.init(parsing: text)
    } catch {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "\(error)")
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
}

enum HexDigits {
  static func value(of byte: UInt8) -> UInt64? {
    switch byte {
    case 0x30...0x39: UInt64(byte &- 0x30)
    case 0x41...0x46: UInt64(byte &- 0x37)
    case 0x61...0x66: UInt64(byte &- 0x57)
    default: nil
    }
  }

  static func character(of value: UInt8) -> UInt8 {
    value < 10 ? 0x30 + value : 0x57 + value
  }
}
