import ClinicDomain
import GRDB
import Testing

@testable import Storage

@Suite struct WaitingTests {
  let fixture: Fixture
  let doctor: PractitionerID
  let maria: PatientID
  let jose: PatientID

  init() throws {
    fixture = try Fixture()
    doctor = try fixture.practitioner()
    maria = try fixture.patient("Maria da Silva")
    jose = try fixture.patient("José Prado")
  }

  private func perform<Command: ClinicCommand>(
    _ command: Command, as actor: Actor? = nil
  ) -> CommandOutcome<Command.Outcome> {
    fixture.service.perform(command, as: actor ?? fixture.reception, now: Fixture.now)
  }

  private func add(
    _ patient: PatientID, _ purpose: WaitingEntry.Purpose = .visit, _ wish: VisitWish? = nil
  ) throws -> WaitingEntryID {
    let command = AddToWaitingList(
      id: fixture.id(), patient: patient, purpose: purpose,
      wish: wish ?? VisitWish(practitioner: doctor))
    return try #require(perform(command).value)
  }

  private func offer(at minute: Int = 600, days: Int = 1) throws -> OfferedTime {
    OfferedTime(
      practitioner: doctor, date: fixture.tomorrow.adding(days: days - 1),
      start: try #require(CivilTime(minuteOfDay: minute)), minutes: 30)
  }

  private func candidates(_ time: OfferedTime) throws -> [WaitingEntryID] {
    try fixture.service.answer(
      ListCandidates(time: time), as: fixture.reception, now: Fixture.now
    ).map(\.entry.id)
  }

  @Test func `an entry is stored, logged and audited, and a second for the same is refused`()
    throws
  {
    let id = try add(maria)
    let again = AddToWaitingList(
      id: fixture.id(), patient: maria, wish: VisitWish(practitioner: doctor, priority: .urgent))
    #expect(perform(again) == .refused(.scheduling(.alreadyWaiting)))
    let listed = try fixture.service.answer(
      ListWaiting(), as: fixture.reception, now: Fixture.now)
    #expect(listed.map(\.entry.id) == [id] && listed.first?.patientName == "Maria da Silva")
    #expect(try fixture.count("SELECT count(*) FROM sync_log WHERE entity = 'waiting_entry'") == 1)
    #expect(
      try fixture.count(
        "SELECT count(*) FROM audit_log WHERE action = 'waiting.add' AND outcome = 'done'") == 1)
  }

  @Test func `a cancelled visit's time is offered, and accepting books it and ends the wait`()
    throws
  {
    let booked = try fixture.booking(jose, doctor, at: 600)
    #expect(perform(booked).value != nil)
    let id = try add(maria)
    let time = try offer()
    #expect(try candidates(time).isEmpty)
    let cancel = CancelAppointment(id: booked.id, party: .patient, reason: "viajou")
    #expect(perform(cancel).value != nil)
    #expect(try candidates(time) == [id])
    let visit: AppointmentID = fixture.id()
    let accept = AcceptOffer(id: id, offer: time, visit: visit)
    #expect(perform(accept).value == visit)
    #expect(perform(accept).value == visit)
    #expect(try candidates(time).isEmpty)
    let card = try fixture.service.answer(
      ReadVisit(appointment: visit), as: fixture.reception, now: Fixture.now)
    #expect(card?.row.patient == maria && card?.row.status == .booked)
    #expect(card?.row.kind == .routine && card?.row.minutes == 30)
    let body = try fixture.service.database.read {
      try String.fetchOne($0, sql: "SELECT body FROM waiting_entry")
    }
    #expect(body?.contains("accepted") == true)
  }

  @Test func `an earlier time moves the booked visit`() throws {
    let booked = try fixture.booking(maria, doctor, at: 900)
    #expect(perform(booked).value != nil)
    let id = try add(maria, .earlier(booked.id))
    #expect(try candidates(offer(at: 930)).isEmpty)
    let time = try offer()
    #expect(try candidates(time) == [id])
    let visit: AppointmentID = fixture.id()
    #expect(perform(AcceptOffer(id: id, offer: time, visit: visit)).value == visit)
    let old = try fixture.service.answer(
      ReadVisit(appointment: booked.id), as: fixture.reception, now: Fixture.now)
    #expect(old?.row.status == .cancelled)
  }

  private func move(
    _ id: AppointmentID, to minute: Int, days: Int = 1, isBatch: Bool = false
  ) throws -> AppointmentID {
    let move = MoveAppointment(
      id: id, newID: fixture.id(), practitioner: doctor,
      date: fixture.tomorrow.adding(days: days - 1),
      start: try #require(CivilTime(minuteOfDay: minute)))
    if isBatch {
      _ = try #require(perform(MoveVisits(moves: [move])).value)
    } else {
      _ = try #require(perform(move).value)
    }
    return move.newID
  }

  @Test(arguments: [false, true])
  func `the wish for an earlier time goes with a visit that moves, and back with an undone move`(
    isBatch: Bool
  ) throws {
    let booked = try fixture.booking(maria, doctor, at: 900)
    #expect(perform(booked).value != nil)
    let id = try add(maria, .earlier(booked.id))
    let moved = try move(booked.id, to: 960, days: 3, isBatch: isBatch)
    #expect(try candidates(offer(at: 930)) == [id])
    #expect(try candidates(offer(at: 930, days: 2)) == [id])
    let listed = try fixture.service.answer(
      ListWaiting(), as: fixture.reception, now: Fixture.now)
    #expect(listed.first?.bookedAt?.date == fixture.tomorrow.adding(days: 2))
    let undo = UndoVisitChange(id: moved, command: isBatch ? .moveVisits : .moveAppointment)
    #expect(perform(undo).value != nil)
    #expect(try candidates(offer(at: 930)).isEmpty)
    #expect(try candidates(offer(at: 600)) == [id])
  }

  @Test func `a move to the time that was wished for ends the wait, undone it waits again`() throws
  {
    let booked = try fixture.booking(maria, doctor, at: 900)
    #expect(perform(booked).value != nil)
    let wish = VisitWish(practitioner: doctor, partOfDay: .morning)
    let id = try add(maria, .earlier(booked.id), wish)
    let afternoon = try move(booked.id, to: 840)
    #expect(try candidates(offer(at: 600)) == [id])
    let morning = try move(afternoon, to: 660)
    #expect(try candidates(offer(at: 600)).isEmpty)
    #expect(perform(UndoVisitChange(id: morning, command: .moveAppointment)).value != nil)
    #expect(try candidates(offer(at: 600)) == [id])
  }

  @Test func `a time taken meanwhile is refused and leaves the wait as it was`() throws {
    let id = try add(maria)
    #expect(try perform(fixture.booking(jose, doctor, at: 600)).value != nil)
    let accept = AcceptOffer(id: id, offer: try offer(), visit: fixture.id())
    guard case .refused(.scheduling(.taken)) = perform(accept) else {
      Issue.record("booked over another visit")
      return
    }
    #expect(try candidates(offer(at: 660)) == [id])
  }

  @Test func `every call is kept; a refused offer stays on the list, a refused wait ends`() throws {
    let id = try add(maria)
    let time = try offer()
    #expect(perform(RecordCall(id: id, hasAnswered: false, offer: time)).value != nil)
    #expect(perform(RecordCall(id: id, hasAnswered: true, offer: time)).value != nil)
    #expect(try candidates(time).isEmpty)
    #expect(try candidates(offer(at: 660)) == [id])
    #expect(perform(RecordCall(id: id, hasAnswered: true)).value != nil)
    #expect(try candidates(offer(at: 660)).isEmpty)
    #expect(
      try fixture.count(
        "SELECT json_array_length(body, '$.attempts') FROM waiting_entry") == 3)
    #expect(perform(WithdrawWaiting(id: id)) == .refused(.notFound(.waitingEntry)))
  }

  @Test func `a recall is on the list when it is due, and a booked visit ends it`() throws {
    let due = fixture.tomorrow.adding(days: 30)
    let id = try add(maria, .recall(due: due))
    func listed(_ day: CivilDate) throws -> [WaitingEntryID] {
      try fixture.service.answer(
        ListRecalls(dueBy: day), as: fixture.reception, now: Fixture.now
      ).map(\.entry.id)
    }
    #expect(try listed(due.adding(days: -1)).isEmpty)
    #expect(try listed(due) == [id])
    let visit = BookAppointment(
      id: fixture.id(), patient: maria, practitioner: doctor, date: due,
      start: try #require(CivilTime(hour: 10)), minutes: 30)
    #expect(perform(visit).value != nil)
    #expect(try listed(due).isEmpty)
  }

  @Test func `a doctor calls back her own patients only`() throws {
    let own = fixture.actor([.doctor], practitioner: doctor)
    let stranger = fixture.actor([.doctor], practitioner: fixture.id())
    let due = fixture.tomorrow.adding(months: 6)
    let recall = AddToWaitingList(
      id: fixture.id(), patient: maria, purpose: .recall(due: due),
      wish: VisitWish(practitioner: doctor))
    #expect(perform(recall, as: stranger) == .refused(.denied(.changeBookings)))
    #expect(perform(recall, as: own).value == recall.id)
    #expect(perform(WithdrawWaiting(id: recall.id), as: stranger).value == nil)
  }

  @Test func `what two people change at once is told`() throws {
    let id = try add(maria)
    let base = VisitWish(practitioner: doctor)
    var mine = base
    mine.priority = .urgent
    var theirs = base
    theirs.partOfDay = .morning
    #expect(perform(ChangeWaitingEntry(id: id, base: base, wish: mine)).value != nil)
    #expect(
      perform(ChangeWaitingEntry(id: id, base: base, wish: theirs))
        == .refused(.changedMeanwhile([.rules])))
  }
}
