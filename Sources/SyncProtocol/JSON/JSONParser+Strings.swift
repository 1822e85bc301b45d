extension JSONParser {
  /// Reads a string from its opening to its closing quotation mark.
  mutating func string() throws(JSONParseError) -> String {
    offset += 1
    let start = offset
    var hasEscapes = false
    while offset < bytes.count, bytes[offset] != UInt8(ascii: "\"") {
      guard bytes[offset] >= 0x20 else { throw failure(.unexpectedByte(bytes[offset])) }
      if bytes[offset] == UInt8(ascii: "\\") {
        hasEscapes = true
        offset += 1
      }
      offset += 1
    }
    guard offset < bytes.count else {
      offset = bytes.count
      throw failure(.unexpectedEnd)
    }
    let end = offset
    offset += 1
    let content = hasEscapes ? try unescaped(start..<end) : bytes[start..<end]
    guard let text = String(validating: content, as: UTF8.self) else {
      throw JSONParseError(reason: .badUTF8, offset: start)
    }
    return text
  }

  private func unescaped(_ range: Range<Int>) throws(JSONParseError) -> ArraySlice<UInt8> {
    var result: [UInt8] = []
    result.reserveCapacity(range.count)
    var index = range.lowerBound
    while index < range.upperBound {
      guard bytes[index] == UInt8(ascii: "\\") else {
        result.append(bytes[index])
        index += 1
        continue
      }
      switch bytes[index + 1] {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"):
        result.append(bytes[index + 1])
      case UInt8(ascii: "b"): result.append(0x08)
      case UInt8(ascii: "f"): result.append(0x0C)
      case UInt8(ascii: "n"): result.append(0x0A)
      case UInt8(ascii: "r"): result.append(0x0D)
      case UInt8(ascii: "t"): result.append(0x09)
      case UInt8(ascii: "u"):
        let (scalar, length) = try unicodeEscape(at: index, before: range.upperBound)
        result.append(contentsOf: Character(scalar).utf8)
        index += length - 2
      default: throw JSONParseError(reason: .badEscape, offset: index)
      }
      index += 2
    }
    return result[...]
  }

  /// The scalar of `\uXXXX` or of a pair of surrogates, with the number of bytes it took.
  private func unicodeEscape(
    at index: Int, before end: Int
  ) throws(JSONParseError) -> (Unicode.Scalar, Int) {
    let first = try hexUnit(at: index + 2, before: end)
    if let scalar = Unicode.Scalar(first) { return (scalar, 6) }
    guard (0xD800..<0xDC00).contains(first), index + 7 < end,
      bytes[index + 6] == UInt8(ascii: "\\"), bytes[index + 7] == UInt8(ascii: "u")
    else { throw JSONParseError(reason: .badEscape, offset: index) }
    let second = try hexUnit(at: index + 8, before: end)
    guard (0xDC00..<0xE000).contains(second),
      let scalar = Unicode.Scalar(
        0x10000 + ((UInt32(first) - 0xD800) << 10) + (UInt32(second) - 0xDC00))
    else { throw JSONParseError(reason: .badEscape, offset: index) }
    return (scalar, 12)
  }

  private func hexUnit(at index: Int, before end: Int) throws(JSONParseError) -> UInt16 {
    guard index + 4 <= end else { throw JSONParseError(reason: .badEscape, offset: index) }
    var unit: UInt16 = 0
    for byte in bytes[index..<index + 4] {
      guard let digit = hexValue(byte) else {
        throw JSONParseError(reason: .badEscape, offset: index)
      }
      unit = unit << 4 | UInt16(digit)
    }
    return unit
  }
}

/// The value of a hexadecimal digit in either case.
func hexValue(_ byte: UInt8) -> UInt8? {
  switch byte {
  case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
  case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
  case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
  default: nil
  }
}
