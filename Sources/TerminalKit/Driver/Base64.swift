/// The encoding in which the terminal takes text for its clipboard.
enum Base64 {
  private static let digits = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  static func encode(_ bytes: [UInt8]) -> [UInt8] {
    var encoded: [UInt8] = []
    encoded.reserveCapacity((bytes.count + 2) / 3 * 4)
    var index = 0
    while index < bytes.count {
      let taken = min(3, bytes.count - index)
      var group: UInt32 = 0
      for offset in 0..<3 {
        group = group << 8 | (offset < taken ? UInt32(bytes[index + offset]) : 0)
      }
      for position in 0..<4 {
        let digit = digits[Int(group >> UInt32(18 - 6 * position) & 63)]
        encoded.append(position <= taken ? digit : UInt8(ascii: "="))
      }
      index += 3
    }
    return encoded
  }
}
