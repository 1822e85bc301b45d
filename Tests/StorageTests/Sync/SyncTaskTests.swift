import ClinicDomain
import GRDB
import SyncProtocol
import Testing

@testable import Storage

@Suite struct SyncTaskTests {
  let hub = TinyHub()
  let north: Fixture
  let south: Fixture

  init() throws {
    (north, south) = (try Fixture(), try Fixture())
    try hub.enrol(north.service, now: Fixture.now)
    try hub.enrol(south.service, now: Fixture.now)
  }

  private func settleDown() throws {
    try hub.settleDown([north.service, south.service], now: Fixture.now)
  }

  private func tasks(at site: Fixture, as actor: Actor? = nil) throws -> SyncTasks {
    try site.service.answer(
      ListSyncTasks(), as: actor ?? site.reception, now: Fixture.now)
  }

  private func perform<Command: ClinicCommand>(
    _ command: Command, at site: Fixture, as actor: Actor? = nil
  ) -> CommandOutcome<Command.Outcome> {
    site.service.perform(command, as: actor ?? site.reception, now: Fixture.now)
  }

  private struct Lost {
    let doctor: PractitionerID
    let visit: BookAppointment
    let task: SyncTaskID
  }

  /// A visit of north's desk loses its time; the second of three free times is taken meanwhile.
  private func lose() throws -> Lost {
    let doctor = try north.practitioner()
    let booking = try north.booking(try north.patient("Ivo"), doctor, at: 600)
    _ = try #require(perform(booking, at: north).value)
    let other = try north.booking(try north.patient("Ana"), doctor, at: 690)
    _ = try #require(perform(other, at: north).value)
    try settleDown()
    let start = Fixture.zone.utcMinute(of: booking.date, booking.start)
    let task: SyncTaskID = north.id()
    hub.tell(
      .patch, "appointment", booking.id.text, JSONObject([("reservation", "refused")]),
      at: Fixture.now)
    let content = RebookTask(
      appointment: booking.id.text, practitioner: doctor.text, patient: booking.patient.text,
      site: north.service.site.id.text, reason: "taken",
      lost: .init(start: Int64(start), minutes: 30),
      free: [60, 90, 120].map { .init(start: Int64(start + $0), minutes: 30) },
      madeAt: Fixture.now.milliseconds)
    let body = try #require(try JSONValue(encoding: content).objectValue)
    hub.tell(.create, RebookTask.entity, task.text, body, at: Fixture.now)
    try settleDown()
    // Who has the time now is somebody else.
    let winner = try north.booking(try north.patient("Eva"), doctor, at: 600)
    _ = try #require(perform(winner, at: north).value)
    try settleDown()
    return Lost(doctor: doctor, visit: booking, task: task)
  }

  @Test func `a lost visit is a task at its own desk, with the times that are still free`() throws {
    let lost = try lose()
    let row = try #require(try tasks(at: north).rebookings.first)
    #expect(row.task.id == lost.task && row.patientName == "Ivo" && row.visit?.id == lost.visit.id)
    #expect(row.free == [row.task.free[0], row.task.free[2]])
    #expect(try tasks(at: south).rebookings.isEmpty)
    let own = north.actor([.doctor], practitioner: lost.doctor)
    let other = north.actor([.doctor], practitioner: north.id())
    #expect(try tasks(at: north, as: own).rebookings.count == 1)
    #expect(try tasks(at: north, as: other).rebookings.isEmpty)
    let status = try north.service.answer(
      ReadSyncStatus(), as: north.reception, now: Fixture.now)
    #expect(status.taskCount == 1 && status.hub?.failingSince == nil && status.peers.count == 1)
    // The machine's operator sees that there is one, not whose.
    let bare = try #require(try tasks(at: north, as: Fixture.operatorActor).rebookings.first)
    #expect(bare.patientName == "" && bare.phone == "" && bare.visit == nil)
  }

  @Test func `moving the lost visit ends the task everywhere, and undoing it brings it back`()
    throws
  {
    let lost = try lose()
    let time = try #require(try tasks(at: north).rebookings.first?.free.first)
    let civil = Fixture.zone.civil(at: time.start)
    let move = MoveAppointment(
      id: lost.visit.id, newID: north.id(), practitioner: lost.doctor, date: civil.date,
      start: civil.time)
    _ = try #require(perform(move, at: north).value)
    #expect(try tasks(at: north).rebookings.isEmpty)
    _ = try #require(
      perform(UndoVisitChange(id: move.newID, command: .moveAppointment), at: north).value)
    #expect(try tasks(at: north).rebookings.map(\.task.id) == [lost.task])
    try settleDown()
    #expect(try north.service.canonicalHash() == hub.hash)
    #expect(try south.service.canonicalHash() == hub.hash)
  }

  @Test func `what is asked of another site waits for its answer, and the worker for the news`()
    throws
  {
    let doctor = try north.practitioner()
    let maria = try north.patient("Maria")
    try settleDown()
    func awaits(_ site: Fixture) throws -> Bool {
      try site.service.awaitsNews(at: Fixture.now)
    }
    let status = try south.service.answer(
      ReadSyncStatus(), as: south.reception, now: Fixture.now)
    #expect(status.practitionersElsewhere == [doctor])
    #expect(try !awaits(south))
    _ = try #require(perform(try south.booking(maria, doctor, at: 600), at: south).value)
    #expect(try awaits(south))
    let asked = try #require(try tasks(at: south).asked.first)
    #expect(asked.visit.reservation == .requested && asked.siteName == "Clínica Teste")
    try settleDown()
    #expect(try !awaits(south) && tasks(at: south).asked.isEmpty)
  }

  @Test func `each outcome of the call is kept, and can be taken back`() throws {
    let lost = try lose()
    func settle(_ outcome: Rebooking.Outcome) -> SettleRebooking {
      SettleRebooking(id: lost.task, outcome: outcome, reason: "desistiu")
    }
    _ = try #require(perform(settle(.unreached), at: north).value)
    #expect(try tasks(at: north).rebookings.map(\.task.calls) == [1])
    _ = try #require(perform(settle(.declined), at: north).value)
    #expect(try tasks(at: north).rebookings.isEmpty)
    let isCalledOff = "SELECT count(*) FROM appointment WHERE cancel_party = 'patient'"
    #expect(try north.count(isCalledOff) == 1)
    #expect(perform(settle(.booked), at: north).refusal == .changedMeanwhile([]))
    _ = try #require(perform(ReopenRebooking(id: lost.task), at: north).value)
    #expect(try tasks(at: north).rebookings.map(\.task.calls) == [1])
    #expect(try north.count(isCalledOff) == 0)
    let nurse = north.actor([.nurse])
    #expect(perform(settle(.booked), at: north, as: nurse).refusal == .denied(.changeBookings))
  }

  private func tell(_ conflict: IdentityConflict) throws -> SyncTaskID {
    let id: SyncTaskID = north.id()
    let body = try #require(try JSONValue(encoding: conflict).objectValue)
    hub.tell(.create, IdentityConflict.entity, id.text, body, at: Fixture.now)
    try settleDown()
    return id
  }

  @Test func `of two birth dates the chosen one stands at every site, and the question is gone`()
    throws
  {
    let maria = try north.patient("Maria")
    try settleDown()
    let values = [(15, north), (24, south)].map { day, site in
      IdentityConflict.Value(
        value: .int(Int64(day)), clock: Fixture.now.milliseconds << 16,
        site: site.service.site.id.text, actor: site.reception.reference)
    }
    let id = try tell(
      IdentityConflict(
        kind: .field, subject: "patient", subjectID: maria.text, field: "birthDate",
        values: values))
    let question = try #require(try tasks(at: south).identities.first)
    #expect(question.people.map(\.name) == ["Maria"])
    #expect(question.values.map(\.content) == [15, 24].map { .date(CivilDate(dayNumber: $0)) })
    #expect(question.values.allSatisfy { $0.siteName == "Clínica Teste" })
    let doctor = south.actor([.doctor], practitioner: south.id())
    #expect(try tasks(at: south, as: doctor).identities.isEmpty)
    let choose = SettleIdentity(id: id, choice: .value(1))
    #expect(perform(choose, at: south, as: doctor).refusal == .denied(.changePatient))
    _ = try #require(perform(choose, at: south).value)
    #expect(perform(choose, at: south).refusal == .changedMeanwhile([]))
    try settleDown()
    for site in [north, south] {
      #expect(try site.count("SELECT birth FROM patient") == 24)
      #expect(try tasks(at: site).identities.isEmpty)
      #expect(try site.service.canonicalHash() == hub.hash)
    }
    _ = try #require(perform(ReopenIdentity(id: id), at: north).value)
    #expect(try tasks(at: north).identities.map(\.id) == [id])
  }

  @Test func `a number that two have is taken from the one whose it isn't`() throws {
    let number = try CPF(parsing: "52998224725")
    let maria = try north.patient("Maria") { $0.cpf = number }
    let ana = try south.patient("Ana") { $0.cpf = number }
    try settleDown()
    let id = try tell(
      IdentityConflict(
        kind: .samePerson, subject: "patient", subjectID: maria.text, field: "cpf", values: [],
        otherID: ana.text))
    #expect(try tasks(at: north).identities.first?.people.map(\.name) == ["Maria", "Ana"])
    _ = try #require(perform(SettleIdentity(id: id, choice: .numberOf(1)), at: north).value)
    try settleDown()
    for site in [north, south] {
      let having = "SELECT count(*) FROM patient WHERE cpf IS NOT NULL AND name = 'Ana'"
      #expect(try site.count(having) == 1)
      #expect(try site.count("SELECT count(*) FROM patient WHERE cpf IS NOT NULL") == 1)
      #expect(try site.service.unplacedDocuments() == [])
      #expect(try site.service.canonicalHash() == hub.hash)
    }
  }

  @Test func `what the hub could not take is for managers, and discarded with a reason alone`()
    throws
  {
    try north.patient("Maria")
    let push = try #require(try north.service.nextPush(entryLimit: 1, byteLimit: 1 << 20))
    guard case .entry(let entry) = push.entries[0] else { return }
    let id = try TransactionID(parsing: entry.transaction)
    try north.service.quarantine(
      transaction: entry.transaction, reason: "malformed", as: Fixture.operatorActor,
      now: Fixture.now)
    #expect(try tasks(at: north).held.isEmpty)
    let held = try #require(try tasks(at: north, as: north.manager).held.first)
    #expect(held.id == id && held.changes.map(\.label) == ["Maria"])
    let discard = RepairHeld(id: id, repair: .discard(reason: "cadastro de teste"))
    #expect(perform(discard, at: north).refusal == .denied(.repairSync))
    let empty = RepairHeld(id: id, repair: .discard(reason: " "))
    #expect(
      perform(empty, at: north, as: north.manager).refusal
        == .invalid([FieldProblem(.reason, .required)]))
    let file = perform(RepairHeld(id: id, repair: .passOn), at: north, as: north.manager)
    #expect(file.value?.file?.contains(maria(entry)) == true)
    _ = try #require(perform(discard, at: north, as: north.manager).value)
    #expect(perform(discard, at: north, as: north.manager).refusal == .changedMeanwhile([]))
    #expect(try tasks(at: north, as: north.manager).held.isEmpty)
    let audited =
      "SELECT count(*) FROM audit_log WHERE action = 'sync.quarantine.repair' AND outcome = 'done'"
    #expect(try north.count(audited) == 2)
  }

  private func maria(_ entry: SyncEntry) -> String { entry.entityID }
}

extension CommandOutcome {
  fileprivate var refusal: Refusal? {
    if case .refused(let refusal) = self { refusal } else { nil }
  }
}
