import Glibc
import SyncProtocol

/// Reads one request after the other from a connection.
struct HTTPReader {
  struct Request {
    var method: String
    /// Path and query, as sent.
    var target: String
    var headers: [String: String]
    var body: [UInt8]

    var path: String { String(target.prefix { $0 != "?" }) }

    var query: [String: String] {
      var found: [String: String] = [:]
      for part in target.drop(while: { $0 != "?" }).dropFirst().split(separator: "&") {
        let pair = part.split(separator: "=", maxSplits: 1)
        if pair.count == 2 { found[String(pair[0])] = String(pair[1]) }
      }
      return found
    }

    func json() throws -> JSONValue {
      try JSONValue(parsing: body, limits: JSONLimits(maximumBytes: 8 << 20, maximumDepth: 64))
    }

    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try json().decode(type) }
  }

  let connection: Int32
  private var bytes: [UInt8] = []

  init(connection: Int32) { self.connection = connection }

  /// The next whole request; nil at the end.
  mutating func next() -> Request? {
    let blank = Array("\r\n\r\n".utf8)
    var end: Int?
    while end == nil {
      end = bytes.indices.first { bytes[$0...].starts(with: blank) }
      if end == nil, !readMore() { return nil }
    }
    guard let end else { return nil }
    let lines = String(decoding: bytes[..<end], as: UTF8.self).split(separator: "\r\n")
    let words = lines.first?.split(separator: " ") ?? []
    guard words.count == 3 else { return nil }
    var headers: [String: String] = [:]
    for line in lines.dropFirst() {
      let pair = line.split(separator: ":", maxSplits: 1)
      if pair.count == 2 {
        headers[pair[0].lowercased()] = String(pair[1].drop { $0 == " " })
      }
    }
    bytes.removeSubrange(..<(end + blank.count))
    if headers["expect"] != nil {
      let word = Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)
      _ = send(connection, word, word.count, Int32(MSG_NOSIGNAL))
    }
    let length = headers["content-length"].flatMap { Int($0) } ?? 0
    while bytes.count < length { if !readMore() { return nil } }
    defer { bytes.removeSubrange(..<length) }
    return Request(
      method: String(words[0]), target: String(words[1]), headers: headers,
      body: Array(bytes[..<length]))
  }

  private mutating func readMore() -> Bool {
    var chunk = [UInt8](repeating: 0, count: 65_536)
    let count = read(connection, &chunk, chunk.count)
    guard count > 0 else { return false }
    bytes += chunk[..<count]
    return true
  }
}
