import ClinicDomain
import Crypto
import Foundation
import HubCore
import SyncProtocol
import Testing
import WebClient

@testable import ClinicHub

/// A site that talks to a hub over HTTP, with keys of its own.
final class TestSite {
  let id: String
  let key = Curve25519.Signing.PrivateKey()
  let agreement = Curve25519.KeyAgreement.PrivateKey()
  var base: String
  var epoch: Int64 = 0
  private let client = CurlClient()
  private var sequence: Int64 = 0
  private var hash = SyncEntry.noPreviousHash

  init(base: String) {
    self.base = base
    id = Self.newID()
  }

  static func newID() -> String {
    var random = SystemRandomNumberGenerator()
    return SiteID.make(at: .system(), random: &random).text
  }

  /// Sites that joined at an address.
  static func enrolled(
    _ count: Int, by hub: Hub<PostgresStore>, at base: String
  ) throws -> [TestSite] {
    try (0..<count).map { index in
      let site = TestSite(base: base)
      try hub.offer(code: "CODE\(index)", name: "x", at: .system())
      let letters = [UInt8(65 + index / 26), UInt8(65 + index % 26)]
      let prefix = String(decoding: letters, as: UTF8.self)
      try #require(site.enrol(code: "CODE\(index)", prefix: prefix).status == 200)
      return site
    }
  }

  /// Joins with a code.
  func enrol(code: String, prefix: String) throws -> WebResponse {
    let request = EnrolmentRequest(
      code: code, site: id, name: "Site", prefix: prefix,
      signingKey: BinaryText.base64(Array(key.publicKey.rawRepresentation)),
      agreementKey: BinaryText.base64(Array(agreement.publicKey.rawRepresentation)))
    let response = try send(
      "POST", SyncAPI.enrolments, try JSONValue(encoding: request).canonicalBytes)
    if response.status == 200 {
      epoch = try json(response).decode(EnrolmentAnswer.self).epoch
    }
    return response
  }

  func json(_ response: WebResponse) throws -> JSONValue {
    try JSONValue(
      parsing: response.body, limits: JSONLimits(maximumBytes: 64 << 20, maximumDepth: 64))
  }

  /// What is signed; a test changes it afterwards or sends it twice.
  struct Signed {
    var method: String
    var target: String
    var headers: [String: String]
    var body: [UInt8]?
  }

  func sign(
    _ method: String, _ target: String, _ body: [UInt8]? = nil, date: Int64? = nil
  ) throws -> Signed {
    let nonce = (0..<16).map { _ in UInt8.random(in: .min ... .max) }
    let request = RequestSignature(
      method: method, target: target, site: id, date: date ?? Instant.system().milliseconds,
      nonce: BinaryText.hex(nonce),
      bodyHash: BinaryText.hex(Array(SHA256.hash(data: body ?? []))))
    let signature = try key.signature(for: Data(request.signedBytes))
    return Signed(
      method: method, target: target, headers: request.headers(signature: Array(signature)),
      body: body)
  }

  func send(_ signed: Signed) throws -> WebResponse {
    try send(signed.method, signed.target, signed.body, headers: signed.headers)
  }

  func send(
    _ method: String, _ target: String, _ body: [UInt8]? = nil,
    headers: [String: String] = [:]
  ) throws -> WebResponse {
    var request = WebRequest(method, try WebAddress(parsing: base + target), body: body)
    request.headers = headers
    return try client.send(request)
  }

  func call(_ method: String, _ target: String, _ body: [UInt8]? = nil) throws -> WebResponse {
    try send(sign(method, target, body))
  }

  /// Writes the next entry of the log.
  func entry(_ entity: String, _ entityID: String, _ body: JSONObject) -> PushedEntry {
    sequence += 1
    let entry = SyncEntry(
      site: id, epoch: epoch, sequence: sequence, id: Self.newID(), transaction: Self.newID(),
      timestamp: Instant.system().milliseconds << 16, actor: "user", schema: 1, entity: entity,
      entityID: entityID, operation: .create, body: .object(body), previousHash: hash)
    hash = entry.hash { Array(SHA256.hash(data: $0)) }
    return .entry(entry)
  }

  func body(_ entries: PushedEntry...) -> [UInt8] {
    PushRequest(epoch: epoch, entries: entries).json.canonicalBytes
  }

  func push(_ entries: PushedEntry...) throws -> PushAnswer {
    let body = PushRequest(epoch: epoch, entries: entries).json.canonicalBytes
    let response = try call("POST", SyncAPI.entries(of: id), body)
    guard response.status == 200 else { throw try json(response).decode(HubProblem.self) }
    return try json(response).decode(PushAnswer.self)
  }
}

enum TestHash {
  static func hex(_ bytes: [UInt8]) -> String { BinaryText.hex(Array(SHA256.hash(data: bytes))) }
}
