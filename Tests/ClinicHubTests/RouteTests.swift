import ClinicDomain
import Foundation
import HubCore
import HubModel
import SyncProtocol
import Testing
import WebClient

@testable import ClinicHub

/// Real requests over a real port.
@Suite(.enabled(if: PrivatePostgres.isInstalled, "PostgreSQL is not installed"), .serialized)
struct RouteTests {
  let hub: Hub<PostgresStore>
  let process: HubProcess
  let site: TestSite

  init() throws {
    let address = try #require(PrivatePostgres.shared).makeDatabase()
    process = try HubProcess(database: address)
    hub = Hub(store: PostgresStore(address: address))
    site = TestSite(base: process.address)
    try hub.offer(code: "TEST-CODE", name: "x", at: .system())
    try #require(site.enrol(code: "TEST-CODE", prefix: "AA").status == 200)
  }

  private func problem(_ response: WebResponse) throws -> HubProblem.Code {
    #expect(response.headers["content-type"] == "application/problem+json")
    return try site.json(response).decode(HubProblem.self).code
  }

  @Test func `a signed push is taken, compressed or not, and comes back in the feed`() throws {
    let plain = site.body(site.entry("unit", "u1", JSONObject([("name", "Ána")])))
    let first = try site.call("POST", SyncAPI.entries(of: site.id), plain)
    #expect(first.status == 200)
    let packed = try Gzip.pack(site.body(site.entry("unit", "u2", JSONObject())))
    var signed = try site.sign("POST", SyncAPI.entries(of: site.id), packed)
    signed.headers["content-encoding"] = "gzip"
    let second = try site.json(site.send(signed)).decode(PushAnswer.self)
    #expect(second.acknowledged == 2)
    let page = try FeedPage(json: site.json(site.call("GET", "/v1/feed?after=1:0&epoch=1")))
    #expect(page.items.count == 2)
    #expect(page.leaseUntil > page.serverTime)
    guard case .entry(let entry) = page.items[0].content else {
      Issue.record("a stub for a file of another epoch")
      return
    }
    #expect(entry.body["name"] == "Ána")
  }

  @Test func `who hangs up in the middle of a push is no fault of the hub`() throws {
    let connection = try #require(FaultSocket.connect(to: process.port))
    let half = Array(
      "POST /v1/sites/x/entries HTTP/1.1\r\nhost: hub\r\ncontent-length: 1000\r\n\r\n{".utf8)
    #expect(write(connection, half, half.count) == half.count)
    usleep(200_000)
    close(connection)
    func lines() -> [JSONValue] { process.log.filter { $0["status"] == 499 } }
    for _ in 0..<100 where lines().isEmpty { usleep(50_000) }
    #expect(lines().map { $0["level"] } == ["info"])
    #expect(!process.log.contains { $0["level"] == "error" })
  }

  @Test func `an answer is compressed for who takes it so`() throws {
    for number in 0..<20 {
      _ = try site.push(site.entry("unit", "u\(number)", JSONObject()))
    }
    var signed = try site.sign("GET", "/v1/feed?after=1:0&epoch=1")
    signed.headers["accept-encoding"] = "gzip"
    let packed = try site.send(signed)
    #expect(packed.headers["content-encoding"] == "gzip")
    let plain = try site.call("GET", "/v1/feed?after=1:0&epoch=1")
    #expect(plain.headers["content-encoding"] == nil)
    let page = try FeedPage(json: JSONValue(parsing: Gzip.unpack(packed.body, limit: 1 << 20)))
    #expect(try page.items == FeedPage(json: site.json(plain)).items)
  }

  @Test func `a request that isn't the site's own, now and for the first time, is refused`() throws
  {
    let target = "/v1/feed?after=1:0"
    #expect(try problem(site.send("GET", target)) == .unauthorised)
    let good = try site.sign("GET", target)
    #expect(try site.send(good).status == 200)
    #expect(try problem(site.send(good)) == .unauthorised, "a replay")
    for header in good.headers.keys {
      var tampered = try site.sign("GET", target)
      let old = try #require(tampered.headers[header])
      tampered.headers[header] = header == "clinic-date" ? String((Int64(old) ?? 0) - 1) : old + "A"
      #expect(try problem(site.send(tampered)) == .unauthorised, "\(header)")
    }
    var other = try site.sign("GET", target)
    other.target = "/v1/feed?after=1:1"
    #expect(try problem(site.send(other)) == .unauthorised)
    var posted = try site.sign("POST", SyncAPI.entries(of: site.id), site.body())
    posted.body = site.body() + [0x20]
    #expect(try problem(site.send(posted)) == .unauthorised)
    let stranger = TestSite(base: process.address)
    #expect(try problem(stranger.call("GET", target)) == .unauthorised)
    let elsewhere = try site.call("POST", SyncAPI.entries(of: stranger.id), site.body())
    #expect(try problem(elsewhere) == .unauthorised)
  }

  @Test(arguments: [-301_000, 301_000, Int64.min / 2] as [Int64])
  func `a date that is off is told the hub's time`(offset: Int64) throws {
    let response = try site.send(
      site.sign("GET", "/v1/feed?after=1:0", date: Instant.system().milliseconds + offset))
    let problem = try site.json(response).decode(HubProblem.self)
    #expect(problem.code == .clock)
    #expect(abs(try #require(problem.serverTime) - Instant.system().milliseconds) < 10_000)
  }

  @Test func `bodies that are no messages, too long or bombs are refused`() throws {
    let path = SyncAPI.entries(of: site.id)
    for body in ["", "{", "[]", "{\"v\":1}", "{\"v\":1,\"epoch\":1.5,\"entries\":[]}"] {
      #expect(try problem(site.call("POST", path, Array(body.utf8))) == .malformed, "\(body)")
    }
    let zeros = [UInt8](repeating: 0, count: IncomingRequest.contentLimit + 1)
    var bomb = try site.sign("POST", path, try Gzip.pack(zeros))
    bomb.headers["content-encoding"] = "gzip"
    #expect(try problem(site.send(bomb)) == .tooLarge)
    var broken = try site.sign("POST", path, [1, 2, 3])
    broken.headers["content-encoding"] = "gzip"
    #expect(try problem(site.send(broken)) == .malformed)
    let long = [UInt8](repeating: 0x20, count: IncomingRequest.bodyLimit + 1)
    #expect(try site.call("POST", path, long).status == 413)
    #expect(try problem(site.call("GET", "/v1/feed?after=x")) == .malformed)
  }

  @Test func `the snapshot comes whole`() throws {
    for number in 0..<30 {
      _ = try site.push(
        site.entry(
          "unit", "u\(number)",
          JSONObject([("text", .string(String(repeating: "x", count: 20_000)))])))
    }
    let response = try site.call("GET", SyncAPI.snapshot)
    #expect(response.status == 200)
    let lines = response.body.split(separator: UInt8(ascii: "\n"))
    #expect(lines.count == 32)
    let last = try JSONValue(parsing: Array(try #require(lines.last)))
    let trailer = try last.decode(SnapshotTrailer.self)
    let before = response.body.dropLast((lines.last?.count ?? 0) + 1)
    #expect(trailer.sha256 == TestHash.hex(Array(before)))
    #expect(try site.send("GET", SyncAPI.snapshot).status == 401)
  }

  @Test func `keys, epochs, the directory and leaving go over HTTP`() throws {
    let grant = KeyGrant(
      patient: "p", version: 1, sender: site.id, recipient: site.id, encapsulated: "e",
      sealed: "s")
    let body = try JSONValue(encoding: KeyGrantDelivery(grants: [grant])).canonicalBytes
    #expect(try site.call("POST", SyncAPI.keyGrants(of: site.id), body).status == 204)
    let page = try site.json(site.call("GET", SyncAPI.keyGrants(of: site.id) + "?after=0"))
    #expect(try page.decode(KeyGrantPage.self).grants == [grant])
    let directory = try site.json(site.call("GET", SyncAPI.directory)).decode(Directory.self)
    #expect(directory.sites.map(\.prefix) == ["AA"])
    let request = EpochRequest(epoch: site.epoch, lastSequence: 0, lastHash: "", reason: .restored)
    let epochs = try site.call(
      "POST", SyncAPI.epochs(of: site.id), try JSONValue(encoding: request).canonicalBytes)
    #expect(try site.json(epochs).decode(EpochAnswer.self).epoch > site.epoch)
    #expect(try site.call("DELETE", SyncAPI.site(site.id)).status == 204)
    #expect(
      try problem(site.call("POST", SyncAPI.entries(of: site.id), site.body())) == .decommissioned)
  }

  @Test func `what is counted can be read, and a request keeps its name`() throws {
    _ = try site.push(site.entry("unit", "u", JSONObject()))
    let metrics = try site.send("GET", "/metrics", headers: ["x-request-id": "abc-12345"])
    #expect(metrics.headers["x-request-id"] == "abc-12345")
    let text = String(decoding: metrics.body, as: UTF8.self)
    #expect(text.contains("clinic_hub_entries_total{outcome=\"applied\"} 1\n"))
    #expect(text.contains("clinic_hub_site_feed_lag{site=\"AA\"} 1\n"))
    #expect(text.contains("route=\"POST /v1/sites/:site/entries\",status=\"200\",le=\"+Inf\"} 1\n"))
    #expect(try site.send("GET", "/healthz").status == 200)
    #expect(try site.send("GET", "/readyz").status == 200)
  }
}
