/// Decimal digits of texts, read and written without formatters.
enum Digits {
  static func isDigit(_ byte: UInt8) -> Bool {
    byte &- 0x30 < 10
  }

  /// The number written by one to nine digits and nothing else.
  static func number(_ bytes: some Collection<UInt8>) -> Int? {
    guard !bytes.isEmpty, bytes.count <= 9 else { return nil }
    var value = 0
    for byte in bytes {
      guard isDigit(byte) else { return nil }
      value = value * 10 + Int(byte &- 0x30)
    }
    return value
  }

  /// Writes a non-negative number with leading zeros up to `width`.
  static func append(_ number: Int, width: Int, to text: inout String) {
    let digits = String(number)
    for _ in 0..<max(0, width - digits.utf8.count) { text.append("0") }
    text += digits
  }

  static func padded(_ number: Int, width: Int) -> String {
    var text = ""
    append(number, width: width, to: &text)
    return text
  }
}

extension StringProtocol {
  /// The text without white space at both ends.
  var trimmed: String {
    let scalars = unicodeScalars
    guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
      let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
    else { return "" }
    return String(self[first..<scalars.index(after: last)])
  }
}
