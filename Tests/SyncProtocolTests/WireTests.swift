import Testing

@testable import SyncProtocol

@Suite struct WireTests {
  private let entry = SyncEntry(
    site: "a", epoch: 7, sequence: 3, id: "e", transaction: "t", timestamp: 5, actor: "u",
    schema: 1, entity: "patient", entityID: "p", operation: .create, body: ["x": 1],
    previousHash: SyncEntry.noPreviousHash)

  @Test func `a push is read as it was written, with what is held back`() throws {
    let push = PushRequest(
      epoch: 7,
      entries: [.entry(entry), .placeholder(sequence: 4, previousHash: "p", hash: "h")])
    #expect(try PushRequest(json: JSONValue(parsing: push.json.canonicalText)) == push)
  }

  @Test func `the bytes of a push are those of its document, however they were made`() {
    var later = entry
    later.unknown = JSONObject([("added_later", 1)])
    var push = PushRequest(
      epoch: 7,
      entries: [
        .entry(entry), .entry(later), .placeholder(sequence: 5, previousHash: "p", hash: "h"),
      ]
    ).withBytes
    #expect(push.canonicalBytes == push.json.canonicalBytes)
    push.entries.removeLast()
    #expect(push.canonicalBytes == push.json.canonicalBytes)
    push.epoch = 8
    #expect(push.canonicalBytes == push.json.canonicalBytes)
  }

  @Test func `a push in a format of the future is refused`() throws {
    var object = try #require(PushRequest(epoch: 1, entries: []).json.objectValue)
    object["v"] = 9
    #expect(throws: SyncEntryError.unreadableVersion(9)) {
      try PushRequest(json: .object(object))
    }
  }

  @Test func `a page of the feed is read as it was written`() throws {
    let page = FeedPage(
      hubEpoch: 2,
      items: [
        FeedItem(sequence: 1, content: .entry(entry)),
        FeedItem(sequence: 2, content: .own(epoch: 7, sequence: 3)),
      ], head: 9, serverTime: 11)
    #expect(try FeedPage(json: JSONValue(parsing: page.json.canonicalText)) == page)
  }

  @Test func `what a later version adds to an entry is kept and counts in its hash`() throws {
    var object = try #require(entry.json.objectValue)
    object["added_later"] = ["k": "v"]
    let read = try SyncEntry(json: .object(object))
    #expect(read.json == .object(object))
    #expect(read.canonicalBytes == JSONValue.object(object).canonicalBytes)
    #expect(read.canonicalBytes != entry.canonicalBytes)
  }

  @Test(arguments: ["1:0", "22:9000000000"])
  func `a position is read as it is spelled`(text: String) {
    #expect(FeedPosition(text: text)?.text == text)
  }

  @Test(arguments: ["", "1", "1:", ":1", "1:2:3", "-1:2", "a:b"])
  func `what is no position`(text: String) {
    #expect(FeedPosition(text: text) == nil)
  }

  @Test func `every part of a request is under its signature`() {
    let whole = RequestSignature(
      method: "POST", target: "/v1/x?y=1", site: "s", date: 1, nonce: "n", bodyHash: "h")
    var others = [RequestSignature](repeating: whole, count: 6)
    others[0].method = "PUT"
    others[1].target = "/v1/x"
    others[2].site = "t"
    others[3].date = 2
    others[4].nonce = "m"
    others[5].bodyHash = "g"
    #expect(Set(others.map(\.signedBytes) + [whole.signedBytes]).count == 7)
  }
}
