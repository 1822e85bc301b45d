import ClinicDomain
import TerminalKit
import Testing

@testable import ClinicTUI

@Suite("Attendances on screen")
struct AttendancesPanelTests {
  typealias Samples = AttendanceSamples
  typealias Fixture = AgendaFixture

  private static func driver(
    _ variant: ScreenVariant = .standard, roles: Set<ClinicDomain.Role> = [.nurse],
    practitioner: PractitionerID? = nil, at number: UInt64? = nil,
    answer: @escaping (any ClinicQuery) -> (any Equatable & Sendable)? = Samples.answer,
    settle: @escaping (any ClinicCommand) -> Performed? = { command in
      command is OpenChart ? nil : .done(AnyValue(base: Done()))
    }
  ) -> ScreenDriver {
    var driver = ScreenDriver(
      roles: roles, practitioner: practitioner, variant, answer: answer, settle: settle)
    driver.go(.units)
    driver.press(.tab)
    if let number { select(number, in: &driver) }
    return driver
  }

  private static func select(_ number: UInt64, in driver: inout ScreenDriver) {
    driver.press(.home)
    for _ in Samples.rows where panel(driver)?.selected != Fixture.id(9500 + number) {
      driver.press(.down)
    }
  }

  private static func panel(_ driver: ScreenDriver) -> AttendancesPanel? {
    if case .attendances(let panel) = driver.state.units.panel { panel } else { nil }
  }

  private func keys(_ driver: ScreenDriver) -> [String] {
    driver.state.screen.keys(driver.state.context).map(\.key)
  }

  @Test("shows who is to be triaged, waits, is seen and is gone", arguments: ScreenVariant.all)
  func list(_ variant: ScreenVariant) {
    assertScreen(Self.driver(variant, at: 6).state.view(), named: "attendances", variant)
  }

  @Test("shows one below the queue, without the complaint", arguments: ScreenVariant.all)
  func card(_ variant: ScreenVariant) {
    var driver = Self.driver(variant, at: 4)
    driver.press(.enter)
    assertScreen(driver.state.view(), named: "attendances-card", variant)
  }

  @Test("asks for the risk by its colours", arguments: ScreenVariant.all)
  func risk(_ variant: ScreenVariant) {
    var driver = Self.driver(variant, at: 8)
    driver.type("t")
    assertScreen(driver.state.view(), named: "attendances-risk", variant)
  }

  @Test("asks where, why and in which queue", arguments: ScreenVariant.all)
  func form(_ variant: ScreenVariant) {
    var driver = Self.driver(variant, roles: [.reception])
    driver.type("n")
    driver.press(.enter)
    assertScreen(driver.state.view(), named: "attendances-form", variant)
  }

  @Test("a patient is found, given a unit and a complaint, and is in the queue")
  func registers() throws {
    var driver = Self.driver(roles: [.reception])
    driver.type("nmaria")
    driver.press(.enter)
    driver.type("hosp")
    driver.press(.tab, .tab)
    driver.type("dor torácica")
    driver.press(.tab)
    driver.type("gest")
    driver.press(.control("s"))
    let command = try #require(driver.commands.first as? RegisterAttendance)
    #expect(command.unit == BedSamples.hospital && command.attendanceClass == .emergency)
    #expect(command.reason == "dor torácica" && command.details == nil)
    #expect(command.facts == ArrivalFacts(isIdentityConfirmed: true, priority: .pregnant))
    #expect(Self.panel(driver)?.layer == nil && driver.state.message?.tone == .done)
  }

  @Test("someone new is made on the way, and a likely double is registered on a second Ctrl-S")
  func newcomer() throws {
    let found = DuplicateFound(patients: [Fixture.id(1)], isCertain: false)
    var driver = Self.driver(
      roles: [.reception], settle: { _ in .refused(.duplicate(found)) })
    driver.type("nIvo Prado")
    driver.press(.control("n"), .tab)
    driver.type("14021990")
    driver.press(.control("s"))
    driver.type("hosp")
    driver.press(.control("s"))
    #expect(Self.panel(driver)?.isDirty == true && driver.state.message?.tone == .error)
    driver.press(.control("s"))
    let commands = driver.commands.compactMap { $0 as? RegisterAttendance }
    #expect(commands.map(\.isDistinct) == [false, true])
    #expect(commands.map { $0.details?.name.value } == ["Ivo Prado", "Ivo Prado"])
    #expect(Set(commands.map(\.id)).count == 1 && Set(commands.map(\.patient)).count == 1)
    var nurse = Self.driver(roles: [.nurse])
    nurse.type("nIvo")
    nurse.press(.control("n"))
    #expect(!keys(nurse).contains("Ctrl-N") && keys(nurse).contains("Enter"))
  }

  @Test("keys give the orders that they name")
  func orders() {
    let id: (UInt64) -> AttendanceID = { Fixture.id(9500 + $0) }
    let table: [(UInt64, String, any ClinicCommand)] = [
      (8, "t2", TriageAttendance(id: id(8), risk: .orange)),
      (4, "t5", TriageAttendance(id: id(4), risk: .blue)),
      (6, "c", CallAttendance(id: id(6))),
      (5, "x1", CloseAttendance(id: id(5), outcome: .left)),
      (9, "x2", CloseAttendance(id: id(9), outcome: .mistaken)),
      (2, "U", ReopenAttendance(id: id(2))),
    ]
    for (number, typed, command) in table {
      var driver = Self.driver(at: number)
      driver.type(typed)
      #expect(
        driver.commands.map { AnyCommand(base: $0) } == [AnyCommand(base: command)], "\(typed)")
      #expect(Self.panel(driver)?.layer == nil)
    }
  }

  @Test("Enter answers no question, Esc leaves it")
  func questions() {
    for typed in ["t", "x"] {
      var driver = Self.driver(at: 8)
      driver.type(typed)
      driver.press(.enter)
      #expect(Self.panel(driver)?.layer != nil && driver.commands.isEmpty)
      driver.press(.escape)
      #expect(Self.panel(driver)?.layer == nil && driver.commands.isEmpty)
    }
  }

  @Test("a doctor takes the next by risk in her units, and the chart opens")
  func next() throws {
    var driver = Self.driver(roles: [.doctor], practitioner: Fixture.ana.id)
    driver.type(".")
    let command = try #require(driver.commands.first as? StartAttendance)
    #expect(command.id == Fixture.id(9506))
    #expect(driver.state.screen is RecordScreen)
  }

  @Test("with one inside, . asks how that ends before it takes the next")
  func finishAndNext() throws {
    var driver = Self.driver(roles: [.doctor], practitioner: Fixture.bruno.id)
    driver.type(".")
    #expect(driver.commands.isEmpty && driver.text.contains("Lúcia Ferraz"))
    driver.press(.escape)
    Self.select(3, in: &driver)
    driver.type("e1")
    #expect(driver.commands.count == 1)
    driver.type(".2")
    let finish = try #require(driver.commands[1] as? FinishAttendance)
    #expect(finish.id == Fixture.id(9503) && finish.outcome == .admitted)
    #expect((driver.commands[2] as? StartAttendance)?.id == Fixture.id(9506))
  }

  @Test("nobody waits where the doctor works: that is told")
  func nobody() {
    var driver = Self.driver(
      roles: [.doctor], practitioner: Fixture.ana.id,
      answer: { query in
        query is ListAttendances ? Samples.list(ownUnits: []) : Samples.answer(query)
      })
    driver.type(".")
    #expect(driver.commands.isEmpty && driver.text.contains("Ninguém espera por você."))
  }

  @Test("each sees the keys of what she may do, where she may do it")
  func rights() {
    let table: [(UInt64, ClinicDomain.Role, String)] = [
      (4, .reception, "ncx"), (4, .nurse, "ntcx"), (4, .doctor, ".tcsx"), (7, .doctor, "."),
      (3, .doctor, ".e"), (3, .nurse, "n"), (2, .reception, "nU"), (4, .billing, ""),
      (4, .auditor, ""), (4, .manager, "ncx"), (1, .nurse, "n"),
    ]
    for (number, role, expected) in table {
      let driver = Self.driver(
        roles: [role], practitioner: role == .doctor ? Fixture.bruno.id : nil, at: number)
      let offered = keys(driver).filter { "n.tcsexU".contains($0) }.joined()
      #expect(offered == expected, "\(role) at \(number)")
      var other = driver
      other.type("ntcsexU.".filter { !expected.contains($0) })
      #expect(other.commands.isEmpty && Self.panel(other)?.layer == nil, "\(role) at \(number)")
    }
  }

  @Test("Tab leads from the beds over the queue to the units, Esc back to the beds")
  func ways() {
    var driver = Self.driver()
    #expect(Self.panel(driver) != nil)
    driver.press(.tab)
    #expect(driver.text.contains("Unidades e salas"))
    driver.press(.tab)
    #expect(driver.state.units.panel == nil)
    driver.press(.tab, .escape)
    #expect(driver.state.units.panel == nil)
  }

  @Test("f goes through the units, and another terminal's change shows by itself")
  func filters() {
    var driver = Self.driver()
    driver.type("f")
    #expect(Self.panel(driver)?.rows.map(\.patientName) == ["Zilda Couto"])
    driver.type("f")
    #expect(Self.panel(driver)?.rows.count == 8)
    driver.answer = { query in
      query is ListAttendances
        ? AttendanceList(rows: Array(Samples.rows.suffix(1))) : Samples.answer(query)
    }
    driver.send(.changed(.attendances))
    #expect(Self.panel(driver)?.rows.map(\.patientName) == ["Nina Prates"])
  }

  @Test("the cursor's line stays in sight however many there are")
  func scrolls() {
    let many = (10..<50).map { number in
      Samples.row(UInt64(number), "Paciente \(number)", number, number < 30 ? nil : .green)
    }
    var driver = Self.driver(answer: { query in
      query is ListAttendances ? AttendanceList(rows: many) : Samples.answer(query)
    })
    var seen: Set<String> = []
    for key in Array(repeating: Key.down, count: 45) + Array(repeating: .up, count: 45) {
      let name = Self.panel(driver)?.row?.patientName ?? "?"
      seen.insert(name)
      let marked = driver.text.split(separator: "\n").first { $0.hasPrefix("▌") } ?? ""
      #expect(marked.contains(name))
      driver.press(key)
    }
    #expect(seen.count == many.count)
    driver.press(.enter)
    #expect(driver.text.split(separator: "\n").contains { $0.hasPrefix("▌") })
  }

  @Test("what was typed stays when the patient is in a queue already")
  func loses() {
    var driver = Self.driver(
      roles: [.reception], settle: { _ in .refused(.attendance(.alreadyHere)) })
    driver.type("nmaria")
    driver.press(.enter)
    driver.press(.tab, .tab)
    driver.type("dor")
    driver.press(.control("s"))
    #expect(driver.commands.count == 1 && driver.state.units.hasUnsavedText)
    #expect(driver.text.contains("já está na fila"))
  }
}
