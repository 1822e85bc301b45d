import ClinicDomain
import Foundation
import HubCore
import HubModel
import SampleClinic
import SyncProtocol
import Synchronization
import Testing
import WebClient

@testable import ClinicHub

/// Several instances on one database.
@Suite(.enabled(if: PrivatePostgres.isInstalled, "PostgreSQL is not installed"), .serialized)
struct InstancesTests {
  let address: String
  let hub: Hub<PostgresStore>

  init() throws {
    address = try #require(PrivatePostgres.shared).makeDatabase()
    let store = PostgresStore(address: address)
    try store.migrate(name: "hub")
    hub = Hub(store: store)
  }

  private func feed() throws -> [FeedEntry] {
    try hub.store.read { tx in try tx.feed(after: 0, limit: 1_000_000) }
  }

  /// The feed holds each of these entries once, and nothing else.
  private func checkFeed(holds taken: Set<String>) throws {
    let feed = try feed()
    #expect(feed.map(\.sequence) == Array(1...Int64(feed.count)))
    #expect(Set(feed.map(\.entry.id)) == taken)
    #expect(feed.count == taken.count, "an entry came twice or not at all")
  }

  @Test func `instances that begin at once over an empty database make it once`() throws {
    let empty = try #require(PrivatePostgres.shared).makeDatabase()
    let children = try (0..<3).map { _ in try HubChild(database: empty) }
    for child in children {
      let process = try HubProcess(child)
      let response = try TestSite(base: process.address).send("GET", "/readyz")
      #expect(response.status == 200)
    }
    let connection = try PostgresConnection(empty)
    #expect(try connection.query("SELECT count(*) FROM hub").integer(0, 0) == 1)
  }

  @Test(.enabled(if: HubProxy.isInstalled, "HAProxy is not installed"))
  func `behind a proxy one instance after the other is replaced and no site notices`() throws {
    var processes = try (0..<2).map { _ in try HubProcess(database: address, drain: 1) }
    let proxy = try HubProxy(before: processes.map(\.port))
    let sites = try TestSite.enrolled(6, by: hub, at: proxy.address)
    let pushers = Pushers(sites)
    for index in processes.indices {
      usleep(500_000)
      let old = processes[index]
      old.send(SIGTERM)
      #expect(old.wait() == 0)
      processes[index] = try HubProcess(database: address, port: old.port, drain: 1)
    }
    usleep(500_000)
    let (taken, failures) = pushers.stop()
    #expect(failures == [])
    try checkFeed(holds: taken)
    #expect(taken.count > 50)
  }

  @Test func `an instance killed while it takes pushes in leaves the feed dense`() throws {
    let survivor = try HubProcess(database: address)
    let shelter = survivor.address
    let sites = try TestSite.enrolled(6, by: hub, at: shelter)
    let pushers = Pushers(sites, shelter: shelter)
    for _ in 0..<4 {
      let victim = try HubProcess(database: address)
      pushers.go(to: victim.address)
      usleep(300_000)
      victim.send(SIGKILL)
      victim.wait()
    }
    let (taken, failures) = pushers.stop()
    #expect(!failures.isEmpty, "no push was under way when its instance was killed")
    try checkFeed(holds: taken)
    #expect(taken.count > 50)
  }
}

/// Sites that push all the time, each on a thread of its own.
private final class Pushers: Sendable {
  private struct State {
    var base: String
    var isOver = false
    var taken: Set<String> = []
    var failures: [String] = []
  }

  private let state: Mutex<State>
  private let running = DispatchGroup()

  /// Where a push fails, the shelter is asked the same.
  init(_ sites: [TestSite], shelter: String? = nil) {
    state = Mutex(State(base: sites.first?.base ?? ""))
    for site in sites {
      let lent = Lent(site)
      running.enter()
      Thread.detachNewThread {
        while self.push(lent.value, shelter: shelter) {}
        self.running.leave()
      }
    }
  }

  func go(to base: String) { state.withLock { $0.base = base } }

  /// Ends the pushing.
  ///
  /// - Returns: the ids of the entries that were taken, and what failed.
  func stop() -> (taken: Set<String>, failures: [String]) {
    state.withLock { $0.isOver = true }
    running.wait()
    return state.withLock { ($0.taken, $0.failures) }
  }

  private func push(_ site: TestSite, shelter: String?) -> Bool {
    let (base, isOver) = state.withLock { ($0.base, $0.isOver) }
    if isOver { return false }
    site.base = base
    let entry = site.entry("unit", TestSite.newID(), JSONObject([("n", 1)]))
    guard case .entry(let pushed) = entry else { return false }
    do {
      _ = try site.push(entry)
    } catch {
      state.withLock { $0.failures.append("\(error)") }
      guard let shelter else { return false }
      site.base = shelter
      guard (try? site.push(entry)) != nil else { return false }
    }
    state.withLock { _ = $0.taken.insert(pushed.id) }
    return true
  }
}

/// An object of a test that one iteration of a loop uses at a time.
// Sendable, for each is used by one iteration of a loop alone.
struct Lent<Value>: @unchecked Sendable {
  let value: Value

  init(_ value: Value) { self.value = value }
}
