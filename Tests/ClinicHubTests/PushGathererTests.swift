import ClinicDomain
import Foundation
import HubCore
import HubModel
import SampleClinic
import SyncProtocol
import Synchronization
import Testing

@testable import ClinicHub

/// Many sites that push at once.
@Suite(.enabled(if: PrivatePostgres.isInstalled, "PostgreSQL is not installed"))
struct PushGathererTests {
  private let store: PostgresStore
  private let hub: Hub<PostgresStore>
  private let sites: [Lent<BenchSite<PostgresStore>>]

  init() throws {
    store = try #require(PrivatePostgres.shared).makeStore()
    hub = Hub(store: store)
    let bench = HubBench(store)
    bench.now = .system()
    sites = try ["AA", "BB", "CC", "DD", "EE", "FF", "GG", "HH"].map { Lent(try bench.site($0)) }
  }

  /// What each site gets for its pushes, all sent at once by a thread of its own.
  private func pushAll(
    _ pushes: [[PushRequest]], by gatherer: PushGatherer
  ) -> [[Result<PushAnswer, any Error>]] {
    let answers = Answers(count: sites.count)
    let threads = DispatchGroup()
    for (index, site) in sites.enumerated() {
      let (id, pushes) = (site.value.id, pushes[index])
      threads.enter()
      Thread.detachNewThread {
        for push in pushes {
          answers.add(Result { try gatherer.push(push, from: id, at: .system()) }, of: index)
        }
        threads.leave()
      }
    }
    threads.wait()
    return answers.all
  }

  @Test(arguments: [1, 3])
  func `all are answered, and fewer transactions are made than pushes come`(lanes: Int) throws {
    let pushes = sites.map { site in
      (0..<25).map { _ in
        let site = site.value
        return PushRequest(
          epoch: site.epoch,
          entries: [site.entry(.create, "unit", TestSite.newID(), JSONObject([("name", "U")]))])
      }
    }
    for results in pushAll(pushes, by: PushGatherer(hub: hub, lanes: lanes)) {
      #expect(try results.map { try $0.get().acknowledged } == Array(1...25))
    }
    let feed = try store.read { tx in try tx.feed(after: 0, limit: 1000) }
    #expect(feed.map(\.sequence) == Array(1...200))
    let transactions = try store.withConnection { connection in
      try connection.query("SELECT count(DISTINCT xmin::text) FROM feed").integer(0, 0)
    }
    #expect(transactions < 200, "no two pushes came together")
  }

  @Test func `what strikes one push is not the others' fault`() throws {
    let broken = TestSite.newID()
    try PostgresConnection(store.address).run(
      "INSERT INTO document(entity, id, document) VALUES ('unit', '\(broken)', 'torn')")
    let pushes = sites.enumerated().map { index, site in
      (0..<10).map { turn in
        let site = site.value
        let unit = index == 3 && turn == 4 ? broken : TestSite.newID()
        return PushRequest(
          epoch: site.epoch,
          entries: [site.entry(.create, "unit", unit, JSONObject([("name", "U")]))])
      }
    }
    let results = pushAll(pushes, by: PushGatherer(hub: hub, lanes: 1))
    for (index, results) in results.enumerated() where index != 3 {
      #expect(try results.map { try $0.get().acknowledged } == Array(1...10))
    }
    #expect(try results[3].prefix(4).map { try $0.get().acknowledged } == [1, 2, 3, 4])
    #expect(throws: PostgresError.unreadable(table: "document")) { try results[3][4].get() }
  }

  @Test func `a push that is struck in the middle leaves nothing, the others stay`() throws {
    let connection = try PostgresConnection(store.address)
    // Read where free times are looked for, near the one that was lost.
    try connection.run("INSERT INTO document(entity, id, document) VALUES ('agenda', 'd', 'torn')")
    let pushes = sites.prefix(3).enumerated().map { index, site in
      let site = site.value
      let unit = site.entry(.create, "unit", TestSite.newID(), JSONObject([("name", "U")]))
      let visit = site.visit(
        TestSite.newID(), practitioner: "d", patient: "p\(index)", hour: index == 2 ? 11 : 9)
      return SitePush(site: site.id, push: PushRequest(epoch: site.epoch, entries: [unit, visit]))
    }
    let results = try hub.take(pushes, at: .system())
    #expect(try results[0].get().acknowledged == 2)
    #expect(throws: PostgresError.unreadable(table: "document")) { try results[1].get() }
    #expect(try results[2].get().acknowledged == 2)
    let feed = try store.read { tx in try tx.feed(after: 0, limit: 100) }
    #expect(feed.map(\.sequence) == [1, 2, 3, 4])
    #expect(!feed.contains { $0.entry.site == sites[1].value.id })
    try connection.run("DELETE FROM document WHERE entity = 'agenda'")
    let answer = try hub.push(pushes[1].push, from: pushes[1].site, at: .system())
    #expect(answer.items.map(\.outcome) == [.applied, .refused])
    #expect(try store.read { tx in try tx.feedHead().sequence } == 8)
  }
}

private final class Answers: Sendable {
  private let results: Mutex<[[Result<PushAnswer, any Error>]]>

  init(count: Int) { results = Mutex(Array(repeating: [], count: count)) }

  func add(_ result: sending Result<PushAnswer, any Error>, of index: Int) {
    results.withLock { $0[index].append(result) }
  }

  var all: [[Result<PushAnswer, any Error>]] { results.withLock { $0 } }
}
