import ClinicDomain
import SyncClient
import SyncProtocol
import Synchronization
import Testing
import WebClient

/// Answers from a list and keeps what was asked.
private final class ListedWeb: WebClient {
  private let state: Mutex<(answers: [Result<WebResponse, WebFailure>], requests: [WebRequest])>

  init(_ answers: [Result<WebResponse, WebFailure>]) { state = Mutex((answers, [])) }

  var requests: [WebRequest] { state.withLock(\.requests) }

  func send(_ request: WebRequest) throws(WebFailure) -> WebResponse {
    let answer = state.withLock { state in
      state.requests.append(request)
      return state.answers.isEmpty ? .failure(.timeOut) : state.answers.removeFirst()
    }
    return try answer.get()
  }
}

/// "Signs" by giving the bytes back.
private struct EchoSigner: RequestSigner {
  func sign(_ bytes: [UInt8]) throws -> [UInt8] { bytes }
}

@Suite struct HTTPTransportTests {
  private static let site = "01900000-0000-7000-8000-000000000001"

  private func transport(_ web: ListedWeb, now: Int64 = 1_000) throws -> HTTPTransport {
    HTTPTransport(
      address: try WebAddress(parsing: "https://hub.example/clinic"), site: Self.site,
      client: web, signer: EchoSigner()
    ) { Instant(milliseconds: now) }
  }

  private func signed(_ request: WebRequest) -> [String] {
    let bytes = BinaryText.bytes(base64: request.headers["clinic-signature"] ?? "") ?? []
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
  }

  private func response(_ json: JSONValue, status: Int = 200) -> Result<WebResponse, WebFailure> {
    .success(WebResponse(status: status, body: json.canonicalBytes))
  }

  @Test("A request is signed over method, path and query, site, date, nonce and the body's hash")
  func signature() throws {
    let page = FeedPage(hubEpoch: 1, items: [], head: 0, serverTime: 0)
    let web = ListedWeb([response(page.json), response(page.json)])
    let transport = try transport(web)
    #expect(try transport.feed(after: FeedPosition(hubEpoch: 1, sequence: 7), epoch: 3) == page)
    _ = try transport.feed(after: FeedPosition(hubEpoch: 1, sequence: 7), epoch: 3)
    let request = web.requests[0]
    #expect(request.address.text == "https://hub.example/clinic/v1/feed?after=1:7&epoch=3")
    #expect(request.headers["clinic-site"] == Self.site)
    #expect(request.headers["clinic-date"] == "1000")
    let nonce = request.headers["clinic-nonce"] ?? ""
    #expect(nonce.count == 32)
    #expect(
      signed(request) == [
        "clinic-sync-1", "GET", "/clinic/v1/feed?after=1:7&epoch=3", Self.site, "1000", nonce,
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
      ])
    #expect(web.requests[1].headers["clinic-nonce"] != nonce)
  }

  @Test("A push carries its body and reads the answer")
  func push() throws {
    let answer = PushAnswer(
      items: [], acknowledged: 0, serverTime: 5, leaseUntil: 9, feedHead: 3)
    let web = ListedWeb([response(try JSONValue(encoding: answer))])
    let request = PushRequest(epoch: 4, entries: [])
    #expect(try transport(web).push(request) == answer)
    #expect(web.requests[0].method == "POST")
    #expect(web.requests[0].address.target == "/clinic/v1/sites/\(Self.site)/entries")
    #expect(web.requests[0].body == request.json.canonicalBytes)
  }

  @Test(
    "What fails on the way is told apart",
    arguments: [
      (WebFailure.unreachable("x"), SyncFailure.unreachable), (.timeOut, .unreachable),
      (.certificate("x"), .certificate), (.tooLarge, .answer), (.other("x"), .unreachable),
    ])
  func failures(_ failure: WebFailure, _ expected: SyncFailure) throws {
    let transport = try transport(ListedWeb([.failure(failure)]))
    #expect(throws: HubFailure(expected)) { try transport.directory() }
  }

  @Test(
    "Only the hub's own problem speaks for the hub",
    arguments: [
      (400, "<html>no</html>", SyncFailure.answer), (404, "", .answer), (407, "{}", .answer),
      (502, "bad gateway", .unreachable), (503, "", .unreachable),
      (200, "<html>log in to the network</html>", .answer), (200, "{}", .answer),
      (
        409, #"{"code":"expected_next","status":409,"expected":12}"#,
        .problem(HubProblem(.expectedNext, expected: 12))
      ),
      (
        400, #"{"code":"malformed","status":400,"title":"added later"}"#,
        .problem(HubProblem(.malformed))
      ),
      (400, #"{"code":"a later word","status":400}"#, .answer),
    ])
  func problems(_ status: Int, _ body: String, _ expected: SyncFailure) throws {
    let transport = try transport(
      ListedWeb([.success(WebResponse(status: status, body: Array(body.utf8)))]))
    #expect(throws: HubFailure(expected)) { try transport.directory() }
  }

  @Test("The hub's wish to be left alone is passed on")
  func retryAfter() throws {
    let transport = try transport(
      ListedWeb([
        .success(WebResponse(status: 503, headers: ["retry-after": "17"])),
        .success(WebResponse(status: 503, headers: ["retry-after": "soon"])),
      ]))
    #expect(throws: HubFailure(.unreachable, retryAfter: 17_000)) { try transport.directory() }
    #expect(throws: HubFailure(.unreachable)) { try transport.directory() }
  }

  @Test("Where the clock is off, the hub's time dates the requests from then on")
  func clock() throws {
    let problem = try JSONValue(encoding: HubProblem(.clock, serverTime: 500_000))
    let directory = try JSONValue(encoding: Directory(sites: []))
    let web = ListedWeb([
      response(problem, status: 401), response(directory), response(directory),
    ])
    let transport = try transport(web)
    _ = try transport.directory()
    _ = try transport.directory()
    #expect(web.requests.map { $0.headers["clinic-date"] } == ["1000", "500000", "500000"])
  }

  @Test("A hub that never likes the date is asked twice, not for ever")
  func clockTwice() throws {
    let problem = HubProblem(.clock, serverTime: 500_000)
    let answer = response(try JSONValue(encoding: problem), status: 401)
    let web = ListedWeb([answer, answer, answer])
    let transport = try transport(web)
    #expect(throws: HubFailure(.problem(problem))) { try transport.directory() }
    #expect(web.requests.count == 2)
  }
}
