import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import SyncProtocol

/// What a route answers, before it is compressed and sent.
struct HubReply: Sendable {
  var status: HTTPResponse.Status = .ok
  var contentType = "application/json"
  var body: [UInt8] = []
  /// For the counters: why a request was not taken.
  var problem: HubProblem.Code?
  /// For the counters: what became of the entries of a push.
  var items: [PushAnswer.Item] = []

  static func json(_ json: JSONValue) -> HubReply { HubReply(body: json.canonicalBytes) }

  static func encoded(_ value: some Encodable) throws -> HubReply {
    .json(try JSONValue(encoding: value))
  }

  static let empty = HubReply(status: .noContent, contentType: "")

  /// RFC 9457, with the members of `HubProblem`.
  static func problem(_ problem: HubProblem) -> HubReply {
    var reply = HubReply(
      status: HTTPResponse.Status(code: problem.status), contentType: "application/problem+json")
    reply.problem = problem.code
    var object = (try? JSONValue(encoding: problem).objectValue) ?? JSONObject()
    object["type"] = .string("about:blank")
    object["title"] = .string(problem.code.rawValue)
    reply.body = JSONValue.object(object).canonicalBytes
    return reply
  }

  /// Whoever asked hung up before the end: nobody hears this, and it is no fault of the hub.
  static let goneAway = problem(HubProblem(.malformed, status: 499))

  /// What an error means to who asked; nothing of what happened inside gets out.
  static func failure(_ error: any Error) -> HubReply {
    switch error {
    case let problem as HubProblem: .problem(problem)
    case let error as PostgresError
    where error.isAway || error.isWorthAnotherTry || error.isHeldUp:
      .problem(HubProblem(.busy))
    case is SyncEntryError, is JSONParseError, is DecodingError, is UnreadableBody:
      .problem(HubProblem(.malformed))
    case is CancellationError: .goneAway
    default:
      HubReply(
        status: .internalServerError, contentType: "application/problem+json",
        body: Array(#"{"status":500,"title":"internal","type":"about:blank"}"#.utf8))
    }
  }

  /// How loud the log tells of it: that the database is away is no fault of the hub, and probes come
  /// every second.
  func logLevel(isProbe: Bool) -> Logger.Level {
    switch status.code {
    case 500: .error
    case 501...: .warning
    default: isProbe ? .debug : .info
    }
  }

  /// The response, compressed where that is worth it and wanted.
  func response(acceptsGzip: Bool) -> Response {
    var headers = HTTPFields()
    if !contentType.isEmpty { headers[.contentType] = contentType }
    headers[.cacheControl] = "no-store"
    if status == .serviceUnavailable { headers[.retryAfter] = "2" }
    var bytes = body
    if acceptsGzip, bytes.count > 1024, let packed = try? Gzip.pack(bytes) {
      headers[.contentEncoding] = "gzip"
      bytes = packed
    }
    return Response(
      status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
  }
}
