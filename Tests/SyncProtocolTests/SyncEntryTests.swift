import SyncProtocol
import Testing

@Suite struct SyncEntryTests {
  /// Stands for SHA-256: differs with every byte, so that a changed member is seen.
  static func digest(_ bytes: [UInt8]) -> [UInt8] {
    var state: UInt64 = 14_695_981_039_346_656_037
    for byte in bytes { state = (state ^ UInt64(byte)) &* 1_099_511_628_211 }
    return (0..<8).map { UInt8(truncatingIfNeeded: state >> (8 * $0)) }
  }

  let entry = SyncEntry(
    site: "s", epoch: 7, sequence: 1, id: "i", transaction: "t", timestamp: 99, actor: "a",
    schema: 1, entity: "patient", entityID: "e", operation: .patch, base: ["phone": 5],
    body: ["phone": "27999"], previousHash: SyncEntry.noPreviousHash)

  @Test func `the canonical form is the documented one`() {
    let zeros = SyncEntry.noPreviousHash
    #expect(
      entry.json.canonicalText == """
        {"actor":"a","base":{"phone":5},"body":{"phone":"27999"},"entity":"patient",\
        "entity_id":"e","epoch":7,"hlc":99,"id":"i","op":"patch","prev":"\(zeros)",\
        "schema":1,"seq":1,"site":"s","tx":"t","v":1}
        """)
  }

  @Test func `both ways of writing an entry give the same bytes`() {
    var other = entry
    other.actor = "quote \" and é\n"
    other.base = ["z": 1, "a": -2]
    for entry in [entry, other] { #expect(entry.canonicalBytes == entry.json.canonicalBytes) }
  }

  @Test func `an entry survives the wire`() throws {
    let json = try JSONValue(parsing: entry.canonicalBytes)
    #expect(try SyncEntry(json: json) == entry)
  }

  @Test func `each missing member is named`() throws {
    let members = try #require(entry.json.objectValue)
    for key in members.keys {
      var without = members
      without[key] = nil
      #expect(throws: SyncEntryError.missing(key)) { try SyncEntry(json: .object(without)) }
    }
  }

  @Test func `a staged document with a changed byte is refused`() throws {
    let staged = StagedEntry(
      site: "s", id: "i", transaction: "t", timestamp: 9, actor: "a", schema: 1,
      entity: "patient", entityID: "e", operation: .create, body: "sealed")
    let document = try JSONValue(parsing: staged.document(by: Self.digest))
    #expect(try StagedEntry(document: document, by: Self.digest) == staged)
    var changed = try #require(document.objectValue)
    changed["actor"] = "b"
    #expect(throws: SyncEntryError.hashMismatch) {
      try StagedEntry(document: .object(changed), by: Self.digest)
    }
  }
}
