import ClinicDomain
import Testing

@testable import Storage

@Suite struct ArrivalTests {
  let fixture: Fixture
  let doctor: PractitionerID
  let today = Fixture.zone.civil(at: Fixture.now).date
  init() throws {
    fixture = try Fixture()
    doctor = try fixture.practitioner()
  }

  /// At nine in the morning of the fixture's day.
  private var morning: Instant {
    Instant(
      minutes: Fixture.zone.utcMinute(of: today, CivilTime(hour: 9) ?? .midnight))
  }

  private func perform<Command: ClinicCommand>(
    _ command: Command, as actor: Actor? = nil, at now: Instant? = nil
  ) -> CommandOutcome<Command.Outcome> {
    fixture.service.perform(command, as: actor ?? fixture.reception, now: now ?? morning)
  }

  private func book(_ patient: PatientID, hour: Int) throws -> AppointmentID {
    let command = BookAppointment(
      id: fixture.id(), patient: patient, practitioner: doctor, date: today,
      start: try #require(CivilTime(hour: hour)), minutes: 30)
    return try #require(
      fixture.service.perform(
        command, as: fixture.reception, now: morning.adding(minutes: -600)
      ).value)
  }

  private func arrivals() throws -> [Arrival] {
    try fixture.service.answer(ReadArrivals(date: today), as: fixture.reception, now: morning)
  }

  @Test(arguments: [
    (79, QueuePriority.over60), (80, .over80), (59, .none), (60, .over60),
  ])
  func `checking in gives a ticket and the priority that the law gives an age`(
    _ age: Int, _ priority: QueuePriority
  ) throws {
    let patient = try fixture.patient("Maria da Silva") {
      $0.birthDate = today.adding(months: -12 * age)
    }
    let visit = try book(patient, hour: 10)
    #expect(perform(CheckIn(id: visit)).value != nil)
    let arrival = try #require(try arrivals().first)
    #expect(arrival.ticket == 1 && arrival.facts.priority == priority)
    #expect(try fixture.count("SELECT count(*) FROM sync_log WHERE entity = 'arrival'") == 1)
  }

  @Test func `a patient stands once in a doctor's queue`() throws {
    let patient = try fixture.patient("Maria da Silva")
    let (first, second) = (try book(patient, hour: 10), try book(patient, hour: 15))
    #expect(perform(CheckIn(id: first)).value != nil)
    #expect(perform(CheckIn(id: second)) == .refused(.scheduling(.alreadyWaiting)))
    let walkIn = RegisterWalkIn(
      id: fixture.id(), patient: patient, practitioner: doctor, reason: "sem hora")
    #expect(perform(walkIn) == .refused(.scheduling(.alreadyWaiting)))
  }

  @Test func `someone new walks in, is registered, waits and has a ticket in one go`() throws {
    let walkIn = RegisterWalkIn(
      id: fixture.id(), patient: fixture.id(), details: try fixture.details("Ivo Prado"),
      practitioner: doctor, facts: ArrivalFacts(priority: .disabled), reason: "sem hora")
    #expect(perform(walkIn).value == walkIn.id)
    #expect(perform(walkIn).value == walkIn.id)
    let desk = try fixture.service.answer(
      ReadDesk(date: today), as: fixture.reception, now: morning)
    #expect(desk.map(\.patientName) == ["Ivo Prado"] && desk.first?.status == .checkedIn)
    #expect(try arrivals().map(\.facts.priority) == [.disabled])
    let onDuty = try fixture.service.answer(
      ListOnDuty(date: today, time: try #require(CivilTime(hour: 9))), as: fixture.reception,
      now: morning)
    #expect(onDuty.map(\.waiting) == [1])
    let booked = try book(try fixture.patient("Maria da Silva"), hour: 10)
    #expect(perform(CheckIn(id: booked)).value != nil)
    let apart = try fixture.service.answer(
      ListWalkIns(date: today), as: fixture.reception, now: morning)
    #expect(apart == [walkIn.id])
  }

  @Test func `a refused registration leaves no visit behind`() throws {
    var details = try fixture.details("Ivo Prado")
    details.birthDate = nil
    let walkIn = RegisterWalkIn(
      id: fixture.id(), patient: fixture.id(), details: details, practitioner: doctor,
      reason: "sem hora")
    #expect(perform(walkIn) == .refused(.invalid([FieldProblem(.birthDate, .required)])))
    #expect(try fixture.count("SELECT count(*) FROM appointment") == 0)
  }

  @Test func `triage and calls are kept, and only of who is here`() throws {
    let patient = try fixture.patient("Maria da Silva")
    let visit = try book(patient, hour: 10)
    let nurse = fixture.actor([.nurse])
    #expect(perform(RecordTriage(id: visit), as: nurse).value == nil)
    #expect(perform(CheckIn(id: visit)).value != nil)
    #expect(perform(RecordTriage(id: visit), as: nurse).value != nil)
    #expect(perform(RecordTriage(id: visit)) == .refused(.denied(.triage)))
    #expect(perform(CallToRoom(id: visit)).value != nil)
    let arrival = try #require(try arrivals().first)
    #expect(arrival.triagedAt == morning && arrival.calledAt == morning)
  }

  @Test func `a ticket is taken before the check-in, which keeps it and its priority`() throws {
    let patient = try fixture.patient("Maria da Silva")
    let visit = try book(patient, hour: 10)
    let other = try book(fixture.patient("José Prado"), hour: 11)
    #expect(perform(TakeTicket(id: visit, priority: .pregnant)).value != nil)
    #expect(perform(TakeTicket(id: visit)).value == nil)
    #expect(perform(CheckIn(id: other)).value != nil)
    func desk() throws -> [AppointmentStatus] {
      try fixture.service.answer(ReadDesk(date: today), as: fixture.reception, now: morning)
        .map(\.status)
    }
    #expect(try desk() == [.arrived, .checkedIn])
    #expect(try arrivals().map(\.ticket) == [1, 2])
    let facts = ArrivalFacts(isIdentityConfirmed: true, needsTriage: true, priority: .pregnant)
    #expect(perform(CheckIn(id: visit, facts: facts)).value != nil)
    #expect(try desk() == [.checkedIn, .checkedIn])
    #expect(try arrivals().first?.ticket == 1 && arrivals().first?.facts == facts)
    #expect(
      perform(TakeTicket(id: try book(patient, hour: 15)))
        == .refused(.scheduling(.alreadyWaiting)))
  }

  /// Each queue calls by itself: a call to the one before is none to the next.
  @Test func `the wall says who called: the reception, the nurse, the doctor`() throws {
    let wall = fixture.actor([.board])
    func calls() throws -> [QueueStage] {
      try fixture.service.answer(ReadBoard(date: today), as: wall, now: morning).calls
        .map(\.stage)
    }
    let visit = try book(fixture.patient("Maria da Silva"), hour: 10)
    #expect(perform(TakeTicket(id: visit)).value != nil)
    #expect(try calls().isEmpty)
    #expect(perform(CallToRoom(id: visit)).value != nil)
    #expect(try calls() == [.reception])
    #expect(perform(CheckIn(id: visit, facts: ArrivalFacts(needsTriage: true))).value != nil)
    #expect(try calls().isEmpty)
    #expect(perform(CallToRoom(id: visit)).value != nil)
    #expect(try calls() == [.triage])
    #expect(perform(RecordTriage(id: visit), as: fixture.actor([.nurse])).value != nil)
    #expect(try calls().isEmpty)
    #expect(perform(CallToRoom(id: visit)).value != nil)
    #expect(try calls() == [.practitioner])
  }

  @Test func `past visits without a word are proposed, and stay booked until someone decides`()
    throws
  {
    let patient = try fixture.patient("Maria da Silva")
    let visit = try book(patient, hour: 10)
    func listed(_ now: Instant) throws -> [AppointmentID] {
      try fixture.service.answer(ListUnresolved(), as: fixture.reception, now: now)
        .map(\.visit.id)
    }
    #expect(try listed(morning).isEmpty)
    let evening = morning.adding(minutes: 600)
    #expect(try listed(evening) == [visit])
    #expect(try fixture.count("SELECT count(*) FROM appointment WHERE status = 'booked'") == 1)
    #expect(perform(MarkNoShow(id: visit), at: evening).value != nil)
    #expect(try listed(evening).isEmpty)
  }

  @Test func `who came without a check-in is listed no more, and is by undo`() throws {
    let visit = try book(try fixture.patient("Maria da Silva"), hour: 10)
    let evening = morning.adding(minutes: 600)
    func listed() throws -> [AppointmentID] {
      try fixture.service.answer(ListUnresolved(), as: fixture.reception, now: evening)
        .map(\.visit.id)
    }
    #expect(
      perform(MarkAttended(id: visit), at: morning.adding(minutes: -1440))
        == .refused(.scheduling(.tooEarly)))
    #expect(perform(MarkAttended(id: visit), at: evening).value != nil)
    #expect(try listed().isEmpty)
    #expect(try fixture.count("SELECT count(*) FROM appointment WHERE status = 'fulfilled'") == 1)
    #expect(
      perform(MarkNoShow(id: visit), at: evening)
        == .refused(.scheduling(.wrongStatus(.fulfilled))))
    let undone = fixture.service.perform(
      UndoVisitChange(id: visit, command: .markAttended), as: fixture.reception, now: evening)
    #expect(undone.value != nil)
    #expect(try listed() == [visit])
  }

  @Test func `data older than a year is flagged until it is changed or read back`() throws {
    let patient = try fixture.patient("Maria da Silva")
    func isStale(_ days: Int) throws -> Bool? {
      let now = morning.adding(minutes: days * 1440)
      return try fixture.service.answer(
        ReadCheckIn(patient: patient), as: fixture.reception, now: now)?.isStale(at: now)
    }
    #expect(try isStale(364) == false)
    #expect(try isStale(366) == true)
    let base = try fixture.details("Maria da Silva")
    var changed = base
    changed.phones = [try Phone(parsing: "27998761234")]
    let later = morning.adding(minutes: 300 * 1440)
    let update = UpdatePatient(id: patient, base: base, details: changed)
    #expect(perform(update, at: later).value != nil)
    #expect(try isStale(400) == false)
  }

  @Test func `the wall shows tickets, calls and initials, to its own account alone`() throws {
    let (maria, jose) = (try fixture.patient("Maria da Silva"), try fixture.patient("José Prado"))
    for (patient, hour) in [(maria, 10), (jose, 11)] {
      #expect(perform(CheckIn(id: try book(patient, hour: hour))).value != nil)
    }
    let wall = fixture.actor([.board])
    func board(_ now: Instant) throws -> Board {
      try fixture.service.answer(ReadBoard(date: today), as: wall, now: now)
    }
    #expect(try board(morning).waiting.map(\.ticket) == [1, 2])
    let first = try #require(try arrivals().first?.visit)
    #expect(perform(CallToRoom(id: first)).value != nil)
    let called = try board(morning.adding(minutes: 2))
    #expect(called.calls.map(\.label) == ["M. S."] && called.waiting.map(\.ticket) == [2])
    #expect(try board(morning.adding(minutes: 11)).waiting.map(\.ticket) == [1, 2])
    #expect(throws: Refusal.denied(.readBoard)) {
      try fixture.service.answer(
        ReadBoard(date: today), as: fixture.reception, now: morning)
    }
    #expect(throws: Refusal.denied(.readAgenda)) {
      try fixture.service.answer(ReadDesk(date: today), as: wall, now: morning)
    }
  }
}
