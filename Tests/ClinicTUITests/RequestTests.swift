import ClinicDomain
import TerminalKit
import Testing

@testable import ClinicTUI

/// Visits that were asked for, answered from their list; and what an encaixe does to its day.
@Suite struct RequestTests {
  typealias Fixture = AgendaFixture

  private static func rows() -> [RequestRow] {
    let asked = Fixture.visits.filter { $0.status == .proposed }
    let other = Fixture.visit(
      31, "Alice Dantas", Fixture.celia, 14, 0, status: .proposed,
      on: Fixture.wednesday.adding(days: 1))
    return (asked + [other]).enumerated().map { index, visit in
      RequestRow(
        visit: visit, askedAt: Fixture.instant(8), isTaken: index == 1,
        phone: "(27) 99876-1020")
    }
  }

  private func driver(
    _ variant: ScreenVariant = .standard, roles: Set<ClinicDomain.Role> = [.reception],
    rows: [RequestRow] = Self.rows()
  ) -> ScreenDriver {
    var driver = ScreenDriver(
      roles: roles, variant,
      answer: { $0 is ListRequests ? rows : Fixture.answer($0) },
      settle: { _ in .done(AnyValue(base: Done())) })
    driver.go(.schedule)
    driver.press(.character("G"), .character("R"))
    return driver
  }

  private func answers(_ driver: ScreenDriver) -> [AnswerRequest] {
    driver.commands.compactMap { $0 as? AnswerRequest }
  }

  @Test("the list as it looks", arguments: ScreenVariant.all)
  func screen(_ variant: ScreenVariant) {
    assertScreen(driver(variant).state.view(), named: "schedule-requests", variant)
  }

  @Test func `one key accepts, and the list stays for the next`() {
    var driver = driver()
    driver.type("a")
    #expect(
      answers(driver) == [AnswerRequest(id: Self.rows()[0].visit.id, isAccepted: true)])
    #expect(driver.text.contains("Alice Dantas"))
  }

  @Test func `a refusal asks for its reason and leads back to the list`() {
    var driver = driver()
    driver.press(.down)
    driver.type("r")
    driver.press(.control("s"))
    #expect(answers(driver).isEmpty)
    driver.type("sem vaga")
    driver.press(.control("s"))
    #expect(
      answers(driver) == [
        AnswerRequest(id: Self.rows()[1].visit.id, isAccepted: false, reason: "sem vaga")
      ])
    #expect(driver.text.contains("Pedidos à espera"))
  }

  @Test func `who may not book only looks, and an empty list says so`() {
    var driver = driver(roles: [.nurse])
    driver.type("ar")
    #expect(answers(driver).isEmpty)
    #expect(self.driver(rows: []).text.contains("Nenhum pedido"))
  }

  @Test func `Enter goes to the time that was asked for`() {
    var driver = driver()
    driver.press(.down, .enter)
    #expect(driver.state.schedule.cursor?.date == Fixture.wednesday.adding(days: 1))
    #expect(driver.state.schedule.panel == nil)
  }

  @Test func `an encaixe tells who waits longer, anew with every length`() {
    var driver = ScheduleScreenTests.driver()
    driver.answer = { query in
      guard let query = query as? PreviewOverbooking else { return Fixture.answer(query) }
      let visits = Fixture.visits.filter { $0.practitioner == query.practitioner }
      return OverbookingImpact(
        used: 1, perDay: 5,
        delays: OverbookingImpact.delays(
          start: query.start, minutes: query.minutes, among: visits))
    }
    driver.press(.home, .character("e"))
    #expect(driver.text.contains("Encaixe 2 de 5 do dia · atrasa"))
    let asked = driver.queries.count { $0 is PreviewOverbooking }
    driver.press(.backTab)
    driver.type("10")
    #expect(driver.queries.count { $0 is PreviewOverbooking } > asked)
  }
}
