/// How large and how deep a document may be before it is refused.
public struct JSONLimits: Sendable {
  /// The most bytes a document may have.
  public var maximumBytes: Int
  /// The most arrays and objects that may be open at once.
  public var maximumDepth: Int

  public init(maximumBytes: Int = 1 << 20, maximumDepth: Int = 32) {
    self.maximumBytes = maximumBytes
    self.maximumDepth = maximumDepth
  }
}

/// Why a text isn't an acceptable JSON document, and at which byte.
public struct JSONParseError: Error, Hashable {
  public enum Reason: Sendable, Hashable {
    case tooLarge
    case tooDeep
    case unexpectedEnd
    case unexpectedByte(UInt8)
    case notAnInteger
    case integerOutOfRange
    case badEscape
    case badUTF8
    case duplicateKey
    case trailingBytes
  }

  public let reason: Reason
  public let offset: Int
}

extension JSONValue {
  /// Reads a document strictly: integers only, no duplicate key, valid UTF-8, nothing after it.
  public init(
    parsing bytes: some Collection<UInt8>, limits: JSONLimits = JSONLimits()
  ) throws(JSONParseError) {
    var parser = JSONParser(bytes: Array(bytes), limits: limits)
    self = try parser.document()
  }

  /// Reads a document from text, as strictly as from bytes.
  public init(
    parsing text: String, limits: JSONLimits = JSONLimits()
  ) throws(JSONParseError) {
    try self.init(parsing: Array(text.utf8), limits: limits)
  }
}

struct JSONParser {
  let bytes: [UInt8]
  let limits: JSONLimits
  var offset = 0
  var depth = 0

  init(bytes: [UInt8], limits: JSONLimits) {
    self.bytes = bytes
    self.limits = limits
  }

  mutating func document() throws(JSONParseError) -> JSONValue {
    guard bytes.count <= limits.maximumBytes else { throw failure(.tooLarge) }
    let result = try value()
    skipSpaces()
    guard offset == bytes.count else { throw failure(.trailingBytes) }
    return result
  }

  func failure(_ reason: JSONParseError.Reason) -> JSONParseError {
    JSONParseError(reason: reason, offset: offset)
  }

  private func unexpected() -> JSONParseError {
    failure(offset < bytes.count ? .unexpectedByte(bytes[offset]) : .unexpectedEnd)
  }

  private mutating func skipSpaces() {
    while offset < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[offset]) { offset += 1 }
  }

  private mutating func value() throws(JSONParseError) -> JSONValue {
    skipSpaces()
    guard offset < bytes.count else { throw failure(.unexpectedEnd) }
    switch bytes[offset] {
    case UInt8(ascii: "{"): return .object(try object())
    case UInt8(ascii: "["): return .array(try array())
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .int(try integer())
    default: throw unexpected()
    }
  }

  private mutating func word(
    _ text: StaticString, _ value: JSONValue
  ) throws(JSONParseError) -> JSONValue {
    for index in 0..<text.utf8CodeUnitCount {
      guard offset < bytes.count, bytes[offset] == text.utf8Start[index] else { throw unexpected() }
      offset += 1
    }
    return value
  }

  private mutating func enter() throws(JSONParseError) {
    depth += 1
    guard depth <= limits.maximumDepth else { throw failure(.tooDeep) }
    offset += 1
    skipSpaces()
  }

  /// Takes the closing byte (true) or a comma (false).
  private mutating func closes(with byte: UInt8) throws(JSONParseError) -> Bool {
    skipSpaces()
    guard offset < bytes.count, bytes[offset] == byte || bytes[offset] == UInt8(ascii: ",") else {
      throw unexpected()
    }
    let isClosing = bytes[offset] == byte
    if isClosing { depth -= 1 }
    offset += 1
    return isClosing
  }

  private mutating func array() throws(JSONParseError) -> [JSONValue] {
    try enter()
    if offset < bytes.count, bytes[offset] == UInt8(ascii: "]") {
      _ = try closes(with: UInt8(ascii: "]"))
      return []
    }
    var elements: [JSONValue] = []
    repeat { elements.append(try value()) } while try !closes(with: UInt8(ascii: "]"))
    return elements
  }

  private mutating func object() throws(JSONParseError) -> JSONObject {
    try enter()
    var object = JSONObject()
    if offset < bytes.count, bytes[offset] == UInt8(ascii: "}") {
      _ = try closes(with: UInt8(ascii: "}"))
      return object
    }
    repeat {
      skipSpaces()
      guard offset < bytes.count, bytes[offset] == UInt8(ascii: "\"") else { throw unexpected() }
      let start = offset
      let key = try string()
      skipSpaces()
      guard offset < bytes.count, bytes[offset] == UInt8(ascii: ":") else { throw unexpected() }
      offset += 1
      guard object.insertNew(key, try value()) else {
        throw JSONParseError(reason: .duplicateKey, offset: start)
      }
    } while try !closes(with: UInt8(ascii: "}"))
    return object
  }

  private mutating func integer() throws(JSONParseError) -> Int64 {
    let isNegative = bytes[offset] == UInt8(ascii: "-")
    if isNegative { offset += 1 }
    guard offset < bytes.count, isDigit(bytes[offset]) else { throw unexpected() }
    let start = offset
    var result: Int64 = 0
    while offset < bytes.count, isDigit(bytes[offset]) {
      let digit = Int64(bytes[offset] - UInt8(ascii: "0"))
      let (product, overflow) = result.multipliedReportingOverflow(by: 10)
      let (sum, carry) = product.addingReportingOverflow(isNegative ? -digit : digit)
      guard !overflow, !carry else { throw failure(.integerOutOfRange) }
      result = sum
      offset += 1
    }
    let hasLeadingZero = bytes[start] == UInt8(ascii: "0") && offset - start > 1
    let isMinusZero = isNegative && result == 0
    guard !hasLeadingZero, !isMinusZero else { throw failure(.notAnInteger) }
    if offset < bytes.count, [0x2E, 0x45, 0x65].contains(bytes[offset]) {
      throw failure(.notAnInteger)
    }
    return result
  }

  private func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
}
