import ClinicDomain
import GRDB
import Testing

@testable import Storage

@Suite struct AttendanceTests {
  let fixture: Fixture
  let unit: UnitID
  let doctor: PractitionerID
  let ana: Actor
  let nurse: Actor
  let now = Fixture.now
  let today = Fixture.zone.civil(at: Fixture.now).date

  init() throws {
    fixture = try Fixture()
    nurse = fixture.actor([.nurse])
    unit = fixture.id()
    doctor = try fixture.practitioner()
    ana = fixture.actor([.doctor], practitioner: doctor)
    _ = try #require(perform(SaveUnit(unit: Unit(id: unit, name: "Pronto-socorro"))).value)
  }

  private func perform<Command: ClinicCommand>(
    _ command: Command, as actor: Actor? = nil, at minutes: Int = 0
  ) -> CommandOutcome<Command.Outcome> {
    fixture.service.perform(
      command, as: actor ?? fixture.manager, now: now.adding(minutes: minutes))
  }

  private func register(
    _ patient: PatientID, reason: String = "", priority: QueuePriority? = nil,
    as actor: Actor? = nil, at minutes: Int = 0
  ) -> CommandOutcome<AttendanceID> {
    perform(
      RegisterAttendance(
        id: fixture.id(), patient: patient, unit: unit, reason: reason,
        facts: ArrivalFacts(priority: priority)), as: actor ?? fixture.reception, at: minutes)
  }

  private func came(_ name: String = "Maria da Silva", at minutes: Int = 0) throws
    -> AttendanceID
  {
    let outcome = register(try fixture.patient(name), at: minutes)
    return try #require(outcome.value, "\(outcome)")
  }

  private func list(as actor: Actor? = nil, at minutes: Int = 0) throws -> AttendanceList {
    let now = now.adding(minutes: minutes)
    return try fixture.service.answer(
      ListAttendances(date: Fixture.zone.civil(at: now).date), as: actor ?? fixture.reception,
      now: now)
  }

  private func start(_ id: AttendanceID, as actor: Actor? = nil) -> CommandOutcome<EncounterID> {
    perform(StartAttendance(id: id, encounter: fixture.id()), as: actor ?? ana, at: 20)
  }

  @Test func `a patient comes, is triaged, called, seen and goes home`() throws {
    let id = try came()
    #expect(try list().rows.map(\.state) == [.arrived])
    #expect(perform(TriageAttendance(id: id, risk: .yellow), as: nurse, at: 5).value != nil)
    #expect(perform(CallAttendance(id: id), as: nurse, at: 10).value != nil)
    #expect(try list().rows.map(\.state) == [.triaged])
    let encounter = try #require(start(id).value)
    #expect(try list().rows.first?.seen?.practitioner == doctor)
    #expect(perform(FinishAttendance(id: id, outcome: .home), as: ana, at: 50).value != nil)
    let row = try #require(try list().rows.first)
    #expect(row.state == .finished && row.outcome == .home && row.minutesWaited(now) == 20)
    #expect(row.endedAt == now.adding(minutes: 50) && row.risk == .yellow)
    let stored = try fixture.service.database.read { db in
      try String.fetchOne(
        db, sql: "SELECT status FROM encounter WHERE id = ?", arguments: [encounter.blob])
    }
    #expect(stored == "finished")
    #expect(try fixture.count("SELECT count(*) FROM appointment") == 0)
    #expect(try fixture.count("SELECT count(*) FROM sync_log WHERE entity = 'attendance'") == 5)
    let details = try fixture.service.database.read { db in
      try String.fetchAll(
        db, sql: "SELECT action || ' ' || detail FROM audit_log WHERE action LIKE 'attendance.%'")
    }
    #expect(
      details.map { $0.split(separator: " ").joined(separator: " ") } == [
        "attendance.register", "attendance.triage yellow", "attendance.call", "attendance.start",
        "attendance.finish home",
      ])
    let report = try fixture.service.check(as: Fixture.operatorActor, now: now)
    #expect(report.isSound, "\(report)")
  }

  @Test func `a patient waits once in the whole house, by the command and by the schema`() throws {
    let maria = try fixture.patient("Maria da Silva")
    let first = try #require(register(maria).value)
    #expect(register(maria) == .refused(.attendance(.alreadyHere)))
    let second = Attendance(
      id: fixture.id(), patient: maria, unit: unit, kind: .ambulatory, date: today, ticket: 9,
      registeredAt: now, registeredBy: "test")
    let stored: Result<Void, Refusal> = try fixture.service.bulk(
      "test", .attendance, as: Fixture.operatorActor, now: now
    ) { batch in try batch.row { try $0.insert(second) } }
    if case .failure(let refusal) = stored {
      #expect(refusal == .attendance(.alreadyHere))
    } else {
      Issue.record("the schema took a second open attendance")
    }
    #expect(throws: (any Error).self) { try fixture.execute("DELETE FROM attendance") }
    #expect(throws: (any Error).self) { try fixture.execute("UPDATE attendance SET ticket = 5") }
    #expect(perform(CloseAttendance(id: first, outcome: .left)).value != nil)
    #expect(register(maria).value != nil)
  }

  @Test func `someone new is registered in one go, by who may register patients`() throws {
    let details = try fixture.details("Ivo Prado")
    func command() -> RegisterAttendance {
      RegisterAttendance(id: fixture.id(), patient: fixture.id(), details: details, unit: unit)
    }
    #expect(perform(command(), as: nurse) == .refused(.denied(.createPatient)))
    let known = try fixture.patient("Maria da Silva")
    #expect(register(known, as: nurse).value != nil)
    #expect(perform(command(), as: ana) == .refused(.denied(.checkIn)))
    let made = command()
    #expect(perform(made, as: fixture.reception).value == made.id)
    #expect(perform(made, as: fixture.reception).value == made.id)
    #expect(try list().rows.map(\.patientName) == ["Maria da Silva", "Ivo Prado"])
  }

  @Test func `visits and attendances draw their tickets from one roll`() throws {
    let walkIn = RegisterWalkIn(
      id: fixture.id(), patient: try fixture.patient("José Prado"), practitioner: doctor,
      reason: "sem hora")
    _ = try came()
    #expect(perform(walkIn, as: fixture.reception, at: 1).value != nil)
    _ = try came("Bia Campos", at: 2)
    #expect(try list(at: 3).rows.map(\.ticket) == [1, 3])
    #expect(try fixture.count("SELECT ticket FROM arrival") == 2)
    _ = try came("Rita Moraes", at: 24 * 60)
    let tomorrow = try list(at: 24 * 60).rows.filter { $0.date > today }
    #expect(tomorrow.map(\.ticket) == [1])
  }

  @Test func `the age gives the priority where the desk says nothing`() throws {
    let id = try came("Maria da Silva")
    let jose = try fixture.patient("José Prado")
    #expect(register(jose, priority: .disabled).value != nil)
    let rows = try list().rows
    #expect(rows.first { $0.id == id }?.priority == .over60)
    #expect(rows.first { $0.patient == jose }?.priority == .disabled)
  }

  @Test func `a doctor sees who waits where she works, and one at a time`() throws {
    let (first, second) = (try came(), try came("José Prado"))
    let elsewhere: UnitID = fixture.id()
    #expect(perform(SaveUnit(unit: Unit(id: elsewhere, name: "Centro"))).value != nil)
    func work(in unit: UnitID) throws {
      let card = try fixture.service.answer(
        ReadPractitionerCard(practitioner: doctor, from: today), as: fixture.manager, now: now)
      let base = try #require(card?.practitioner.details)
      var details = base
      details.unit = unit
      let update = UpdatePractitioner(id: doctor, base: base, details: details)
      #expect(perform(update).value != nil)
    }
    #expect(try list(as: ana).ownUnits == [unit, elsewhere])
    try work(in: elsewhere)
    #expect(try list(as: ana).ownUnits == [elsewhere])
    #expect(start(first) == .refused(.denied(.conductEncounter)))
    let triage = TriageAttendance(id: first, risk: .red)
    #expect(perform(triage, as: ana) == .refused(.denied(.triage)))
    let assignment = UnitAssignment(
      id: fixture.id(), practitioner: doctor, unit: unit, from: today, until: today)
    #expect(perform(AssignToUnit(assignment: assignment)).value != nil)
    #expect(try list(as: ana).ownUnits == [unit, elsewhere])
    let encounter = try #require(start(first).value)
    #expect(start(second) == .refused(.scheduling(.encounterOpen(encounter))))
    #expect(start(first) == .refused(.attendance(.beingSeen)))
    let bruno = try fixture.practitioner("Bruno Reis", number: "23456")
    let other = fixture.actor([.doctor], practitioner: bruno)
    let finish = FinishAttendance(id: first, outcome: .home)
    #expect(perform(finish, as: other) == .refused(.denied(.conductEncounter)))
    #expect(start(second, as: other).value != nil)
    #expect(perform(triage, as: nurse) == .refused(.attendance(.beingSeen)))
  }

  @Test func `a doctor with a visit inside takes nobody from the queue, nor the other way round`()
    throws
  {
    let id = try came()
    let walkIn = RegisterWalkIn(
      id: fixture.id(), patient: try fixture.patient("José Prado"), practitioner: doctor,
      reason: "sem hora")
    #expect(perform(walkIn, as: fixture.reception).value != nil)
    let visit = try #require(
      perform(StartEncounter(id: fixture.id(), appointment: walkIn.id), as: ana).value)
    #expect(start(id) == .refused(.scheduling(.encounterOpen(visit))))
    #expect(perform(FinishEncounter(id: visit), as: ana).value != nil)
    let encounter = try #require(start(id).value)
    // Ended from the chart it is over as well: the patient goes home.
    #expect(perform(FinishEncounter(id: encounter), as: ana, at: 40).value != nil)
    #expect(try list().rows.first?.outcome == .home)
  }

  @Test(arguments: [
    (Attendance.Outcome.left, false, true), (.mistaken, false, true), (.home, false, false),
    (.left, true, false), (.home, true, true), (.mistaken, true, false),
  ])
  func `who was not seen leaves, who was seen has an outcome`(
    _ outcome: Attendance.Outcome, _ isSeen: Bool, _ isAllowed: Bool
  ) throws {
    let id = try came()
    if isSeen { #expect(start(id).value != nil) }
    let ended: CommandOutcome<Done>
    if isSeen {
      ended = perform(FinishAttendance(id: id, outcome: outcome), as: ana)
      if !isAllowed {
        let close = perform(CloseAttendance(id: id, outcome: outcome))
        #expect(close == .refused(.attendance(.beingSeen)))
      }
    } else {
      ended = perform(CloseAttendance(id: id, outcome: outcome))
    }
    #expect((ended.value != nil) == isAllowed, "\(ended)")
    #expect(try list().rows.first?.outcome == (isAllowed ? outcome : nil))
  }

  @Test func `who left comes back to her place on the same day only`() throws {
    let id = try came()
    let maria = try #require(try list().rows.first?.patient)
    let mistaken = try came("José Prado")
    #expect(perform(TriageAttendance(id: id, risk: .green), as: nurse).value != nil)
    for (attendance, outcome) in [(id, Attendance.Outcome.left), (mistaken, .mistaken)] {
      #expect(perform(CloseAttendance(id: attendance, outcome: outcome), at: 5).value != nil)
    }
    let late = perform(ReopenAttendance(id: id), at: 24 * 60)
    #expect(late == .refused(.attendance(.ended)))
    #expect(perform(ReopenAttendance(id: mistaken)) == .refused(.attendance(.ended)))
    let second = try #require(register(maria, at: 6).value)
    #expect(perform(ReopenAttendance(id: id), at: 7) == .refused(.attendance(.alreadyHere)))
    #expect(perform(CloseAttendance(id: second, outcome: .mistaken), at: 8).value != nil)
    #expect(perform(ReopenAttendance(id: id), as: nurse, at: 9).value != nil)
    let row = try list(at: 10).rows.first { $0.id == id }
    #expect(row?.state == .triaged && row?.ticket == 1)
  }

  @Test func `what stayed open is on the next day's list too, and only what is open`() throws {
    let (open, gone) = (try came(), try came("José Prado"))
    #expect(perform(CloseAttendance(id: gone, outcome: .left)).value != nil)
    #expect(try list(at: 24 * 60).rows.map(\.id) == [open])
    let past = try fixture.service.answer(
      ListAttendances(date: today, unit: fixture.id()), as: fixture.reception, now: now)
    #expect(past.rows.isEmpty)
  }

  @Test func `the complaint is sealed, and told to whoever has the chart open`() throws {
    let maria = try fixture.patient("Maria da Silva")
    let id = try #require(register(maria, reason: "dor torácica").value)
    func reason(_ actor: Actor) throws -> String? {
      try fixture.service.answer(ReadAttendance(id: id), as: actor, now: now)?.reason
    }
    #expect(try reason(fixture.reception) == nil && reason(nurse) == nil && reason(ana) == nil)
    #expect(perform(OpenChart(patient: maria), as: ana) == .refused(.record(.notOwnPatient)))
    #expect(perform(OpenChart(patient: maria), as: nurse).value != nil)
    #expect(start(id).value != nil)
    #expect(perform(OpenChart(patient: maria), as: ana).value != nil)
    #expect(try reason(nurse) == "dor torácica" && reason(ana) == "dor torácica")
    #expect(try reason(fixture.reception) == nil)
    let stored = try fixture.service.database.read { db in
      try String.fetchAll(db, sql: "SELECT body FROM sync_log WHERE entity = 'attendance'")
        + String.fetchAll(db, sql: "SELECT hex(reason) FROM attendance")
    }
    #expect(stored.count == 3 && stored.allSatisfy { !$0.contains("dor") })
    let next = fixture.actor([.nurse])
    #expect(perform(FinishAttendance(id: id, outcome: .home), as: ana, at: 30).value != nil)
    #expect(perform(OpenChart(patient: maria), as: next, at: 40).value != nil)
    #expect(
      perform(OpenChart(patient: maria), as: next, at: 24 * 60)
        == .refused(.record(.notOwnPatient)))
  }

  @Test func `a doctor who registers a patient herself opens no chart by seeing her`() throws {
    let both = fixture.actor([.doctor, .reception], practitioner: doctor)
    let maria = try fixture.patient("Maria da Silva")
    let id = try #require(register(maria, as: both).value)
    #expect(start(id, as: both).value != nil)
    #expect(perform(OpenChart(patient: maria), as: both) == .refused(.record(.notOwnPatient)))
  }

  @Test func `the wall shows them among the tickets, by risk, and where they are called`() throws {
    let wall = fixture.actor([.board])
    func board(_ minutes: Int) throws -> Board {
      try fixture.service.answer(
        ReadBoard(date: today), as: wall, now: now.adding(minutes: minutes))
    }
    let walkIn = RegisterWalkIn(
      id: fixture.id(), patient: try fixture.patient("José Prado"), practitioner: doctor,
      reason: "sem hora")
    #expect(perform(walkIn, as: fixture.reception).value != nil)
    let (blue, red) = (try came("Bia Campos"), try came())
    #expect(perform(TriageAttendance(id: blue, risk: .blue), as: nurse).value != nil)
    #expect(perform(TriageAttendance(id: red, risk: .red), as: nurse).value != nil)
    #expect(try board(1).waiting.map(\.ticket) == [3, 1, 2])
    #expect(perform(CallAttendance(id: red), as: nurse, at: 2).value != nil)
    let called = try board(3)
    #expect(called.calls.map(\.label) == ["M. S."] && called.waiting.map(\.ticket) == [1, 2])
    #expect(called.calls.map(\.roomName) == ["Pronto-socorro"])
    #expect(start(red).value != nil)
    #expect(try board(21).calls.map(\.practitionerName) == ["Ana Lima"])
    #expect(try board(40).waiting.map(\.ticket) == [1, 2])
    #expect(perform(CloseAttendance(id: blue, outcome: .left), at: 41).value != nil)
    #expect(try board(42).waiting.map(\.ticket) == [1])
  }

  @Test func `a room is told where the one who calls has one in the unit`() throws {
    let room: RoomID = fixture.id()
    #expect(perform(SaveRoom(room: Room(id: room, unit: unit, name: "Sala 3"))).value != nil)
    let card = try fixture.service.answer(
      ReadPractitionerCard(practitioner: doctor, from: today), as: fixture.manager, now: now)
    let base = try #require(card?.practitioner.details)
    var details = base
    (details.unit, details.room) = (unit, room)
    let update = UpdatePractitioner(id: doctor, base: base, details: details)
    #expect(perform(update).value != nil)
    let id = try came()
    #expect(perform(CallAttendance(id: id), as: ana).value != nil)
    #expect(try list().rows.first?.roomName == "Sala 3")
    // Called to triage before; to the doctor she is called anew.
    #expect(perform(TriageAttendance(id: id, risk: .green), as: nurse).value != nil)
    #expect(try list().rows.first?.calledAt == nil)
    #expect(perform(CallAttendance(id: id), as: nurse).value != nil)
    #expect(perform(TriageAttendance(id: id, risk: .yellow), as: nurse).value != nil)
    let row = try #require(try list().rows.first)
    #expect(row.calledAt != nil && row.risk == .yellow && row.roomName.isEmpty)
  }

  @Test func `nobody is registered in a retired unit, nor who has died`() throws {
    let dead = try fixture.patient("José Prado") { $0.deathDate = today }
    #expect(register(dead) == .refused(.scheduling(.patientDeceased)))
    let retired = Unit(id: unit, name: "Pronto-socorro", isActive: false)
    #expect(perform(SaveUnit(unit: retired)).value != nil)
    #expect(
      register(try fixture.patient("Maria da Silva"))
        == .refused(.invalid([FieldProblem(.unit, .notInUse)])))
  }
}
