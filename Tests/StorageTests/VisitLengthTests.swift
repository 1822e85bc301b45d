import ClinicDomain
import Testing

@testable import Storage

@Suite struct VisitLengthTests {
  private let fixture: Fixture
  private let doctor: PractitionerID
  private let visit: AppointmentID

  /// A visit at ten for half an hour, confirmed, and another's an hour after its beginning.
  init() throws {
    fixture = try Fixture()
    doctor = try fixture.practitioner()
    visit = try #require(
      fixture.service.perform(
        try fixture.booking(try fixture.patient("Maria Souza"), doctor, at: 600),
        as: fixture.reception, now: Fixture.now
      ).value)
    let next = fixture.service.perform(
      try fixture.booking(try fixture.patient("Rita Moraes"), doctor, at: 660),
      as: fixture.reception, now: Fixture.now)
    _ = try #require(next.value)
    let confirmed = RecordConfirmation(id: visit, confirmation: .confirmed)
    _ = fixture.service.perform(confirmed, as: fixture.reception, now: Fixture.now)
  }

  private func change(_ base: Int, _ minutes: Int) -> CommandOutcome<Done> {
    fixture.service.perform(
      ChangeVisitLength(id: visit, base: base, minutes: minutes), as: fixture.reception,
      now: Fixture.now)
  }

  private func stored() throws -> Appointment {
    let detail = try fixture.service.answer(
      ReadVisit(appointment: visit), as: fixture.reception, now: Fixture.now)
    return try #require(detail).appointment
  }

  @Test(arguments: [5, 25, 45, 60])
  func `a visit lasts as long as it is free, and stays confirmed`(_ minutes: Int) throws {
    _ = try #require(change(30, minutes).value)
    let visit = try stored()
    #expect(visit.time.minutes == minutes && visit.confirmation == .confirmed)
    #expect(visit.time.slot.endMinute - visit.time.slot.startMinute == minutes)
    #expect(visit.time.busy == visit.time.slot)
    #expect(try fixture.service.check(as: Fixture.operatorActor, now: Fixture.now).isSound)
  }

  @Test func `what is in the way, outside the agenda or no length is refused`() throws {
    guard case .refused(.scheduling(.taken(.practitioner, _, _))) = change(30, 65) else {
      Issue.record("not refused")
      return
    }
    #expect(change(30, 0) == .refused(.scheduling(.invalidLength)))
    #expect(change(30, 365) == .refused(.scheduling(.invalidLength)))
    #expect(change(45, 60) == .refused(.changedMeanwhile([.minutes])))
    #expect(try stored().time.minutes == 30)
  }

  @Test func `a length is taken back`() throws {
    let before = try stored()
    _ = try #require(change(30, 60).value)
    let undo = UndoVisitChange(id: visit, command: .changeVisitLength)
    _ = try #require(
      fixture.service.perform(undo, as: fixture.reception, now: Fixture.now).value)
    #expect(try stored() == before)
  }
}
