import ClinicDomain
import Crypto
import HTTPTypes
import HubCore
import Hummingbird
import NIOCore
import SyncProtocol

/// A request with its body, as it was sent.
struct IncomingRequest: Sendable {
  /// The most bytes of a body as sent: a push has up to a MiB unless one transaction is longer.
  static let bodyLimit = 8 << 20
  /// The most bytes after decompression.
  static let contentLimit = 32 << 20

  let method: String
  /// Path and query, as sent.
  let target: String
  let headers: HTTPFields
  let body: [UInt8]
  let query: Parameters
  /// The site that the path names.
  let pathSite: String?

  init(_ request: Request, _ context: some RequestContext) async throws {
    method = request.method.rawValue
    target = request.head.path ?? ""
    headers = request.headers
    query = request.uri.queryParameters
    pathSite = context.parameters.get("site")
    do {
      let buffer = try await request.body.collect(upTo: Self.bodyLimit)
      body = Array(buffer.readableBytesView)
    } catch is NIOTooManyBytesError {
      throw HubProblem(.tooLarge)
    }
  }

  /// What the path ends with.
  var lastPart: String {
    String(target.prefix { $0 != "?" }.split(separator: "/").last ?? "")
  }

  var acceptsGzip: Bool { headers[.acceptEncoding]?.contains("gzip") ?? false }

  /// The content, decompressed where it has to be.
  func content() throws -> [UInt8] {
    switch headers[.contentEncoding] {
    case nil, "identity": body
    case "gzip": try Gzip.unpack(body, limit: Self.contentLimit)
    default: throw HubProblem(.malformed, status: 415)
    }
  }

  func json() throws -> JSONValue {
    try JSONValue(
      parsing: content(), limits: JSONLimits(maximumBytes: Self.contentLimit, maximumDepth: 64))
  }

  func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try json().decode(type) }

  /// The site that signed the request.
  func signer<Store: HubStore>(by hub: Hub<Store>, at now: Instant) throws -> String {
    guard let site = header(SyncAPI.Header.site), let nonce = header(SyncAPI.Header.nonce),
      let date = header(SyncAPI.Header.date).flatMap({ Int64($0) }),
      let signature = header(SyncAPI.Header.signature), pathSite == nil || pathSite == site
    else { throw HubProblem(.unauthorised) }
    try hub.authenticate(
      RequestSignature(
        method: method, target: target, site: site, date: date, nonce: nonce,
        bodyHash: BinaryText.hex(Array(SHA256.hash(data: body)))),
      signature: signature, at: now)
    return site
  }

  private func header(_ name: String) -> String? {
    HTTPField.Name(name).flatMap { headers[$0] }
  }

  func integer(_ name: String) throws -> Int64? {
    guard let text = query.get(name) else { return nil }
    guard let number = Int64(text) else { throw HubProblem(.malformed) }
    return number
  }
}
