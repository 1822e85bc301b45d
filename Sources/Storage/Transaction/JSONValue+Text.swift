import SyncProtocol

extension JSONValue {
  /// Reads JSON that this store wrote.
  init(text: String) throws { self = try JSONValue(parsing: text, limits: JSONLimits()) }

  /// The members of an encoded value that is an object.
  static func members(encoding value: some Encodable) throws -> JSONObject {
    try JSONValue(encoding: value).objectValue ?? JSONObject()
  }
}
