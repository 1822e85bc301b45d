import ClinicDomain
import SyncProtocol
import Testing

@testable import Storage

@Suite struct AttachmentTests {
  let hub = TinyHub()
  let north: Fixture
  let south: Fixture
  let doctor: PractitionerID
  let maria: PatientID

  init() throws {
    (north, south) = (try Fixture(), try Fixture())
    try hub.enrol(north.service, now: Fixture.now)
    try hub.enrol(south.service, now: Fixture.now)
    doctor = try north.practitioner()
    maria = try north.patient("Maria")
    let booking = try north.booking(maria, doctor, at: 600)
    _ = try #require(
      north.service.perform(booking, as: north.reception, now: Fixture.now).value)
  }

  /// More than one piece.
  private let content = (0..<700_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }

  private func settleDown() throws {
    let sites = [north, south]
    try hub.settleDown(sites.map(\.service), now: Fixture.now)
    for sender in sites {
      for grant in try sender.service.keyGrantsToSend(limit: 500) {
        guard
          let recipient = sites.first(where: { $0.service.site.id.text == grant.recipient })
        else { continue }
        try recipient.service.takeIn(
          KeyGrantPage(grants: [grant], cursor: 1), as: Fixture.operatorActor, now: Fixture.now)
      }
    }
  }

  private func add(as actor: Actor) throws -> CommandOutcome<AttachmentID> {
    north.service.perform(
      AddAttachment(
        id: north.id(), patient: maria, name: "laudo.pdf", mediaType: "application/pdf",
        content: content), as: actor, now: Fixture.now)
  }

  private func open(_ id: AttachmentID, at site: Fixture, as actor: Actor) -> CommandOutcome<
    OpenAttachment.Outcome
  > { site.service.perform(OpenAttachment(id: id), as: actor, now: Fixture.now) }

  @Test func `what a file is comes first, its pieces follow, and only whole ones count`() throws {
    let ana = north.actor([.doctor], practitioner: doctor)
    let id = try #require(try add(as: ana).value)
    #expect(open(id, at: north, as: ana).value?.content == content)
    try settleDown()
    let there = south.actor([.doctor], practitioner: doctor)
    let pending = open(id, at: south, as: there)
    guard case .refused(.record(.filePending)) = pending else {
      Issue.record("\(pending)")
      return
    }
    func card() throws -> PatientCard? {
      try south.service.answer(
        ReadPatientCard(patient: maria), as: south.reception, now: Fixture.now)
    }
    #expect(try card()?.fileCount == 1 && card()?.pendingFileCount == 1)
    let wanted = try south.service.piecesToFetch(limit: 10)
    let sent = try north.service.piecesToSend(limit: 10)
    #expect(wanted.count == 3 && Set(wanted) == Set(sent))
    // A torn piece, and one that is another's, are refused.
    let first = try #require(try north.service.piece(wanted[0]))
    #expect(first.count <= SyncAPI.pieceLimit)
    #expect(try !south.service.keep(piece: Array(first.dropLast()), named: wanted[0]))
    #expect(try !south.service.keep(piece: first, named: wanted[1]))
    #expect(try !south.service.keep(piece: nil, named: wanted[2]))
    #expect(try south.service.piecesToFetch(limit: 10).count == 3)
    for hash in wanted {
      #expect(try south.service.keep(piece: north.service.piece(hash), named: hash))
    }
    try north.service.markSent(pieces: sent)
    #expect(try north.service.piecesToSend(limit: 10).isEmpty)
    #expect(open(id, at: south, as: there).value?.content == content)
    #expect(try card()?.pendingFileCount == 0)
    #expect(try south.service.piecesToSend(limit: 10).isEmpty)
    #expect(try north.service.canonicalHash() == hub.hash)
    #expect(try south.service.canonicalHash() == hub.hash)
    #expect(try south.service.check(as: Fixture.operatorActor, now: Fixture.now).isSound)
  }

  @Test func `who has no care of the patient adds and reads nothing, and each opening is audited`()
    throws
  {
    let ana = north.actor([.doctor], practitioner: doctor)
    let id = try #require(try add(as: ana).value)
    let other = try north.practitioner("Rosa Prado", number: "54321")
    for actor in [north.reception, north.manager, north.actor([.doctor], practitioner: other)] {
      #expect(try add(as: actor).value == nil)
      #expect(open(id, at: north, as: actor).value == nil)
    }
    #expect(open(id, at: north, as: ana).value != nil)
    let rows = "SELECT count(*) FROM audit_log WHERE action = 'attachment.open' AND outcome = "
    #expect(try north.count(rows + "'done'") == 1)
    let denied = try north.count(rows + "'denied'")
    #expect(denied == 3)
  }

  @Test func `neither name nor content stands in the file, the log or the pieces`() throws {
    let ana = north.actor([.doctor], practitioner: doctor)
    _ = try #require(try add(as: ana).value)
    let clear = "SELECT count(*) FROM sync_log WHERE body LIKE '%laudo%'"
    #expect(try north.count(clear) == 0)
    let hash = try #require(try north.service.piecesToSend(limit: 1).first)
    let piece = try #require(try north.service.piece(hash))
    #expect(piece.firstRange(of: content.prefix(32)) == nil)
    #expect(throws: (any Error).self) { try north.execute("DELETE FROM attachment") }
    #expect(throws: (any Error).self) { try north.execute("UPDATE attachment_piece SET place = 9") }
  }
}
