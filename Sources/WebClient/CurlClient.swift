internal import CCurl

/// HTTP through libcurl; blocks until the answer is there.
public struct CurlClient: WebClient {
  private let connectSeconds: Int32
  private let totalSeconds: Int32
  private let limit: UInt64

  /// Time-outs in seconds; the limit is the most bytes of an answer.
  public init(connectSeconds: Int32 = 10, totalSeconds: Int32 = 60, limit: Int = 16 << 20) {
    self.connectSeconds = connectSeconds
    self.totalSeconds = totalSeconds
    self.limit = UInt64(max(0, limit))
  }

  public func send(_ request: WebRequest) throws(WebFailure) -> WebResponse {
    try send(request, into: -1)
  }

  public func fetch(
    _ request: WebRequest, into descriptor: Int32
  ) throws(WebFailure) -> WebResponse {
    try send(request, into: descriptor)
  }

  private func send(
    _ request: WebRequest, into descriptor: Int32
  ) throws(WebFailure) -> WebResponse {
    var response = clinic_http_response()
    defer { clinic_http_release(&response) }
    let lines = request.headers.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
    let code = withCStrings(lines) { headers in
      perform(request, headers, descriptor, &response)
    }
    guard code == 0 else { throw failure(code) }
    return WebResponse(
      status: Int(response.status),
      headers: Self.headers(Self.bytes(response.headers, response.headers_length)),
      body: Self.bytes(response.body, response.body_length))
  }

  private func perform(
    _ request: WebRequest, _ headers: [UnsafePointer<CChar>?], _ descriptor: Int32,
    _ response: inout clinic_http_response
  ) -> Int32 {
    let body = request.body ?? []
    return request.method.withCString { method in
      request.address.text.withCString { url in
        (request.credentials?.user ?? "").withCString { user in
          (request.credentials?.password ?? "").withCString { password in
            headers.withUnsafeBufferPointer { headers in
              body.withUnsafeBufferPointer { body in
                // libcurl takes a nil body for none at all, so an empty one needs a place.
                let place = UnsafePointer<UInt8>(bitPattern: 1)
                var sent = clinic_http_request(
                  method: method, url: url, headers: headers.baseAddress,
                  headers_count: UInt32(headers.count),
                  body: request.body == nil ? nil : body.baseAddress ?? place,
                  body_length: UInt64(body.count),
                  user: request.credentials == nil ? nil : user, password: password,
                  follows: request.followsRedirects ? 1 : 0, connect_seconds: connectSeconds,
                  total_seconds: totalSeconds, limit: limit, into: descriptor)
                return clinic_http_send(&sent, &response)
              }
            }
          }
        }
      }
    }
  }

  private func failure(_ code: Int32) -> WebFailure {
    let words = clinic_http_failure(code).map { String(cString: $0) } ?? "\(code)"
    switch clinic_http_failure_kind(code) {
    case 1: return .unreachable(words)
    case 2: return .timeOut
    case 3: return .certificate(words)
    case 4: return .tooLarge
    default: return .other(words)
    }
  }

  private static func bytes(_ start: UnsafeMutablePointer<UInt8>?, _ count: UInt64) -> [UInt8] {
    Array(UnsafeBufferPointer(start: start, count: Int(count)))
  }

  private static func headers(_ bytes: [UInt8]) -> [String: String] {
    var headers: [String: String] = [:]
    for line in bytes.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }) {
      guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { continue }
      let name = String(decoding: line[..<colon], as: UTF8.self).lowercased()
      let value = line[(colon + 1)...].drop { $0 == 0x20 || $0 == 0x09 }
      headers[name] = String(decoding: value, as: UTF8.self)
    }
    return headers
  }
}

/// Lends texts as C strings.
private func withCStrings<Result>(
  _ texts: [String], _ pointers: [UnsafePointer<CChar>?] = [],
  _ body: ([UnsafePointer<CChar>?]) -> Result
) -> Result {
  guard pointers.count < texts.count else { return body(pointers) }
  return texts[pointers.count].withCString { withCStrings(texts, pointers + [$0], body) }
}
