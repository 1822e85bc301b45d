import ClinicDomain
import Testing

@testable import Storage

/// What no booking, move or encaixe gets past, whoever asks.
@Suite struct BookingLimitsTests {
  let fixture: Fixture
  let doctor: PractitionerID
  let patient: PatientID

  init() throws {
    fixture = try Fixture()
    doctor = try fixture.practitioner()
    patient = try fixture.patient("Maria da Silva")
  }

  private func perform<Command: ClinicCommand>(
    _ command: Command, as actor: Actor? = nil, now: Instant = Fixture.now
  ) -> CommandOutcome<Command.Outcome> {
    fixture.service.perform(command, as: actor ?? fixture.reception, now: now)
  }

  private func booking(
    at minute: Int = 600, days: Int = 0, overbooking: String? = nil
  ) throws -> BookAppointment {
    BookAppointment(
      id: fixture.id(), patient: patient, practitioner: doctor,
      date: fixture.tomorrow.adding(days: days),
      start: try #require(CivilTime(minuteOfDay: minute)), minutes: 30,
      overbookingReason: overbooking)
  }

  /// The doctor is there no more.
  private func leave() throws {
    let details = try card().practitioner.details
    let leave = UpdatePractitioner(id: doctor, base: details, details: details, isActive: false)
    #expect(perform(leave, as: fixture.manager).value != nil)
  }

  private func card() throws -> PractitionerCard {
    try #require(
      try fixture.service.answer(
        ReadPractitionerCard(practitioner: doctor, from: fixture.tomorrow), as: fixture.manager,
        now: Fixture.now))
  }

  @Test func `what is over can't be booked, what has begun still can`() throws {
    let past = CommandOutcome<AppointmentID>.refused(.scheduling(.inThePast))
    #expect(perform(try booking(days: -2)) == past)
    #expect(perform(try booking(days: -2, overbooking: "dor")) == past)
    let ten = Fixture.now.adding(
      minutes: 1440 + 600 - Fixture.zone.civil(at: Fixture.now).time.minuteOfDay)
    #expect(perform(try booking(), now: ten.adding(minutes: 30)) == past)
    let visit = try booking()
    #expect(perform(visit, now: ten.adding(minutes: 29)) == .done(visit.id))
  }

  @Test(arguments: [nil, "dor"])
  func `a doctor who is inactive takes nobody, and nobody moves to her`(reason: String?) throws {
    let other = try fixture.practitioner("Bruno Reis", number: "23456")
    let visit = BookAppointment(
      id: fixture.id(), patient: patient, practitioner: other, date: fixture.tomorrow,
      start: try #require(CivilTime(hour: 9)), minutes: 30, overbookingReason: reason)
    #expect(perform(visit).value != nil)
    try leave()
    let inactive = CommandOutcome<AppointmentID>.refused(.scheduling(.practitionerInactive))
    #expect(perform(try booking(overbooking: reason)) == inactive)
    let move = MoveAppointment(
      id: visit.id, newID: fixture.id(), practitioner: doctor, date: visit.date,
      start: visit.start)
    #expect(perform(move) == inactive)
  }

  @Test(arguments: ["", "  \n"])
  func `an encaixe says why`(reason: String) throws {
    #expect(
      perform(try booking(overbooking: reason))
        == .refused(.invalid([FieldProblem(.reason, .required)])))
  }

  @Test func `an encaixe that was called off makes room for another`() throws {
    let day = try (0..<BookingRules.overbookingsPerDay).map {
      try booking(at: 600 + 30 * $0, overbooking: "dor")
    }
    for visit in day { #expect(perform(visit).value != nil) }
    let another = try booking(at: 960, overbooking: "dor")
    #expect(perform(another).value == nil)
    let cancel = CancelAppointment(id: day[0].id, party: .patient, reason: "viajou")
    #expect(perform(cancel).value != nil)
    #expect(perform(another).value != nil)
  }

  @Test func `a visit that was called off doesn't move`() throws {
    let visit = try booking()
    #expect(perform(visit).value != nil)
    #expect(
      perform(CancelAppointment(id: visit.id, party: .patient, reason: "viajou")).value != nil)
    let move = MoveAppointment(
      id: visit.id, newID: fixture.id(), practitioner: doctor, date: visit.date,
      start: try #require(CivilTime(hour: 15)))
    #expect(perform(move) == .refused(.scheduling(.wrongStatus(.cancelled))))
  }

  @Test func `a doctor moves her own visits only, and only within her own agenda`() throws {
    let other = try fixture.practitioner("Bruno Reis", number: "23456")
    let herself = fixture.actor([.doctor], practitioner: doctor)
    let hers = try booking()
    #expect(perform(hers).value != nil)
    let his = BookAppointment(
      id: fixture.id(), patient: try fixture.patient("Rita Moraes"), practitioner: other,
      date: fixture.tomorrow, start: try #require(CivilTime(hour: 9)), minutes: 30)
    #expect(perform(his).value != nil)
    func move(_ id: AppointmentID, to doctor: PractitionerID) throws -> MoveAppointment {
      MoveAppointment(
        id: id, newID: fixture.id(), practitioner: doctor, date: fixture.tomorrow,
        start: try #require(CivilTime(hour: 15)))
    }
    guard case .refused(.denied) = perform(try move(his.id, to: doctor), as: herself) else {
      Issue.record("took another doctor's visit")
      return
    }
    guard case .refused(.denied) = perform(try move(hers.id, to: other), as: herself) else {
      Issue.record("gave a visit to another doctor")
      return
    }
    #expect(perform(try move(hers.id, to: doctor), as: herself).value != nil)
  }

  @Test func `an encaixe takes no place of a day that is capped`() throws {
    let old = try card().agenda
    var new = old
    new.policy = AgendaPolicy(visitsPerDay: 1)
    let set = SetWeeklyAgenda(base: old.rules, basePolicy: old.policy, agenda: new)
    #expect(perform(set, as: fixture.manager) == .done(Done()))
    #expect(perform(try booking(at: 500, overbooking: "dor")).value != nil)
    #expect(perform(try booking(at: 600)).value != nil)
    #expect(perform(try booking(at: 700)) == .refused(.scheduling(.dayFull(perDay: 1))))
  }

  @Test func `nobody walks in to a doctor who left, and no dead patient`() throws {
    func walkIn(_ patient: PatientID) -> RegisterWalkIn {
      RegisterWalkIn(
        id: fixture.id(), patient: patient, practitioner: doctor, reason: "sem hora")
    }
    let dead = try fixture.patient("Rita Prado") {
      $0.deathDate = fixture.tomorrow.adding(days: -2)
    }
    #expect(perform(walkIn(dead)) == .refused(.scheduling(.patientDeceased)))
    try leave()
    #expect(perform(walkIn(patient)) == .refused(.scheduling(.practitionerInactive)))
  }
}
