import ClinicDomain
import Testing

@testable import Storage

@Suite struct VisitBatchTests {
  private let fixture: Fixture
  private let doctor: PractitionerID
  private let patient: PatientID

  init() throws {
    fixture = try Fixture()
    doctor = try fixture.practitioner()
    patient = try fixture.patient("Maria Souza")
  }

  private func perform<Command: ClinicCommand>(
    _ command: Command, as actor: Actor? = nil
  ) -> CommandOutcome<Command.Outcome> {
    fixture.service.perform(command, as: actor ?? fixture.reception, now: Fixture.now)
  }

  /// At ten, once a week.
  private func weekly(_ count: Int) throws -> [BookAppointment] {
    let start = try #require(CivilTime(hour: 10))
    return (0..<count).map {
      BookAppointment(
        id: fixture.id(), patient: patient, practitioner: doctor,
        date: fixture.tomorrow.adding(days: 7 * $0), start: start, minutes: 30)
    }
  }

  private func series(_ id: SeriesID) throws -> [VisitRow] {
    try fixture.service.answer(ReadSeries(series: id), as: fixture.reception, now: Fixture.now)
  }

  private var live: Int {
    get throws { try fixture.count("SELECT count(*) FROM appointment WHERE blocks") }
  }

  @Test func `a series is booked in one transaction and known as one`() throws {
    let id: SeriesID = fixture.id()
    let bookings = try weekly(10)
    let command = BookVisits(series: id, bookings: bookings)
    #expect(perform(command).value == bookings.map(\.id))
    #expect(perform(command).value == bookings.map(\.id))
    let rows = try series(id)
    #expect(rows.map(\.id) == bookings.map(\.id) && rows.allSatisfy { $0.series == id })
    #expect(
      try fixture.count(
        "SELECT count(DISTINCT tx) FROM sync_log WHERE entity = 'appointment'") == 1)
    #expect(try fixture.service.check(as: Fixture.operatorActor, now: Fixture.now).isSound)
  }

  @Test func `one that can't be booked undoes all, and is named`() throws {
    let bookings = try weekly(4)
    let rival = try fixture.patient("Rita Moraes")
    let taken = BookAppointment(
      id: fixture.id(), patient: rival, practitioner: doctor, date: bookings[2].date,
      start: bookings[2].start, minutes: 30)
    _ = try #require(perform(taken).value)
    guard
      case .refused(.scheduling(.ofVisit(2, .taken(.practitioner, [taken.id], _)))) = perform(
        BookVisits(series: fixture.id(), bookings: bookings))
    else {
      Issue.record("not refused")
      return
    }
    #expect(try live == 1)
  }

  @Test func `a batch that is empty, too large or names one twice is refused`() throws {
    let one = try weekly(1)
    for bookings in [[], one + one, try weekly(VisitBatch.limit + 1)] {
      #expect(
        perform(BookVisits(series: nil, bookings: bookings))
          == .refused(.invalid([FieldProblem(.repetition, .outOfRange)])))
    }
  }

  @Test func `visits that follow each other move on together`() throws {
    var bookings: [BookAppointment] = []
    for (index, name) in ["Rita Moraes", "Ivo Sampaio", "Ana Prado"].enumerated() {
      bookings.append(
        try fixture.booking(try fixture.patient(name), doctor, at: 600 + 30 * index))
    }
    _ = try #require(perform(BookVisits(series: nil, bookings: bookings)).value)
    let moves = try bookings.map {
      MoveAppointment(
        id: $0.id, newID: fixture.id(), practitioner: doctor, date: $0.date,
        start: try #require($0.start.adding(minutes: 30)))
    }
    let moved = MoveVisits(moves: moves)
    #expect(perform(moved).value == moves.map(\.newID))
    #expect(perform(moved).value == moves.map(\.newID))
    #expect(try live == 3)
    let undone = perform(UndoVisitChange(id: moves[0].newID, command: .moveVisits))
    #expect(undone.value?.count == 6)
    #expect(
      try fixture.count(
        "SELECT count(*) FROM appointment WHERE blocks AND start IN (600, 630, 660)") == 3)
    #expect(try live == 3)
  }

  @Test func `a move that fails for one moves none`() throws {
    let bookings = try weekly(3)
    let id: SeriesID = fixture.id()
    _ = try #require(perform(BookVisits(series: id, bookings: bookings)).value)
    let night = try #require(CivilTime(hour: 20))
    let moves = bookings.enumerated().map { index, booking in
      MoveAppointment(
        id: booking.id, newID: fixture.id(), practitioner: doctor,
        date: booking.date.adding(days: 1), start: index == 1 ? night : booking.start)
    }
    #expect(
      perform(MoveVisits(moves: moves)) == .refused(.scheduling(.ofVisit(1, .outsideAgenda))))
    #expect(try series(id).map(\.id) == bookings.map(\.id))
  }

  @Test func `a moved visit stays in its series`() throws {
    let bookings = try weekly(3)
    let id: SeriesID = fixture.id()
    _ = try #require(perform(BookVisits(series: id, bookings: bookings)).value)
    let move = MoveAppointment(
      id: bookings[1].id, newID: fixture.id(), practitioner: doctor,
      date: bookings[1].date.adding(days: 1), start: bookings[1].start)
    _ = try #require(perform(move).value)
    #expect(try series(id).map(\.id) == [bookings[0].id, move.newID, bookings[2].id])
  }

  @Test func `what is left of a series is called off at once, and stands again by undo`() throws {
    let bookings = try weekly(5)
    let id: SeriesID = fixture.id()
    _ = try #require(perform(BookVisits(series: id, bookings: bookings)).value)
    let cancel = CancelVisits(
      visits: bookings[2...].map(\.id), party: .patient, reason: "mudou de cidade")
    _ = try #require(perform(cancel).value)
    #expect(try series(id).map(\.id) == bookings[..<2].map(\.id))
    let undo = UndoVisitChange(id: bookings[2].id, command: .cancelVisits)
    #expect(perform(undo).value?.count == 3)
    #expect(try series(id).count == 5)
    let all = UndoVisitChange(id: bookings[0].id, command: .bookVisits)
    #expect(perform(all).value?.count == 5)
    #expect(try live == 0)
  }

  @Test func `a doctor books series on her own agenda only`() throws {
    let own = fixture.actor([.doctor], practitioner: doctor)
    let other = fixture.actor([.doctor], practitioner: try fixture.practitioner(number: "777"))
    let command = BookVisits(series: fixture.id(), bookings: try weekly(2))
    #expect(perform(command, as: other) == .refused(.denied(.changeBookings)))
    #expect(perform(command, as: own).value != nil)
  }

  @Test func `who the clinic moved is to be told until she said whether she comes`() throws {
    let bookings = try weekly(3)
    _ = try #require(perform(BookVisits(series: nil, bookings: bookings)).value)
    func later(_ index: Int, byClinic: Bool) throws -> MoveAppointment {
      MoveAppointment(
        id: bookings[index].id, newID: fixture.id(), practitioner: doctor,
        date: bookings[index].date, start: try #require(bookings[index].start.adding(minutes: 30)),
        isByClinic: byClinic ? true : nil)
    }
    func toTell() throws -> [ConfirmationRow] {
      try fixture.service.answer(ListMovedVisits(), as: fixture.reception, now: Fixture.now)
    }
    let moves = [
      try later(0, byClinic: true), try later(1, byClinic: true), try later(2, byClinic: false),
    ]
    _ = try #require(perform(MoveVisits(moves: moves)).value)
    #expect(try toTell().map(\.visit.id) == [moves[0].newID, moves[1].newID])
    #expect(try toTell().first?.movedFrom?.time == bookings[0].start)
    func record(_ confirmation: ClinicDomain.Confirmation) throws {
      _ = try #require(
        perform(RecordConfirmation(id: moves[0].newID, confirmation: confirmation)).value)
    }
    try record(.unreachable)
    #expect(try toTell().count == 2)
    try record(.confirmed)
    #expect(try toTell().map(\.visit.id) == [moves[1].newID])
    let undo = UndoVisitChange(id: moves[1].newID, command: .moveVisits)
    #expect(perform(undo).value == nil, "one of them was changed since")
  }

  @Test func `what a plan speaks for is proposed to none of its visits`() throws {
    let bookings = try weekly(1)
    _ = try #require(perform(BookVisits(series: nil, bookings: bookings)).value)
    let (date, start) = (bookings[0].date, bookings[0].start)
    func near(_ planned: [PlannedTime], at start: CivilTime) throws -> [FreeTime] {
      let visit = PreviewBooking(
        practitioner: doctor, date: date, start: start, minutes: 30, planned: planned)
      return try fixture.service.answer(
        PreviewVisits(visits: [visit]), as: fixture.reception, now: Fixture.now
      )[0]?.near ?? []
    }
    let before = try near([], at: start)
    #expect(before.count == 5)
    let spoken = before.map {
      PlannedTime(
        practitioner: doctor, patient: nil, date: $0.date, start: $0.start, minutes: $0.minutes)
    }
    let after = try near(spoken, at: start)
    #expect(!after.isEmpty && Set(after).isDisjoint(with: before))
    // A time that is free but for the plan has others proposed as well.
    #expect(try near([], at: before[0].start).isEmpty)
    let others = try near(spoken, at: before[0].start)
    #expect(!others.isEmpty && Set(others).isDisjoint(with: before))
  }

  @Test func `a preview says what stands against each, aside from those that move`() throws {
    let bookings = try weekly(3)
    _ = try #require(perform(BookVisits(series: nil, bookings: bookings)).value)
    func preview(moving: Set<AppointmentID>) throws -> [SchedulingRefusal?] {
      let visits = bookings.map {
        PreviewBooking(
          practitioner: doctor, date: $0.date, start: $0.start, minutes: 30, patient: patient,
          moving: moving)
      }
      return try fixture.service.answer(
        PreviewVisits(visits: visits), as: fixture.reception, now: Fixture.now
      ).map { $0?.refusal }
    }
    #expect(try preview(moving: []).allSatisfy { $0 != nil })
    let free = try preview(moving: [bookings[0].id])
    #expect(free[0] == nil && free[1] != nil)
  }
}
