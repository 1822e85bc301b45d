import ClinicDomain
import TerminalKit
import Testing

@testable import ClinicTUI

@Suite("Groups on the schedule")
struct GroupScreenTests {
  typealias Fixture = AgendaFixture

  private static let terms = GroupTerms(kind: .procedure, capacity: 8)
  private static let place = GroupPlace(id: "g", capacity: 8)

  private static func member(
    _ number: UInt64, _ name: String, status: AppointmentStatus = .booked,
    confirmation: ClinicDomain.Confirmation = .none
  ) -> VisitRow {
    let row = Fixture.visit(
      number, name, Fixture.ana, 10, 0, minutes: 60, status: status, confirmation: confirmation,
      kind: .procedure)
    return VisitRow(
      id: row.id, patient: row.patient, patientName: row.patientName,
      practitioner: row.practitioner, practitionerName: row.practitionerName, date: row.date,
      start: row.start, minutes: row.minutes, status: row.status, confirmation: row.confirmation,
      reservation: row.reservation, kind: row.kind, isOverbooked: false, isHistorical: false,
      arrivedAt: nil, encounter: nil, encounterStatus: nil, encounterStartedAt: nil, invoice: nil,
      group: place)
  }

  private static let members = [
    member(51, "Osmar Brito", confirmation: .confirmed), member(52, "Teresa Alves"),
    member(53, "Zilda Couto"), member(54, "Ivo Sampaio", status: .noshow),
  ]

  /// A group from ten with three of eight, one from eleven that nobody booked, and another doctor.
  private static let columns = [
    Fixture.column(
      Fixture.ana, visits: [Fixture.visit(1, "Maria da Silva", Fixture.ana, 8, 0)] + members,
      open: [
        OpenTime(from: Fixture.time(8), until: Fixture.time(10), slotMinutes: 30),
        OpenTime(
          from: Fixture.time(10), until: Fixture.time(12), slotMinutes: 60, group: terms),
      ]),
    Fixture.column(Fixture.bruno),
  ]

  private static func driver(
    _ variant: ScreenVariant = .standard, roles: Set<ClinicDomain.Role> = [.reception],
    settle: @escaping (any ClinicCommand) -> Performed? = { _ in nil }
  ) -> ScreenDriver {
    var driver = ScreenDriver(
      roles: roles, practitioner: nil, variant,
      answer: { query in
        switch query {
        case is ReadAgendaDay: columns
        case is ReadAgendaWeek: [columns[0]]
        default: Fixture.answer(query)
        }
      }, settle: settle)
    driver.go(.schedule)
    // From 09:30, where the cursor is at 09:42, to the group at ten.
    driver.type("j")
    return driver
  }

  @Test("are one cell with their name and places", arguments: ScreenVariant.all)
  func day(_ variant: ScreenVariant) {
    assertScreen(Self.driver(variant).state.view(), named: "groups-day", variant)
  }

  @Test("are one cell in a week too")
  func week() {
    var driver = Self.driver()
    driver.type("w")
    #expect(driver.text.contains("3/8"))
    #expect(!driver.text.contains("Zilda"))
  }

  @Test("open as the list of who comes", arguments: ScreenVariant.all)
  func list(_ variant: ScreenVariant) {
    var driver = Self.driver(variant)
    driver.press(.enter)
    assertScreen(driver.state.view(), named: "groups-list", variant)
  }

  @Test("every row of the grid shows a group or a visit once")
  func grid() throws {
    let grid = AgendaGrid(columns: Self.columns)
    let groups = grid.rows.indices.compactMap { row -> VisitGroup? in
      if case .group(let group) = grid[0, row] { group } else { nil }
    }
    #expect(groups.map(\.start) == [Fixture.time(10), Fixture.time(11)])
    #expect(groups.map(\.taken) == [3, 0] && groups.map(\.places) == [5, 8])
    #expect(groups[0].members == Self.members)
    #expect(grid.row(of: Self.members[2].id, in: 0) == grid.row(of: Self.members[0].id, in: 0))
    guard case .groupGoesOn(let group) = grid[0, grid.row(at: Fixture.time(10, 30))] else {
      Issue.record("nothing goes on at half past ten")
      return
    }
    #expect(group == groups[0])
  }

  @Test(
    "members have the keys of visits",
    arguments: [
      ("c", CommandKind.recordConfirmation), ("i", .checkIn),
    ])
  func keys(_ key: String, kind: CommandKind) throws {
    var driver = Self.driver()
    driver.press(.enter, .down)
    driver.type(key)
    let command = try #require(driver.commands.last)
    #expect(type(of: command).kind == kind)
    #expect(command.subject.id == Self.members[1].id.text)
  }

  @Test("a member is called off and picked up from the list")
  func member() throws {
    var driver = Self.driver()
    driver.press(.enter, .down, .down)
    driver.type("x")
    #expect(driver.text.contains("Zilda Couto"))
    driver = Self.driver()
    driver.press(.enter, .down)
    driver.type("m")
    #expect(driver.text.contains("Mover Teresa Alves"))
  }

  @Test("m moves all who have a place in one go")
  func move() throws {
    var driver = Self.driver()
    driver.type("mj")
    driver.press(.down, .enter)
    let command = try #require(driver.commands.last as? MoveVisits)
    #expect(command.moves.map(\.id) == Self.members.prefix(3).map(\.id))
    #expect(command.moves.allSatisfy { $0.start == Fixture.time(11) })
    driver = Self.driver { _ in
      .refused(.scheduling(.ofVisit(1, .taken(by: .patient, visits: [], near: []))))
    }
    driver.type("mj")
    driver.press(.down, .enter)
    #expect(driver.text.contains("Teresa Alves: O paciente tem outra consulta nessa hora."))
  }

  @Test("one who may not change bookings sees them and moves nobody")
  func reader() {
    var driver = Self.driver(roles: [.auditor])
    driver.type("m")
    #expect(!driver.text.contains("Mover"))
    driver.press(.enter)
    #expect(driver.text.contains("Zilda Couto"))
    driver.type("n")
    #expect(driver.commands.isEmpty && !driver.text.contains("Marcar ·"))
  }

  @Test("n adds one more: of the group's kind and length, and a full one offers other times")
  func add() throws {
    let near = [Fixture.time(8), Fixture.time(11)]
    var driver = Self.driver { _ in
      .refused(.scheduling(.groupFull(capacity: 8, near: near)))
    }
    driver.press(.enter)
    driver.type("npedro")
    driver.press(.enter, .enter)
    let command = try #require(driver.commands.last as? BookAppointment)
    #expect(command.start == Fixture.time(10) && command.minutes == 60)
    #expect(command.visitKind == .procedure)
    #expect(driver.text.contains("Grupo lotado (8/8). Com vaga: 1 08:00 · 2 11:00"))
    #expect(driver.text.contains("Pedro Alves"))
    driver.type("2")
    driver.press(.enter)
    #expect((driver.commands.last as? BookAppointment)?.start == Fixture.time(11))
  }

  @Test("Enter on a group that nobody booked books the first")
  func first() {
    var driver = Self.driver()
    driver.type("jj")
    driver.press(.enter)
    #expect(driver.text.contains("0/8"))
    #expect(driver.text.contains("Marcar"))
  }
}
