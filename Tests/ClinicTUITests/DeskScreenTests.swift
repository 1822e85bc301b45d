import ClinicDomain
import TerminalKit
import Testing

@testable import ClinicTUI

@Suite("Today's desk on screen")
struct DeskScreenTests {
  typealias Fixture = AgendaFixture

  static func driver(
    _ variant: ScreenVariant = .standard, roles: Set<ClinicDomain.Role> = [.reception],
    practitioner: PractitionerID? = nil,
    settle: @escaping (any ClinicCommand) -> Performed? = { _ in .done(AnyValue(base: Done())) }
  ) -> ScreenDriver {
    var driver = ScreenDriver(
      roles: roles, practitioner: practitioner, variant, answer: Fixture.answer, settle: settle)
    driver.go(.desk)
    return driver
  }

  @Test("shows who waits and how long", arguments: ScreenVariant.all)
  func desk(_ variant: ScreenVariant) {
    assertScreen(Self.driver(variant).state.view(), named: "desk", variant)
  }

  @Test("shows a doctor her own patients", arguments: ScreenVariant.all)
  func ownDesk(_ variant: ScreenVariant) {
    let driver = Self.driver(variant, roles: [.doctor], practitioner: Fixture.ana.id)
    assertScreen(driver.state.view(), named: "desk-doctor", variant)
  }

  @Test("f shows who came without an appointment apart from the others")
  func walkInsOnly() {
    var driver = Self.driver()
    driver.answer = { query in
      query is ListWalkIns
        ? Set<AppointmentID>([Fixture.id(1004), Fixture.id(1022)]) : Fixture.answer(query)
    }
    driver.go(.desk)
    driver.type("f")
    #expect(driver.state.desk.board.visits.map(\.patientName) == ["Caio Teles", "Osmar Brito"])
    #expect(driver.text.contains("Sem hora marcada"))
    driver.type("f")
    #expect(driver.state.desk.board.visits.count == Fixture.visits.count)
  }

  @Test("a wide window has a column per group, with ticket and doctor of each visit")
  func wideDesk() {
    let variant = ScreenVariant(language: .portuguese, size: Size(columns: 200, rows: 30))
    let driver = Self.arrival(variant)
    #expect(driver.text.contains("S007 80+ · 19m · triado"))
    #expect(driver.text.contains("N002 · 44m"))
    assertScreen(driver.state.view(), named: "desk", variant)
  }

  @Test("c calls who waits and nobody else; C confirms and takes it back")
  func callsOnlyWhoWaits() {
    var driver = Self.arrival()
    driver.state.desk.selected = Fixture.id(1005)
    driver.type("c")
    #expect(driver.commands.isEmpty && driver.state.message?.text == "Só se chama quem espera.")
    let keys = driver.state.screen.keys(driver.state.context)
    #expect(keys.contains { $0.key == "C" } && !keys.contains { $0.key == "c" })
    driver.type("C")
    #expect(
      driver.commands.map { AnyCommand(base: $0) } == [
        AnyCommand(base: RecordConfirmation(id: Fixture.id(1005), confirmation: .none))
      ])
  }

  @Test("every visit stands in one group, the longest wait first")
  func groups() {
    let board = DeskBoard(Fixture.visits)
    #expect(board.visits.map(\.id).sorted() == Fixture.visits.map(\.id).sorted())
    #expect(board[.waiting].map(\.patientName) == ["Caio Teles", "Osmar Brito"])
    #expect(board[.inConsultation].map(\.patientName) == ["Lúcia Ferraz"])
    #expect(board[.missed].map(\.patientName) == ["Carlos Alberto"])
    let columns = DeskBoard.columns.indices.flatMap { board.visits(inColumn: $0) }
    #expect(columns.count == board.visits.count)
  }

  @Test(
    "keys give the orders that they name",
    arguments: [
      (UInt64(13), "i", ClinicDomain.Role.reception), (13, "!", .reception), (13, "C", .reception),
      (4, "s", .doctor), (3, "e", .doctor), (4, "U", .manager),
    ])
  func orders(_ number: UInt64, _ key: String, _ role: ClinicDomain.Role) {
    var driver = Self.driver(roles: [role], practitioner: role == .doctor ? Fixture.ana.id : nil)
    driver.state.desk.selected = Fixture.id(1000 + number)
    driver.type(key)
    if key == "i" { driver.press(.enter) }
    let wanted: any ClinicCommand =
      switch key {
      case "i":
        CheckIn(
          id: Fixture.id(1013),
          facts: ArrivalFacts(isIdentityConfirmed: true))
      case "!": MarkNoShow(id: Fixture.id(1013))
      case "C": RecordConfirmation(id: Fixture.id(1013), confirmation: .confirmed)
      case "e": FinishEncounter(id: Fixture.id(3003))
      case "U": ReopenAppointment(id: Fixture.id(1004))
      default: driver.commands.first ?? CheckIn(id: Fixture.id(0))
      }
    #expect(driver.commands.map { AnyCommand(base: $0) } == [AnyCommand(base: wanted)])
    if key == "s" {
      #expect((driver.commands.first as? StartEncounter)?.appointment == Fixture.id(1004))
    }
    #expect(driver.state.message?.tone == .done)
  }

  @Test("a doctor starts only her own visits; nobody else starts any")
  func startsOwn() {
    var driver = Self.driver(roles: [.doctor], practitioner: Fixture.bruno.id)
    driver.type("o")
    driver.state.desk.selected = Fixture.id(1004)
    driver.type("s")
    var reception = Self.driver()
    reception.state.desk.selected = Fixture.id(1004)
    reception.type("s")
    #expect(driver.commands.isEmpty && reception.commands.isEmpty)
    #expect(!reception.state.screen.keys(reception.state.context).map(\.key).contains("s"))
  }

  @Test("keys typed while an order is under way wait for it")
  func typedAhead() {
    var driver = Self.driver(settle: { _ in nil })
    driver.state.desk.selected = Fixture.id(1013)
    driver.type("ii")
    driver.type("jii")
    #expect(driver.commands.count == 1)
    guard
      case .perform(let ticket, _)? = driver.effects.last(where: {
        if case .perform = $0 { true } else { false }
      })
    else { return }
    driver.send(.performed(ticket, .done(AnyValue(base: Done()))))
    #expect(
      driver.commands.compactMap { $0 as? CheckIn }.map(\.id)
        == [Fixture.id(1013), Fixture.id(1023)])
  }

  @Test("$ opens the visit's invoice, or begins one")
  func invoice() throws {
    let charged = Fixture.visit(
      80, "Paga", Fixture.ana, 7, 0, status: .fulfilled, invoice: Fixture.id(70))
    var driver = Self.driver()
    driver.answer = { $0 is ReadDesk ? Fixture.visits + [charged] : Fixture.answer($0) }
    driver.send(.changed(.schedule))
    driver.state.desk.selected = charged.id
    var other = driver
    driver.type("$")
    #expect(driver.queries.last as? ReadInvoice == ReadInvoice(invoice: Fixture.id(70)))
    other.state.desk.selected = Fixture.id(1001)
    other.type("$")
    #expect(other.state.place == .billing)
    #expect(other.queries.last is ReadVisitPrice)
  }

  @Test("the cursor stays on its patient when groups change, and near when it is gone")
  func cursor() {
    var driver = Self.driver()
    driver.state.desk.selected = Fixture.id(1005)
    driver.state.desk.rebuild(driver.state.context)
    driver.answer = { query in
      query is ReadDesk ? Fixture.visits.filter { $0.id != Fixture.id(1004) } : nil
    }
    driver.send(.changed(.schedule))
    #expect(driver.state.desk.visit?.patientName == "Teresa Alves")
    driver.answer = { query in
      query is ReadDesk ? Fixture.visits.filter { $0.id != Fixture.id(1005) } : nil
    }
    driver.send(.changed(.schedule))
    #expect(driver.state.desk.visit != nil)
  }

  @Test(
    "every visit can be reached with the arrows",
    arguments: ScreenVariant.all + [
      ScreenVariant(language: .english, size: Size(columns: 200, rows: 60))
    ])
  func reach(_ variant: ScreenVariant) {
    var driver = Self.driver(variant)
    var seen: Set<AppointmentID> = []
    driver.press(.left, .left, .left, .left, .left)
    for _ in 0..<6 {
      driver.press(.home)
      for _ in 0..<20 {
        if let id = driver.state.desk.selected { seen.insert(id) }
        driver.press(.down)
      }
      driver.press(.right)
    }
    #expect(seen.count == Fixture.visits.count)
  }

  // Finding somebody.

  @Test("/ finds somebody of today, the awaited first, and Enter checks her in")
  func find() {
    var driver = Self.driver(settle: { _ in .done(AnyValue(base: Done())) })
    driver.type("/os")
    #expect(driver.text.contains("Osmar Brito"))
    driver.press(.escape)
    driver.type("/rita mor")
    driver.press(.enter)
    guard case .checkIn(let panel) = driver.state.desk.panel else {
      Issue.record("no check-in:\n\(driver.text)")
      return
    }
    #expect(panel.visit.patientName == "Rita Moraes")
    driver.press(.enter)
    #expect((driver.commands.first as? CheckIn)?.id == panel.visit.id)
  }

  @Test("/ goes to who is here already, and says where nobody has the name")
  func findPresent() {
    var driver = Self.driver()
    driver.type("/teles")
    driver.press(.enter)
    #expect(driver.state.desk.panel == nil)
    #expect(driver.state.desk.visit?.patientName == "Caio Teles")
    driver.type("/zzz")
    #expect(driver.text.contains("Ninguém de hoje com esse nome."))
    driver.press(.enter)
    driver.press(.escape)
    #expect(driver.state.desk.visit?.patientName == "Caio Teles")
  }

  @Test("the awaited come first where several have the name")
  func awaitedFirst() {
    let board = DeskBoard(Fixture.visits)
    let found = DeskFinder().found(in: board)
    #expect(found.count == Fixture.visits.count)
    let awaited = board[.expected].map(\.id)
    #expect(!awaited.isEmpty && Array(found.map(\.id).prefix(awaited.count)) == awaited)
  }

  /// Keys pressed before the day is known, or before a name is found, wait for it.
  @Test("keys typed before an answer wait for it")
  func typedAheadOfAnswers() {
    var driver = ScreenDriver(
      roles: [.reception], answer: { $0 is ReadDesk ? nil : Fixture.answer($0) })
    driver.go(.desk)
    driver.type("/teles")
    driver.press(.enter)
    #expect(driver.state.desk.visit == nil)
    driver.answer = Fixture.answer
    driver.go(.desk)
    #expect(driver.state.desk.visit?.patientName == "Caio Teles")
  }

  // Arrival.

  static let born = CivilDate(year: 1943, month: 5, day: 2)

  static func arriving(_ query: any ClinicQuery) -> (any Equatable & Sendable)? {
    switch query {
    case is ReadArrivals:
      [
        Arrival(
          visit: Fixture.id(1004), date: Fixture.wednesday, ticket: 7,
          facts: ArrivalFacts(priority: .over80), triagedAt: Fixture.instant(9, 30)),
        Arrival(
          visit: Fixture.id(1022), date: Fixture.wednesday, ticket: 2, facts: ArrivalFacts()),
      ]
    case is ReadCheckIn:
      (try? PersonName(parsing: "Rita Moraes")).map { name in
        CheckInCard(
          patient: Patient(
            id: Fixture.id(2013), chartNumber: 7,
            details: PatientDetails(
              name: name, birthDate: born, sex: .female,
              coverage: Coverage(
                insurer: "Unimed", plan: "Ouro", memberNumber: "0042",
                validUntil: Fixture.wednesday.adding(days: -3))),
            registeredAt: Instant(milliseconds: 0)),
          reviewedAt: Fixture.instant(9).adding(minutes: -400 * 1440))
      }
    case is ListOnDuty:
      [
        OnDutyRow(
          practitioner: Fixture.bruno.id, name: "Bruno Reis", specialties: "Clínica geral",
          waiting: 0),
        OnDutyRow(
          practitioner: Fixture.ana.id, name: "Ana Lima", specialties: "Cardiologia", waiting: 1),
      ]
    default: Fixture.answer(query)
    }
  }

  static func arrival(
    _ variant: ScreenVariant = .standard, roles: Set<ClinicDomain.Role> = [.reception],
    practitioner: PractitionerID? = nil
  ) -> ScreenDriver {
    var driver = ScreenDriver(
      roles: roles, practitioner: practitioner, variant, answer: arriving,
      settle: { _ in .done(AnyValue(base: Done())) })
    driver.go(.desk)
    return driver
  }

  @Test("priority by law goes before who came first, with tickets on the board")
  func priorities() {
    let driver = Self.arrival()
    #expect(driver.state.desk.board[.waiting].map(\.patientName) == ["Osmar Brito", "Caio Teles"])
    #expect(driver.text.contains("S007 80+ · 19m · triado"))
    #expect(driver.text.contains("N002 · espera 44m"))
  }

  @Test("check-in shows who it is, old data and an expired card", arguments: ScreenVariant.all)
  func checkIn(_ variant: ScreenVariant) {
    var driver = Self.arrival(variant)
    driver.state.desk.selected = Fixture.id(1013)
    driver.type("i")
    assertScreen(driver.state.view(), named: "desk-checkin", variant)
    driver.type("dcq")
    driver.press(.enter)
    let wanted = ArrivalFacts(
      isIdentityConfirmed: true, isDataReviewed: true, isCardSeen: true, priority: .pregnant)
    #expect((driver.commands.last as? CheckIn)?.facts == wanted)
  }

  @Test("a walk-in goes to the shortest queue, or to a chosen doctor", arguments: [true, false])
  func walkIn(_ takesFirst: Bool) throws {
    var driver = Self.arrival()
    driver.type("wpedro")
    driver.press(.enter)
    if takesFirst {
      assertScreen(driver.state.view(), named: "desk-walkin", .standard)
      driver.press(.enter)
    } else {
      driver.type("2")
    }
    let given = try #require(driver.commands.last as? RegisterWalkIn)
    #expect(given.practitioner == (takesFirst ? Fixture.bruno.id : Fixture.ana.id))
    #expect(given.patient == Fixture.id(4004) && given.details == nil)
    #expect(driver.state.desk.panel == nil)
  }

  @Test("someone new walks in with name and birth date")
  func newcomer() throws {
    var driver = Self.arrival()
    driver.type("wIvo Prado")
    driver.press(.control("n"), .enter)
    driver.type("02051980")
    driver.press(.control("s"), .enter)
    let given = try #require(driver.commands.last as? RegisterWalkIn)
    #expect(given.details?.name.value == "Ivo Prado")
    #expect(given.details?.birthDate == CivilDate(year: 1980, month: 5, day: 2))
  }

  @Test("Esc from the choice of a doctor leads back to what was typed of someone new")
  func newcomerKept() throws {
    var driver = Self.arrival()
    driver.type("wIvo Prado")
    driver.press(.control("n"), .enter)
    driver.type("02051980")
    driver.press(.control("s"), .character("q"), .escape)
    #expect(driver.text.contains("Ivo Prado") && driver.text.contains("02/05/1980"))
    driver.press(.control("s"), .enter)
    let given = try #require(driver.commands.last as? RegisterWalkIn)
    #expect(given.details?.name.value == "Ivo Prado")
  }

  @Test("the priority of a walk-in that was given up is not the next one's")
  func walkInPriority() throws {
    var driver = Self.arrival()
    driver.type("wpedro")
    driver.press(.enter, .character("q"), .character("q"), .escape)
    driver.type("pedro")
    driver.press(.enter, .enter)
    let given = try #require(driver.commands.last as? RegisterWalkIn)
    #expect(given.facts.priority == nil)
  }

  @Test("the doctor's . ends this one, calls the next in and opens the chart")
  func nextPatient() {
    var driver = Self.arrival(roles: [.doctor], practitioner: Fixture.ana.id)
    driver.type(".")
    #expect((driver.commands.first as? FinishEncounter)?.id == Fixture.id(3003))
    #expect(
      driver.commands.compactMap { $0 as? StartEncounter }.map(\.appointment)
        == [Fixture.id(1004)])
    #expect(driver.state.place == .record)
  }

  @Test("triage and calls to the room have a key each")
  func triage() {
    var driver = Self.arrival(roles: [.nurse])
    driver.state.desk.selected = Fixture.id(1004)
    driver.type("tc")
    #expect((driver.commands.first as? RecordTriage)?.id == Fixture.id(1004))
    #expect((driver.commands.last as? CallToRoom)?.id == Fixture.id(1004))
  }
}
