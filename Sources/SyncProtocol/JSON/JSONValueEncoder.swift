extension JSONValue {
  /// Encodes a value by its `Codable` conformance; floating-point numbers are refused.
  public init(encoding value: some Encodable) throws {
    let box = EncodingBox()
    try value.encode(to: ValueEncoder(box: box, codingPath: []))
    self = box.value
  }
}

/// Where one value under construction is kept until its containers are complete.
private final class EncodingBox {
  /// A value that is complete, or one that a container still adds to.
  enum Node {
    case value(JSONValue)
    case box(EncodingBox)

    var value: JSONValue {
      switch self {
      case .value(let value): value
      case .box(let box): box.value
      }
    }
  }

  private enum Kind { case single, keyed, unkeyed }

  private var kind = Kind.keyed
  private var single = JSONValue.null
  private var members: [(key: String, node: Node)] = []
  private var elements: [Node] = []

  var value: JSONValue {
    switch kind {
    case .single: single
    case .unkeyed: .array(elements.map(\.value))
    case .keyed: .object(JSONObject(members.lazy.map { ($0.key, $0.node.value) }))
    }
  }

  var count: Int { elements.count }

  func set(_ value: JSONValue) {
    kind = .single
    single = value
  }

  func becomeKeyed() { kind = .keyed }

  func becomeUnkeyed() { kind = .unkeyed }

  func add(_ key: String, _ node: Node) { members.append((key, node)) }

  func add(_ node: Node) { elements.append(node) }

  func child(_ key: String) -> EncodingBox {
    let box = EncodingBox()
    add(key, .box(box))
    return box
  }

  func child() -> EncodingBox {
    let box = EncodingBox()
    add(.box(box))
    return box
  }
}

private struct ValueEncoder: Encoder, SingleValueEncodingContainer {
  let box: EncodingBox
  let codingPath: [any CodingKey]
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    box.becomeKeyed()
    return KeyedEncodingContainer(KeyedEncoder<Key>(box: box, codingPath: codingPath))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    box.becomeUnkeyed()
    return UnkeyedEncoder(box: box, codingPath: codingPath)
  }

  func singleValueContainer() -> any SingleValueEncodingContainer { self }

  func encodeNil() { box.set(.null) }

  func encode(_ value: Bool) { box.set(.bool(value)) }

  func encode(_ value: String) { box.set(.string(value)) }

  func encode(_ value: Int) { box.set(.int(Int64(value))) }

  func encode(_ value: Int64) { box.set(.int(value)) }

  func encode<T: Encodable>(_ value: T) throws {
    if let scalar = try scalarValue(value, codingPath) {
      box.set(scalar)
    } else {
      try value.encode(to: self)
    }
  }
}

/// The JSON of a scalar; nil if the value encodes itself into containers.
private func scalarValue<T: Encodable>(_ value: T, _ path: [any CodingKey]) throws -> JSONValue? {
  switch value {
  case let value as JSONValue: return value
  case let value as Bool: return .bool(value)
  case let value as String: return .string(value)
  case let value as any BinaryInteger where value is any FixedWidthInteger:
    guard let integer = Int64(exactly: value) else {
      throw refusal(value, path, "the integer doesn't fit 64 bits")
    }
    return .int(integer)
  case is Double, is Float:
    throw refusal(value, path, "floating-point numbers have no canonical form")
  default: return nil
  }
}

private func refusal(_ value: Any, _ path: [any CodingKey], _ reason: String) -> EncodingError {
  .invalidValue(value, .init(codingPath: path, debugDescription: reason))
}

private struct KeyedEncoder<Key: CodingKey>: KeyedEncodingContainerProtocol {
  let box: EncodingBox
  let codingPath: [any CodingKey]

  private func encoder(_ key: any CodingKey) -> ValueEncoder {
    ValueEncoder(box: box.child(key.stringValue), codingPath: codingPath + [key])
  }

  func encodeNil(forKey key: Key) { box.add(key.stringValue, .value(.null)) }

  func encode(_ value: Bool, forKey key: Key) { box.add(key.stringValue, .value(.bool(value))) }

  func encode(_ value: String, forKey key: Key) {
    box.add(key.stringValue, .value(.string(value)))
  }

  func encode(_ value: Int, forKey key: Key) {
    box.add(key.stringValue, .value(.int(Int64(value))))
  }

  func encode(_ value: Int64, forKey key: Key) { box.add(key.stringValue, .value(.int(value))) }

  func encode<T: Encodable>(_ value: T, forKey key: Key) throws { try encoder(key).encode(value) }

  func nestedContainer<Nested: CodingKey>(
    keyedBy keyType: Nested.Type, forKey key: Key
  ) -> KeyedEncodingContainer<Nested> { encoder(key).container(keyedBy: keyType) }

  func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
    encoder(key).unkeyedContainer()
  }

  func superEncoder() -> any Encoder {
    ValueEncoder(box: box.child("super"), codingPath: codingPath)
  }

  func superEncoder(forKey key: Key) -> any Encoder { encoder(key) }
}

private struct UnkeyedEncoder: UnkeyedEncodingContainer {
  let box: EncodingBox
  let codingPath: [any CodingKey]
  var count: Int { box.count }

  private func encoder() -> ValueEncoder { ValueEncoder(box: box.child(), codingPath: codingPath) }

  func encodeNil() { encoder().encodeNil() }

  func encode<T: Encodable>(_ value: T) throws { try encoder().encode(value) }

  func nestedContainer<Nested: CodingKey>(
    keyedBy keyType: Nested.Type
  ) -> KeyedEncodingContainer<Nested> { encoder().container(keyedBy: keyType) }

  func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { encoder().unkeyedContainer() }

  func superEncoder() -> any Encoder { encoder() }
}

extension JSONValue: Encodable {
  public func encode(to encoder: any Encoder) throws {
    switch self {
    case .null:
      var container = encoder.singleValueContainer()
      try container.encodeNil()
    case .bool(let value): try value.encode(to: encoder)
    case .int(let value): try value.encode(to: encoder)
    case .string(let value): try value.encode(to: encoder)
    case .array(let value): try value.encode(to: encoder)
    case .object(let object):
      var container = encoder.container(keyedBy: MemberKey.self)
      for member in object.members {
        try container.encode(member.value, forKey: MemberKey(stringValue: member.key))
      }
    }
  }
}

/// A coding key that is any text or index.
struct MemberKey: CodingKey {
  let stringValue: String
  let intValue: Int?

  init(stringValue: String) {
    self.stringValue = stringValue
    intValue = nil
  }

  init(intValue: Int) {
    stringValue = String(intValue)
    self.intValue = intValue
  }
}
