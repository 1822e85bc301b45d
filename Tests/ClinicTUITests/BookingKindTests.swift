import ClinicDomain
import TerminalKit
import Testing

@testable import ClinicTUI

/// What a kind of visit brings to a booking.
@Suite struct BookingKindTests {
  typealias Fixture = AgendaFixture

  private func driver() -> ScreenDriver {
    var driver = ScheduleScreenTests.driver()
    let answer = driver.answer
    let paidOn = Fixture.wednesday.adding(days: -10)
    driver.answer = { query in
      query is ReadReturnWindow
        ? ReturnWindow?.some(ReturnWindow(paidOn: paidOn, days: 30, count: 1, used: 0))
        : answer(query)
    }
    var stored = VisitKinds.builtIn.all.filter { $0.kind == .procedure }
    stored[0].minutes = 60
    stored[0].preparation = "vir com acompanhante"
    stored[0].colour = .magenta
    driver.state.context.wording.kinds = VisitKinds(stored: stored)
    driver.press(.character("F"), .enter)
    driver.type("pedro")
    driver.press(.enter)
    return driver
  }

  private func minutes(_ driver: ScreenDriver) -> String? {
    if case .booking(let form) = driver.state.schedule.panel { form.form["minutes"] } else { nil }
  }

  @Test func `a kind brings its length and its preparation, and takes them away again`() {
    var driver = driver()
    #expect(minutes(driver) == "30")
    driver.type("proc")
    #expect(minutes(driver) == "60")
    #expect(driver.text.contains("Preparo: vir com acompanhante"))
    driver.type("ret")
    #expect(minutes(driver) == "30")
    #expect(driver.text.contains("grátis até"))
  }

  @Test func `a length that was typed stays`() {
    var driver = driver()
    driver.press(.backTab, .backTab)
    driver.type("45")
    driver.press(.tab, .tab)
    driver.type("proc")
    #expect(minutes(driver) == "45")
  }

  @Test func `the schedule draws each kind's letter, and a name of the clinic's own`() {
    var driver = ScheduleScreenTests.driver()
    var stored = VisitKinds.builtIn.all.filter { $0.kind == .tele }
    (stored[0].letter, stored[0].name) = ("V", "vídeo")
    driver.state.context.wording.kinds = VisitKinds(stored: stored)
    let row = driver.text.split(separator: "\n").first { $0.contains("Ivo Sampaio") }
    #expect(row?.contains(" V") == true)
    #expect(driver.state.context.wording.visitKind(.tele) == "vídeo")
  }
}
