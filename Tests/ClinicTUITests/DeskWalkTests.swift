import ClinicDomain
import TerminalKit
import Testing

@testable import ClinicTUI

/// What was found by walking through a day at the desk by hand.
@Suite("A day at the desk")
struct DeskWalkTests {
  typealias Fixture = AgendaFixture

  /// Somebody waits, and forty are awaited.
  static let many =
    Fixture.visits
    + (0..<40).map { Fixture.visit(UInt64(300 + $0), "Paciente \($0)", Fixture.ana, 12, $0) }

  private static func driver(
    _ visits: [VisitRow], arrivals: [Arrival] = [], hour: Int = 9,
    settle: @escaping (any ClinicCommand) -> Performed? = { _ in .done(AnyValue(base: Done())) }
  ) -> ScreenDriver {
    var driver = ScreenDriver(
      roles: [.reception],
      answer: { query in
        switch query {
        case is ReadDesk: visits
        case is ReadArrivals: arrivals
        case is ListUnresolved:
          visits.filter(\.isBooked).map { ConfirmationRow(visit: $0, phone: "") }
        default: CallsScreenTests.answer(query)
        }
      }, settle: settle)
    driver.state.context.now = Fixture.instant(hour, 42)
    driver.go(.desk)
    return driver
  }

  @Test("Tab shows a group from its heading on, and back")
  func groupFromItsHeading() {
    var driver = Self.driver(Self.many)
    func firstLine() -> String {
      String(driver.text.split(separator: "\n", omittingEmptySubsequences: false)[4])
    }
    driver.press(.tab, .tab)
    #expect(firstLine().hasPrefix(" Por chegar"))
    driver.press(.backTab, .backTab)
    #expect(firstLine().hasPrefix(" Esperando"))
  }

  @Test("the visit that is checked in stays in sight above the panel", arguments: [20, 30])
  func panelLeavesItsVisit(_ down: Int) throws {
    var driver = Self.driver(Self.many)
    driver.press(.tab, .tab)
    for _ in 0..<down { driver.press(.down) }
    let name = try #require(driver.state.desk.visit?.patientName)
    driver.type("i")
    #expect(driver.text.ranges(of: name).count == 2, "\(driver.text)")
  }

  @Test("the ticket is told with the arrival, of an appointment and of a walk-in")
  func tellsTicket() throws {
    let arrival = Arrival(
      visit: Fixture.id(1013), date: Fixture.wednesday, ticket: 16,
      facts: ArrivalFacts(priority: .over80))
    var driver = Self.driver(Fixture.visits, arrivals: [arrival])
    driver.state.desk.selected = Fixture.id(1013)
    driver.type("i")
    driver.press(.enter)
    #expect(
      driver.state.message
        == Message("Rita Moraes: chegada registrada. Senha S016. · u desfaz", .done))
    // Nothing is told twice.
    driver.state.message = nil
    driver.send(.changed(.schedule))
    #expect(driver.state.message == nil)
  }

  @Test("no ticket is told of an arrival that was refused")
  func refusedTicket() {
    let arrival = Arrival(
      visit: Fixture.id(1013), date: Fixture.wednesday, ticket: 16, facts: ArrivalFacts())
    var driver = Self.driver(
      Fixture.visits, arrivals: [arrival], settle: { _ in .refused(.notFound(.appointment)) })
    driver.state.desk.selected = Fixture.id(1013)
    driver.type("i")
    driver.press(.enter)
    #expect(driver.state.message?.tone == .error)
  }

  @Test("who was checked in at another desk meanwhile is told, and not asked for any more")
  func checkedInElsewhere() {
    var driver = Self.driver(Fixture.visits)
    driver.state.desk.selected = Fixture.id(1013)
    driver.type("i")
    driver.answer = { query in
      query is ReadDesk
        ? Fixture.visits.filter { $0.id != Fixture.id(1013) } + [
          Fixture.visit(
            13, "Rita Moraes", Fixture.ana, 10, 0, status: .checkedIn,
            arrivedAt: Fixture.instant(9, 40))
        ] : CallsScreenTests.answer(query)
    }
    driver.send(.changed(.schedule))
    #expect(driver.state.desk.panel == nil)
    #expect(driver.state.message?.tone == .warning)
    driver.press(.enter)
    #expect(driver.commands.isEmpty)
  }

  @Test("at the end of the day M goes to those who did not come; before, it does nothing")
  func reviewsMissed() {
    var driver = Self.driver(Fixture.visits, hour: 20)
    #expect(driver.text.contains("M revê"))
    #expect(driver.state.screen.keys(driver.state.context).first?.key == "M")
    driver.type("M")
    #expect(driver.state.place == .calls && driver.state.calls.list == .unresolved)
    driver.type("!")
    #expect(driver.commands.count == 1 && driver.commands.first is MarkNoShow)
    var morning = Self.driver(Fixture.visits)
    morning.type("M")
    #expect(morning.state.place == .desk)
  }

  // Calls.

  private static func calls(
    _ confirmations: [ClinicDomain.Confirmation],
    settle: @escaping (any ClinicCommand) -> Performed? = { _ in .done(AnyValue(base: Done())) }
  ) -> ScreenDriver {
    let rows = confirmations.enumerated().map { index, said in
      ConfirmationRow(
        visit: Fixture.visit(
          UInt64(500 + index), "Paciente \(index)", Fixture.ana, 8, index, confirmation: said),
        phone: "(27) 99876-1234")
    }
    var driver = ScreenDriver(
      roles: [.reception],
      answer: { $0 is ListConfirmations ? rows : CallsScreenTests.answer($0) }, settle: settle)
    driver.go(.calls)
    driver.press(.tab, .tab)
    return driver
  }

  @Test("counted are those who are still to be called; what they said has room")
  func callsCount() {
    let driver = Self.calls([.none, .none, .unreachable, .confirmed, .declined])
    #expect(driver.text.contains("26/11 3"))
    #expect(driver.text.contains("não vem") && !driver.text.contains("…"))
  }

  @Test("outcomes typed ahead are kept, each for the next one")
  func callsTypedAhead() throws {
    var driver = Self.calls([.none, .none, .none], settle: { _ in nil })
    driver.type("csx")
    #expect(driver.commands.count == 1)
    for count in 1...3 {
      let ticket = try #require(
        driver.effects.compactMap {
          if case .perform(let ticket, _) = $0 { ticket } else { nil }
        }.last)
      driver.send(.performed(ticket, .done(AnyValue(base: Done()))))
      #expect(driver.commands.count == min(count + 1, 3))
    }
    let given = driver.commands.compactMap { $0 as? RecordConfirmation }
    #expect(given.map(\.confirmation) == [.confirmed, .unreachable, .declined])
    #expect(given.map(\.id) == [500, 501, 502].map { Fixture.id(1000 + $0) })
  }

  @Test("u takes an outcome back")
  func callsUndo() {
    var driver = Self.calls([.none, .none])
    driver.type("x")
    #expect(driver.state.message?.text.hasSuffix("u desfaz") == true)
    driver.type("u")
    #expect(
      driver.commands.last as? UndoVisitChange
        == UndoVisitChange(id: Fixture.id(1500), command: .recordConfirmation))
  }
}
