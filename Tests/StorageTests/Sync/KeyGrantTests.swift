import ClinicDomain
import Crypto
import Foundation
import GRDB
import SyncProtocol
import Testing

@testable import Storage

@Suite struct KeyGrantTests {
  let hub = TinyHub()
  let north: Fixture
  let south: Fixture
  let maria: PatientID
  let visit: AppointmentID

  init() throws {
    (north, south) = (try Fixture(), try Fixture())
    try hub.enrol(north.service, now: Fixture.now)
    try hub.enrol(south.service, now: Fixture.now)
    maria = try north.patient("Maria")
    let booking = try north.booking(
      maria, try north.practitioner(), at: 600, observation: "traz exames")
    visit = booking.id
    #expect(north.service.perform(booking, as: north.reception, now: Fixture.now).value != nil)
    try hub.settleDown([north.service, south.service], now: Fixture.now)
  }

  private func observation(at site: Fixture) throws -> String? {
    try site.service.database.read { db in
      try AppointmentReader(db: db, keyring: site.service.keyring)
        .visits("a.id = ?", [visit.blob]).first?.visit.observation
    }
  }

  @Test func `a text opens at another site once its patient's key came there, and not before`()
    throws
  {
    #expect(try observation(at: south) == PatientKeyring.locked)
    let grants = try north.service.keyGrantsToSend(limit: 10)
    #expect(grants.map(\.recipient) == [south.service.site.id.text])
    #expect(grants.map(\.patient) == [maria.text])
    var forged = grants
    forged[0].version += 1
    for (page, text) in [(forged, PatientKeyring.locked), (grants, "traz exames")] {
      try south.service.takeIn(
        KeyGrantPage(grants: page, cursor: 7), as: Fixture.operatorActor, now: Fixture.now)
      #expect(try observation(at: south) == text)
    }
    #expect(try south.service.standing().keyCursor == 7)
    try north.service.markSent(grants)
    #expect(try north.service.keyGrantsToSend(limit: 10) == [])
    #expect(try south.service.keyGrantsToSend(limit: 10) == [])
    #expect(try south.service.check(as: Fixture.operatorActor, now: Fixture.now).isSound)
  }

  @Test func `a change made without the key leaves the sealed text as it is`() throws {
    let cancel = CancelAppointment(id: visit, party: .clinic, reason: "feriado")
    #expect(south.service.perform(cancel, as: south.reception, now: Fixture.now).value != nil)
    try hub.settleDown([north.service, south.service], now: Fixture.now)
    #expect(try observation(at: north) == "traz exames")
    #expect(try north.service.canonicalHash() == south.service.canonicalHash())
    // South made a key of its own for the reason: another version than north's.
    #expect(
      try south.count("SELECT min(version) FROM patient_key")
        != north.count("SELECT min(version) FROM patient_key"))
  }

  @Test func `keys lost with a file come back from the hub, and new ones take no other's place`()
    throws
  {
    let own = try north.service.ownKeyGrantsToSend(limit: 10)
    #expect(own.map(\.recipient) == [north.service.site.id.text])
    let first = try north.service.keyGrantsToSend(limit: 10)
    try north.execute("DELETE FROM patient_key")
    try north.execute("DELETE FROM key_due")
    north.service.keyring.forgetAll()
    #expect(try observation(at: north) == PatientKeyring.locked)
    let cancel = CancelAppointment(id: visit, party: .clinic, reason: "feriado")
    #expect(north.service.perform(cancel, as: north.reception, now: Fixture.now).value != nil)
    let second = try north.service.keyGrantsToSend(limit: 10)
    #expect(second.map(\.patient) == first.map(\.patient))
    #expect(second.map(\.version) != first.map(\.version))
    try hub.settleDown([north.service, south.service], now: Fixture.now)
    try south.service.takeIn(
      KeyGrantPage(grants: first + second, cursor: 2), as: Fixture.operatorActor, now: Fixture.now)
    #expect(try observation(at: south) == "traz exames")
    #expect(try south.service.check(as: Fixture.operatorActor, now: Fixture.now).isSound)
    try north.service.takeIn(
      KeyGrantPage(grants: own, cursor: 3), as: Fixture.operatorActor, now: Fixture.now)
    #expect(try observation(at: north) == "traz exames")
    // The file that was put back may have left it to nobody else.
    #expect(try north.service.keyGrantsToSend(limit: 10).map(\.version).contains(first[0].version))
  }

  @Test func `a hub that begins a new life gets all keys again, and is asked for all`() throws {
    let page = { (epoch: Int64) in
      FeedPage(hubEpoch: epoch, items: [], head: 0, serverTime: Fixture.now.milliseconds)
    }
    let grants = try north.service.keyGrantsToSend(limit: 10)
    let own = try north.service.ownKeyGrantsToSend(limit: 10)
    try north.service.markSent(grants + own)
    try north.service.takeIn(
      KeyGrantPage(grants: [], cursor: 9), as: Fixture.operatorActor, now: Fixture.now)
    for (epoch, count) in [(Int64(1), 0), (2, 1)] {
      try north.service.takeIn(page(epoch), as: Fixture.operatorActor, now: Fixture.now)
      #expect(try north.service.keyGrantsToSend(limit: 10).count == count)
      #expect(try north.service.ownKeyGrantsToSend(limit: 10).count == count)
      #expect(try north.service.standing().keyCursor == (epoch == 1 ? 9 : 0))
    }
  }

  @Test func `a site that joins later gets all keys, one that left none`() throws {
    try north.service.markSent(try north.service.keyGrantsToSend(limit: 10))
    let west = try Fixture()
    try hub.enrol(west.service, now: Fixture.now)
    try north.service.takeIn(hub.directory, as: Fixture.operatorActor, now: Fixture.now)
    #expect(
      try north.service.keyGrantsToSend(limit: 10).map(\.recipient) == [west.service.site.id.text])
    var gone = hub.directory
    for index in gone.sites.indices { gone.sites[index].state = .decommissioned }
    try north.service.takeIn(gone, as: Fixture.operatorActor, now: Fixture.now)
    #expect(try north.service.keyGrantsToSend(limit: 10) == [])
  }

  @Test func `a log in several epochs is written anew when its site joins`() throws {
    let site = try Fixture()
    try site.patient("Antes")
    try site.execute(
      "UPDATE sync_state SET epoch = epoch + 5, last_seq = 0, last_hash = '\(SyncEntry.noPreviousHash)'"
    )
    try site.patient("Depois")
    try hub.enrol(site.service, now: Fixture.now)
    let push = try #require(try site.service.nextPush(entryLimit: 500, byteLimit: 1 << 20))
    #expect(push.entries.map(\.sequence) == [1, 2])
    #expect(push.epoch == 77)
    #expect(try site.service.check(as: Fixture.operatorActor, now: Fixture.now).isSound)
  }

  @Test func `keys and codes are nowhere in the file as they are`() throws {
    let keys = try #require(try north.service.syncKeys())
    let stored = try north.service.database.read { db in
      try Data.fetchAll(
        db, sql: "SELECT signing_key FROM enrolment UNION ALL SELECT agreement_key FROM enrolment")
    }
    #expect(stored.count == 2)
    for blob in stored {
      #expect(blob.range(of: keys.signing.rawRepresentation) == nil)
      #expect(blob.range(of: keys.agreement.rawRepresentation) == nil)
    }
    let sign = try #require(try north.service.syncSigner())
    #expect(try keys.signing.publicKey.isValidSignature(sign([1, 2, 3]), for: [1, 2, 3]))
  }
}
