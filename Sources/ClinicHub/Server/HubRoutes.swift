import ClinicDomain
import HTTPTypes
import HubCore
import Hummingbird
import Logging
import SyncProtocol

/// The routes of the hub: what comes in and goes out over HTTP, and nothing that is decided.
struct HubRoutes: Sendable {
  let service: HubService

  typealias Context = BasicRequestContext
  private typealias Work = @Sendable (IncomingRequest, Instant) throws -> HubReply
  private typealias SignedWork = @Sendable (IncomingRequest, String, Instant) throws -> HubReply

  func router() -> Router<Context> {
    let router = Router(context: Context.self)
    addSync(to: router)
    addPieces(to: router)
    addOwnership(to: router)
    addProbes(to: router)
    return router
  }

  private func addSync(to router: Router<Context>) {
    let hub = service.hub
    let gatherer = service.gatherer
    signed(router, .post, "/v1/sites/:site/entries") { request, site, now in
      let push = try PushRequest(json: request.json())
      let answer = try gatherer.push(push, from: site, at: now)
      var reply = try HubReply.encoded(answer)
      reply.items = answer.items
      return reply
    }
    signed(router, .get, "/v1/feed") { request, site, now in
      guard let after = request.query.get("after").flatMap(FeedPosition.init(text:)) else {
        throw HubProblem(.malformed)
      }
      let limit = try request.integer("limit").map { Int(clamping: $0) }
      return .json(
        try hub.feed(
          for: site, after: after, epoch: try request.integer("epoch"),
          limit: limit ?? SyncAPI.batchLimit, at: now
        ).json)
    }
    signed(router, .post, "/v1/sites/:site/epochs") { request, site, now in
      try .encoded(hub.beginEpoch(request.decode(EpochRequest.self), of: site, at: now))
    }
    signed(router, .post, "/v1/sites/:site/key-grants") { request, site, _ in
      try hub.keep(request.decode(KeyGrantDelivery.self).grants, from: site)
      return .empty
    }
    signed(router, .get, "/v1/sites/:site/key-grants") { request, site, _ in
      try .encoded(hub.keyGrants(for: site, after: request.integer("after") ?? 0))
    }
  }

  /// Pieces of files: sealed where they were made, and named by their hashes.
  private func addPieces(to router: Router<Context>) {
    let hub = service.hub
    signed(router, .post, "/v1/pieces/missing") { request, site, _ in
      let asked = try request.decode(PieceQuestion.self)
      return try .encoded(
        PieceQuestion(hashes: hub.missingPieces(of: asked.hashes, for: site)))
    }
    signed(router, .put, "/v1/pieces/:hash") { request, site, _ in
      try hub.keep(piece: request.content(), named: request.lastPart, from: site)
      return .empty
    }
    signed(router, .get, "/v1/pieces/:hash") { request, site, _ in
      guard let bytes = try hub.piece(request.lastPart, for: site) else {
        throw HubProblem(.notFound)
      }
      return HubReply(contentType: "application/octet-stream", body: bytes)
    }
  }

  private func addOwnership(to router: Router<Context>) {
    let hub = service.hub
    add(router, .post, "/v1/enrolments") { request, now in
      try .encoded(hub.enrol(request.decode(EnrolmentRequest.self), at: now))
    }
    signed(router, .get, "/v1/sites") { _, _, _ in try .encoded(hub.directory()) }
    signed(router, .delete, "/v1/sites/:site") { _, site, now in
      try hub.decommission(site, at: now)
      return .empty
    }
    router.get("/v1/snapshot") { request, context in
      try await SnapshotRoute(service: service).respond(to: request, context)
    }
  }

  private func addProbes(to router: Router<Context>) {
    let service = service
    router.get("/healthz") { _, _ in HTTPResponse.Status.ok }
    add(router, .get, "/readyz", on: service.probeThreads) { _, _ in
      guard service.readiness.isReady else { throw HubProblem(.busy) }
      _ = try service.hub.store.read { tx in try tx.identity() }
      return HubReply(contentType: "text/plain; charset=utf-8", body: Array("ready\n".utf8))
    }
    add(router, .get, "/metrics", on: service.probeThreads) { _, now in
      let text = service.metrics.text(
        gauges: try HubGauges.read(service.hub, load: service.threads.load, at: now))
      return HubReply(contentType: PrometheusText.contentType, body: Array(text.utf8))
    }
  }

  /// A route whose request a site signed.
  private func signed(
    _ router: Router<Context>, _ method: HTTPRequest.Method, _ path: String,
    _ work: @escaping SignedWork
  ) {
    let hub = service.hub
    add(router, method, path) { request, now in
      try work(request, try request.signer(by: hub, at: now), now)
    }
  }

  private func add(
    _ router: Router<Context>, _ method: HTTPRequest.Method, _ path: String,
    on threads: HubThreads? = nil, _ work: @escaping Work
  ) {
    let service = service
    let threads = threads ?? service.threads
    router.on(RouterPath(path), method: method) { request, context in
      await service.respond(
        to: request, context, route: "\(method.rawValue) \(path)", on: threads, work)
    }
  }
}

extension HubService {
  /// Runs a route off the event loop; counts it and logs it, without a word of what it carried.
  func respond(
    to request: Request, _ context: some RequestContext, route: String,
    on threads: HubThreads,
    _ work: @escaping @Sendable (IncomingRequest, Instant) throws -> HubReply
  ) async -> Response {
    let started = ContinuousClock.now
    let id = RequestName.of(request, context)
    let (reply, acceptsGzip) = await answer(to: request, context, on: threads, work)
    let elapsed = ContinuousClock.now - started
    metrics.note(
      route: route, status: reply.status.code, seconds: elapsed / .seconds(1),
      items: reply.items, problem: reply.problem)
    var line: Logger.Metadata = [
      "request_id": .string(id), "route": .string(route),
      "status": .stringConvertible(reply.status.code),
      "ms": .stringConvertible(Int(elapsed / .milliseconds(1))),
    ]
    if let problem = reply.problem { line["problem"] = .string(problem.rawValue) }
    if let site = request.headers[RequestName.site], (try? SiteID(parsing: site)) != nil {
      line["site"] = .string(site)
    }
    logger.log(
      level: reply.logLevel(isProbe: threads === probeThreads), "request", metadata: line)
    var response = reply.response(acceptsGzip: acceptsGzip)
    response.headers[RequestName.header] = id
    return response
  }

  private func answer(
    to request: Request, _ context: some RequestContext, on threads: HubThreads,
    _ work: @escaping @Sendable (IncomingRequest, Instant) throws -> HubReply
  ) async -> (HubReply, Bool) {
    let incoming: IncomingRequest
    do {
      incoming = try await IncomingRequest(request, context)
    } catch let problem as HubProblem {
      return (.problem(problem), false)
    } catch {
      return (.goneAway, false)
    }
    do {
      let clock = clock
      let reply = try await threads.run {
        do {
          return try work(incoming, clock())
        } catch {
          return HubReply.failure(error)
        }
      }
      return (reply, incoming.acceptsGzip)
    } catch {
      return (.failure(error), false)
    }
  }
}

/// The name under which a request is found in the logs of all that handled it.
enum RequestName {
  static let header = HTTPField.Name(parsed: "x-request-id") ?? .accept
  static let site = HTTPField.Name(parsed: "clinic-site") ?? .accept

  /// The one that came with the request, if it is a name, else a new one.
  static func of(_ request: Request, _ context: some RequestContext) -> String {
    if let id = request.headers[header], (8...64).contains(id.utf8.count),
      id.utf8.allSatisfy({ $0 == UInt8(ascii: "-") || ($0 < 0x80 && isLetterOrDigit($0)) })
    {
      return id
    }
    return context.id
  }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    let character = Character(Unicode.Scalar(byte))
    return character.isLetter || character.isNumber
  }
}
