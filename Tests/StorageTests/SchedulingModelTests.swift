import ClinicDomain
import Foundation
import GRDB
import SampleClinic
import Testing

@testable import Storage

/// Random agendas with breaks, rooms, buffers and full days, and random bookings, moves and
/// cancellations, beside a model that knows a day only as cells of five minutes.
@Suite struct SchedulingModelTests {
  /// A run: the clinic, the model and the dice.
  private struct Run {
    let fixture: Fixture
    var random: SeededGenerator
    var model = Model()
    var met: [Answer] = []
    /// What was done, by the visit that names it, with what was there before.
    var past: [(id: AppointmentID, command: CommandKind, live: [AppointmentID: Visit])] = []
    var undone: Set<CommandKind> = []
    let doctors: [PractitionerID]
    let patients: [PatientID]
    let unit: UnitID
    let rooms: [RoomID]

    init(seed: UInt64) throws {
      fixture = try Fixture()
      random = SeededGenerator(seed: seed)
      let fixture = fixture
      patients = try (0..<SchedulingModelTests.patients).map { try fixture.patient("Pessoa \($0)") }
      var doctors: [PractitionerID] = []
      for index in 0..<SchedulingModelTests.doctors {
        let doctor: PractitionerID = fixture.id()
        var details = PractitionerDetails(name: try PersonName(parsing: "Doutora \(index)"))
        details.registration = try CouncilRegistration(parsing: "CRM/ES \(5000 + index)")
        details.specialties = [Specialty(name: "Pediatria")]
        let outcome = fixture.service.perform(
          RegisterPractitioner(id: doctor, details: details), as: fixture.manager,
          now: Fixture.now)
        _ = try #require(outcome.value)
        doctors.append(doctor)
      }
      self.doctors = doctors
      let unit = Unit(id: fixture.id(), name: "Centro")
      let rooms = (0..<SchedulingModelTests.rooms).map {
        Room(id: fixture.id(), unit: unit.id, name: "Sala \($0)")
      }
      _ = try #require(
        fixture.service.perform(SaveUnit(unit: unit), as: fixture.manager, now: Fixture.now).value)
      for room in rooms {
        _ = try #require(
          fixture.service.perform(SaveRoom(room: room), as: fixture.manager, now: Fixture.now)
            .value)
      }
      (self.unit, self.rooms) = (unit.id, rooms.map(\.id))
      for index in doctors.indices { try makeAgenda(of: index) }
    }

    mutating func below(_ limit: Int) -> Int { Int(random.next() % UInt64(limit)) }

    func date(_ day: Int) -> CivilDate { fixture.tomorrow.adding(days: day) }

    func time(_ cell: Int) throws -> CivilTime {
      try #require(
        cell == SchedulingModelTests.cellsPerDay
          ? CivilTime.endOfDay : CivilTime(minuteOfDay: cell * 5))
    }

    /// Up to three stretches a weekday with pauses between, some in a room and some with a break, then
    /// exceptions on some days; of some doctors with buffers, or with so many visits a day.
    private mutating func makeAgenda(of doctor: Int) throws {
      var terms = Terms()
      if below(2) == 0 { (terms.before, terms.after) = (below(4), below(4)) }
      if below(2) == 0 { terms.visitsPerDay = 3 + below(6) }
      model.terms[doctor] = terms
      var rules: [AgendaRule] = []
      for weekday in Weekday.allCases {
        var cell = below(120)
        for _ in 0..<below(4) {
          let cells = cell..<min(SchedulingModelTests.cellsPerDay, cell + 6 + below(60))
          let room = below(2) == 0 ? below(SchedulingModelTests.rooms) : nil
          var pause: Range<Int>?
          if cells.count > 20, below(2) == 0 {
            let first = cells.lowerBound + 6 + below(6)
            pause = first..<first + 1 + below(4)
          }
          rules.append(
            AgendaRule(
              id: fixture.id(), weekday: weekday, from: try time(cells.lowerBound),
              until: try time(cells.upperBound), slotMinutes: [15, 20, 30][below(3)],
              unit: room == nil ? nil : unit, room: room.map { rooms[$0] },
              validFrom: CivilDate(dayNumber: 0),
              breaks: try pause.map {
                [TimeSpan(from: try time($0.lowerBound), until: try time($0.upperBound))]
              } ?? []))
          for day in 0..<SchedulingModelTests.days where date(day).weekday == weekday {
            if let pause {
              model.open(cells.lowerBound..<pause.lowerBound, in: room, doctor, day)
              model.open(pause.upperBound..<cells.upperBound, in: room, doctor, day)
            } else {
              model.open(cells, in: room, doctor, day)
            }
          }
          cell = cells.upperBound + 1 + below(40)
          if cell > SchedulingModelTests.cellsPerDay - 12 { break }
        }
      }
      let set = fixture.service.perform(
        SetWeeklyAgenda(
          base: [],
          agenda: Agenda(
            practitioner: doctors[doctor], rules: rules,
            policy: AgendaPolicy(
              bufferBefore: terms.before * 5, bufferAfter: terms.after * 5, holidays: .works,
              visitsPerDay: terms.visitsPerDay))),
        as: fixture.manager, now: Fixture.now)
      _ = try #require(set.value, "\(set)")
      for day in 0..<SchedulingModelTests.days where below(3) == 0 { try except(doctor, day) }
    }

    /// One exception a day: what several would do to each other is for the tests of values.
    private mutating func except(_ doctor: Int, _ day: Int) throws {
      let first = below(SchedulingModelTests.cellsPerDay - 40)
      let cells = first..<first + 6 + below(34)
      let opens = below(2) == 0
      let added = fixture.service.perform(
        AddAgendaException(
          exception: AgendaException(
            id: fixture.id(), practitioner: doctors[doctor], date: date(day),
            from: try time(cells.lowerBound), until: try time(cells.upperBound),
            effect: opens ? .opens(slotMinutes: 20) : .closes(reason: "congresso"))),
        as: fixture.manager, now: Fixture.now)
      _ = try #require(added.value, "\(added)")
      if opens { model.open(cells, doctor, day) } else { model.close(cells, doctor, day) }
    }

    /// Somewhere; mostly where somebody is there.
    mutating func wish(for patient: Int) -> Visit {
      var visit: Visit
      var tries = below(4) == 0 ? 1 : 12
      repeat {
        let first = below(SchedulingModelTests.cellsPerDay - 12)
        visit = Visit(
          doctor: below(SchedulingModelTests.doctors), patient: patient,
          day: below(SchedulingModelTests.days), cells: first..<first + 1 + below(12))
        tries -= 1
      } while tries > 0 && model.answer(to: visit, insteadOf: nil) == .outsideAgenda
      return visit
    }

    mutating func book() throws {
      let (id, visit): (AppointmentID, Visit) = (
        fixture.id(), wish(for: below(SchedulingModelTests.patients))
      )
      let expected = model.answer(to: visit, insteadOf: nil)
      let outcome = fixture.service.perform(
        BookAppointment(
          id: id, patient: patients[visit.patient], practitioner: doctors[visit.doctor],
          date: date(visit.day), start: try time(visit.cells.lowerBound),
          minutes: visit.cells.count * 5),
        as: fixture.reception, now: Fixture.now)
      #expect(Answer(outcome) == expected, "book \(visit)")
      met.append(expected)
      guard expected == .done else { return }
      past.append((id, .bookAppointment, model.live))
      model.live[id] = model.placed(visit)
    }

    mutating func move() throws {
      guard
        let (old, visit) = model.live.sorted(by: { $0.key < $1.key }).randomElement(using: &random)
      else { return }
      var wished = wish(for: visit.patient)
      wished.cells = wished.cells.lowerBound..<wished.cells.lowerBound + visit.cells.count
      let expected = model.answer(to: wished, insteadOf: old)
      let new: AppointmentID = fixture.id()
      let outcome = fixture.service.perform(
        MoveAppointment(
          id: old, newID: new, practitioner: doctors[wished.doctor], date: date(wished.day),
          start: try time(wished.cells.lowerBound)),
        as: fixture.reception, now: Fixture.now)
      #expect(Answer(outcome) == expected, "move \(visit) to \(wished)")
      met.append(expected)
      guard expected == .done else { return }
      past.append((new, .moveAppointment, model.live))
      model.live[old] = nil
      model.live[new] = model.placed(wished)
    }

    mutating func cancel() throws {
      guard let (id, _) = model.live.sorted(by: { $0.key < $1.key }).randomElement(using: &random)
      else { return }
      let outcome = fixture.service.perform(
        CancelAppointment(id: id, party: .patient, reason: "viagem"), as: fixture.reception,
        now: Fixture.now)
      #expect(Answer(outcome) == .done)
      past.append((id, .cancelAppointment, model.live))
      model.live[id] = nil
    }

    /// The same time on up to four days running: all or none.
    mutating func bookSeries() throws {
      let first = wish(for: below(SchedulingModelTests.patients))
      let last = min(first.day + 1 + below(3), SchedulingModelTests.days - 1)
      let visits = (first.day...last).map { day in
        Visit(doctor: first.doctor, patient: first.patient, day: day, cells: first.cells)
      }
      let ids: [AppointmentID] = visits.map { _ in fixture.id() }
      let expected =
        visits.map { model.answer(to: $0, insteadOf: nil) }.first { $0 != .done } ?? .done
      let bookings = try zip(ids, visits).map { id, visit in
        BookAppointment(
          id: id, patient: patients[visit.patient], practitioner: doctors[visit.doctor],
          date: date(visit.day), start: try time(visit.cells.lowerBound),
          minutes: visit.cells.count * 5)
      }
      let outcome = fixture.service.perform(
        BookVisits(series: fixture.id(), bookings: bookings), as: fixture.reception,
        now: Fixture.now)
      #expect(Answer(outcome) == expected, "series \(visits)")
      met.append(expected)
      guard expected == .done else { return }
      past.append((ids[0], .bookVisits, model.live))
      for (id, visit) in zip(ids, visits) { model.live[id] = model.placed(visit) }
    }

    /// Moves some visits by the same number of cells at once: all or none.
    mutating func moveSeveral() throws {
      let all = model.live.sorted { $0.key < $1.key }
      guard !all.isEmpty else { return }
      let doctor = below(SchedulingModelTests.doctors)
      let day = below(SchedulingModelTests.days)
      let moving = all.filter { $0.value.doctor == doctor && $0.value.day == day }
      guard !moving.isEmpty else { return }
      let step = 1 + below(4)
      var after = model
      for (id, _) in moving { after.live[id] = nil }
      var moves: [MoveAppointment] = []
      var expected = Answer.done
      for (id, visit) in moving {
        var later = visit
        later.cells = visit.cells.lowerBound + step..<visit.cells.upperBound + step
        guard later.cells.upperBound <= SchedulingModelTests.cellsPerDay else { return }
        later = after.placed(later)
        if expected == .done { expected = after.answer(to: later, insteadOf: nil) }
        let new: AppointmentID = fixture.id()
        after.live[new] = later
        moves.append(
          MoveAppointment(
            id: id, newID: new, practitioner: doctors[doctor], date: date(day),
            start: try time(later.cells.lowerBound)))
      }
      let outcome = fixture.service.perform(
        MoveVisits(moves: moves), as: fixture.reception, now: Fixture.now)
      #expect(Answer(outcome) == expected, "move \(moving) by \(step)")
      met.append(expected)
      guard expected == .done, let first = moves.first else { return }
      past.append((first.newID, .moveVisits, model.live))
      model = after
    }

    /// Takes the last change back: the file is as it was before it.
    mutating func undo() throws {
      guard let last = past.popLast() else { return }
      let outcome = fixture.service.perform(
        UndoVisitChange(id: last.id, command: last.command), as: fixture.reception,
        now: Fixture.now)
      #expect(Answer(outcome) == .done, "undo \(last.command)")
      model.live = last.live
      undone.insert(last.command)
    }

    /// What the file holds is what the model holds.
    func expectSame() throws {
      let rows = try fixture.service.database.read { database in
        try Row.fetchAll(
          database,
          sql: """
            SELECT a.id, d.id, p.id, a.date, a.start, a.minutes, r.id FROM appointment a
              JOIN practitioner d ON d.key = a.practitioner JOIN patient p ON p.key = a.patient
              LEFT JOIN room r ON r.key = a.room
            WHERE a.blocks
            """)
      }
      var stored: [AppointmentID: Visit] = [:]
      for row in rows {
        let (doctor, patient): (PractitionerID, PatientID) = (try row.id(1), try row.id(2))
        let room: RoomID? = try row.optionalID(6)
        let first = (row[4] as Int) / 5
        stored[try row.id(0)] = Visit(
          doctor: try #require(doctors.firstIndex(of: doctor)),
          patient: try #require(patients.firstIndex(of: patient)),
          day: (row[3] as Int) - fixture.tomorrow.dayNumber,
          cells: first..<first + (row[5] as Int) / 5,
          room: try room.map { try #require(rooms.firstIndex(of: $0)) })
      }
      #expect(stored == model.live)
      #expect(try fixture.service.check(as: Fixture.operatorActor, now: Fixture.now).isSound)
    }
  }

  @Test(arguments: 1...8)
  func `the rules hold whatever is booked, moved and cancelled, and whenever the process dies`(
    seed: UInt64
  ) throws {
    var run = try Run(seed: seed)
    for step in 0..<400 {
      switch run.below(10) {
      case 0..<6: try run.book()
      case 6..<9: try run.move()
      default: try run.cancel()
      }
      if step % 100 == 99 {
        try run.fixture.crash()
        try run.expectSame()
      }
    }
    for answer: Answer in [.done, .outsideAgenda, .taken(.practitioner)] {
      #expect(run.met.count { $0 == answer } > 10, "\(answer)")
    }
  }

  @Test func `the seeds meet every answer`() throws {
    var met: [Answer] = []
    for seed in UInt64(21)...26 {
      var run = try Run(seed: seed)
      for _ in 0..<250 { try run.book() }
      met += run.met
    }
    for answer: Answer in [.dayFull, .taken(.patient), .taken(.room)] {
      #expect(met.count { $0 == answer } > 3, "\(answer)")
    }
  }

  @Test(arguments: 11...16)
  func `undo leads back through whatever was done`(seed: UInt64) throws {
    var run = try Run(seed: seed)
    for step in 0..<240 {
      switch run.below(12) {
      case 0..<4: try run.book()
      case 4..<6: try run.bookSeries()
      case 6..<8: try run.move()
      case 8: try run.moveSeveral()
      case 9: try run.cancel()
      default: for _ in 0...run.below(4) { try run.undo() }
      }
      if step % 60 == 59 {
        try run.fixture.reopen()
        try run.expectSame()
      }
    }
    while !run.past.isEmpty { try run.undo() }
    for command: CommandKind in [.bookAppointment, .bookVisits, .moveAppointment] {
      #expect(run.undone.contains(command), "\(command)")
    }
    #expect(run.model.live.isEmpty)
    try run.expectSame()
  }
}
