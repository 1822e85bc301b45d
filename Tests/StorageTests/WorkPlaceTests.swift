import ClinicDomain
import Testing

@testable import Storage

/// Ana is at home in Centro, room 1, where she works in the mornings; in the afternoons she is in
/// Norte, room 9, and Bruno, whose home is Norte, is there all day.
@Suite struct WorkPlaceTests {
  private let fixture: Fixture
  private let ana: PractitionerID
  private let bruno: PractitionerID
  private let home: WorkPlace
  private let north: WorkPlace
  private let group = GroupTerms(kind: .procedure, capacity: 3)

  init() throws {
    let fixture = try Fixture()
    self.fixture = fixture
    func place(_ unit: String, _ room: String) throws -> WorkPlace {
      let (unitID, roomID): (UnitID, RoomID) = (fixture.id(), fixture.id())
      try Self.done(SaveUnit(unit: Unit(id: unitID, name: unit)), fixture)
      try Self.done(SaveRoom(room: Room(id: roomID, unit: unitID, name: room)), fixture)
      return WorkPlace(unit: unitID, room: roomID)
    }
    home = try place("Centro", "Sala 1")
    north = try place("Norte", "Sala 9")
    ana = try Self.doctor("Ana Lima", "1", at: home, fixture)
    bruno = try Self.doctor("Bruno Reis", "2", at: north, fixture)
    try Self.setAgenda(of: bruno, [("08:00", "18:00", nil, nil)], fixture)
    try Self.setAgenda(
      of: ana,
      [
        ("08:00", "12:00", nil, nil), ("13:00", "17:00", north, nil),
        ("17:00", "18:00", north, group),
      ], fixture)
  }

  @discardableResult
  private static func done<Command: ClinicCommand>(
    _ command: Command, _ fixture: Fixture, as actor: Actor? = nil, now: Instant = Fixture.now
  ) throws -> Command.Outcome {
    let outcome = fixture.service.perform(command, as: actor ?? fixture.manager, now: now)
    return try #require(outcome.value, "\(outcome)")
  }

  private static func doctor(
    _ name: String, _ number: String, at place: WorkPlace, _ fixture: Fixture
  ) throws -> PractitionerID {
    var details = PractitionerDetails(name: try PersonName(parsing: name))
    details.registration = try CouncilRegistration(parsing: "CRM/ES \(number)")
    details.specialties = [Specialty(name: "Pediatria")]
    (details.unit, details.room) = (place.unit, place.room)
    let id: PractitionerID = fixture.id()
    try done(RegisterPractitioner(id: id, details: details), fixture)
    return id
  }

  private static func setAgenda(
    of doctor: PractitionerID, _ hours: [(String, String, WorkPlace?, GroupTerms?)],
    _ fixture: Fixture
  ) throws {
    let rules = try Weekday.allCases.flatMap { weekday in
      try hours.map { from, until, place, group in
        AgendaRule(
          id: fixture.id(), weekday: weekday, from: try CivilTime(parsing: from),
          until: try CivilTime(parsing: until), slotMinutes: 30, unit: place?.unit,
          room: place?.room, validFrom: CivilDate(dayNumber: 0), group: group)
      }
    }
    try done(SetWeeklyAgenda(base: [], agenda: Agenda(practitioner: doctor, rules: rules)), fixture)
  }

  private func place(_ id: AppointmentID) throws -> WorkPlace {
    let detail = try fixture.service.answer(
      ReadVisit(appointment: id), as: fixture.reception, now: Fixture.now)
    let visit = try #require(detail).appointment
    return WorkPlace(unit: visit.unit, room: visit.room)
  }

  private func booking(
    _ text: String, _ doctor: PractitionerID? = nil, of name: String = "Rita Moraes",
    reason: String? = nil, day: Int = 0
  ) throws -> BookAppointment {
    BookAppointment(
      id: fixture.id(), patient: try fixture.patient(name), practitioner: doctor ?? ana,
      date: fixture.tomorrow.adding(days: day), start: try CivilTime(parsing: text), minutes: 30,
      overbookingReason: reason)
  }

  private func booked(_ text: String, _ doctor: PractitionerID? = nil) throws -> AppointmentID {
    try Self.done(try booking(text, doctor), fixture)
  }

  @Test(arguments: [("09:00", false), ("13:00", true), ("16:30", true), ("17:30", true)])
  func `a visit is where the agenda says of its time`(_ time: String, isNorth: Bool) throws {
    let one = try booked(time)
    #expect(try place(one) == (isNorth ? north : home))
  }

  /// It takes no room of its own.
  @Test(arguments: [("10:00", false), ("12:15", false), ("12:45", true), ("20:00", true)])
  func `an encaixe is in the unit of the hours it is nearest to`(
    _ time: String, isNorth: Bool
  ) throws {
    let visit = try booking(time, reason: "dor")
    try Self.done(visit, fixture)
    #expect(try place(visit.id) == WorkPlace(unit: isNorth ? north.unit : home.unit, room: nil))
  }

  /// Ana's home is Centro; on Saturday night she is in Norte for once.
  @Test func `what an exception opens is worked where it says`() throws {
    let evening = try CivilTime(parsing: "19:00")
    for (place, text) in [(north, "19:00"), (nil, "20:00")] {
      let from = try CivilTime(parsing: text)
      let opening = AgendaException(
        id: fixture.id(), practitioner: ana, date: fixture.tomorrow, from: from,
        until: try #require(from.adding(minutes: 60)), effect: .opens(slotMinutes: 30),
        unit: place?.unit, room: place?.room)
      try Self.done(AddAgendaException(exception: opening), fixture)
    }
    #expect(try self.place(booked("19:00")) == north)
    #expect(try self.place(booked("20:00")) == home)
    let wish = FreeTimeFilter(practitioners: [ana], unit: north.unit, from: evening)
    let free = try fixture.service.answer(
      FindFreeTimes(filter: wish, from: FindFreeTimes.Place(date: fixture.tomorrow), limit: 1),
      as: fixture.reception, now: Fixture.now)
    #expect(free.times.map(\.start.text) == ["19:30"])
  }

  @Test func `all visits of a series are where the agenda says`() throws {
    let visits = try [0, 7].map { try booking("14:00", day: $0) }
    try Self.done(BookVisits(series: fixture.id(), bookings: visits), fixture)
    #expect(try visits.map { try place($0.id) } == [north, north])
  }

  @Test func `a visit that moves goes where its new time is worked, and back`() throws {
    func moved(_ id: AppointmentID, to text: String, _ doctor: PractitionerID) throws
      -> AppointmentID
    {
      try Self.done(
        MoveAppointment(
          id: id, newID: fixture.id(), practitioner: doctor, date: fixture.tomorrow,
          start: try CivilTime(parsing: text)), fixture)
    }
    let late = try moved(try booked("09:00"), to: "15:00", ana)
    #expect(try place(late) == north)
    let others = try moved(late, to: "09:00", bruno)
    #expect(try place(others) == north)
    let back = try moved(others, to: "09:00", ana)
    #expect(try place(back) == home)
    let squeezed = try booking("10:00", of: "Caio Prado", reason: "dor")
    try Self.done(squeezed, fixture)
    let encaixe = try moved(squeezed.id, to: "15:00", ana)
    #expect(try place(encaixe) == WorkPlace(unit: north.unit, room: nil))
  }

  @Test(arguments: [(2, false), (7, true)])
  func `who walks in is where the doctor is now`(hours: Int, isNorth: Bool) throws {
    let walkIn = RegisterWalkIn(
      id: fixture.id(), patient: try fixture.patient("Rita Moraes"), practitioner: ana,
      reason: "febre")
    try Self.done(
      walkIn, fixture, as: fixture.reception, now: Fixture.now.adding(minutes: hours * 60))
    #expect(try place(walkIn.id).unit == (isNorth ? north.unit : home.unit))
  }

  @Test func `the room of the hours is kept for one visit at a time`() throws {
    let first = try booked("14:00", bruno)
    let wish = try booking("14:00", of: "Caio Prado")
    let outcome = fixture.service.perform(wish, as: fixture.manager, now: Fixture.now)
    let near = try ["13:00", "13:30", "14:30"].map { try CivilTime(parsing: $0) }
    #expect(
      outcome == .refused(.scheduling(.taken(by: .room, visits: [first], near: near))))
    let preview = try fixture.service.answer(
      PreviewBooking(
        practitioner: ana, date: fixture.tomorrow, start: try CivilTime(parsing: "14:00")),
      as: fixture.reception, now: Fixture.now)
    #expect(preview?.refusal == .taken(by: .room, visits: [first], near: []))
    let free = try fixture.service.answer(
      FindFreeTimes(
        filter: FreeTimeFilter(practitioners: [ana], from: try CivilTime(parsing: "11:00")),
        from: FindFreeTimes.Place(date: fixture.tomorrow), limit: 6), as: fixture.reception,
      now: Fixture.now)
    #expect(
      free.times.map(\.start.text) == ["11:00", "11:30", "13:00", "13:30", "14:30", "15:00"])
  }

  /// Room 1 is hers in the mornings alone: who has it in the afternoons is in nobody's way.
  @Test func `nearby times look at the room of their own hours`() throws {
    let celia = try Self.doctor("Célia Dias", "3", at: home, fixture)
    try Self.setAgenda(of: celia, [("08:00", "18:00", nil, nil)], fixture)
    for time in ["11:30", "13:30"] { _ = try booked(time, celia) }
    _ = try booked("13:00", bruno)
    for time in ["10:00", "10:30"] { _ = try booked(time) }
    let wish = try booking("11:30", of: "Caio Prado")
    let outcome = fixture.service.perform(wish, as: fixture.manager, now: Fixture.now)
    guard case .refused(.scheduling(.taken(.room, _, let near))) = outcome else {
      Issue.record("\(outcome)")
      return
    }
    #expect(near.map(\.text) == ["09:30", "11:00", "13:30"])
  }
}
