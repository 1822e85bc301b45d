import ClinicDomain
import GRDB
import Testing

@testable import Storage

@Suite struct UndoTests {
  private let fixture: Fixture
  private let doctor: PractitionerID
  private let patient: PatientID

  init() throws {
    fixture = try Fixture()
    doctor = try fixture.practitioner()
    patient = try fixture.patient("Maria Souza")
  }

  private func done<Command: ClinicCommand>(
    _ command: Command, as actor: Actor? = nil, at now: Instant = Fixture.now
  ) throws -> Command.Outcome {
    let outcome = fixture.service.perform(command, as: actor ?? fixture.reception, now: now)
    return try #require(outcome.value, "\(outcome)")
  }

  private func undo(
    _ visit: AppointmentID, _ command: CommandKind, as actor: Actor? = nil,
    at now: Instant = Fixture.now
  ) -> CommandOutcome<UndoneChange> {
    fixture.service.perform(
      UndoVisitChange(id: visit, command: command), as: actor ?? fixture.reception, now: now)
  }

  private func booked(at minute: Int = 600, of patient: PatientID? = nil) throws -> AppointmentID {
    try done(try fixture.booking(patient ?? self.patient, doctor, at: minute))
  }

  private func visit(_ id: AppointmentID) throws -> Appointment {
    let detail = try fixture.service.answer(
      ReadVisit(appointment: id), as: fixture.reception, now: Fixture.now)
    return try #require(detail).appointment
  }

  private func move(_ id: AppointmentID, to minute: Int) throws -> AppointmentID {
    try done(
      MoveAppointment(
        id: id, newID: fixture.id(), practitioner: doctor, date: fixture.tomorrow,
        start: try #require(CivilTime(minuteOfDay: minute))))
  }

  @Test func `a booking is called off as taken back`() throws {
    let id = try booked()
    let undone = try #require(undo(id, .bookAppointment).value)
    #expect(undone.count == 1 && undone.command == .bookAppointment)
    let visit = try visit(id)
    #expect(visit.status == .cancelled && visit.cancellation?.party == .undone)
    #expect(try booked() != id)
  }

  @Test func `a moved visit stands where it stood, confirmed as it was`() throws {
    let id = try booked()
    _ = try done(RecordConfirmation(id: id, confirmation: .confirmed))
    let before = try visit(id)
    let moved = try move(id, to: 660)
    let undone = try #require(undo(moved, .moveAppointment).value)
    #expect(undone.visit == id && undone.start.minuteOfDay == 600)
    #expect(try visit(id) == before)
    #expect(try visit(moved).status == .cancelled)
  }

  @Test func `one after the other is taken back, down to the booking`() throws {
    let id = try booked()
    _ = try done(RecordConfirmation(id: id, confirmation: .confirmed))
    let moved = try move(id, to: 660)
    _ = try done(CancelAppointment(id: moved, party: .patient, reason: "viagem"))
    let steps: [(AppointmentID, CommandKind)] = [
      (moved, .cancelAppointment), (moved, .moveAppointment), (id, .recordConfirmation),
      (id, .bookAppointment),
    ]
    for (visit, command) in steps {
      _ = try #require(undo(visit, command).value, "\(command)")
    }
    #expect(try fixture.count("SELECT count(*) FROM appointment WHERE blocks") == 0)
    #expect(try fixture.count("SELECT count(*) FROM visit_change") == 0)
    #expect(try fixture.service.check(as: Fixture.operatorActor, now: Fixture.now).isSound)
  }

  @Test func `what was called off stands again only where its time is free`() throws {
    let id = try booked()
    _ = try done(CancelAppointment(id: id, party: .patient, reason: "viagem"))
    let other = try booked(of: try fixture.patient("Rita Moraes"))
    guard
      case .refused(.scheduling(.taken(.practitioner, let visits, _))) = undo(
        id, .cancelAppointment)
    else {
      Issue.record("not refused")
      return
    }
    #expect(visits == [other])
    _ = try #require(undo(other, .bookAppointment).value)
    _ = try #require(undo(id, .cancelAppointment).value)
    #expect(try visit(id).status == .booked && visit(id).cancellation == nil)
  }

  @Test func `what somebody else changed since stays as it is`() throws {
    let id = try booked()
    let colleague = fixture.actor([.reception])
    _ = try done(RecordConfirmation(id: id, confirmation: .confirmed), as: colleague)
    #expect(undo(id, .bookAppointment) == .refused(.scheduling(.changedSince)))
    #expect(undo(id, .recordConfirmation) == .refused(.scheduling(.changedSince)))
    #expect(try visit(id).status == .booked)
    _ = try #require(undo(id, .recordConfirmation, as: colleague).value)
    _ = try #require(undo(id, .bookAppointment).value)
  }

  @Test func `nothing is taken back that is another change than was meant, or too long ago`() throws
  {
    let id = try booked()
    #expect(undo(id, .moveAppointment) == .refused(.scheduling(.changedSince)))
    #expect(undo(id, .finishEncounter) == .refused(.scheduling(.changedSince)))
    let late = Fixture.now.adding(minutes: VisitChange.keptHours * 60)
    #expect(undo(id, .bookAppointment, at: late) == .refused(.scheduling(.changedSince)))
  }

  @Test func `a doctor takes back what she did on her own agenda`() throws {
    let actor = fixture.actor([.doctor], practitioner: doctor)
    let id = try done(try fixture.booking(patient, doctor, at: 600), as: actor)
    let stranger = fixture.actor([.doctor], practitioner: try fixture.practitioner(number: "777"))
    #expect(
      undo(id, .bookAppointment, as: stranger) == .refused(.denied(.changeBookings)))
    _ = try #require(undo(id, .bookAppointment, as: actor).value)
  }

  @Test func `a series is taken back whole, and not where one of it changed since`() throws {
    let start = try #require(CivilTime(hour: 10))
    let bookings = (0..<3).map {
      BookAppointment(
        id: fixture.id(), patient: patient, practitioner: doctor,
        date: fixture.tomorrow.adding(days: 7 * $0), start: start, minutes: 30)
    }
    let ids = try done(BookVisits(series: fixture.id(), bookings: bookings))
    _ = try done(CancelAppointment(id: ids[1], party: .patient, reason: "viagem"))
    #expect(undo(ids[0], .bookVisits) == .refused(.scheduling(.changedSince)))
    #expect(try visit(ids[0]).status == .booked)
    _ = try #require(undo(ids[1], .cancelAppointment).value)
    #expect(undo(ids[0], .bookVisits).value?.count == 3)
    #expect(try fixture.count("SELECT count(*) FROM appointment WHERE blocks") == 0)
  }

  @Test func `a check-in is taken back until the patient is seen`() throws {
    let id = try booked()
    let morning = Fixture.now.adding(minutes: 24 * 60)
    let undo = UndoCheckIn(id: id)
    _ = try done(CheckIn(id: id), at: morning)
    _ = try done(undo, at: morning)
    #expect(try visit(id).status == .booked && visit(id).arrivedAt == nil)
    _ = try done(CheckIn(id: id), at: morning)
    _ = try done(CallToRoom(id: id), at: morning)
    #expect(
      fixture.service.perform(undo, as: fixture.reception, now: morning)
        == .refused(.scheduling(.changedSince)))
  }

  @Test func `a check-in is not taken back while the doctor sees the patient`() throws {
    let id = try booked()
    let ana = fixture.actor([.doctor], practitioner: doctor)
    let morning = Fixture.now.adding(minutes: 24 * 60)
    _ = try done(CheckIn(id: id), at: morning)
    let encounter = try done(
      StartEncounter(id: fixture.id(), appointment: id), as: ana, at: morning)
    #expect(
      fixture.service.perform(UndoCheckIn(id: id), as: fixture.reception, now: morning)
        == .refused(.scheduling(.encounterOpen(encounter))))
    #expect(try visit(id).status != .booked)
  }

  private func walkIn(
    _ details: PatientDetails? = nil, as actor: Actor? = nil
  ) throws -> AppointmentID {
    try done(
      RegisterWalkIn(
        id: fixture.id(), patient: details == nil ? patient : fixture.id(), details: details,
        practitioner: doctor, reason: "sem hora"), as: actor)
  }

  @Test func `a walk-in is called off, its patient stays and may walk in again`() throws {
    let id = try walkIn(try fixture.details("Ivo Prado"))
    let undone = try done(UndoCheckIn(id: id))
    #expect(undone.command == .registerWalkIn && undone.count == 1)
    let gone = try visit(id)
    #expect(gone.status == .cancelled && gone.cancellation?.party == .undone)
    #expect(try fixture.count("SELECT count(*) FROM patient") == 2)
    #expect(
      try fixture.count(
        """
        SELECT count(*) FROM audit_log WHERE action = 'appointment.checkin.undo'
          AND outcome = 'done' AND detail LIKE 'undoes arrival.walkin %'
        """) == 1)
    #expect(try fixture.count("SELECT count(*) FROM sync_log WHERE op = 'command'") == 1)
    _ = try walkIn()
    #expect(try fixture.service.check(as: Fixture.operatorActor, now: Fixture.now).isSound)
  }

  @Test(arguments: ["called", "colleague", "twice"])
  func `a walk-in stays where more was done, somebody else asks or it is gone`(why: String) throws {
    let id = try walkIn()
    var actor = fixture.reception
    switch why {
    case "called": _ = try done(CallToRoom(id: id))
    case "colleague": actor = fixture.actor([.reception])
    default: _ = try done(UndoCheckIn(id: id))
    }
    #expect(
      fixture.service.perform(UndoCheckIn(id: id), as: actor, now: Fixture.now)
        == .refused(.scheduling(.changedSince)))
  }

  @Test func `who waited until the booking waits again`() throws {
    let wait: WaitingEntryID = try done(
      AddToWaitingList(
        id: fixture.id(), patient: patient, wish: VisitWish(practitioner: doctor)))
    let id = try booked()
    let isWaiting = "SELECT count(*) FROM waiting_entry WHERE status = 'waiting'"
    #expect(try fixture.count(isWaiting) == 0)
    _ = try #require(undo(id, .bookAppointment).value)
    #expect(try fixture.count(isWaiting) == 1)
    _ = try done(WithdrawWaiting(id: wait))
  }

  @Test func `audit and sync log name what is taken back`() throws {
    let id = try booked()
    let undone = try #require(undo(id, .bookAppointment).value)
    let (detail, body, tx) = try fixture.service.database.read { db in
      (
        try String.fetchOne(
          db, sql: "SELECT detail FROM audit_log WHERE action = 'appointment.undo'"),
        try String.fetchOne(db, sql: "SELECT body FROM sync_log WHERE op = 'command'"),
        try TransactionID(
          blob: try #require(
            try Row.fetchOne(
              db,
              sql: "SELECT tx FROM sync_log WHERE op = 'create' AND entity = 'appointment'"))[0])
      )
    }
    #expect(tx == undone.transaction)
    #expect(detail == "undoes appointment.book \(tx.text)")
    #expect(body == "{\"undoes\":\"\(tx.text)\"}")
  }
}
