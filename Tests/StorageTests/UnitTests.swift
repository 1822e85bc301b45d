import ClinicDomain
import GRDB
import Testing

@testable import Storage

@Suite struct UnitTests {
  let fixture: Fixture
  let unit: UnitID
  let room: RoomID
  let now = Fixture.now

  init() throws {
    fixture = try Fixture()
    unit = fixture.id()
    room = fixture.id()
    _ = try #require(perform(SaveUnit(unit: Unit(id: unit, name: "Centro"))).value)
    _ = try #require(perform(SaveRoom(room: Room(id: room, unit: unit, name: "Sala 1"))).value)
  }

  private func perform<Command: ClinicCommand>(
    _ command: Command, as actor: Actor? = nil
  ) -> CommandOutcome<Command.Outcome> {
    fixture.service.perform(command, as: actor ?? fixture.manager, now: now)
  }

  private func units() throws -> [UnitWithRooms] {
    try fixture.service.answer(ListUnits(), as: fixture.reception, now: now)
  }

  private func retire(_ change: (inout ClinicDomain.Unit) -> Void = { $0.isActive = false }) throws
    -> CommandOutcome<Done>
  {
    let base = try #require(try units().first { $0.unit.id == unit }).unit
    var changed = base
    change(&changed)
    return perform(SaveUnit(base: base, unit: changed))
  }

  @Test func `a unit is changed, retired and brought back, each in log and audit trail`() throws {
    let cnpj = try CNPJ(parsing: "11222333000181")
    #expect(try retire { $0.cnpj = cnpj }.value != nil)
    #expect(try retire().value != nil)
    let retired = try #require(try units().first)
    #expect(!retired.unit.isActive && retired.unit.cnpj == cnpj && retired.offered == nil)
    #expect(try retire { $0.isActive = true }.value != nil)
    #expect(try units().first?.offered?.rooms.map(\.name) == ["Sala 1"])
    #expect(try fixture.count("SELECT count(*) FROM sync_log WHERE entity = 'unit'") == 4)
    #expect(
      try fixture.count("SELECT count(*) FROM audit_log WHERE action = 'unit.save'") == 4)
    let report = try fixture.service.check(as: Fixture.operatorActor, now: now)
    #expect(report.isSound, "\(report)")
  }

  @Test(arguments: ["", "   ", "CENTRO", "centró", String(repeating: "x", count: 61)])
  func `a name says something, fits, and is nobody else's`(_ name: String) throws {
    let made = perform(SaveUnit(unit: Unit(id: fixture.id(), name: name)))
    guard case .refused(.invalid(let problems)) = made else {
      Issue.record("\(made)")
      return
    }
    #expect(problems.map(\.field) == [.name])
    let twin = perform(SaveRoom(room: Room(id: fixture.id(), unit: unit, name: "sala 1")))
    #expect(twin == .refused(.invalid([FieldProblem(.name, .taken)])))
  }

  @Test func `what another person changed meanwhile is refused`() throws {
    let seen = try #require(try units().first).unit
    #expect(try retire { $0.phone = try? Phone(parsing: "2733221144") }.value != nil)
    var mine = seen
    mine.name = "Centro Novo"
    #expect(perform(SaveUnit(base: seen, unit: mine)) == .refused(.changedMeanwhile([.phones])))
    let room = try #require(try units().first?.rooms.first)
    var theirs = room
    theirs.name = "Sala A"
    #expect(perform(SaveRoom(base: room, room: theirs)).value != nil)
    var other = room
    other.isActive = false
    #expect(perform(SaveRoom(base: room, room: other)) == .refused(.changedMeanwhile([.name])))
  }

  @Test func `a unit or room with a patient in its beds can't be retired`() throws {
    let bed: BedID = fixture.id()
    let details = BedDetails(room: room, code: "1")
    #expect(perform(SaveBed(id: bed, unit: unit, base: nil, details: details)).value != nil)
    let admit = AdmitPatient(
      id: fixture.id(), patient: try fixture.patient("Maria"), bed: bed,
      practitioner: try fixture.practitioner())
    #expect(perform(admit).value != nil)
    #expect(try retire() == .refused(.stay(.patientsInside(1))))
    let retireRoom = SaveRoom(room: Room(id: room, unit: unit, name: "Sala 1", isActive: false))
    #expect(perform(retireRoom) == .refused(.stay(.patientsInside(1))))
    #expect(perform(DischargePatient(id: admit.id, disposition: .home)).value != nil)
    #expect(perform(retireRoom).value != nil)
    #expect(try fixture.service.answer(ReadBedMap(), as: fixture.manager, now: now).isEmpty)
    #expect(perform(SetBedState(id: bed, state: .free)).value != nil)
    let again = AdmitPatient(
      id: fixture.id(), patient: try fixture.patient("José"), bed: bed,
      practitioner: try fixture.practitioner("Bruno Reis", number: "777"))
    #expect(perform(again) == .refused(.notFound(.bed)))
    let another = SaveBed(
      id: fixture.id(), unit: unit, base: nil, details: BedDetails(room: room, code: "2"))
    #expect(perform(another) == .refused(.invalid([FieldProblem(.room, .notInUse)])))
  }

  @Test func `a retired room gets no new rule and no new visit, and what stands stays`() throws {
    let doctor = try fixture.practitioner()
    let old = try #require(
      try fixture.service.answer(
        ReadPractitionerCard(practitioner: doctor, from: fixture.tomorrow), as: fixture.manager,
        now: now)
    ).agenda
    let rules = old.rules.map { rule in
      AgendaRule(
        id: rule.id, weekday: rule.weekday, from: rule.from, until: rule.until, slotMinutes: 30,
        unit: unit, room: room, validFrom: rule.validFrom)
    }
    let inRoom = Agenda(practitioner: doctor, rules: rules)
    #expect(perform(SetWeeklyAgenda(base: old.rules, agenda: inRoom)).value != nil)
    let maria = try fixture.patient("Maria")
    let booked = perform(try fixture.booking(maria, doctor, at: 600), as: fixture.reception)
    #expect(booked.value != nil)
    #expect(
      perform(SaveRoom(room: Room(id: room, unit: unit, name: "Sala 1", isActive: false))).value
        != nil)
    let later = perform(try fixture.booking(maria, doctor, at: 660), as: fixture.reception)
    #expect(later == .refused(.scheduling(.outsideAgenda)))
    let day = try fixture.service.answer(
      ReadAgendaDay(date: fixture.tomorrow), as: fixture.reception, now: now)
    #expect(day.first?.visits.count == 1 && day.first?.open.isEmpty == true)
    let free = try fixture.service.answer(
      FindFreeTimes(
        filter: FreeTimeFilter(practitioners: [doctor]),
        from: FindFreeTimes.Place(date: fixture.tomorrow), limit: 1), as: fixture.reception,
      now: now)
    #expect(free.times.isEmpty)
    // The rules that stand are kept when the agenda is saved again; a new one is refused.
    var policy = AgendaPolicy()
    policy.bufferAfter = 5
    let kept = Agenda(practitioner: doctor, rules: rules, policy: policy)
    #expect(perform(SetWeeklyAgenda(base: rules, agenda: kept)).value != nil)
    let other = try fixture.practitioner("Bruno Reis", number: "777")
    let new = Agenda(practitioner: other, rules: rules)
    let base = try #require(
      try fixture.service.answer(
        ReadPractitionerCard(practitioner: other, from: fixture.tomorrow), as: fixture.manager,
        now: now)
    ).agenda.rules
    #expect(
      perform(SetWeeklyAgenda(base: base, agenda: new))
        == .refused(.invalid([FieldProblem(.room, .notInUse)])))
  }

  @Test func `a practitioner isn't given a retired place, and keeps the one she has`() throws {
    var details = PractitionerDetails(name: try PersonName(parsing: "Célia Dias"))
    details.registration = try CouncilRegistration(parsing: "CRM/ES 99")
    details.specialties = [Specialty(name: "Pediatria")]
    details.unit = unit
    let celia: PractitionerID = fixture.id()
    #expect(perform(RegisterPractitioner(id: celia, details: details)).value != nil)
    #expect(try retire().value != nil)
    var changed = details
    changed.slotMinutes = 20
    #expect(
      perform(UpdatePractitioner(id: celia, base: details, details: changed)).value != nil)
    var second = details
    second.registration = try CouncilRegistration(parsing: "CRM/ES 100")
    #expect(
      perform(RegisterPractitioner(id: fixture.id(), details: second))
        == .refused(.invalid([FieldProblem(.room, .notInUse)])))
  }
}
