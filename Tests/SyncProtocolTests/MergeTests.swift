import Testing

@testable import SyncProtocol

@Suite struct MergeTests {
  private func entry(
    _ operation: SyncOperation, at clock: Int64, _ body: [(String, JSONValue)],
    base: [String: Int64] = [:]
  ) -> SyncEntry {
    SyncEntry(
      site: "a", epoch: 1, sequence: 1, id: "e\(clock)", transaction: "t", timestamp: clock,
      actor: "u", schema: 1, entity: "patient", entityID: "p", operation: operation, base: base,
      body: .object(JSONObject(body)), previousHash: SyncEntry.noPreviousHash)
  }

  private func permutations<T>(_ items: [T]) -> [[T]] {
    guard let first = items.first else { return [[]] }
    return permutations(Array(items.dropFirst())).flatMap { rest in
      (0...rest.count).map { Array(rest[..<$0]) + [first] + Array(rest[$0...]) }
    }
  }

  @Test func `come out equal in every order, and with entries taken in twice`() {
    let entries = [
      entry(.create, at: 10, [("name", "Ana"), ("phone", "1")]),
      entry(.patch, at: 20, [("phone", "2")], base: ["phone": 10]),
      entry(.patch, at: 20, [("phone", "3")], base: ["phone": 10]),
      entry(.patch, at: 15, [("name", "Anna")], base: ["name": 10]),
      entry(.tombstone, at: 30, []),
    ]
    let results = permutations(entries).map { order in
      var document = ReplicatedDocument(entity: "patient", id: "p")
      for entry in order + order.prefix(2) { document.take(entry) }
      return document
    }
    #expect(Set(results).count == 1)
    #expect(results[0].body["phone"] == "3")
    #expect(results[0].body["name"] == "Anna")
    #expect(results[0].removedAt == 30)
  }

  @Test func `tell a conflict only where neither writer had seen the other's value`() {
    var document = ReplicatedDocument(entity: "patient", id: "p")
    document.take(entry(.create, at: 10, [("name", "Ana")]))
    let first = document.take(entry(.patch, at: 20, [("name", "B")], base: ["name": 10]))
    #expect(first.conflicts == [])
    let change = document.take(entry(.patch, at: 15, [("name", "C")], base: ["name": 10]))
    #expect(change.taken == [])
    #expect(change.conflicts.map(\.kept.value) == ["B"])
    #expect(change.conflicts.map(\.other.value) == ["C"])
    let same = document.take(entry(.patch, at: 16, [("name", "B")], base: ["name": 10]))
    #expect(same.conflicts == [])
  }

  @Test func `are read as they were written`() throws {
    var document = ReplicatedDocument(entity: "patient", id: "p")
    document.take(entry(.create, at: 10, [("name", "Ana"), ("phone", .null)]))
    document.take(entry(.tombstone, at: 12, []))
    #expect(try ReplicatedDocument(json: document.json) == document)
  }
}
