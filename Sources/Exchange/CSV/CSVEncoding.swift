/// How the bytes of a CSV file stand for characters.
public enum CSVEncoding: String, Sendable, Hashable, CaseIterable {
  /// UTF-8; a field that isn't valid UTF-8 is read as Windows-1252.
  case automatic = "auto"
  /// UTF-8 only.
  case utf8 = "utf-8"
  /// Windows-1252, which includes the letters of Latin-1.
  case latin1 = "latin-1"

  /// The text of a field, or nil when it isn't in this encoding.
  func text(_ bytes: ArraySlice<UInt8>) -> String? {
    switch self {
    case .latin1: Self.windows1252(bytes)
    case .utf8: String(validating: bytes, as: UTF8.self)
    case .automatic: String(validating: bytes, as: UTF8.self) ?? Self.windows1252(bytes)
    }
  }

  private static func windows1252(_ bytes: ArraySlice<UInt8>) -> String {
    var text = String.UnicodeScalarView()
    for byte in bytes {
      let isMoved = (0x80..<0xA0).contains(byte)
      text.append(isMoved ? moved[Int(byte) - 0x80] : Unicode.Scalar(byte))
    }
    return String(text)
  }

  /// The characters at 0x80 to 0x9F; the five that are not assigned stay control characters.
  private static let moved = Array(
    ("€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8D}Ž\u{8F}\u{90}‘’“”•–—˜™š›œ\u{9D}žŸ").unicodeScalars)
}
