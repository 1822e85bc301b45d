import ClinicDomain
import Foundation
import Synchronization
import Testing

@testable import Storage

/// Groups with a capacity: from 8 to 12 in slots of an hour, of three patients each.
@Suite struct GroupTests {
  private let fixture: Fixture
  private let doctor: PractitionerID
  private let people: [PatientID]
  private let kind = VisitKind.procedure

  init() throws {
    let fixture = try Fixture()
    self.fixture = fixture
    doctor = try fixture.practitioner()
    people = try ["Ana", "Bia", "Caio", "Davi", "Eva"].map { try fixture.patient($0) }
    try setRules(capacity: 3)
  }

  /// A group in the mornings, single patients in the afternoons.
  private func setRules(capacity: Int) throws {
    let old = try #require(
      try fixture.service.answer(
        ReadPractitionerCard(practitioner: doctor, from: fixture.tomorrow), as: fixture.reception,
        now: Fixture.now)
    ).agenda
    var rules: [AgendaRule] = []
    for weekday in Weekday.allCases {
      rules.append(
        AgendaRule(
          id: fixture.id(), weekday: weekday, from: try time(8), until: try time(12),
          slotMinutes: 60, validFrom: CivilDate(dayNumber: 0),
          group: GroupTerms(kind: kind, capacity: capacity)))
      rules.append(
        AgendaRule(
          id: fixture.id(), weekday: weekday, from: try time(13), until: try time(18),
          slotMinutes: 30, validFrom: CivilDate(dayNumber: 0)))
    }
    _ = try done(
      SetWeeklyAgenda(base: old.rules, agenda: Agenda(practitioner: doctor, rules: rules)))
  }

  private func time(_ hour: Int, _ minute: Int = 0) throws -> CivilTime {
    try #require(CivilTime(hour: hour, minute: minute))
  }

  private func perform<Command: ClinicCommand>(
    _ command: Command
  ) -> CommandOutcome<Command.Outcome> {
    fixture.service.perform(command, as: fixture.reception, now: Fixture.now)
  }

  private func done<Command: ClinicCommand>(_ command: Command) throws -> Command.Outcome {
    let outcome = perform(command)
    return try #require(outcome.value, "\(outcome)")
  }

  @discardableResult
  private func booked(_ person: Int, at hour: Int = 9) throws -> AppointmentID {
    try done(try fixture.booking(people[person], doctor, at: hour * 60))
  }

  private func move(
    _ id: AppointmentID, to hour: Int, _ minute: Int = 0
  ) throws -> MoveAppointment {
    MoveAppointment(
      id: id, newID: fixture.id(), practitioner: doctor, date: fixture.tomorrow,
      start: try time(hour, minute))
  }

  private func visit(_ id: AppointmentID) throws -> Appointment {
    try #require(
      try fixture.service.answer(
        ReadVisit(appointment: id), as: fixture.reception, now: Fixture.now)
    ).appointment
  }

  private func column() throws -> AgendaColumn {
    try #require(
      try fixture.service.answer(
        ReadAgendaDay(date: fixture.tomorrow), as: fixture.reception, now: Fixture.now
      ).first)
  }

  private func preview(_ person: Int?, at hour: Int, _ minute: Int = 0) throws -> BookingPreview {
    try #require(
      try fixture.service.answer(
        PreviewBooking(
          practitioner: doctor, date: fixture.tomorrow, start: try time(hour, minute),
          patient: person.map { people[$0] }), as: fixture.reception, now: Fixture.now))
  }

  private func isSound() throws -> Bool {
    try fixture.service.check(as: Fixture.operatorActor, now: Fixture.now).isSound
  }

  @Test func `the agenda keeps what its groups come for and how many`() throws {
    let open = try column().open
    #expect(open.map(\.group) == [GroupTerms(kind: kind, capacity: 3), nil])
  }

  @Test func `who books a group's time is of its kind and length and shares it`() throws {
    let ids = try (0..<3).map { try booked($0) }
    let visits = try ids.map(visit)
    #expect(visits.allSatisfy { $0.kind == kind && $0.time.minutes == 60 })
    #expect(Set(visits.map(\.exclusivity)).count == 1)
    #expect(visits[0].exclusivity.group?.capacity == 3)
    #expect(try column().visits.compactMap(\.group).count == 3)
    #expect(try isSound())
  }

  @Test func `one more than has a place is refused, with the starts that have one`() throws {
    for person in 0..<3 { try booked(person) }
    let near = [try time(8), try time(10), try time(11)]
    #expect(
      perform(try fixture.booking(people[3], doctor, at: 540))
        == .refused(.scheduling(.groupFull(capacity: 3, near: near))))
    #expect(try fixture.count("SELECT count(*) FROM appointment") == 3)
  }

  @Test func `the same patient has one place, and is nowhere else meanwhile`() throws {
    try booked(0)
    #expect(
      perform(try fixture.booking(people[0], doctor, at: 540))
        == .refused(.scheduling(.alreadyInGroup)))
    let other = try fixture.practitioner("Bruno Reis", number: "777")
    guard
      case .refused(.scheduling(.taken(.patient, _, _))) = perform(
        try fixture.booking(people[0], other, at: 570))
    else {
      Issue.record("in two places at once")
      return
    }
    try booked(1, at: 9)
    _ = try done(try fixture.booking(people[2], other, at: 600, minutes: 30))
    guard
      case .refused(.scheduling(.taken(.patient, _, _))) = perform(
        try fixture.booking(people[2], doctor, at: 600))
    else {
      Issue.record("in two places at once")
      return
    }
  }

  @Test func `a group begins with its slot`() throws {
    let starts = try (8...11).map { try time($0) }
    #expect(
      perform(try fixture.booking(people[0], doctor, at: 9 * 60 + 30))
        == .refused(.scheduling(.groupBegins(at: starts))))
    #expect(try preview(0, at: 9, 30).refusal == .groupBegins(at: starts))
  }

  @Test func `a visit by itself is kept out of a group's time`() throws {
    try booked(0)
    _ = try done(
      AddAgendaException(
        exception: AgendaException(
          id: fixture.id(), practitioner: doctor, date: fixture.tomorrow, from: try time(12),
          until: try time(13), effect: .opens(slotMinutes: 30))))
    try booked(1, at: 11)
    let alone = try done(try fixture.booking(people[2], doctor, at: 720))
    #expect(try visit(alone).exclusivity == .exclusive)
    // Moved by hand, the group's end would reach into it.
    #expect(throws: StorageError.constraint("overlap practitioner")) {
      try fixture.execute(
        "UPDATE appointment SET end_minute = end_minute + 5, busy_to = busy_to + 5 "
          + "WHERE start = 660")
    }
  }

  @Test func `a change of length is refused`() throws {
    let id = try booked(0)
    #expect(
      perform(ChangeVisitLength(id: id, base: 60, minutes: 30))
        == .refused(.scheduling(.groupLength)))
  }

  @Test func `one who moves leaves the group and joins where there is one`() throws {
    let (first, second) = (try booked(0), try booked(1))
    let there = try done(try move(first, to: 10))
    #expect(try visit(there).exclusivity.group != nil)
    #expect(try visit(there).exclusivity != visit(second).exclusivity)
    let alone = try done(try move(there, to: 14))
    #expect(try visit(alone).exclusivity == .exclusive)
    let back = try done(try move(alone, to: 9))
    #expect(try visit(back).exclusivity == visit(second).exclusivity)
    #expect(try isSound())
  }

  @Test(arguments: [(10, 0), (14, 0), (9, 30)])
  func `a whole group moves in one go, to a time that no rule foresees too`(
    hour: Int, minute: Int
  ) throws {
    let ids = try (0..<3).map { try booked($0) }
    let moves = try ids.map { try move($0, to: hour, minute) }
    let moved = try done(MoveVisits(moves: moves)).map(visit)
    #expect(Set(moved.compactMap(\.exclusivity.group?.id)).count == 1)
    #expect(moved.allSatisfy { $0.time.minutes == 60 && $0.time.start.hour == hour })
    #expect(try ids.map(visit).allSatisfy { $0.status == .cancelled })
    // It is full there as well.
    let outcome = perform(
      try fixture.booking(people[3], doctor, at: hour * 60 + minute))
    guard case .refused(.scheduling(.groupFull(capacity: 3, _))) = outcome else {
      Issue.record("\(outcome)")
      return
    }
    #expect(try isSound())
  }

  @Test func `a part of a group does not take it along`() throws {
    let ids = try (0..<3).map { try booked($0) }
    let moves = try ids.prefix(2).map { try move($0, to: 14) }
    guard
      case .refused(.scheduling(.ofVisit(1, .taken(.practitioner, _, _)))) = perform(
        MoveVisits(moves: moves))
    else {
      Issue.record("two at one time")
      return
    }
    #expect(try ids.map(visit).allSatisfy { $0.status == .booked })
  }

  @Test func `moves, cancellations and bookings of a group are taken back`() throws {
    let ids = try (0..<3).map { try booked($0) }
    let moved = try done(MoveVisits(moves: try ids.map { try move($0, to: 14) }))
    _ = try done(UndoVisitChange(id: moved[0], command: .moveVisits))
    #expect(try ids.map(visit).allSatisfy { $0.status == .booked })
    _ = try done(CancelAppointment(id: ids[0], party: .patient, reason: "viajou"))
    try booked(3)
    guard
      case .refused(.scheduling(.groupFull(capacity: 3, _))) = perform(
        UndoVisitChange(id: ids[0], command: .cancelAppointment))
    else {
      Issue.record("four in a group of three")
      return
    }
    #expect(try visit(ids[0]).status == .cancelled)
    #expect(try isSound())
  }

  @Test func `fewer places in the agenda let nobody more in and put nobody out`() throws {
    let ids = try (0..<3).map { try booked($0) }
    try setRules(capacity: 2)
    #expect(try ids.map(visit).allSatisfy { $0.status == .booked })
    _ = try done(CancelAppointment(id: ids[0], party: .patient, reason: "viajou"))
    guard
      case .refused(.scheduling(.groupFull(capacity: 2, _))) = perform(
        try fixture.booking(people[3], doctor, at: 540))
    else {
      Issue.record("a third one came in")
      return
    }
    try setRules(capacity: 4)
    try booked(3)
    try booked(4)
    #expect(
      try fixture.count("SELECT count(*) FROM appointment WHERE status = 'booked'") == 4)
  }

  @Test func `a day's limit counts a group once`() throws {
    let old = try #require(
      try fixture.service.answer(
        ReadPractitionerCard(practitioner: doctor, from: fixture.tomorrow), as: fixture.reception,
        now: Fixture.now)
    ).agenda
    var limited = old
    limited.policy.visitsPerDay = 2
    _ = try done(SetWeeklyAgenda(base: old.rules, basePolicy: old.policy, agenda: limited))
    for person in 0..<3 { try booked(person) }
    _ = try done(try fixture.booking(people[3], doctor, at: 840))
    #expect(
      perform(try fixture.booking(people[4], doctor, at: 900))
        == .refused(.scheduling(.dayFull(perDay: 2))))
  }

  @Test func `free places are found with how many are left`() throws {
    for person in 0..<3 { try booked(person, at: 8) }
    try booked(0, at: 9)
    func find(_ filter: FreeTimeFilter) throws -> [FreeTime] {
      try fixture.service.answer(
        FindFreeTimes(filter: filter, from: FindFreeTimes.Place(date: fixture.tomorrow), limit: 4),
        as: fixture.reception, now: Fixture.now
      ).times
    }
    let all = try find(FreeTimeFilter())
    #expect(all.map(\.start.text) == ["09:00", "10:00", "11:00", "13:00"])
    #expect(all.map { $0.group?.places } == [2, 3, 3, nil])
    let ours = try find(FreeTimeFilter(kind: kind))
    #expect(ours.allSatisfy { $0.group?.kind == kind } && ours.count == 4)
    let others = try find(FreeTimeFilter(kind: .routine))
    #expect(others.first?.start == (try time(13)) && others.allSatisfy { $0.group == nil })
    #expect(try find(FreeTimeFilter(patient: people[0])).first?.start == (try time(10)))
  }

  @Test func `a booking is told beforehand which group it joins and what stands against it`() throws
  {
    for person in 0..<2 { try booked(person) }
    let joins = try preview(2, at: 9)
    #expect(joins.refusal == nil && joins.minutes == 60)
    #expect(joins.group == GroupSeat(kind: kind, minutes: 60, capacity: 3, members: 2))
    #expect(try preview(0, at: 9).refusal == .alreadyInGroup)
    try booked(2)
    let full = try preview(3, at: 9)
    #expect(full.refusal == .groupFull(capacity: 3, near: []))
    #expect(full.near.first?.start.text == "08:00" || full.near.first?.start.text == "10:00")
    #expect(full.near.allSatisfy { $0.group != nil })
    #expect(try preview(3, at: 14).group == nil)
  }

  @Test func `a month counts a group's time once`() throws {
    for person in 0..<3 { try booked(person) }
    let days = try fixture.service.answer(
      ReadAgendaMonth(month: fixture.tomorrow.firstOfMonth), as: fixture.reception,
      now: Fixture.now)
    let day = try #require(days.first { $0.date == fixture.tomorrow })
    #expect(day.visits == 1 && day.takenMinutes == 60)
  }

  @Test func `an agenda kept before there were groups is read as one without`() throws {
    let rule = AgendaRule(
      id: fixture.id(), weekday: .monday, from: try time(8), until: try time(12), slotMinutes: 30,
      validFrom: fixture.tomorrow)
    let text = String(decoding: try JSONEncoder().encode(rule), as: UTF8.self)
    #expect(!text.contains("group"))
    #expect(try JSONDecoder().decode(AgendaRule.self, from: Data(text.utf8)) == rule)
  }

  @Test func `of many who want the last places exactly as many get one`() throws {
    let rivals = try (0..<4).map { _ in try fixture.another() }
    let actor = fixture.reception
    for hour in 8..<12 {
      let bookings = try (0..<4).map { rival in
        try (0..<2).map { number in
          try fixture.booking(
            try fixture.patient("Pessoa \(hour) \(rival) \(number)"), doctor, at: hour * 60)
        }
      }
      let outcomes = Mutex<[CommandOutcome<AppointmentID>]>([])
      let group = DispatchGroup()
      for rival in 0..<4 {
        group.enter()
        Thread {
          for booking in bookings[rival] {
            let outcome = rivals[rival].perform(booking, as: actor, now: Fixture.now)
            outcomes.withLock { $0.append(outcome) }
          }
          group.leave()
        }.start()
      }
      group.wait()
      let all = outcomes.withLock { $0 }
      #expect(all.compactMap(\.value).count == 3, "\(all)")
      let full = all.filter {
        if case .refused(.scheduling(.groupFull(capacity: 3, _))) = $0 { true } else { false }
      }
      #expect(full.count == 5, "\(all)")
    }
    #expect(try isSound())
  }
}
