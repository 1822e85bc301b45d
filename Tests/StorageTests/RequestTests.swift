import ClinicDomain
import Testing

@testable import Storage

@Suite struct RequestTests {
  let fixture: Fixture
  let doctor: PractitionerID
  init() throws {
    fixture = try Fixture()
    doctor = try fixture.practitioner()
  }

  @discardableResult
  private func perform<Command: ClinicCommand>(
    _ command: Command, as actor: Actor? = nil
  ) -> CommandOutcome<Command.Outcome> {
    fixture.service.perform(command, as: actor ?? fixture.reception, now: Fixture.now)
  }

  private func request(
    _ name: String, at minute: Int, of doctor: PractitionerID? = nil
  ) throws -> AppointmentID {
    let command = BookAppointment(
      id: fixture.id(), patient: try fixture.patient(name),
      practitioner: doctor ?? self.doctor, date: fixture.tomorrow,
      start: try #require(CivilTime(minuteOfDay: minute)), minutes: 30, isRequest: true)
    return try #require(perform(command).value)
  }

  private func list(as actor: Actor? = nil) throws -> [RequestRow] {
    try fixture.service.answer(
      ListRequests(), as: actor ?? fixture.reception, now: Fixture.now)
  }

  @Test func `open requests are listed, a doctor's own to her; answered ones are off`() throws {
    let other = try fixture.practitioner("Bruno Reis", number: "999")
    let first = try request("Maria", at: 600)
    let second = try request("Joana", at: 660, of: other)
    #expect(try list().map(\.visit.id) == [first, second])
    #expect(
      try list(as: fixture.actor([.doctor], practitioner: other)).map(\.visit.id) == [second])
    #expect(perform(AnswerRequest(id: first, isAccepted: true)) == .done(Done()))
    #expect(try list().map(\.visit.id) == [second])
  }

  @Test func `a request whose time is gone says so, and can't be accepted`() throws {
    let asked = try request("Maria", at: 600)
    #expect(try list().map(\.isTaken) == [false])
    perform(try fixture.booking(try fixture.patient("Joana"), doctor, at: 600))
    #expect(try list().map(\.isTaken) == [true])
    guard case .refused(.scheduling(.taken)) = perform(AnswerRequest(id: asked, isAccepted: true))
    else {
      Issue.record("accepted a time that is taken")
      return
    }
  }

  @Test(arguments: ["", "  "])
  func `a refusal without a reason is none`(reason: String) throws {
    let asked = try request("Maria", at: 600)
    #expect(
      perform(AnswerRequest(id: asked, isAccepted: false, reason: reason))
        == .refused(.invalid([FieldProblem(.reason, .required)])))
    #expect(
      perform(AnswerRequest(id: asked, isAccepted: false, reason: "sem vaga")) == .done(Done()))
    #expect(try list().isEmpty)
  }

  @Test func `an agenda says how many encaixes its day takes, none if it says so`() throws {
    let old = try #require(
      try fixture.service.answer(
        ReadPractitionerCard(practitioner: doctor, from: fixture.tomorrow), as: fixture.reception,
        now: Fixture.now)
    ).agenda
    var new = old
    new.policy.overbookingsPerDay = 1
    #expect(
      perform(SetWeeklyAgenda(base: old.rules, basePolicy: old.policy, agenda: new))
        == .done(Done()))
    let patient = try fixture.patient("Maria")
    perform(try fixture.booking(try fixture.patient("Joana"), doctor, at: 600))
    let preview = try fixture.service.answer(
      PreviewOverbooking(
        practitioner: doctor, date: fixture.tomorrow,
        start: try #require(CivilTime(minuteOfDay: 590)), minutes: 30), as: fixture.reception,
      now: Fixture.now)
    #expect(preview.used == 0 && preview.perDay == 1)
    #expect(preview.delays.map(\.minutes) == [20])
    #expect(
      perform(try fixture.booking(patient, doctor, at: 590, overbooking: "dor")).value != nil)
    #expect(
      perform(try fixture.booking(patient, doctor, at: 700, overbooking: "dor"))
        == .refused(.scheduling(.overbookingLimit(perDay: 1))))
  }
}
