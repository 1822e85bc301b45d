import ClinicDomain
import SyncClient
import SyncProtocol
import Testing

@Suite struct PieceTurnTests {
  /// A site with nothing but pieces of files.
  private final class Pieces {
    var here: [String: [UInt8]] = [:]
    var toSend: Set<String> = []
    var toFetch: Set<String> = []
    var atHub: [String: [UInt8]] = [:]
    var puts: [String] = []
    /// What the hub fails at, once.
    var failing: Set<String> = []
  }

  private final class Site: SiteStore {
    let base: ScriptedSite
    let pieces: Pieces
    init(_ base: ScriptedSite, _ pieces: Pieces) { (self.base, self.pieces) = (base, pieces) }

    func standing() throws -> SiteStanding { try base.standing() }
    func nextPush(entryLimit: Int, byteLimit: Int) throws -> PushRequest? {
      try base.nextPush(entryLimit: entryLimit, byteLimit: byteLimit)
    }
    func settle(_ push: PushRequest, _ answer: PushAnswer, at now: Instant) throws {
      try base.settle(push, answer, at: now)
    }
    func rewind(to acknowledged: Int64, at now: Instant) throws {
      try base.rewind(to: acknowledged, at: now)
    }
    func quarantine(transaction: String, reason: String, at now: Instant) throws {
      try base.quarantine(transaction: transaction, reason: reason, at: now)
    }
    func takeIn(_ page: FeedPage, at now: Instant) throws { try base.takeIn(page, at: now) }
    func decideRequests(at now: Instant) throws -> Int { try base.decideRequests(at: now) }
    func begin(_ epoch: EpochAnswer, at now: Instant) throws { try base.begin(epoch, at: now) }
    func ownKeyGrantsToSend(limit: Int) throws -> [KeyGrant] {
      try base.ownKeyGrantsToSend(limit: limit)
    }
    func keyGrantsToSend(limit: Int) throws -> [KeyGrant] {
      try base.keyGrantsToSend(limit: limit)
    }
    func markSent(_ grants: [KeyGrant]) throws { try base.markSent(grants) }
    func takeIn(_ page: KeyGrantPage, at now: Instant) throws { try base.takeIn(page, at: now) }
    func takeIn(_ directory: Directory, at now: Instant) throws {
      try base.takeIn(directory, at: now)
    }
    func keep(failure: SyncFailure?, at now: Instant) throws {
      try base.keep(failure: failure, at: now)
    }
    func replayStaged() -> Int { base.replayStaged() }

    func piecesToSend(limit: Int) throws -> [String] {
      Array(pieces.toSend.sorted().prefix(limit))
    }
    func piece(_ hash: String) throws -> [UInt8]? { pieces.here[hash] }
    func markSent(pieces sent: [String]) throws { pieces.toSend.subtract(sent) }
    func piecesToFetch(limit: Int) throws -> [String] {
      Array(pieces.toFetch.sorted().prefix(limit))
    }
    func keep(piece bytes: [UInt8]?, named hash: String) throws -> Bool {
      guard let bytes, bytes == Array(hash.utf8) else { return false }
      pieces.here[hash] = bytes
      pieces.toFetch.remove(hash)
      return true
    }
  }

  private final class Hub: HubTransport {
    let base: ScriptedHub
    let pieces: Pieces
    init(_ base: ScriptedHub, _ pieces: Pieces) { (self.base, self.pieces) = (base, pieces) }

    func push(_ request: PushRequest) throws(HubFailure) -> PushAnswer { try base.push(request) }
    func feed(after position: FeedPosition, epoch: Int64) throws(HubFailure) -> FeedPage {
      try base.feed(after: position, epoch: epoch)
    }
    func beginEpoch(_ request: EpochRequest) throws(HubFailure) -> EpochAnswer {
      try base.beginEpoch(request)
    }
    func directory() throws(HubFailure) -> Directory { try base.directory() }
    func leave(_ grants: [KeyGrant]) throws(HubFailure) { try base.leave(grants) }
    func keyGrants(after cursor: Int64) throws(HubFailure) -> KeyGrantPage {
      try base.keyGrants(after: cursor)
    }
    func missingPieces(of hashes: [String]) throws(HubFailure) -> [String] {
      hashes.filter { pieces.atHub[$0] == nil }
    }
    func put(piece bytes: [UInt8], named hash: String) throws(HubFailure) {
      if pieces.failing.remove(hash) != nil { throw HubFailure(.unreachable) }
      pieces.puts.append(hash)
      pieces.atHub[hash] = bytes
    }
    func piece(_ hash: String) throws(HubFailure) -> [UInt8]? { pieces.atHub[hash] }
  }

  private let pieces = Pieces()
  private let site = ScriptedSite()
  private let hub = ScriptedHub()

  private func engine(_ now: @escaping () -> Instant) -> SyncEngine {
    SyncEngine(
      store: Site(site, pieces), transport: Hub(hub, pieces),
      random: SystemRandomNumberGenerator(), clock: now)
  }

  private func name(_ number: Int) -> String { "piece \(1000 + number)" }

  @Test("Pieces go after the entries, and after a cut only what is missing goes again")
  func resumes() {
    var now = Instant(milliseconds: 0)
    let engine = engine { now }
    for number in 0..<5 {
      pieces.here[name(number)] = Array(name(number).utf8)
      pieces.toSend.insert(name(number))
    }
    site.write(2)
    pieces.failing = [name(2)]
    engine.wake(.start)
    engine.runTurn()
    #expect(hub.received.count == 2)
    #expect(pieces.puts == [name(0), name(1)])
    now = now.adding(minutes: 10)
    _ = engine.step()
    engine.runTurn()
    #expect(pieces.puts == (0..<5).map(name))
    #expect(pieces.toSend.isEmpty && engine.state == .resting)
  }

  @Test("A piece that is not there yet or is not what its name says keeps nothing waiting")
  func refuses() {
    let engine = engine { Instant(milliseconds: 0) }
    pieces.toFetch = [name(0), name(1), name(2)]
    pieces.atHub = [name(1): Array("altered".utf8), name(2): Array(name(2).utf8)]
    engine.wake(.start)
    var events: [SyncEvent] = []
    engine.runTurn { events.append($0) }
    #expect(events.contains(.pieceRefused(name(1))))
    #expect(events.count { $0 == .pieceFetched } == 1)
    #expect(pieces.toFetch == [name(0), name(1)])
    #expect(engine.state == .resting)
  }

  @Test("Files that are nowhere to be had keep no worker busy")
  func rests() {
    let engine = engine { Instant(milliseconds: 0) }
    for number in 0..<200 { pieces.toFetch.insert(name(number)) }
    engine.wake(.start)
    engine.runTurn()
    #expect(engine.state == .resting)
    #expect(hub.calls.count { if case .feed = $0 { true } else { false } } == 1)
  }

  @Test("A file of many pieces goes in several turns, with the log between them")
  func manyTurns() {
    let engine = engine { Instant(milliseconds: 0) }
    for number in 0..<150 {
      pieces.here[name(number)] = Array(name(number).utf8)
      pieces.toSend.insert(name(number))
    }
    engine.wake(.start)
    engine.runTurn()
    #expect(pieces.toSend.isEmpty && pieces.puts.count == 150)
    #expect(hub.calls.count { if case .feed = $0 { true } else { false } } >= 3)
  }
}
