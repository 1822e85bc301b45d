import ClinicDomain
import Foundation
import HubCore
import SampleClinic
import SyncProtocol
import Synchronization
import Testing
import WebClient

@testable import ClinicHub

/// What a proxy and a service manager see of an instance.
@Suite(.enabled(if: PrivatePostgres.isInstalled, "PostgreSQL is not installed"), .serialized)
struct StoppingTests {
  let postgres: PrivatePostgres
  let address: String

  init() throws {
    postgres = try #require(PrivatePostgres.shared)
    address = try postgres.makeDatabase()
  }

  private func site(at process: HubProcess) throws -> TestSite {
    let hub = Hub(store: PostgresStore(address: address))
    return try TestSite.enrolled(1, by: hub, at: process.address)[0]
  }

  @Test func `what it began is answered before it stops`() throws {
    let process = try HubProcess(database: address)
    let site = try site(at: process)
    // Somebody else writes the feed: the push waits in the middle of its transaction.
    let other = try PostgresConnection(address)
    try other.run("BEGIN; SELECT 1 FROM feed_head FOR UPDATE")
    let lent = Lent(site)
    let outcome = Mutex<EntryOutcome?>(nil)
    let push = Thread {
      let answer = try? lent.value.push(lent.value.entry("unit", "u", JSONObject()))
      outcome.withLock { $0 = answer?.items.first?.outcome }
    }
    push.start()
    usleep(500_000)
    process.send(SIGTERM)
    usleep(500_000)
    try other.run("COMMIT")
    #expect(process.wait() == 0)
    #expect(process.log.last?["message"] == "stopped")
    #expect(!process.log.contains { $0["level"] == "error" })
    for _ in 0..<100 where !push.isFinished { usleep(10_000) }
    #expect(outcome.withLock { $0 } == .applied)
  }

  @Test func `says that it is not ready before it stops, and serves on for that long`() throws {
    let process = try HubProcess(database: address, drain: 2)
    let site = try site(at: process)
    #expect(try site.send("GET", "/readyz").status == 200)
    process.send(SIGTERM)
    usleep(500_000)
    #expect(try site.send("GET", "/readyz").status == 503)
    #expect(try site.send("GET", "/healthz").status == 200)
    let answer = try site.push(site.entry("unit", "u", JSONObject()))
    #expect(answer.items.map(\.outcome) == [.applied])
    #expect(process.wait() == 0)
  }

  @Test func `is not ready while the database is away, and says to come back`() throws {
    let process = try HubProcess(database: address)
    let site = try site(at: process)
    let server = try PostgresConnection(postgres.address(of: "postgres"))
    let name = try PostgresConnection(address).query("SELECT current_database()").text(0, 0)
    try server.run("ALTER DATABASE \(name) ALLOW_CONNECTIONS false")
    try server.run(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '\(name)'")
    let entry = site.entry("unit", "u", JSONObject())
    let push = try site.call("POST", SyncAPI.entries(of: site.id), site.body(entry))
    #expect(push.status == 503)
    #expect(push.headers["retry-after"] != nil)
    #expect(try site.json(push).decode(HubProblem.self).code == .busy)
    #expect(try site.send("GET", "/readyz").status == 503)
    #expect(try site.send("GET", "/healthz").status == 200)
    try server.run("ALTER DATABASE \(name) ALLOW_CONNECTIONS true")
    #expect(try site.send("GET", "/readyz").status == 200)
    #expect(try site.push(entry).items.map(\.outcome) == [.applied])
  }
}
