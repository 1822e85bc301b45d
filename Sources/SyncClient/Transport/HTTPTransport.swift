public import ClinicDomain
import Crypto
public import SyncProtocol
public import WebClient

/// Signs requests with the site's key, which stays where it is kept.
public protocol RequestSigner {
  /// The Ed25519 signature of some bytes: 64 bytes.
  func sign(_ bytes: [UInt8]) throws -> [UInt8]
}

/// The way to the hub by HTTP, each request signed.
///
/// Where the site's clock is too far off, the hub's time is taken for the dates of requests alone.
public final class HTTPTransport: HubTransport {
  private let address: WebAddress
  private let site: String
  private let client: any WebClient
  private let signer: any RequestSigner
  private let clock: () -> Instant
  /// Milliseconds that the hub's clock is ahead, where it said so.
  private var clockOffset: Int64 = 0

  public init(
    address: WebAddress, site: String, client: any WebClient, signer: any RequestSigner,
    clock: @escaping () -> Instant
  ) {
    self.address = address
    self.site = site
    self.client = client
    self.signer = signer
    self.clock = clock
  }

  public func push(_ request: PushRequest) throws(HubFailure) -> PushAnswer {
    try decode(send("POST", SyncAPI.entries(of: site), request.canonicalBytes))
  }

  public func feed(
    after position: FeedPosition, epoch: Int64
  ) throws(HubFailure) -> FeedPage {
    let json = try send("GET", "\(SyncAPI.feed)?after=\(position.text)&epoch=\(epoch)")
    do throws(SyncEntryError) {
      return try FeedPage(json: json)
    } catch {
      throw HubFailure(.answer)
    }
  }

  public func beginEpoch(_ request: EpochRequest) throws(HubFailure) -> EpochAnswer {
    try decode(send("POST", SyncAPI.epochs(of: site), try encode(request)))
  }

  public func directory() throws(HubFailure) -> Directory {
    try decode(send("GET", SyncAPI.directory))
  }

  public func leave(_ grants: [KeyGrant]) throws(HubFailure) {
    let body = try encode(KeyGrantDelivery(grants: grants))
    _ = try answer("POST", SyncAPI.keyGrants(of: site), body)
  }

  public func missingPieces(of hashes: [String]) throws(HubFailure) -> [String] {
    let body = try encode(PieceQuestion(hashes: hashes))
    let answer: PieceQuestion = try decode(send("POST", SyncAPI.missingPieces, body))
    return answer.hashes
  }

  public func put(piece bytes: [UInt8], named hash: String) throws(HubFailure) {
    _ = try answer("PUT", SyncAPI.piece(hash), bytes)
  }

  public func piece(_ hash: String) throws(HubFailure) -> [UInt8]? {
    do throws(HubFailure) {
      return try answer("GET", SyncAPI.piece(hash), nil)
    } catch {
      if case .problem(let problem) = error.failure, problem.code == .notFound { return nil }
      throw error
    }
  }

  /// Writes a snapshot of the hub's documents to an open file.
  public func snapshot(into descriptor: Int32) throws(HubFailure) {
    let response = try attempt("GET", SyncAPI.snapshot, nil, into: descriptor)
    guard response.isSuccess else {
      _ = try HubAnswer.body(of: response)
      throw HubFailure(.answer)
    }
  }

  public func keyGrants(after cursor: Int64) throws(HubFailure) -> KeyGrantPage {
    try decode(send("GET", "\(SyncAPI.keyGrants(of: site))?after=\(cursor)"))
  }
}

extension HTTPTransport {
  private func encode(_ value: some Encodable) throws(HubFailure) -> [UInt8] {
    do {
      return try JSONValue(encoding: value).canonicalBytes
    } catch {
      throw HubFailure(.answer)
    }
  }

  private func decode<Value: Decodable>(_ json: JSONValue) throws(HubFailure) -> Value {
    do {
      return try json.decode(Value.self)
    } catch {
      throw HubFailure(.answer)
    }
  }

  private func send(
    _ method: String, _ target: String, _ body: [UInt8]? = nil
  ) throws(HubFailure) -> JSONValue {
    let body = try answer(method, target, body)
    do throws(JSONParseError) {
      return try JSONValue(parsing: body, limits: HubAnswer.limits)
    } catch {
      throw HubFailure(.answer)
    }
  }

  /// Asks once, and once more with the hub's time where the hub finds the request's date off.
  private func answer(
    _ method: String, _ target: String, _ body: [UInt8]?
  ) throws(HubFailure) -> [UInt8] {
    do throws(HubFailure) {
      return try HubAnswer.body(of: try attempt(method, target, body))
    } catch {
      guard case .problem(let problem) = error.failure, problem.code == .clock,
        let time = problem.serverTime
      else { throw error }
      clockOffset = time &- clock().milliseconds
      return try HubAnswer.body(of: try attempt(method, target, body))
    }
  }

  private func attempt(
    _ method: String, _ target: String, _ body: [UInt8]?, into descriptor: Int32? = nil
  ) throws(HubFailure) -> WebResponse {
    let place = address.appending(String(target.dropFirst()))
    var request = WebRequest(method, place, body: body)
    request.headers = try signature(of: method, place.target, body ?? [])
    request.headers["accept"] = "application/json"
    if body != nil { request.headers["content-type"] = "application/json" }
    do throws(WebFailure) {
      if let descriptor { return try client.fetch(request, into: descriptor) }
      return try client.send(request)
    } catch {
      throw HubFailure(SyncFailure(error))
    }
  }

  private func signature(
    of method: String, _ target: String, _ body: [UInt8]
  ) throws(HubFailure) -> [String: String] {
    var random = SystemRandomNumberGenerator()
    let nonce = (0..<16).map { _ in UInt8.random(in: .min ... .max, using: &random) }
    let signature = RequestSignature(
      method: method, target: target, site: site, date: clock().milliseconds &+ clockOffset,
      nonce: BinaryText.hex(nonce), bodyHash: BinaryText.hex(Array(SHA256.hash(data: body))))
    do {
      return signature.headers(signature: try signer.sign(signature.signedBytes))
    } catch {
      throw HubFailure(.storage)
    }
  }
}

/// Reads what came back over HTTP.
///
/// Only a body that is a hub's problem speaks for the hub: a page of a proxy or of a hotel's network
/// with the same status says nothing about what was sent.
public enum HubAnswer {
  static let limits = JSONLimits(maximumBytes: 64 << 20, maximumDepth: 64)

  /// The body of a success.
  public static func body(of response: WebResponse) throws(HubFailure) -> [UInt8] {
    if response.isSuccess { return response.body }
    let retryAfter = response.headers["retry-after"].flatMap { Int64($0) }
      .map { min(max(0, $0), 86_400) * 1000 }
    guard let json = try? JSONValue(parsing: response.body, limits: limits),
      let problem = try? json.decode(HubProblem.self)
    else {
      throw HubFailure(response.status >= 500 ? .unreachable : .answer, retryAfter: retryAfter)
    }
    throw HubFailure(.problem(problem), retryAfter: retryAfter)
  }
}

extension SyncFailure {
  /// What a failure of the connection means.
  public init(_ failure: WebFailure) {
    switch failure {
    case .certificate: self = .certificate
    case .tooLarge: self = .answer
    case .unreachable, .timeOut, .other: self = .unreachable
    }
  }
}
