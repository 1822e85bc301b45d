import ClinicDomain
import Testing

@testable import Storage

@Suite struct TeleConsentTests {
  let fixture: Fixture
  let doctor: PractitionerID
  let ana: Actor
  init() throws {
    fixture = try Fixture()
    doctor = try fixture.practitioner()
    ana = fixture.actor([.doctor], practitioner: doctor)
  }

  @discardableResult
  private func perform<Command: ClinicCommand>(
    _ command: Command, as actor: Actor, now: Instant = Fixture.now
  ) -> CommandOutcome<Command.Outcome> {
    fixture.service.perform(command, as: actor, now: now)
  }

  private func arrived(_ kind: VisitKind) throws -> BookAppointment {
    let visit = BookAppointment(
      id: fixture.id(), patient: try fixture.patient("Maria"), practitioner: doctor,
      date: fixture.tomorrow, start: try #require(CivilTime(minuteOfDay: 600)), minutes: 30,
      visitKind: kind)
    #expect(perform(visit, as: fixture.reception).value != nil)
    #expect(perform(CheckIn(id: visit.id), as: fixture.reception, now: then) == .done(Done()))
    return visit
  }

  private var then: Instant {
    let noon = CivilTime(minuteOfDay: 590) ?? .midnight
    return Instant(minutes: Fixture.zone.utcMinute(of: fixture.tomorrow, noon))
  }

  @Test func `no visit by video begins before the patient agreed, others do`() throws {
    let visit = try arrived(.tele)
    func start() -> CommandOutcome<EncounterID> {
      perform(StartEncounter(id: fixture.id(), appointment: visit.id), as: ana, now: then)
    }
    #expect(start() == .refused(.scheduling(.consentMissing)))
    let asked = RecordTeleConsent(id: fixture.id(), appointment: visit.id)
    #expect(perform(asked, as: ana, now: then) == .done(Done()))
    #expect(perform(asked, as: ana, now: then) == .done(Done()))
    #expect(start().value != nil)
    #expect(try fixture.count("SELECT count(*) FROM tele_consent") == 1)
    #expect(
      try fixture.count("SELECT count(*) FROM sync_log WHERE entity = 'tele_consent'") == 1)
  }

  @Test func `a routine visit asks for no consent`() throws {
    let visit = try arrived(.routine)
    let started = perform(
      StartEncounter(id: fixture.id(), appointment: visit.id), as: ana, now: then)
    #expect(started.value != nil)
  }

  @Test func `a consent taken back counts no more, and every word is kept`() throws {
    let visit = try arrived(.tele)
    for isGiven in [true, false] {
      perform(
        RecordTeleConsent(id: fixture.id(), appointment: visit.id, isGiven: isGiven),
        as: fixture.reception, now: then)
      let detail = try fixture.service.answer(
        ReadVisit(appointment: visit.id), as: fixture.reception, now: then)
      #expect(detail?.row.hasTeleConsent == isGiven)
      #expect(detail?.consent?.isGiven == isGiven)
      #expect(detail?.consent?.recordedAt == then)
    }
    #expect(try fixture.count("SELECT count(*) FROM tele_consent") == 2)
    #expect(throws: StorageError.self) { try fixture.execute("DELETE FROM tele_consent") }
    #expect(throws: StorageError.self) {
      try fixture.execute("UPDATE tele_consent SET given = 1")
    }
  }

  @Test func `another doctor records nothing for it`() throws {
    let visit = try arrived(.tele)
    let other = fixture.actor(
      [.doctor], practitioner: try fixture.practitioner("Bruno Reis", number: "999"))
    #expect(
      perform(RecordTeleConsent(id: fixture.id(), appointment: visit.id), as: other)
        == .refused(.denied(.checkIn)))
  }

  @Test func `a calendar has the address of the visit`() throws {
    let base = try #require(VisitKinds.builtIn[.tele])
    var setup = base
    setup.meetingPattern = try MeetingPattern(parsing: "https://meet.example/{visit}")
    perform(SaveVisitKind(base: base, setup: setup), as: fixture.manager)
    let visit = try arrived(.tele)
    let shown = try fixture.service.answer(
      ReadCalendarVisit(appointment: visit.id), as: fixture.reception, now: then)
    #expect(shown?.meeting == "https://meet.example/\(visit.id.text)")
  }
}
