import ClinicDomain
import Testing

@testable import Storage

/// Ana sees patients in Centro, room 1 in the mornings and room 2 in the afternoons; Bruno in Norte.
@Suite struct RetiredPlaceTests {
  private let fixture: Fixture
  private let centre: UnitID
  private let first: RoomID
  private let second: RoomID
  private let ana: PractitionerID
  private let morning: AppointmentID
  private let afternoon: AppointmentID
  private let squeezed: AppointmentID

  init() throws {
    let fixture = try Fixture()
    self.fixture = fixture
    let (centre, north): (UnitID, UnitID) = (fixture.id(), fixture.id())
    let (first, second): (RoomID, RoomID) = (fixture.id(), fixture.id())
    for (id, name) in [(centre, "Centro"), (north, "Norte")] {
      try Self.done(SaveUnit(unit: Unit(id: id, name: name)), fixture)
    }
    for (id, name) in [(first, "Sala 1"), (second, "Sala 2")] {
      try Self.done(SaveRoom(room: Room(id: id, unit: centre, name: name)), fixture)
    }
    let ana = try Self.doctor("Ana Lima", "1", unit: centre, room: first, fixture)
    let bruno = try Self.doctor("Bruno Reis", "2", unit: north, room: nil, fixture)
    try Self.set(ana, [(480, 720, nil), (780, 1080, second)], fixture)
    try Self.set(bruno, [(480, 1080, nil)], fixture)
    func book(
      _ name: String, _ doctor: PractitionerID, _ minute: Int, _ reason: String? = nil
    ) throws -> AppointmentID {
      try Self.done(
        fixture.booking(fixture.patient(name), doctor, at: minute, overbooking: reason), fixture)
    }
    morning = try book("Rita Moraes", ana, 540)
    squeezed = try book("Ivo Prado", ana, 545, "dor")
    afternoon = try book("Maria da Silva", ana, 840)
    _ = try book("José Prado", bruno, 540)
    (self.centre, self.first, self.second, self.ana) = (centre, first, second, ana)
  }

  @discardableResult
  private static func done<Command: ClinicCommand>(
    _ command: Command, _ fixture: Fixture
  ) throws -> Command.Outcome {
    let outcome = fixture.service.perform(command, as: fixture.manager, now: Fixture.now)
    return try #require(outcome.value, "\(outcome)")
  }

  private static func doctor(
    _ name: String, _ number: String, unit: UnitID, room: RoomID?, _ fixture: Fixture
  ) throws -> PractitionerID {
    var details = PractitionerDetails(name: try PersonName(parsing: name))
    details.registration = try CouncilRegistration(parsing: "CRM/ES \(number)")
    details.specialties = [Specialty(name: "Pediatria")]
    (details.unit, details.room) = (unit, room)
    let id: PractitionerID = fixture.id()
    try done(RegisterPractitioner(id: id, details: details), fixture)
    return id
  }

  private static func set(
    _ doctor: PractitionerID, _ hours: [(Int, Int, RoomID?)], _ fixture: Fixture
  ) throws {
    let rules = try Weekday.allCases.flatMap { weekday in
      try hours.map { from, until, room in
        AgendaRule(
          id: fixture.id(), weekday: weekday, from: try #require(CivilTime(minuteOfDay: from)),
          until: try #require(CivilTime(minuteOfDay: until)), slotMinutes: 30, room: room,
          validFrom: CivilDate(dayNumber: 0))
      }
    }
    try done(SetWeeklyAgenda(base: [], agenda: Agenda(practitioner: doctor, rules: rules)), fixture)
  }

  private func list() throws -> [DisplacedVisitRow] {
    try fixture.service.answer(ListDisplacedVisits(), as: fixture.reception, now: Fixture.now)
  }

  private func preview(_ change: AgendaChange) throws -> [AppointmentID] {
    try fixture.service.answer(
      PreviewAgendaChange(change: change), as: fixture.manager, now: Fixture.now
    ).outside.map(\.id)
  }

  private func setActive(_ isActive: Bool, room: RoomID) throws {
    let units = try fixture.service.answer(ListUnits(), as: fixture.manager, now: Fixture.now)
    let base = try #require(units.flatMap(\.rooms).first { $0.id == room })
    var changed = base
    changed.isActive = isActive
    try Self.done(SaveRoom(base: base, room: changed), fixture)
  }

  private func setActive(_ isActive: Bool, unit: UnitID) throws {
    let units = try fixture.service.answer(ListUnits(), as: fixture.manager, now: Fixture.now)
    let base = try #require(units.first { $0.unit.id == unit }).unit
    var changed = base
    changed.isActive = isActive
    try Self.done(SaveUnit(base: base, unit: changed), fixture)
  }

  private func setActive(_ isActive: Bool, _ doctor: PractitionerID) throws {
    let card = try fixture.service.answer(
      ReadPractitionerCard(practitioner: doctor, from: fixture.tomorrow), as: fixture.manager,
      now: Fixture.now)
    let details = try #require(card).practitioner.details
    try Self.done(
      UpdatePractitioner(id: doctor, base: details, details: details, isActive: isActive), fixture)
  }

  /// Room 1 is where Ana works in hours that name no room, room 2 the one that her rule names.
  @Test(arguments: [false, true])
  func `the visits of a retired room are shown, listed, and taken back with it`(
    isNamed: Bool
  ) throws {
    let (room, lost) = isNamed ? (second, afternoon) : (first, morning)
    #expect(try preview(.room(room, isActive: false)) == [lost])
    try setActive(false, room: room)
    #expect(try list().map(\.visit.id) == [lost] && list().map(\.cause) == [.place])
    #expect(
      try fixture.count("SELECT count(*) FROM sync_log WHERE entity = 'displaced_visit'") == 1)
    try setActive(true, room: room)
    #expect(try list().isEmpty)
  }

  @Test func `the visits of a retired unit are listed, encaixes too, by their times`() throws {
    let lost = [morning, squeezed, afternoon]
    #expect(try preview(.unit(centre, isActive: false)) == lost)
    try setActive(false, unit: centre)
    #expect(try list().map(\.visit.id) == lost)
    try setActive(true, unit: centre)
    #expect(try list().isEmpty)
  }

  @Test func `the visits of a doctor who takes no more are listed until she comes back`() throws {
    let lost = [morning, squeezed, afternoon]
    #expect(try preview(.practitioner(ana, unit: centre, room: first, isActive: false)) == lost)
    try setActive(false, ana)
    #expect(try list().map(\.visit.id) == lost)
    #expect(try list().allSatisfy { $0.cause == .practitioner })
    let day = try fixture.service.answer(
      ReadAgendaDay(date: fixture.tomorrow), as: fixture.reception, now: Fixture.now)
    let column = try #require(day.first { $0.practitioner.id == ana })
    #expect(column.open.isEmpty && column.visits.count == 3)
    try setActive(true, ana)
    #expect(try list().isEmpty)
  }

  @Test(arguments: [false, true])
  func `the schedule says which place is why hours are not worked`(isUnit: Bool) throws {
    func retired() throws -> [AgendaColumn.Retired] {
      let day = try fixture.service.answer(
        ReadAgendaDay(date: fixture.tomorrow), as: fixture.reception, now: Fixture.now)
      let week = try fixture.service.answer(
        ReadAgendaWeek(practitioner: ana, monday: fixture.tomorrow.firstOfWeek),
        as: fixture.reception, now: Fixture.now)
      let column = try #require(day.first { $0.practitioner.id == ana })
      #expect(week.first { $0.date == fixture.tomorrow }?.retired == column.retired)
      return column.retired
    }
    #expect(try retired().isEmpty)
    if isUnit { try setActive(false, unit: centre) } else { try setActive(false, room: second) }
    let hours = isUnit ? [(480, 720), (780, 1080)] : [(780, 1080)]
    let places = try hours.map { from, until in
      AgendaColumn.Retired(
        from: try #require(CivilTime(minuteOfDay: from)),
        until: try #require(CivilTime(minuteOfDay: until)), place: isUnit ? "Centro" : "Sala 2")
    }
    #expect(try retired() == places)
  }

  /// Ana's hours with both halves of her days in rooms of their own.
  private func agenda(
    _ morning: RoomID?, _ afternoon: RoomID?
  ) throws -> (base: Agenda, changed: Agenda) {
    let card = try fixture.service.answer(
      ReadPractitionerCard(practitioner: ana, from: fixture.tomorrow), as: fixture.manager,
      now: Fixture.now)
    let base = try #require(card).agenda
    var changed = base
    changed.rules = base.rules.map { rule in
      AgendaRule(
        id: rule.id, weekday: rule.weekday, from: rule.from, until: rule.until,
        slotMinutes: rule.slotMinutes, room: rule.from.minuteOfDay < 720 ? morning : afternoon,
        validFrom: rule.validFrom)
    }
    return (base, changed)
  }

  private func room(of visit: AppointmentID) throws -> RoomID? {
    try fixture.service.answer(
      ReadVisit(appointment: visit), as: fixture.reception, now: Fixture.now)?.appointment.room
  }

  @Test func `visits go along where their hours go to a room that is free`() throws {
    let (base, changed) = try agenda(second, second)
    let shown = try fixture.service.answer(
      PreviewAgendaChange(change: .agenda(changed)), as: fixture.manager, now: Fixture.now)
    #expect(shown.outside.isEmpty)
    #expect(shown.moves.map(\.visit.id) == [morning] && shown.moves.map(\.room) == ["Sala 2"])
    #expect(try room(of: morning) == first)
    try Self.done(SetWeeklyAgenda(base: base.rules, agenda: changed), fixture)
    #expect(try room(of: morning) == second && room(of: afternoon) == second)
    #expect(try room(of: squeezed) == nil && list().isEmpty)
    #expect(
      try fixture.count(
        "SELECT count(*) FROM sync_log WHERE entity = 'appointment' AND op = 'patch'") == 1)
    // Her own room is that of hours that name none.
    let card = try fixture.service.answer(
      ReadPractitionerCard(practitioner: ana, from: fixture.tomorrow), as: fixture.manager,
      now: Fixture.now)
    var details = try #require(card).practitioner.details
    let old = details
    let (before, after) = try agenda(nil, second)
    try Self.done(SetWeeklyAgenda(base: before.rules, agenda: after), fixture)
    #expect(try room(of: morning) == first)
    details.room = second
    try Self.done(UpdatePractitioner(id: ana, base: old, details: details), fixture)
    #expect(try room(of: morning) == second)
  }

  @Test func `visits whose new room is taken are listed until there is one for them`() throws {
    let celia = try Self.doctor("Célia Dias", "3", unit: centre, room: second, fixture)
    try Self.set(celia, [(480, 720, nil)], fixture)
    try Self.done(
      fixture.booking(fixture.patient("Zilda Couto"), celia, at: 540), fixture)
    let (base, changed) = try agenda(second, second)
    #expect(try preview(.agenda(changed)) == [morning])
    try Self.done(SetWeeklyAgenda(base: base.rules, agenda: changed), fixture)
    #expect(try list().map(\.visit.id) == [morning] && list().map(\.cause) == [.place])
    #expect(try room(of: morning) == first)
    // Another change of the hours does not make it forgotten; the old room does.
    var other = changed
    other.policy.noticeMinutes = 60
    try Self.done(SetWeeklyAgenda(base: changed.rules, agenda: other), fixture)
    #expect(try list().map(\.visit.id) == [morning])
    let (_, back) = try agenda(first, second)
    var again = back
    again.policy = other.policy
    try Self.done(
      SetWeeklyAgenda(base: changed.rules, basePolicy: other.policy, agenda: again), fixture)
    #expect(try list().isEmpty)
  }

  /// What is outside for another reason stays on the list.
  @Test func `a change of hours takes no visit of a retired room from the list`() throws {
    try setActive(false, room: first)
    let holiday = Holiday(
      id: fixture.id(), name: "Padroeira", day: .once(fixture.tomorrow.adding(days: 3)))
    try Self.done(SaveHoliday(base: nil, holiday: holiday), fixture)
    let vacation = AgendaException(
      id: fixture.id(), practitioner: ana, date: fixture.tomorrow,
      effect: .closes(reason: "férias"))
    try Self.done(AddAgendaException(exception: vacation), fixture)
    #expect(try list().count == 3)
    try Self.done(RemoveAgendaException(id: vacation.id), fixture)
    #expect(try list().map(\.visit.id) == [morning])
  }
}
