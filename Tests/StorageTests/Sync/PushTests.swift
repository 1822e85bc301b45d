import ClinicDomain
import SyncProtocol
import Testing

@testable import Storage

@Suite struct PushTests {
  let hub = TinyHub()
  let site: Fixture

  init() throws {
    site = try Fixture()
    try site.patient("Antes")
    try hub.enrol(site.service, now: Fixture.now)
  }

  private func next(_ limit: Int = 500, bytes: Int = 1 << 20) throws -> PushRequest? {
    try site.service.nextPush(entryLimit: limit, byteLimit: bytes)
  }

  private func answer(_ push: PushRequest, _ outcome: EntryOutcome = .applied) -> PushAnswer {
    PushAnswer(
      items: push.entries.map { .init(sequence: $0.sequence, outcome: outcome) },
      acknowledged: push.entries.map(\.sequence).max() ?? 0, serverTime: 0, leaseUntil: 0,
      feedHead: 0)
  }

  @Test func `whole transactions go out in their order, each naming the one before`() throws {
    for name in ["Maria", "José", "Ana"] { try site.patient(name) }
    let push = try #require(try next(2))
    #expect(push.entries.map(\.sequence) == [1, 2])
    #expect(push.entries[1].previousHash == push.entries[0].hash(by: sha256))
    try site.service.settle(push, answer(push), now: Fixture.now)
    #expect(try site.service.standing().acknowledged == 2)
    #expect(try next(2)?.entries.map(\.sequence) == [3, 4])
    #expect(try next(500, bytes: 10)?.entries.map(\.sequence) == [3])
  }

  @Test func `what comes after a push is read while that is on its way, and counts while it fits`()
    throws
  {
    for name in ["Maria", "José", "Ana"] { try site.patient(name) }
    let service = site.service
    let push = try #require(try next(2))
    let ahead = try #require(try service.push(after: push, entryLimit: 2, byteLimit: 1 << 20))
    #expect(ahead.entries.map(\.sequence) == [3, 4])
    #expect(try !service.isNext(ahead), "the first is not taken yet")
    try service.settle(push, answer(push), now: Fixture.now)
    #expect(try service.isNext(ahead))
    #expect(try next(2) == ahead)
    #expect(try service.push(after: ahead, entryLimit: 2, byteLimit: 1 << 20) == nil)
    guard case .entry(let bad) = ahead.entries[0] else { return }
    try service.quarantine(
      transaction: bad.transaction, reason: "malformed", as: Fixture.operatorActor,
      now: Fixture.now)
    #expect(try !service.isNext(ahead), "it holds what was put aside")
    #expect(try service.push(after: push, entryLimit: 2, byteLimit: 1 << 20) == nil)
  }

  @Test func `what was read ahead is of no use in a new epoch`() throws {
    try site.patient("Maria")
    let push = try #require(try next(1))
    let ahead = try #require(
      try site.service.push(after: push, entryLimit: 1, byteLimit: 1 << 20))
    try site.service.settle(push, answer(push), now: Fixture.now)
    try site.service.begin(
      EpochAnswer(epoch: 9_000_000_000_000, acknowledged: 1, serverTime: 0),
      as: Fixture.operatorActor, now: Fixture.now)
    #expect(try !site.service.isNext(ahead))
    #expect(try site.service.push(after: push, entryLimit: 1, byteLimit: 1 << 20) == nil)
  }

  @Test func `an acknowledgement of more than was sent counts for what was sent alone`() throws {
    let push = try #require(try next(1))
    // A copy of the file sent what it has at the next place; here stands something else.
    try site.patient("Maria")
    var answer = answer(push)
    answer.acknowledged += 1
    try site.service.settle(push, answer, now: Fixture.now)
    #expect(try site.service.standing().acknowledged == 1)
    let greeting = PushRequest(epoch: push.epoch, entries: [])
    try site.service.settle(greeting, answer, now: Fixture.now)
    #expect(try next()?.entries.map(\.sequence) == [2])
  }

  @Test func `the acknowledgement is known outside the file, and an older file is told by it`()
    throws
  {
    let push = try #require(try next())
    try site.service.settle(push, answer(push), now: Fixture.now)
    #expect(try site.service.standing().witnessed?.acknowledged == 1)
    #expect(try !site.service.standing().isBehindWitness)
    try site.execute("UPDATE sync_state SET acknowledged_seq = 0")
    #expect(try site.service.standing().isBehindWitness)
  }

  @Test func `a file put back writes what the hub lacks into a new epoch, with the same ids`()
    throws
  {
    let push = try #require(try next())
    try site.service.settle(push, answer(push), now: Fixture.now)
    try site.patient("Maria")
    let waiting = try #require(try next())
    try site.service.begin(
      EpochAnswer(epoch: 9_000_000_000_000, acknowledged: 1, serverTime: 0),
      as: Fixture.operatorActor, now: Fixture.now)
    let again = try #require(try next())
    #expect(again.epoch == 9_000_000_000_000)
    #expect(again.entries.map(\.sequence) == [1])
    #expect(again.entries[0].previousHash == SyncEntry.noPreviousHash)
    guard case .entry(let old) = waiting.entries[0], case .entry(let new) = again.entries[0] else {
      Issue.record("no entries")
      return
    }
    #expect(old.id == new.id && old.body == new.body && old.timestamp == new.timestamp)
    #expect(try site.service.check(as: Fixture.operatorActor, now: Fixture.now).isSound)
  }

  @Test func `a file put back asks for a new epoch first, and what waited in it is sent then`()
    throws
  {
    let push = try #require(try next())
    try site.service.settle(push, answer(push), now: Fixture.now)
    let maria = try site.patient("Maria")
    let path = site.root + "/backup.sqlite"
    try site.service.backUp(to: path, as: Fixture.operatorActor, now: Fixture.now)
    try site.service.close()
    _ = try ClinicService.restore(
      from: path, to: site.folder, environment: site.environment, as: Fixture.operatorActor,
      now: Fixture.now.adding(minutes: 1))
    try site.reopen()
    let standing = try site.service.standing()
    #expect(standing.isBehindWitness)
    #expect(standing.epoch == push.epoch)
    #expect(standing.acknowledgedHash == push.entries[0].hash(by: sha256))
    try site.service.begin(
      EpochAnswer(epoch: 9_000_000_000_000, acknowledged: 1, serverTime: 0),
      as: Fixture.operatorActor, now: Fixture.now)
    let waiting = try #require(try next())
    guard case .entry(let entry) = waiting.entries[0] else { return }
    #expect(entry.entityID == maria.text)
    #expect(try !site.service.standing().isBehindWitness)
  }

  @Test func `what is in quarantine moves along into a new epoch`() throws {
    let maria = try site.patient("Maria")
    let push = try #require(try next())
    guard case .entry(let bad) = push.entries[1] else { return }
    try site.service.quarantine(
      transaction: bad.transaction, reason: "malformed", as: Fixture.operatorActor,
      now: Fixture.now)
    try site.service.settle(push, answer(push), now: Fixture.now)
    try site.service.begin(
      EpochAnswer(epoch: 9_000_000_000_000, acknowledged: 2, serverTime: 0),
      as: Fixture.operatorActor, now: Fixture.now)
    let around = try #require(try next())
    guard case .placeholder(1, _, _) = around.entries[0] else {
      Issue.record("\(around.entries)")
      return
    }
    try site.service.settle(around, answer(around), now: Fixture.now)
    let release = RepairHeld(id: try TransactionID(parsing: bad.transaction), repair: .resend)
    #expect(
      site.service.perform(release, as: Fixture.operatorActor, now: Fixture.now).value != nil)
    guard case .entry(let sent) = try #require(try next()).entries[0] else { return }
    #expect(sent.entityID == maria.text)
    #expect(try site.service.check(as: Fixture.operatorActor, now: Fixture.now).isSound)
  }

  @Test func `a held transaction leaves placeholders, holds what follows on it, and no more`()
    throws
  {
    let push = try #require(try next())
    try site.service.settle(push, answer(push), now: Fixture.now)
    let maria = try site.patient("Maria")
    let base = try site.details("Maria")
    var changed = base
    changed.motherName = try PersonName(parsing: "Ana")
    let update = UpdatePatient(id: maria, base: base, details: changed)
    #expect(site.service.perform(update, as: site.reception, now: Fixture.now).value != nil)
    try site.patient("José")
    guard case .entry(let bad) = try #require(try next()).entries[0] else { return }
    try site.service.quarantine(
      transaction: bad.transaction, reason: "malformed", as: Fixture.operatorActor,
      now: Fixture.now)
    let around = try #require(try next())
    let isHeld = around.entries.map { if case .placeholder = $0 { true } else { false } }
    #expect(isHeld == [true, true, false])
    #expect(around.entries[1].previousHash == around.entries[0].hash(by: sha256))
    #expect(around.entries[2].previousHash == around.entries[1].hash(by: sha256))
    try site.service.settle(around, answer(around), now: Fixture.now)
    #expect(try next() == nil)
    #expect(try site.service.quarantined().map(\.state) == [.held, .behind])
    let resend = RepairHeld(id: try TransactionID(parsing: bad.transaction), repair: .resend)
    #expect(
      site.service.perform(resend, as: Fixture.operatorActor, now: Fixture.now).value != nil)
    for sequence: Int64 in [2, 3] {
      let resent = try #require(try next())
      #expect(resent.entries.map(\.sequence) == [sequence])
      if case .placeholder = resent.entries[0] { Issue.record("still held") }
      try site.service.settle(resent, answer(resent), now: Fixture.now)
    }
    #expect(try next() == nil)
    #expect(try site.service.quarantined() == [])
  }

  @Test func `a contact is told to the screens once a minute, a failure at once`() throws {
    let other = try site.another()
    defer { try? other.close() }
    func heard(_ failure: SyncFailure?, seconds: Int64) throws -> Bool {
      try site.service.keep(failure: failure, now: Fixture.now.adding(milliseconds: seconds * 1000))
      return other.bell.changes().contains(.sync)
    }
    #expect(try heard(nil, seconds: 0))
    #expect(try !heard(nil, seconds: 59))
    #expect(try heard(nil, seconds: 60))
    #expect(try heard(.unreachable, seconds: 61))
    #expect(try !heard(.unreachable, seconds: 200))
    #expect(try heard(nil, seconds: 201))
  }
}
