public import ClinicDomain
internal import Crypto
internal import Foundation
internal import Glibc
internal import HubCore
internal import SyncProtocol
internal import Synchronization

/// A model hub behind HTTP on this machine, for programs that take it for a real one: the hub's own
/// decisions, with short batches and pages, so that a drain takes several.
public final class ModelHubServer: Sendable {
  public let port: Int
  public let store: ModelHubStore
  private let hub: Hub<ModelHubStore>
  private let listener: Int32
  private let batch: Int
  /// Told after each push, before it is answered, how far the site's log is taken.
  private let heard = Mutex<(@Sendable (Int64) -> Void)?>(nil)

  public struct Failure: Error {}

  public init(store: ModelHubStore, batch: Int = 6) throws {
    self.store = store
    self.batch = batch
    hub = Hub(store: store)
    listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let listener = listener
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        bind(listener, address, length) == 0 && getsockname(listener, address, &length) == 0
      }
    }
    guard isBound, listen(listener, 64) == 0 else { throw Failure() }
    port = Int(UInt16(bigEndian: address.sin_port))
    Thread.detachNewThread { [weak self] in
      while true {
        let connection = accept(listener, nil, nil)
        guard connection >= 0 else { return }
        guard let self else {
          close(connection)
          return
        }
        Thread.detachNewThread { self.serve(connection) }
      }
    }
  }

  deinit {
    shutdown(listener, Int32(SHUT_RDWR))
    close(listener)
  }

  public var address: String { "http://127.0.0.1:\(port)" }

  /// A code by which a site joins.
  public func offer(_ code: String) throws {
    try hub.offer(code: code, name: "x", at: Self.now())
  }

  /// Tells of pushes from now on: how far the log of the site that sent it is taken.
  public func onPush(_ tell: (@Sendable (Int64) -> Void)?) { heard.withLock { $0 = tell } }

  private static func now() -> Instant {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Instant(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
  }

  private func serve(_ connection: Int32) {
    var reader = HTTPReader(connection: connection)
    while let request = reader.next() {
      let (status, body) = answer(request)
      let head = "HTTP/1.1 \(status) x\r\ncontent-length: \(body.count)\r\n\r\n"
      let bytes = Array(head.utf8) + body
      guard send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count
      else { break }
    }
    close(connection)
  }

  private func answer(_ request: HTTPReader.Request) -> (Int, [UInt8]) {
    do {
      return (200, try route(request).canonicalBytes)
    } catch let problem as HubProblem {
      return (problem.status, (try? JSONValue(encoding: problem).canonicalBytes) ?? [])
    } catch {
      return (500, [])
    }
  }

  private func route(_ request: HTTPReader.Request) throws -> JSONValue {
    let now = Self.now()
    if request.target == SyncAPI.enrolments {
      return try JSONValue(encoding: hub.enrol(request.decode(EnrolmentRequest.self), at: now))
    }
    let site = try signer(of: request, at: now)
    switch (request.method, request.path) {
    case ("POST", SyncAPI.entries(of: site)):
      let push = try PushRequest(json: request.json())
      guard push.entries.count <= batch else { throw HubProblem(.tooLarge) }
      var answer = try hub.push(push, from: site, at: now)
      answer.maximumBatch = Int64(batch)
      heard.withLock { $0 }?(answer.acknowledged)
      return try JSONValue(encoding: answer)
    case ("GET", SyncAPI.feed):
      guard let after = request.query["after"].flatMap(FeedPosition.init(text:)) else {
        throw HubProblem(.malformed)
      }
      return try hub.feed(
        for: site, after: after, epoch: request.query["epoch"].flatMap { Int64($0) },
        limit: batch, at: now
      ).json
    case ("POST", SyncAPI.epochs(of: site)):
      return try JSONValue(
        encoding: hub.beginEpoch(request.decode(EpochRequest.self), of: site, at: now))
    case ("GET", SyncAPI.directory): return try JSONValue(encoding: hub.directory())
    case ("POST", SyncAPI.keyGrants(of: site)):
      try hub.keep(request.decode(KeyGrantDelivery.self).grants, from: site)
      return .null
    case ("GET", SyncAPI.keyGrants(of: site)):
      let after = request.query["after"].flatMap { Int64($0) } ?? 0
      return try JSONValue(encoding: hub.keyGrants(for: site, after: after))
    default: throw HubProblem(.malformed)
    }
  }

  private func signer(of request: HTTPReader.Request, at now: Instant) throws -> String {
    guard let site = request.headers[SyncAPI.Header.site],
      let nonce = request.headers[SyncAPI.Header.nonce],
      let date = request.headers[SyncAPI.Header.date].flatMap({ Int64($0) }),
      let signature = request.headers[SyncAPI.Header.signature]
    else { throw HubProblem(.unauthorised) }
    try hub.authenticate(
      RequestSignature(
        method: request.method, target: request.target, site: site, date: date, nonce: nonce,
        bodyHash: BinaryText.hex(Array(SHA256.hash(data: request.body)))),
      signature: signature, at: now)
    return site
  }
}
