import ClinicDomain
import Testing

@testable import Storage

@Suite("The month of the agendas")
struct AgendaMonthTests {
  private func month(
    _ fixture: Fixture, _ scope: AgendaScope = AgendaScope(), actor: Actor? = nil
  ) throws -> [DayOccupation] {
    try fixture.service.answer(
      ReadAgendaMonth(scope: scope, month: fixture.tomorrow), as: actor ?? fixture.reception,
      now: Fixture.now)
  }

  private func tomorrow(_ fixture: Fixture, _ scope: AgendaScope = AgendaScope()) throws
    -> DayOccupation
  {
    try #require(try month(fixture, scope).first { $0.date == fixture.tomorrow })
  }

  private func book(_ fixture: Fixture, _ command: BookAppointment) throws {
    let outcome = fixture.service.perform(command, as: fixture.reception, now: Fixture.now)
    _ = try #require(outcome.value, "\(outcome)")
  }

  @Test("tells for each of its days what is open and taken")
  func occupation() throws {
    let fixture = try Fixture()
    let ana = try fixture.practitioner()
    let bruno = try fixture.practitioner("Bruno Reis", number: "54321")
    let rita = try fixture.patient("Rita Moraes")
    try book(fixture, try fixture.booking(rita, ana, at: 8 * 60, minutes: 60))
    try book(fixture, try fixture.booking(rita, bruno, at: 17 * 60, minutes: 30))
    let days = try month(fixture)
    #expect(days.map(\.date.day) == Array(1...30))
    let day = try tomorrow(fixture)
    #expect(day.openMinutes == 20 * 60 && day.takenMinutes == 90)
    #expect(day.visits == 2 && day.working == 2 && day.percent == 8)
    let alone = try tomorrow(fixture, AgendaScope(practitioners: [ana]))
    #expect(alone.openMinutes == 10 * 60 && alone.takenMinutes == 60 && alone.percent == 10)
    #expect(days.filter { $0.takenMinutes > 0 }.map(\.date) == [fixture.tomorrow])
  }

  @Test("leaves out what was called off")
  func calledOff() throws {
    let fixture = try Fixture()
    let ana = try fixture.practitioner()
    let rita = try fixture.patient("Rita Moraes")
    let booking = try fixture.booking(rita, ana, at: 8 * 60)
    try book(fixture, booking)
    let outcome = fixture.service.perform(
      CancelAppointment(id: booking.id, party: .patient, reason: "viagem"),
      as: fixture.reception, now: Fixture.now)
    _ = try #require(outcome.value, "\(outcome)")
    #expect(try tomorrow(fixture).takenMinutes == 0)
    #expect(try tomorrow(fixture).percent == 0)
  }

  @Test("names holidays, and who is away and why")
  func closed() throws {
    let fixture = try Fixture()
    let ana = try fixture.practitioner()
    _ = try fixture.practitioner("Bruno Reis", number: "54321")
    let vacation = AgendaException(
      id: fixture.id(), practitioner: ana, date: fixture.tomorrow,
      lastDate: fixture.tomorrow.adding(days: 1), from: .midnight, until: .endOfDay,
      effect: .closes(reason: "férias"))
    let outcome = fixture.service.perform(
      AddAgendaException(exception: vacation), as: fixture.manager, now: Fixture.now)
    _ = try #require(outcome.value, "\(outcome)")
    let day = try tomorrow(fixture)
    #expect(day.away == 1 && day.closures == ["férias"] && day.working == 1)
    #expect(day.openMinutes == 10 * 60)
    let republic = try #require(try month(fixture).first { $0.date.day == 15 })
    #expect(republic.holidays == [.national(.republic)])
    #expect(republic.percent == nil)
  }

  private func policy(_ fixture: Fixture, of doctor: PractitionerID) throws -> Agenda {
    try #require(
      try fixture.service.answer(
        ReadPractitionerCard(practitioner: doctor, from: fixture.tomorrow), as: fixture.manager,
        now: Fixture.now)
    ).agenda
  }

  private func set(_ fixture: Fixture, _ agenda: Agenda) throws {
    let old = try policy(fixture, of: agenda.practitioner)
    let outcome = fixture.service.perform(
      SetWeeklyAgenda(base: old.rules, basePolicy: old.policy, agenda: agenda),
      as: fixture.manager, now: Fixture.now)
    _ = try #require(outcome.value, "\(outcome)")
  }

  @Test("counts a day's first visit, although its buffer begins before the day")
  func firstVisit() throws {
    let fixture = try Fixture()
    let ana = try fixture.practitioner()
    var agenda = try policy(fixture, of: ana)
    agenda.policy.bufferBefore = 10
    try set(fixture, agenda)
    try book(fixture, try fixture.booking(try fixture.patient("Rita Moraes"), ana, at: 8 * 60))
    #expect(try tomorrow(fixture).visits == 1)
    #expect(try tomorrow(fixture).takenMinutes == 30)
  }

  @Test("of a unit counts who comes from elsewhere, on those days only")
  func unit() throws {
    let fixture = try Fixture()
    let unit: UnitID = fixture.id()
    let saved = fixture.service.perform(
      SaveUnit(unit: Unit(id: unit, name: "Norte")), as: fixture.manager, now: Fixture.now)
    _ = try #require(saved.value, "\(saved)")
    let ana = try fixture.practitioner()
    _ = try fixture.practitioner("Bruno Reis", number: "54321")
    var agenda = try policy(fixture, of: ana)
    for index in agenda.rules.indices where agenda.rules[index].weekday == fixture.tomorrow.weekday
    {
      agenda.rules[index].unit = unit
    }
    try set(fixture, agenda)
    let vacation = AgendaException(
      id: fixture.id(), practitioner: ana, date: fixture.tomorrow.adding(days: 1),
      effect: .closes(reason: "férias"))
    let closed = fixture.service.perform(
      AddAgendaException(exception: vacation), as: fixture.manager, now: Fixture.now)
    _ = try #require(closed.value, "\(closed)")
    let days = try month(fixture, AgendaScope(unit: unit))
    #expect(try tomorrow(fixture, AgendaScope(unit: unit)).working == 1)
    #expect(
      Set(days.filter { $0.working > 0 }.map(\.date.weekday)) == [fixture.tomorrow.weekday])
    // She is away on a day on which she works at home.
    #expect(days.allSatisfy { $0.away == 0 && $0.closures.isEmpty })
  }

  @Test("counts what lies within the open time only, each minute once")
  func within() throws {
    let open = OpenTime(
      from: try #require(CivilTime(hour: 8)), until: try #require(CivilTime(hour: 12)),
      slotMinutes: 30)
    var day = DayOccupation(date: CivilDate(dayNumber: 20_000))
    day.add(open: [open], taken: [450..<510, 700..<760, 800..<900])
    #expect(day.openMinutes == 240 && day.takenMinutes == 50 && day.visits == 2)
    day.add(open: [], taken: [480..<500])
    #expect(day.working == 1 && day.takenMinutes == 50)
  }

  @Test(
    "rounds so that nothing taken is 0 and nothing free is 100",
    arguments: [
      (0, 600, 0), (1, 600, 1), (300, 600, 50), (599, 600, 99), (600, 600, 100), (0, 0, nil),
    ] as [(Int, Int, Int?)])
  func percent(taken: Int, open: Int, percent: Int?) {
    var day = DayOccupation(date: CivilDate(dayNumber: 20_000))
    day.openMinutes = open
    day.takenMinutes = taken
    #expect(day.percent == percent)
  }

  @Test("is for those who may read agendas")
  func permission() throws {
    let fixture = try Fixture()
    let nobody = Actor(user: fixture.id(), practitioner: nil, roles: [])
    #expect(throws: Refusal.denied(.readAgenda)) { try month(fixture, actor: nobody) }
  }
}
