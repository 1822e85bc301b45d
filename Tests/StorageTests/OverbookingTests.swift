import ClinicDomain
import Testing

@testable import Storage

@Suite struct OverbookingTests {
  let fixture: Fixture
  init() throws { fixture = try Fixture() }

  private func perform<Command: ClinicCommand>(
    _ command: Command
  ) -> CommandOutcome<Command.Outcome> {
    fixture.service.perform(command, as: fixture.reception, now: Fixture.now)
  }

  private func encaixe(_ doctor: PractitionerID, number: Int) throws -> BookAppointment {
    try fixture.booking(
      try fixture.patient("Maria Numero \(number)") { $0.birthDate = CivilDate(dayNumber: number) },
      doctor, at: 600 + 5 * number, overbooking: "dor")
  }

  @Test func `walk-ins are no encaixes`() throws {
    let doctor = try fixture.practitioner()
    for number in 0..<BookingRules.overbookingsPerDay {
      let walkIn = RegisterWalkIn(
        id: fixture.id(), patient: try fixture.patient("Pedro Numero \(number)"),
        practitioner: doctor, reason: "sem hora")
      #expect(perform(walkIn).value != nil)
    }
    let today = BookAppointment(
      id: fixture.id(), patient: try fixture.patient("Rita Moraes"), practitioner: doctor,
      date: fixture.tomorrow.adding(days: -1), start: try #require(CivilTime(hour: 23)),
      minutes: 30, overbookingReason: "dor")
    #expect(perform(today).value != nil)
  }

  @Test func `an encaixe doesn't count against itself`() throws {
    let doctor = try fixture.practitioner()
    let day = try (0..<BookingRules.overbookingsPerDay).map { try encaixe(doctor, number: $0) }
    for visit in day { #expect(perform(visit).value != nil) }
    let longer = ChangeVisitLength(id: day[0].id, base: 30, minutes: 45)
    #expect(perform(longer).value != nil)
  }

  @Test func `an encaixe moves within a full day, and no other comes into it`() throws {
    let limit = SchedulingRefusal.overbookingLimit(perDay: BookingRules.overbookingsPerDay)
    let doctor = try fixture.practitioner()
    let other = try fixture.practitioner("Bruno Reis", number: "23456")
    let day = try (0..<BookingRules.overbookingsPerDay).map { try encaixe(doctor, number: $0) }
    for visit in day { #expect(perform(visit).value != nil) }
    let elsewhere = try encaixe(other, number: 20)
    #expect(perform(elsewhere).value != nil)
    func move(_ id: AppointmentID) throws -> MoveAppointment {
      MoveAppointment(
        id: id, newID: fixture.id(), practitioner: doctor, date: fixture.tomorrow,
        start: try #require(CivilTime(hour: 15)))
    }
    #expect(perform(try encaixe(doctor, number: 30)) == .refused(.scheduling(limit)))
    #expect(perform(try move(elsewhere.id)) == .refused(.scheduling(limit)))
    #expect(perform(try move(day[0].id)).value != nil)
  }
}
