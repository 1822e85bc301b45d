import Exchange
import Synchronization
import Testing
import WebClient

@Suite("A CalDAV collection")
struct CalDAVCollectionTests {
  /// Answers as a server with one resource would.
  final class Server: WebClient {
    private let state: Mutex<(stored: String?, version: Int, asked: [String])>
    let tellsETag: Bool

    init(_ stored: String? = nil, version: Int = 1, tellsETag: Bool = true) {
      state = Mutex((stored, version, []))
      self.tellsETag = tellsETag
    }

    var asked: [String] { state.withLock { $0.asked } }
    var stored: String? { state.withLock { $0.stored } }

    func send(_ request: WebRequest) throws(WebFailure) -> WebResponse {
      state.withLock { state in
        let condition = request.headers["If-Match"] ?? request.headers["If-None-Match"] ?? ""
        state.asked.append("\(request.method) \(condition)")
        let current = "\"\(state.version)\""
        switch request.method {
        case "GET":
          guard let text = state.stored else { return WebResponse(status: 404) }
          return WebResponse(status: 200, headers: ["etag": current], body: Array(text.utf8))
        case "PUT":
          let fits = state.stored == nil ? condition == "*" : condition == current
          guard fits else { return WebResponse(status: 412) }
          state.stored = String(decoding: request.body ?? [], as: UTF8.self)
          state.version += 1
          let headers = tellsETag ? ["etag": "\"\(state.version)\""] : [:]
          return WebResponse(status: 201, headers: headers)
        default:
          guard state.stored != nil else { return WebResponse(status: 404) }
          guard condition == current || condition.isEmpty else { return WebResponse(status: 412) }
          state.stored = nil
          return WebResponse(status: 204)
        }
      }
    }
  }

  private static func text(_ uid: String) -> String {
    "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:\(uid)\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
  }

  private func collection(_ server: Server) throws -> CalDAVCollection {
    CalDAVCollection(
      at: try WebAddress(parsing: "https://example.org/cal"), nil, client: server)
  }

  @Test("takes a new event only where there is none, and then only the version it knows")
  func put() throws {
    let server = Server()
    let collection = try collection(server)
    let first = try collection.put(Self.text("u"), uid: "u", as: "a", etag: nil)
    #expect(first == .done(etag: "\"2\"", isOverwritten: false))
    let second = try collection.put(Self.text("u"), uid: "u", as: "a", etag: "\"2\"")
    #expect(second == .done(etag: "\"3\"", isOverwritten: false))
    #expect(server.asked == ["PUT *", "PUT \"2\""])
  }

  @Test("asks for the version where the server does not tell it")
  func silent() throws {
    let server = Server(tellsETag: false)
    let outcome = try collection(server).put(Self.text("u"), uid: "u", as: "a", etag: nil)
    #expect(outcome == .done(etag: "\"2\"", isOverwritten: false))
  }

  @Test("writes over what somebody changed there, and tells it")
  func overwritten() throws {
    let server = Server(Self.text("u"), version: 7)
    let outcome = try collection(server).put(Self.text("u"), uid: "u", as: "a", etag: "\"2\"")
    #expect(outcome == .done(etag: "\"8\"", isOverwritten: true))
  }

  @Test("finds its own again after a crash that forgot the version")
  func forgotten() throws {
    let server = Server(Self.text("u"), version: 7)
    let outcome = try collection(server).put(Self.text("u"), uid: "u", as: "a", etag: nil)
    #expect(outcome == .done(etag: "\"8\"", isOverwritten: false))
  }

  @Test("leaves another's event alone")
  func foreign() throws {
    let server = Server(Self.text("somebody"), version: 7)
    let collection = try collection(server)
    #expect(try collection.put(Self.text("u"), uid: "u", as: "a", etag: nil) == .foreign)
    #expect(try collection.delete("a", uid: "u", etag: "\"2\"") == .foreign)
    #expect(server.stored == Self.text("somebody"))
  }

  @Test("puts back what was deleted there, and deletes what is there or gone")
  func deleted() throws {
    let server = Server()
    let collection = try collection(server)
    let back = try collection.put(Self.text("u"), uid: "u", as: "a", etag: "\"2\"")
    #expect(back == .done(etag: "\"2\"", isOverwritten: true))
    let gone = CalDAVCollection.Outcome.done(etag: nil, isOverwritten: false)
    #expect(try collection.delete("a", uid: "u", etag: "\"2\"") == gone)
    #expect(try collection.delete("a", uid: "u", etag: "\"2\"") == gone)
  }

  @Test(
    "an address holds no credentials, and only https or this machine is safe",
    arguments: [
      ("https://example.org/a/", true), ("http://127.0.0.1:5232/x", true),
      ("http://[::1]:1/", true), ("http://localhost", true), ("http://example.org", false),
      ("http://127.evil.example/", false), ("http://10.0.0.1/", false),
    ])
  func safety(_ text: String, _ isSafe: Bool) throws {
    #expect(try WebAddress(parsing: text).isSafe == isSafe)
  }

  @Test("what is no address is refused")
  func addresses() {
    #expect(throws: WebAddress.ParseError.credentials) {
      try WebAddress(parsing: "https://ana:segredo@example.org/")
    }
    for text in ["ftp://example.org", "https://", "x", "https://a b/", "file:///etc/passwd"] {
      #expect(throws: WebAddress.ParseError.form) { try WebAddress(parsing: text) }
    }
  }
}
