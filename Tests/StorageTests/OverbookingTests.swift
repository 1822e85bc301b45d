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

  private func visit(_ id: AppointmentID) throws -> VisitDetail {
    try #require(
      try fixture.service.answer(
        ReadVisit(appointment: id), as: fixture.reception, now: Fixture.now))
  }

  private func encaixe(
    _ doctor: PractitionerID, at minute: Int = 600, allowedBy: OverbookingAuthority?
  ) throws -> BookAppointment {
    BookAppointment(
      id: fixture.id(), patient: try fixture.patient("Rita Moraes"), practitioner: doctor,
      date: fixture.tomorrow, start: try #require(CivilTime(minuteOfDay: minute)), minutes: 30,
      overbookingReason: "dor", allowedBy: allowedBy)
  }

  @Test func `who allowed an encaixe is kept, synced, audited and goes with a move`() throws {
    let doctor = try fixture.practitioner()
    let booking = try encaixe(doctor, allowedBy: .practitioner(doctor))
    let id = try #require(perform(booking).value)
    #expect(try visit(id).appointment.allowedBy == .practitioner(doctor))
    #expect(try visit(id).allowedByName == "Ana Lima")
    let wire = "practitioner:\(doctor.text)"
    #expect(
      try fixture.count(
        "SELECT count(*) FROM sync_log WHERE entity = 'appointment' AND body LIKE '%\(wire)%'") == 1
    )
    #expect(
      try fixture.count("SELECT count(*) FROM audit_log WHERE detail = 'allowed by \(wire)'") == 1)
    let move = MoveAppointment(
      id: id, newID: fixture.id(), practitioner: doctor, date: fixture.tomorrow,
      start: try #require(CivilTime(hour: 15)))
    #expect(perform(move).value != nil)
    #expect(try visit(move.newID).appointment.allowedBy == .practitioner(doctor))
  }

  @Test func `the person who books is taken where she may allow it, others are not`() throws {
    let doctor = try fixture.practitioner()
    let other = try fixture.practitioner("Bruno Reis", number: "54321")
    func allowed(_ actor: Actor, at minute: Int) throws -> OverbookingAuthority? {
      let booking = try encaixe(doctor, at: minute, allowedBy: nil)
      let outcome = fixture.service.perform(booking, as: actor, now: Fixture.now)
      return try visit(try #require(outcome.value, "\(outcome)")).appointment.allowedBy
    }
    let own = fixture.actor([.doctor], practitioner: doctor)
    #expect(try allowed(own, at: 600) == .practitioner(doctor))
    #expect(try allowed(fixture.manager, at: 700) == fixture.manager.userID.map { .user($0) })
    #expect(try allowed(fixture.reception, at: 800) == nil)
    let wrong = try encaixe(doctor, at: 900, allowedBy: .practitioner(other))
    #expect(perform(wrong) == .refused(.invalid([FieldProblem(.allowedBy, .outOfRange)])))
    let nobody = try encaixe(doctor, at: 900, allowedBy: .user(fixture.id()))
    #expect(perform(nobody) == .refused(.notFound(.user)))
    let plain = BookAppointment(
      id: fixture.id(), patient: try fixture.patient("Rita Moraes"), practitioner: doctor,
      date: fixture.tomorrow, start: try #require(CivilTime(hour: 16)), minutes: 30,
      allowedBy: .practitioner(doctor))
    #expect(perform(plain) == .refused(.invalid([FieldProblem(.allowedBy, .outOfRange)])))
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
