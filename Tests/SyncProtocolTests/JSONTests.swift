@testable import SyncProtocol
import Testing

@Suite struct JSONTests {
  @Test func `the canonical form sorts keys by bytes and has no spaces`() {
    let value: JSONValue = ["b": 1, "é": 2, "a": [true, .null, "x\"\n\u{1}"], "B": [:]]
    #expect(
      value.canonicalText == #"{"B":{},"a":[true,null,"x\"\n\u0001"],"b":1,"é":2}"#)
  }

  @Test(arguments: [
    "null", "true", "0", "-1", "9223372036854775807", "-9223372036854775808", "\"\"",
    #""é😀\\""#, "[]", "[1,[2,[3]]]", "{}", #"{"a":{"b":[{}]}}"#,
  ])
  func `canonical texts come back as they were`(text: String) throws {
    #expect(try JSONValue(parsing: text).canonicalText == text)
  }

  @Test func `escapes and spaces are read and written canonically`() throws {
    let text = " { \"a\" : \"\\u00e9\\ud83d\\ude00\\/\\t\" , \"b\" : [ 1 , 2 ] } "
    #expect(try JSONValue(parsing: text).canonicalText == "{\"a\":\"é😀/\\t\",\"b\":[1,2]}")
  }

  @Test(arguments: [
    ("", JSONParseError.Reason.unexpectedEnd), ("1.5", .notAnInteger), ("1e3", .notAnInteger),
    ("-0", .notAnInteger), ("01", .notAnInteger), ("9223372036854775808", .integerOutOfRange),
    ("[1,]", .unexpectedByte(0x5D)), ("{\"a\":1,\"a\":2}", .duplicateKey),
    ("\"\\ud800\"", .badEscape), ("\"\\x\"", .badEscape), ("\"abc\\", .unexpectedEnd),
    ("\"abc\\\"", .unexpectedEnd), ("1 2", .trailingBytes), ("tru", .unexpectedEnd),
    ("\"\n\"", .unexpectedByte(0x0A)), ("[[[[]]]]", .tooDeep), ("\"\\u12\"", .badEscape),
    ("\"1234567890123456789012345678901234567890\"", .tooLarge), ("+1", .unexpectedByte(0x2B)),
    ("{\"a\"}", .unexpectedByte(0x7D)), ("NaN", .unexpectedByte(0x4E)),
  ])
  func `what is not strict JSON is refused with its reason`(
    text: String, reason: JSONParseError.Reason
  ) {
    let limits = JSONLimits(maximumBytes: 40, maximumDepth: 3)
    let error = #expect(throws: JSONParseError.self) {
      try JSONValue(parsing: text, limits: limits)
    }
    #expect(error?.reason == reason)
  }

  @Test func `bytes that are not UTF-8 are refused`() {
    #expect(throws: JSONParseError(reason: .badUTF8, offset: 1)) {
      try JSONValue(parsing: [0x22, 0xFF, 0x22])
    }
  }

  @Test func `no truncation of a document is taken for another`() throws {
    let bytes = Array(#"{"a":[1,"\u00e9",{"b":null}],"c":true}"#.utf8)
    for length in 0..<bytes.count {
      #expect(throws: JSONParseError.self) { try JSONValue(parsing: bytes[..<length]) }
    }
  }
}

@Suite struct CodableBridgeTests {
  struct Sample: Codable, Equatable {
    enum Choice: Codable, Equatable { case first, second(count: Int) }
    var name: String
    var count: Int
    var small: UInt8?
    var flags: [Bool]
    var nested: [String: [Int64]]
    var choice: Choice
    var anything: JSONValue
  }

  @Test func `a Codable value survives the way to JSON and back`() throws {
    let sample = Sample(
      name: "Zoë", count: -3, small: nil, flags: [true, false], nested: ["a": [1, .max]],
      choice: .second(count: 2), anything: ["x": [1, .null]])
    let json = try JSONValue(encoding: sample)
    #expect(json["count"] == -3)
    #expect(json["small"] == nil)
    let text = json.canonicalText
    #expect(try JSONValue(parsing: text).decode(Sample.self) == sample)
  }

  @Test func `floating-point numbers are refused`() {
    #expect(throws: EncodingError.self) { try JSONValue(encoding: ["price": 1.5]) }
  }

  @Test func `an integer out of range is refused`() {
    #expect(throws: EncodingError.self) { try JSONValue(encoding: [UInt64.max]) }
    #expect(throws: DecodingError.self) { try JSONValue.int(300).decode(UInt8.self) }
  }
}

@Suite struct BinaryTextTests {
  @Test(arguments: [
    ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
    ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
  ])
  func `Base64 agrees with RFC 4648`(plain: String, coded: String) {
    #expect(BinaryText.base64(Array(plain.utf8)) == coded)
    #expect(BinaryText.bytes(base64: coded) == Array(plain.utf8))
  }

  @Test(arguments: ["Zg", "Zg=", "Z===", "Zh==", "Zm9v!A==", "=Zg="])
  func `another spelling of Base64 is refused`(coded: String) {
    #expect(BinaryText.bytes(base64: coded) == nil)
  }

  @Test func `hexadecimal goes both ways`() {
    #expect(BinaryText.hex([0, 0xAB, 255]) == "00abff")
    #expect(BinaryText.bytes(hex: "00ABff") == [0, 0xAB, 255])
    #expect(BinaryText.bytes(hex: "0g") == nil)
  }
}
