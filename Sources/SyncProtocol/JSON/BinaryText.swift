/// Bytes spelled as text, the two ways the wire uses.
public enum BinaryText {
  private static let base64Digits = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  /// Lower-case hexadecimal.
  public static func hex(_ bytes: [UInt8]) -> String {
    String(unsafeUninitializedCapacity: bytes.count * 2) { digits in
      for (index, byte) in bytes.enumerated() {
        digits[index * 2] = hexDigit(byte >> 4)
        digits[index * 2 + 1] = hexDigit(byte & 15)
      }
      return bytes.count * 2
    }
  }

  /// The bytes of a hexadecimal text in either case; nil if it isn't one.
  public static func bytes(hex text: String) -> [UInt8]? {
    let digits = Array(text.utf8)
    guard digits.count.isMultiple(of: 2) else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(digits.count / 2)
    for index in stride(from: 0, to: digits.count, by: 2) {
      guard let high = hexValue(digits[index]), let low = hexValue(digits[index + 1]) else {
        return nil
      }
      bytes.append(high << 4 | low)
    }
    return bytes
  }

  /// Base64 with padding (RFC 4648 §4).
  public static func base64(_ bytes: [UInt8]) -> String {
    var text: [UInt8] = []
    text.reserveCapacity((bytes.count + 2) / 3 * 4)
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let available = min(3, bytes.count - start)
      var group: UInt32 = 0
      for index in 0..<3 {
        group = group << 8 | (index < available ? UInt32(bytes[start + index]) : 0)
      }
      for index in 0..<4 {
        let digit = base64Digits[Int(group >> UInt32(18 - 6 * index)) & 63]
        text.append(index <= available ? digit : UInt8(ascii: "="))
      }
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// The bytes of a padded Base64 text; nil if it isn't the spelling that `base64` gives.
  public static func bytes(base64 text: String) -> [UInt8]? {
    let digits = Array(text.utf8)
    guard digits.count.isMultiple(of: 4) else { return nil }
    let padding = digits.suffix(2).filter { $0 == UInt8(ascii: "=") }.count
    var bytes: [UInt8] = []
    bytes.reserveCapacity(digits.count / 4 * 3)
    var group: UInt32 = 0
    for (index, digit) in digits.dropLast(padding).enumerated() {
      guard let value = base64Value(digit) else { return nil }
      group = group << 6 | UInt32(value)
      if index % 4 == 3 {
        bytes.append(contentsOf: [UInt8(group >> 16 & 255), UInt8(group >> 8 & 255)])
        bytes.append(UInt8(group & 255))
        group = 0
      }
    }
    if padding == 1 {
      bytes.append(contentsOf: [UInt8(group >> 10 & 255), UInt8(group >> 2 & 255)])
    }
    if padding == 2 { bytes.append(UInt8(group >> 4 & 255)) }
    return base64(bytes) == text ? bytes : nil
  }

  private static func base64Value(_ digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): digit - UInt8(ascii: "A")
    case UInt8(ascii: "a")...UInt8(ascii: "z"): digit - UInt8(ascii: "a") + 26
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0") + 52
    case UInt8(ascii: "+"): 62
    case UInt8(ascii: "/"): 63
    default: nil
    }
  }
}
