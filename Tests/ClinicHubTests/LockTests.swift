import Foundation
import HubCore
import SyncProtocol
import Synchronization
import Testing

@testable import ClinicHub

/// What many instances rely on: who waits for whom, and in which order the feed shows.
@Suite(.enabled(if: PrivatePostgres.isInstalled, "PostgreSQL is not installed"))
struct LockTests {
  let store: PostgresStore

  init() throws { store = try #require(PrivatePostgres.shared).makeStore() }

  @Test func `who follows the feed while many write misses nothing`() throws {
    let (writers, each) = (6, 40)
    let running = Mutex(writers)
    let failures = Mutex<[String]>([])
    for _ in 0..<writers {
      let (store, entries) = (store, TestSite(base: ""))
      let lent = Lent(entries)
      Thread.detachNewThread {
        do {
          for _ in 0..<each { try Self.append(by: lent.value, to: store) }
        } catch {
          failures.withLock { $0.append("\(error)") }
        }
        running.withLock { $0 -= 1 }
      }
    }
    var (seen, cursor): (Set<String>, Int64) = ([], 0)
    while true {
      let isLast = running.withLock { $0 } == 0
      let found = try store.read { tx in try tx.feed(after: cursor, limit: 50) }
      seen.formUnion(found.map(\.entry.id))
      cursor = found.last?.sequence ?? cursor
      if isLast, found.isEmpty { break }
    }
    #expect(failures.withLock { $0 } == [])
    #expect(seen.count == writers * each)
  }

  /// One transaction that goes on for a while after it took its place.
  private static func append(by site: TestSite, to store: PostgresStore) throws {
    guard case .entry(let entry) = site.entry("unit", TestSite.newID(), JSONObject([("n", 1)]))
    else { return }
    try store.write { tx in
      let head = try tx.takePlaces(1, ofHub: 0)
      usleep(.random(in: 0...3_000))
      try tx.append(
        [FeedEntry(sequence: head.sequence + 1, entry: entry)], lastHubHash: nil)
    }
  }

  @Test(arguments: [
    (["practitioner:d"], ["practitioner:d"]),
    (["practitioner:d"], ["patient:p", "practitioner:d"]),
    // So many that one lock stands for all.
    (["practitioner:d"], (0..<500).map { "practitioner:\($0)" }),
    ((0..<500).map { "practitioner:\($0)" }, ["room:r"]),
  ])
  func `who decides about a resource keeps others out until the end`(
    first: [String], second: [String]
  ) throws {
    let store = store
    let order = Mutex<[String]>([])
    let (began, ended) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
    Thread.detachNewThread {
      try? store.write { tx in
        try tx.lock(resources: first)
        began.signal()
        usleep(200_000)
        order.withLock { $0.append("first") }
      }
      ended.signal()
    }
    began.wait()
    try store.write { tx in
      try tx.lock(resources: second)
      order.withLock { $0.append("second") }
    }
    ended.wait()
    #expect(order.withLock { $0 } == ["first", "second"])
  }

  @Test func `who decides about one resource lets others decide about another`() throws {
    let store = store
    try store.write { tx in
      try tx.lock(resources: ["practitioner:d"])
      try store.write { other in try other.lock(resources: ["practitioner:e"]) }
    }
  }
}
