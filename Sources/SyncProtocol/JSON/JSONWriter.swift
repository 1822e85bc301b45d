extension JSONValue {
  /// The canonical spelling: keys sorted by their UTF-8 bytes, no spaces, the fewest escapes.
  public var canonicalBytes: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(512)
    write(into: &bytes)
    return bytes
  }

  /// The canonical spelling as text.
  public var canonicalText: String { String(decoding: canonicalBytes, as: UTF8.self) }

  /// Appends the canonical spelling.
  public func write(into bytes: inout [UInt8]) {
    switch self {
    case .null: bytes.append(contentsOf: "null".utf8)
    case .bool(let value): bytes.append(contentsOf: (value ? "true" : "false").utf8)
    case .int(let value): bytes.append(contentsOf: String(value).utf8)
    case .string(let value): writeString(value, into: &bytes)
    case .array(let elements):
      bytes.append(UInt8(ascii: "["))
      for (index, element) in elements.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        element.write(into: &bytes)
      }
      bytes.append(UInt8(ascii: "]"))
    case .object(let object):
      bytes.append(UInt8(ascii: "{"))
      for (index, member) in object.members.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        writeString(member.key, into: &bytes)
        bytes.append(UInt8(ascii: ":"))
        member.value.write(into: &bytes)
      }
      bytes.append(UInt8(ascii: "}"))
    }
  }
}

/// Appends a string with its quotation marks and the fewest escapes.
func writeString(_ text: String, into bytes: inout [UInt8]) {
  bytes.append(UInt8(ascii: "\""))
  var text = text
  text.withUTF8 { utf8 in
    guard utf8.contains(where: { $0 < 0x20 || $0 == 0x22 || $0 == 0x5C }) else {
      bytes.append(contentsOf: utf8)
      return
    }
    for byte in utf8 { writeEscaping(byte, into: &bytes) }
  }
  bytes.append(UInt8(ascii: "\""))
}

private func writeEscaping(_ byte: UInt8, into bytes: inout [UInt8]) {
  switch byte {
  case 0x22: bytes.append(contentsOf: [0x5C, 0x22])
  case 0x5C: bytes.append(contentsOf: [0x5C, 0x5C])
  case 0x08: bytes.append(contentsOf: [0x5C, UInt8(ascii: "b")])
  case 0x09: bytes.append(contentsOf: [0x5C, UInt8(ascii: "t")])
  case 0x0A: bytes.append(contentsOf: [0x5C, UInt8(ascii: "n")])
  case 0x0C: bytes.append(contentsOf: [0x5C, UInt8(ascii: "f")])
  case 0x0D: bytes.append(contentsOf: [0x5C, UInt8(ascii: "r")])
  case ..<0x20:
    bytes.append(contentsOf: "\\u00".utf8)
    bytes.append(hexDigit(byte >> 4))
    bytes.append(hexDigit(byte & 15))
  default: bytes.append(byte)
  }
}

/// The lower-case hexadecimal digit of a value below 16.
func hexDigit(_ value: UInt8) -> UInt8 {
  value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
}
