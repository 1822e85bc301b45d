import ClinicDomain
import Crypto
import Foundation
import SyncProtocol
import Testing

@testable import Storage

@Suite struct HubServiceTests {
  let hub = TinyHub()
  let north: Fixture
  let south: Fixture
  let doctor: PractitionerID
  let ana: Actor
  let key = Curve25519.KeyAgreement.PrivateKey()

  init() throws {
    (north, south) = (try Fixture(), try Fixture())
    try hub.enrol(north.service, now: Fixture.now)
    try hub.enrol(south.service, now: Fixture.now)
    doctor = try north.practitioner()
    ana = north.actor([.doctor], practitioner: doctor)
  }

  private var recipient: String { HubServiceKey.recipient(HubServiceKey.results) }

  private func tell() throws {
    let service = HubServiceKey(
      name: HubServiceKey.results,
      agreementKey: BinaryText.base64(Array(key.publicKey.rawRepresentation)))
    for site in [north, south] {
      try site.service.takeIn(
        Directory(sites: hub.directory.sites, services: [service]),
        as: Fixture.operatorActor, now: Fixture.now)
    }
  }

  private func toggle(_ isOn: Bool, at site: Fixture, as actor: Actor? = nil) -> CommandOutcome<
    Done
  > {
    site.service.perform(
      SwitchService(name: HubServiceKey.results, isOn: isOn), as: actor ?? site.manager,
      now: Fixture.now)
  }

  /// A patient of the doctor's with the result of an exam.
  @discardableResult private func register(_ name: String, at minute: Int) throws -> PatientID {
    let patient = try north.patient(name)
    let booking = try north.booking(patient, doctor, at: minute)
    _ = try #require(
      north.service.perform(booking, as: north.reception, now: Fixture.now).value)
    let exam: ExamID = north.id()
    let order = OrderExam(id: exam, patient: patient, name: "Hemoglobina glicada")
    _ = try #require(north.service.perform(order, as: ana, now: Fixture.now).value)
    let result = RecordExamResult(id: exam, result: "6,1 % (até 5,7)")
    _ = try #require(north.service.perform(result, as: ana, now: Fixture.now).value)
    return patient
  }

  private func due(at site: Fixture) throws -> [String] {
    try site.service.keyGrantsToSend(limit: 100).filter { $0.recipient == recipient }
      .map(\.patient)
  }

  @Test func `the centre gets the keys of results that are registered here once it is switched on`()
    throws
  {
    let before = try register("Maria", at: 600)
    try north.patient("José")
    #expect(toggle(true, at: north).value == nil)
    try tell()
    #expect(try due(at: north).isEmpty)
    #expect(toggle(true, at: north, as: north.reception).value == nil)
    _ = try #require(toggle(true, at: north).value)
    #expect(try due(at: north) == [before.text])
    try north.service.markSent(try north.service.keyGrantsToSend(limit: 100))
    let after = try register("Ana", at: 660)
    #expect(try due(at: north) == [after.text])
    // What came from another site is that one's to give.
    try hub.settleDown([north.service, south.service], now: Fixture.now)
    _ = try #require(toggle(true, at: south).value)
    #expect(try due(at: south).isEmpty)
    _ = try #require(toggle(false, at: north).value)
    try register("Ivo", at: 720)
    #expect(try due(at: north).isEmpty)
    let audited =
      "SELECT count(*) FROM audit_log WHERE action = 'sync.service.switch' AND outcome = 'done'"
    #expect(try north.count(audited) == 2)
  }

  @Test func `a service with another key is switched off until somebody switches it on anew`()
    throws
  {
    try tell()
    _ = try #require(toggle(true, at: north).value)
    try register("Maria", at: 600)
    let other = HubServiceKey(
      name: HubServiceKey.results,
      agreementKey: BinaryText.base64(
        Array(Curve25519.KeyAgreement.PrivateKey().publicKey.rawRepresentation)))
    try north.service.takeIn(
      Directory(sites: hub.directory.sites, services: [other]), as: Fixture.operatorActor,
      now: Fixture.now)
    #expect(try due(at: north).isEmpty)
    let status = try north.service.answer(
      ReadSyncStatus(), as: north.manager, now: Fixture.now)
    #expect(status.services == [HubServiceRow(name: HubServiceKey.results, isOn: false)])
  }
}
