import ClinicDomain
import Foundation
import GRDB
import Testing

@testable import Storage

/// Random agendas, bookings, moves and cancellations beside a model that knows a day only as cells
/// of five minutes.
@Suite struct SchedulingModelTests {
  /// What the commands may answer.
  private enum Answer: Equatable {
    case done, outsideAgenda, taken(SchedulingRefusal.Party), other(String)

    init<Value>(_ outcome: CommandOutcome<Value>) {
      switch outcome {
      case .done: self = .done
      case .refused(.scheduling(.outsideAgenda)): self = .outsideAgenda
      case .refused(.scheduling(.taken(let party, _, _))): self = .taken(party)
      case .refused(.scheduling(.ofVisit(_, .outsideAgenda))): self = .outsideAgenda
      case .refused(.scheduling(.ofVisit(_, .taken(let party, _, _)))): self = .taken(party)
      case .refused, .staged, .failed: self = .other("\(outcome)")
      }
    }
  }

  private struct Visit: Equatable {
    var doctor: Int
    let patient: Int
    var day: Int
    var cells: Range<Int>

    func meets(_ other: Visit) -> Bool { day == other.day && cells.overlaps(other.cells) }
  }

  private static let (doctors, patients, days, cellsPerDay) = (3, 6, 9, 288)

  /// Which stretch of open time each cell belongs to, by doctor and day; 0 is closed.
  private struct Model {
    var stretches: [[[Int]]]
    var live: [AppointmentID: Visit] = [:]
    var lastStretch = 0

    init() {
      let day = [Int](repeating: 0, count: cellsPerDay)
      stretches = .init(repeating: .init(repeating: day, count: days), count: doctors)
    }

    mutating func open(_ cells: Range<Int>, _ doctor: Int, _ day: Int) {
      lastStretch += 1
      for cell in cells where stretches[doctor][day][cell] == 0 {
        stretches[doctor][day][cell] = lastStretch
      }
    }

    mutating func close(_ cells: Range<Int>, _ doctor: Int, _ day: Int) {
      for cell in cells { stretches[doctor][day][cell] = 0 }
    }

    func answer(to visit: Visit, insteadOf old: AppointmentID?) -> Answer {
      let wanted = stretches[visit.doctor][visit.day]
      guard visit.cells.upperBound <= cellsPerDay, let first = visit.cells.first,
        wanted[first] != 0, visit.cells.allSatisfy({ wanted[$0] == wanted[first] })
      else { return .outsideAgenda }
      let others = live.filter { $0.key != old && $0.value.meets(visit) }.values
      if others.contains(where: { $0.doctor == visit.doctor }) { return .taken(.practitioner) }
      if others.contains(where: { $0.patient == visit.patient }) { return .taken(.patient) }
      return .done
    }
  }

  /// A run: the clinic, the model and the dice.
  private struct Run {
    let fixture: Fixture
    var random: SeededRandom
    var model = Model()
    var met: [Answer] = []
    /// What was done, by the visit that names it, with what was there before.
    var past: [(id: AppointmentID, command: CommandKind, live: [AppointmentID: Visit])] = []
    var undone: Set<CommandKind> = []
    let doctors: [PractitionerID]
    let patients: [PatientID]

    init(seed: UInt64) throws {
      fixture = try Fixture()
      random = SeededRandom(state: seed)
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
      for index in doctors.indices { try makeAgenda(of: index) }
    }

    mutating func below(_ limit: Int) -> Int { Int(random.next() % UInt64(limit)) }

    func date(_ day: Int) -> CivilDate { fixture.tomorrow.adding(days: day) }

    func time(_ cell: Int) throws -> CivilTime {
      try #require(
        cell == SchedulingModelTests.cellsPerDay
          ? CivilTime.endOfDay : CivilTime(minuteOfDay: cell * 5))
    }

    /// Up to three stretches a weekday with pauses between, then exceptions on some days.
    private mutating func makeAgenda(of doctor: Int) throws {
      var rules: [AgendaRule] = []
      for weekday in Weekday.allCases {
        var cell = below(120)
        for _ in 0..<below(4) {
          let cells = cell..<min(SchedulingModelTests.cellsPerDay, cell + 6 + below(60))
          rules.append(
            AgendaRule(
              id: fixture.id(), weekday: weekday, from: try time(cells.lowerBound),
              until: try time(cells.upperBound), slotMinutes: [15, 20, 30][below(3)],
              validFrom: CivilDate(dayNumber: 0)))
          for day in 0..<SchedulingModelTests.days where date(day).weekday == weekday {
            model.open(cells, doctor, day)
          }
          cell = cells.upperBound + 1 + below(40)
          if cell > SchedulingModelTests.cellsPerDay - 12 { break }
        }
      }
      let set = fixture.service.perform(
        SetWeeklyAgenda(
          base: [], agenda: Agenda(practitioner: doctors[doctor], rules: rules)),
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
      model.live[id] = visit
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
      model.live[new] = wished
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
      for (id, visit) in zip(ids, visits) { model.live[id] = visit }
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
            SELECT a.id, d.id, p.id, a.date, a.start, a.minutes FROM appointment a
              JOIN practitioner d ON d.key = a.practitioner JOIN patient p ON p.key = a.patient
            WHERE a.blocks
            """)
      }
      var stored: [AppointmentID: Visit] = [:]
      for row in rows {
        let (doctor, patient): (PractitionerID, PatientID) = (try row.id(1), try row.id(2))
        let first = (row[4] as Int) / 5
        stored[try row.id(0)] = Visit(
          doctor: try #require(doctors.firstIndex(of: doctor)),
          patient: try #require(patients.firstIndex(of: patient)),
          day: (row[3] as Int) - fixture.tomorrow.dayNumber,
          cells: first..<first + (row[5] as Int) / 5)
      }
      #expect(stored == model.live)
      #expect(try fixture.service.check(as: Fixture.operatorActor, now: Fixture.now).isSound)
    }
  }

  @Test(arguments: 1...8)
  func `the rules hold whatever is booked, moved and cancelled`(seed: UInt64) throws {
    var run = try Run(seed: seed)
    for step in 0..<400 {
      switch run.below(10) {
      case 0..<6: try run.book()
      case 6..<9: try run.move()
      default: try run.cancel()
      }
      if step % 100 == 99 { try run.fixture.reopen() }
    }
    for answer: Answer in [.done, .outsideAgenda, .taken(.practitioner)] {
      #expect(run.met.count { $0 == answer } > 10, "\(answer)")
    }
    try run.expectSame()
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

/// SplitMix64, so that a failing run comes back.
private struct SeededRandom: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
