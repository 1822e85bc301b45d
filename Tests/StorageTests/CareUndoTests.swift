import ClinicDomain
import Testing

@testable import Storage

/// Steps of a visit's day are taken back: triage, calls, the beginning and the end of a consultation.
@Suite struct CareUndoTests {
  private let fixture: Fixture
  private let doctor: PractitionerID
  private let ana: Actor
  private let nurse: Actor
  private let visit: AppointmentID
  private let morning = Fixture.now.adding(minutes: 24 * 60)

  init() throws {
    let fixture = try Fixture()
    self.fixture = fixture
    doctor = try fixture.practitioner()
    ana = fixture.actor([.doctor], practitioner: doctor)
    nurse = fixture.actor([.nurse])
    visit = try Self.done(
      fixture.booking(fixture.patient("Maria Souza"), doctor, at: 600), fixture.reception,
      Fixture.now, fixture)
    try Self.done(CheckIn(id: visit), fixture.reception, morning, fixture)
  }

  @discardableResult
  private static func done<Command: ClinicCommand>(
    _ command: Command, _ actor: Actor, _ now: Instant, _ fixture: Fixture
  ) throws -> Command.Outcome {
    let outcome = fixture.service.perform(command, as: actor, now: now)
    return try #require(outcome.value, "\(outcome)")
  }

  @discardableResult
  private func done<Command: ClinicCommand>(
    _ command: Command, as actor: Actor? = nil, after minutes: Int = 0
  ) throws -> Command.Outcome {
    try Self.done(
      command, actor ?? fixture.reception, morning.adding(minutes: minutes), fixture)
  }

  private func perform<Command: ClinicCommand>(
    _ command: Command, as actor: Actor? = nil, after minutes: Int = 0
  ) -> CommandOutcome<Command.Outcome> {
    fixture.service.perform(
      command, as: actor ?? fixture.reception, now: morning.adding(minutes: minutes))
  }

  private func row() throws -> VisitRow {
    try #require(
      try fixture.service.answer(
        ReadVisit(appointment: visit), as: fixture.reception, now: morning)
    ).row
  }

  private func start() throws -> EncounterID {
    try done(StartEncounter(id: fixture.id(), appointment: visit), as: ana)
  }

  private let changed = Refusal.scheduling(.changedSince)

  @Test func `triage and a call are taken back, each by who may do it and in its order`() throws {
    #expect(perform(UndoTriage(id: visit), as: nurse) == .refused(changed))
    #expect(perform(UndoCall(id: visit)) == .refused(changed))
    try done(RecordTriage(id: visit), as: nurse)
    try done(CallToRoom(id: visit))
    #expect(perform(UndoTriage(id: visit)) == .refused(.denied(.triage)))
    #expect(perform(UndoTriage(id: visit), as: nurse) == .refused(changed))
    try done(UndoCall(id: visit))
    try done(UndoTriage(id: visit), as: nurse)
    #expect(
      try fixture.count(
        "SELECT count(*) FROM arrival WHERE triaged_at IS NULL AND called_at IS NULL") == 1)
    try done(CallToRoom(id: visit))
    let encounter = try start()
    #expect(perform(UndoCall(id: visit)) == .refused(.scheduling(.encounterOpen(encounter))))
  }

  @Test func `a consultation that was begun by mistake is cancelled, and can begin again`() throws {
    let first = try start()
    #expect(perform(UndoEncounter(id: first, command: .startEncounter)).value == nil)
    try done(UndoEncounter(id: first, command: .startEncounter), as: ana)
    #expect(try row().encounter == nil && row().status == .checkedIn)
    #expect(
      perform(UndoEncounter(id: first, command: .startEncounter), as: ana) == .refused(changed))
    // She waits again, and is called off the queue as before.
    try done(CallToRoom(id: visit))
    let second = try start()
    #expect(try row().encounter == second)
    #expect(try fixture.count("SELECT count(*) FROM encounter WHERE status = 'cancelled'") == 1)
    #expect(
      try fixture.count(
        """
        SELECT count(*) FROM audit_log WHERE action = 'encounter.undo'
          AND detail = 'undoes encounter.start'
        """) == 1)
    try done(UndoEncounter(id: second, command: .startEncounter), as: ana)
    #expect(perform(UndoCheckIn(id: visit)).value == nil)
  }

  @Test func `one that ended goes on, unless the doctor is with another by then`() throws {
    let encounter = try start()
    try done(FinishEncounter(id: encounter), as: ana, after: 20)
    #expect(try row().status == .fulfilled)
    let undo = UndoEncounter(id: encounter, command: .finishEncounter)
    #expect(perform(undo, as: ana, after: 20 + VisitChange.keptHours * 60) == .refused(changed))
    let other = try Self.done(
      RegisterWalkIn(
        id: fixture.id(), patient: fixture.patient("Ivo Prado"), practitioner: doctor,
        reason: "sem hora"), fixture.reception, morning, fixture)
    let next = try done(StartEncounter(id: fixture.id(), appointment: other), as: ana, after: 21)
    #expect(perform(undo, as: ana, after: 22) == .refused(.scheduling(.encounterOpen(next))))
    try done(UndoEncounter(id: next, command: .startEncounter), as: ana, after: 22)
    try done(undo, as: ana, after: 22)
    #expect(try row().status == .checkedIn && row().encounterStatus == .inProgress)
    // It is as if it had not ended: the arrival before it is the last change again.
    try done(FinishEncounter(id: encounter), as: ana, after: 30)
    try done(undo, as: ana, after: 31)
    try done(UndoEncounter(id: encounter, command: .startEncounter), as: ana, after: 32)
    try done(UndoCheckIn(id: visit), after: 33)
    #expect(try row().status == .booked)
  }

  @Test func `what was written in the record keeps the consultation`() throws {
    let encounter = try start()
    let patient = try row().patient
    try done(OpenChart(patient: patient), as: ana)
    let draft: RecordEntryID = fixture.id()
    try done(
      KeepDraft(id: draft, patient: patient, content: .note(SOAPNote(subjective: "dor"))), as: ana,
      after: 5)
    let start = UndoEncounter(id: encounter, command: .startEncounter)
    #expect(perform(start, as: ana, after: 6) == .refused(.scheduling(.recordWritten)))
    // What was written during it does not keep it ended.
    try done(FinishEncounter(id: encounter), as: ana, after: 10)
    try done(UndoEncounter(id: encounter, command: .finishEncounter), as: ana, after: 11)
    #expect(try row().encounterStatus == .inProgress)
  }

  @Test func `another site sees what was taken back`() throws {
    let hub = TinyHub()
    let south = try Fixture()
    try hub.enrol(fixture.service, now: morning)
    try hub.enrol(south.service, now: morning)
    let first = try start()
    try done(UndoEncounter(id: first, command: .startEncounter), as: ana, after: 1)
    let second = try done(
      StartEncounter(id: fixture.id(), appointment: visit), as: ana, after: 2)
    try done(FinishEncounter(id: second), as: ana, after: 9)
    try hub.settleDown([fixture.service, south.service], now: morning.adding(minutes: 10))
    #expect(try south.service.unplacedDocuments() == [])
    #expect(
      try south.count("SELECT count(*) FROM encounter WHERE status IN ('cancelled', 'finished')")
        == 2)
    #expect(try south.service.canonicalHash() == fixture.service.canonicalHash())
  }
}
