/// Folds texts so that spellings differing in case, accents and punctuation compare equal.
public enum TextFolding {
  /// Lower case, accents stripped, anything but letters and digits as single spaces between words.
  ///
  /// `D'Ávila  Conceição` becomes `d avila conceicao`. Folding twice changes nothing. Other
  /// scripts are lower-cased and lose their combining marks.
  public static func fold(_ text: String) -> String {
    var copy = text
    return copy.withUTF8 { bytes in
      String(unsafeUninitializedCapacity: bytes.count * 3) { buffer in
        var writer = FoldWriter(buffer: buffer)
        var index = 0
        while index < bytes.count {
          let byte = bytes[index]
          if byte < 0x80 {
            writer.put(ascii: asciiFold[Int(byte)])
            index += 1
            continue
          }
          index += decode(bytes, at: index, into: &writer)
        }
        return writer.count
      }
    }
  }

  /// The words of a text, folded.
  public static func tokens(_ text: String) -> [String] {
    fold(text).split(separator: " ").map(String.init)
  }

  /// Folded ASCII: lower-case letters and digits; zero stands for a separator.
  private static let asciiFold: [UInt8] = (0..<128).map { (byte: UInt8) -> UInt8 in
    switch byte {
    case 0x30...0x39, 0x61...0x7A: byte
    case 0x41...0x5A: byte + 0x20
    default: 0
    }
  }

  /// Folds the scalar that begins at `index` and returns its length; the bytes are valid UTF-8.
  private static func decode(
    _ bytes: UnsafeBufferPointer<UInt8>, at index: Int, into writer: inout FoldWriter
  ) -> Int {
    let lead = bytes[index]
    let length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
    var scalar = UInt32(lead) & (length == 2 ? 0x1F : length == 3 ? 0x0F : 0x07)
    for offset in 1..<length { scalar = scalar << 6 | UInt32(bytes[index + offset] & 0x3F) }
    if let pair = LatinFolding.pair(scalar) {
      if scalar != 0xAD { writer.put(pair: pair) }
    } else if !(0x300..<0x370).contains(scalar), let value = Unicode.Scalar(scalar) {
      fold(value, into: &writer)
    }
    return length
  }

  private static func fold(_ scalar: Unicode.Scalar, into writer: inout FoldWriter) {
    let properties = scalar.properties
    switch properties.generalCategory {
    case .nonspacingMark, .spacingMark, .enclosingMark, .format: return
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
      .decimalNumber, .letterNumber, .otherNumber:
      for lowered in properties.lowercaseMapping.unicodeScalars {
        if (0x300..<0x370).contains(lowered.value) { continue }
        if let pair = LatinFolding.pair(lowered.value) {
          writer.put(pair: pair)
        } else if lowered.isASCII {
          writer.put(ascii: UInt8(lowered.value))
        } else {
          writer.put(scalar: lowered)
        }
      }
    default: writer.put(ascii: 0)
    }
  }
}

/// Writes folded bytes with single spaces between words and none at the ends.
private struct FoldWriter {
  let buffer: UnsafeMutableBufferPointer<UInt8>
  var count = 0
  var needsSpace = false

  init(buffer: UnsafeMutableBufferPointer<UInt8>) {
    self.buffer = buffer
  }

  @inline(__always)
  mutating func put(ascii byte: UInt8) {
    guard byte != 0 else {
      needsSpace = count > 0
      return
    }
    append(byte)
  }

  mutating func put(pair: (UInt8, UInt8)) {
    put(ascii: pair.0 == 0x20 ? 0 : pair.0)
    if pair.0 != 0x20, pair.1 != 0x20 { put(ascii: pair.1) }
  }

  mutating func put(scalar: Unicode.Scalar) {
    for byte in UTF8.encode(scalar) ?? UTF8.EncodedScalar() { append(byte) }
  }

  @inline(__always)
  private mutating func append(_ byte: UInt8) {
    if needsSpace {
      buffer[count] = 0x20
      count += 1
      needsSpace = false
    }
    buffer[count] = byte
    count += 1
  }
}

/// A folded text to compare and search by, coded as its text.
public struct SearchKey: Sendable, Hashable, Comparable, Codable {
  /// The folded text, words separated by single spaces.
  public let value: String

  /// Folds a text.
  public init(_ text: String) {
    value = TextFolding.fold(text)
  }

  /// The folded words.
  public var tokens: [String] { value.split(separator: " ").map(String.init) }

  public static func < (left: SearchKey, right: SearchKey) -> Bool {
    left.value < right.value
  }

  public init(from decoder: any Decoder) throws {
    self.init(try decoder.singleValueContainer().decode(String.self))
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(value)
  }
}
