import ClinicDomain
import Crypto
import Foundation
import HubCore
import SyncProtocol

extension HubBench {
  func pagesOfTheFeed() throws {
    let (a, b) = (try site("AA"), try site("BB"))
    let sizes = [1, 3, 2, 4, 1]
    for (index, size) in sizes.enumerated() {
      let entries = (0..<size).map { number in
        a.entry(.create, "unit", id(index * 10 + number), JSONObject(), transaction: "t\(index)")
      }
      _ = try hub.push(PushRequest(epoch: a.epoch, entries: entries), from: a.id, at: now)
    }
    var position = FeedPosition(hubEpoch: 1, sequence: 0)
    var found: [Int] = []
    while true {
      let page = try hub.feed(for: b.id, after: position, limit: 3, at: now)
      guard let last = page.items.last else { break }
      try expectEqual(page.items[0].sequence, position.sequence + 1)
      found.append(page.items.count)
      position.sequence = last.sequence
    }
    try expectEqual(found, [1, 3, 2, 4, 1])
    let own = try hub.feed(
      for: a.id, after: FeedPosition(hubEpoch: 1, sequence: 0), at: now)
    try expectEqual(own.items.count, 11)
    try expectEqual(own.items[1].content, .own(epoch: a.epoch, sequence: 2))
    let fresh = try hub.beginEpoch(
      EpochRequest(epoch: a.epoch, lastSequence: 0, lastHash: "", reason: .restored), of: a.id,
      at: now)
    let older = try hub.feed(for: a.id, after: FeedPosition(hubEpoch: 1, sequence: 0), at: now)
    guard case .entry = older.items[0].content else {
      throw ScenarioFailure(description: "an entry of an older epoch came as a stub")
    }
    let twin = try hub.feed(
      for: a.id, after: FeedPosition(hubEpoch: 1, sequence: 0), epoch: a.epoch, at: now)
    try expectEqual(twin.items[0].content, .own(epoch: a.epoch, sequence: 1))
    try expect(fresh.epoch > a.epoch, "epochs must go up")
  }

  func resultsForTheCentre() throws {
    let site = try site("AA")
    let service = Curve25519.KeyAgreement.PrivateKey()
    let key = SymmetricKey(size: .bits256)
    let (exam, patient) = (id(1), id(2))
    func sealed(_ text: String, _ field: String) throws -> JSONValue {
      let box = try AES.GCM.seal(
        Array(text.utf8), using: key, authenticating: Array("exam|\(exam)|\(field)|1".utf8))
      return .string(
        BinaryText.base64([1, 0, 0, 0, 1] + Array(box.nonce) + Array(box.ciphertext + box.tag)))
    }
    try site.push(
      site.entry(
        .create, "exam", exam,
        JSONObject([
          ("patient", .string(patient)), ("name", try sealed("Hemoglobina", "name")),
          ("result", try sealed("13,1", "result")),
        ])))
    var grant = KeyGrant(
      patient: patient, version: 1, sender: site.id,
      recipient: HubServiceKey.recipient(HubServiceKey.results), encapsulated: "", sealed: "")
    let suite = HPKE.Ciphersuite(
      kem: .Curve25519_HKDF_SHA256, kdf: .HKDF_SHA256, aead: .AES_GCM_256)
    var sender = try HPKE.Sender(
      recipientKey: service.publicKey, ciphersuite: suite, info: Data(KeyGrant.info))
    let box = try sender.seal(
      key.withUnsafeBytes { Data($0) }, authenticating: Data(grant.associatedData))
    grant.encapsulated = BinaryText.base64(Array(sender.encapsulatedKey))
    grant.sealed = BinaryText.base64(Array(box))
    // Nobody may leave keys for a service that the hub doesn't have.
    try hub.keep([grant], from: site.id)
    let raw = Array(service.rawRepresentation)
    try expectEqual(try hub.results(openedBy: raw).count, 0)
    try hub.keep(
      HubServiceKey(
        name: HubServiceKey.results,
        agreementKey: BinaryText.base64(Array(service.publicKey.rawRepresentation))))
    try expectEqual(try hub.directory().services?.map(\.name), [HubServiceKey.results])
    try hub.keep([grant], from: site.id)
    let results = try hub.results(openedBy: raw)
    try expectEqual(results.map(\.result), ["13,1"])
    try expectEqual(results.map(\.name), ["Hemoglobina"])
    try expectEqual(results.map(\.site), [site.id])
    let other = Array(Curve25519.KeyAgreement.PrivateKey().rawRepresentation)
    try expectEqual(try hub.results(openedBy: other).count, 0)
  }

  func piecesOfFiles() throws {
    let (a, b) = (try site("AA"), try site("BB"))
    let pieces = [0, 1].map { [UInt8](repeating: $0, count: SyncAPI.pieceLimit - Int($0)) }
    let names = pieces.map { BinaryText.hex(Array(SHA256.hash(data: $0))) }
    try expectEqual(try hub.missingPieces(of: names, for: a.id), names)
    try hub.keep(piece: pieces[0], named: names[0], from: a.id)
    try hub.keep(piece: pieces[0], named: names[0], from: a.id)
    try expectEqual(try hub.missingPieces(of: names, for: a.id), [names[1]])
    try expectEqual(try hub.piece(names[0], for: b.id), pieces[0])
    try expectEqual(try hub.piece(names[1], for: b.id), nil)
    try expectProblem(.malformed) {
      try hub.keep(piece: Array(pieces[1].dropLast()), named: names[1], from: a.id)
    }
    try expectProblem(.malformed) { try hub.keep(piece: pieces[1], named: "x", from: a.id) }
    try expectProblem(.tooLarge) {
      try hub.keep(piece: pieces[0] + [0], named: names[0], from: a.id)
    }
    try expectEqual(try hub.piece(names[1], for: b.id), nil)
    try hub.decommission(b.id, at: now)
    try expectProblem(.decommissioned) { _ = try hub.piece(names[0], for: b.id) }
  }

  func aNewLife() throws {
    let site = try site("AA")
    try site.push(site.entry(.create, "unit", id(1), JSONObject()))
    try expectProblem(.hubEpoch) {
      _ = try hub.feed(for: site.id, after: FeedPosition(hubEpoch: 7, sequence: 0), at: now)
    }
    // The site knows a place that this hub doesn't have: the hub is an old copy.
    do {
      _ = try hub.feed(for: site.id, after: FeedPosition(hubEpoch: 1, sequence: 5), at: now)
      throw ScenarioFailure(description: "a position after the head was answered")
    } catch let problem as HubProblem {
      try expectEqual(problem.hubEpoch, 2)
    }
    let page = try hub.feed(for: site.id, after: FeedPosition(hubEpoch: 2, sequence: 0), at: now)
    try expectEqual(page.items.count, 1)
    try expectEqual(try hub.beginNewLife(), 3)
  }

  func epochsOfRestoredFiles() throws {
    let site = try site("AA")
    var hashes = [SyncEntry.noPreviousHash]
    for number in 1...5 {
      try site.push(site.entry(.create, "unit", id(number), JSONObject()))
      hashes.append(site.hash)
    }
    let first = site.epoch
    func begin(_ last: Int64, _ hash: String, own: (Int64, String)? = nil) throws -> EpochAnswer {
      try hub.beginEpoch(
        EpochRequest(
          epoch: first, lastSequence: last, lastHash: hash, reason: .restored,
          acknowledged: own?.0, acknowledgedHash: own?.1), of: site.id, at: now)
    }
    // A file as it was at 3: the hub has 5 of its own log.
    let answer = try begin(3, hashes[3])
    try expectEqual(answer.acknowledged, 5)
    try expect(answer.epoch > first, "not a new epoch")
    // A file that went another way after 3.
    try expectEqual(try begin(4, "other", own: (3, hashes[3])).acknowledged, 3)
    try expectEqual(try begin(4, "other", own: (4, "other")).acknowledged, 0)
    try expectEqual(try begin(7, "unsent").acknowledged, 0)
    let last = try begin(5, hashes[5])
    try expectProblem(.staleEpoch) {
      try site.push(site.entry(.create, "unit", id(8), JSONObject()))
    }
    site.begin(last)
    try expectEqual(
      try site.push(site.entry(.create, "unit", id(8), JSONObject())).acknowledged, 1)
  }

  func keysOfPatients() throws {
    let (a, b, c) = (try site("AA"), try site("BB"), try site("CC"))
    func grant(_ patient: String, from: String, to: String, sealed: String = "k") -> KeyGrant {
      KeyGrant(
        patient: patient, version: 1, sender: from, recipient: to, encapsulated: "e",
        sealed: sealed)
    }
    try hub.keep([grant("p", from: a.id, to: b.id), grant("p", from: a.id, to: c.id)], from: a.id)
    try hub.keep([grant("q", from: a.id, to: b.id)], from: a.id)
    let page = try hub.keyGrants(for: b.id, after: 0)
    try expectEqual(page.grants.map(\.patient), ["p", "q"])
    try expectEqual(try hub.keyGrants(for: b.id, after: page.cursor).grants.count, 0)
    // Wrapped anew: it comes again.
    try hub.keep([grant("p", from: a.id, to: b.id, sealed: "new")], from: a.id)
    let again = try hub.keyGrants(for: b.id, after: page.cursor)
    try expectEqual(again.grants.map(\.sealed), ["new"])
    try expectEqual(try hub.keyGrants(for: b.id, after: 0).grants.count, 2)
    try expectProblem(.malformed) {
      try hub.keep([grant("p", from: b.id, to: c.id)], from: a.id)
    }
  }

  func snapshots() throws {
    let site = try site("AA")
    for number in [3, 1, 2] {
      try site.push(site.entry(.create, "unit", id(number), JSONObject([("n", .int(1))])))
    }
    try site.push(site.entry(.create, "patient", id(9), JSONObject([("name", "Ána \"q\" \\")])))
    var lines: [[UInt8]] = []
    try hub.snapshot(for: site.id) { lines.append($0) }
    func json(_ line: [UInt8]) throws -> JSONValue {
      try JSONValue(parsing: String(decoding: line, as: UTF8.self))
    }
    let header = try json(lines[0]).decode(SnapshotHeader.self)
    try expectEqual(header.counts, ["unit": 3, "patient": 1])
    try expectEqual(header.feedHead, 4)
    let documents = try lines[1..<5].map { try ReplicatedDocument(json: json($0)) }
    try expectEqual(documents.map(\.id), [id(9), id(1), id(2), id(3)])
    try expectEqual(documents[0].body["name"], "Ána \"q\" \\")
    let trailer = try json(lines[5]).decode(SnapshotTrailer.self)
    let hash = SHA256.hash(data: lines[..<5].flatMap { $0 })
    try expectEqual(trailer.sha256, BinaryText.hex(Array(hash)))
  }

  func decommissioning() throws {
    let (a, b) = (try site("AA"), try site("BB"))
    try a.push(a.entry(.create, "practitioner", "d", JSONObject()))
    try b.push(
      b.visit(id(1), practitioner: "d", patient: "p", hour: 9, reservation: "requested"))
    try hub.decommission(a.id, at: now)
    try expectEqual(try reservation(of: id(1)), "confirmed")
    try expectProblem(.decommissioned) { try a.push() }
    try expectProblem(.decommissioned) { try a.pull() }
    try expectEqual(try hub.directory().sites.map(\.state), [.decommissioned, .active])
    try expectProblem(.notFound) { try hub.decommission(id(77), at: now) }
  }

  /// Who takes the whole feed in has what the hub has, in whatever order.
  func theFeedTellsEverything() throws {
    let (a, b) = (try site("AA"), try site("BB"))
    try a.push(a.entry(.create, "patient", id(50), JSONObject([("name", "Ana"), ("cpf", "1")])))
    try b.push(b.entry(.create, "patient", id(51), JSONObject([("name", "Bia"), ("cpf", "1")])))
    for hour in [8, 9, 9, 10, 8] {
      try a.push(a.visit(nextID(), practitioner: "d", patient: nextID(), hour: hour))
      try b.push(b.visit(nextID(), practitioner: "d", patient: nextID(), hour: hour, minutes: 45))
    }
    try b.push(b.entry(.patch, "patient", id(50), JSONObject([("name", "Anna")])))
    try a.push(a.entry(.tombstone, "patient", id(51), JSONObject()))
    let feed = try feed()
    try expectEqual(feed.map(\.sequence), Array(1...Int64(feed.count)))
    for entries in [feed, feed.reversed()] {
      var documents: [DocumentReference: ReplicatedDocument] = [:]
      for entry in entries.map(\.entry) {
        let reference = DocumentReference(entry.entity, entry.entityID)
        documents[
          reference, default: ReplicatedDocument(entity: entry.entity, id: entry.entityID)
        ].take(entry)
      }
      var digest = SHA256()
      for reference in documents.keys.sorted() {
        if let document = documents[reference] {
          digest.update(data: CanonicalDump.line(document))
        }
      }
      try expectEqual(BinaryText.hex(Array(digest.finalize())), try hub.canonicalHash())
    }
    let claims = try feed.map(\.entry).filter { $0.entity == "appointment" }.map(\.entityID)
      .filter { try reservation(of: $0) == "confirmed" }
    try expectEqual(Set(claims).count, 3)
  }
}
