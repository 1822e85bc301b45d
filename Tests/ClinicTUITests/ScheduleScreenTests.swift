import ClinicDomain
import TerminalKit
import Testing

@testable import ClinicTUI

@Suite("The schedule on screen")
struct ScheduleScreenTests {
  static func driver(
    _ variant: ScreenVariant = .standard, roles: Set<ClinicDomain.Role> = [.reception],
    practitioner: PractitionerID? = nil,
    settle: @escaping (any ClinicCommand) -> Performed? = { _ in nil }
  ) -> ScreenDriver {
    var driver = ScreenDriver(
      roles: roles, practitioner: practitioner, variant, answer: AgendaFixture.answer,
      settle: settle)
    driver.go(.schedule)
    return driver
  }

  @Test("shows the day", arguments: ScreenVariant.all)
  func day(_ variant: ScreenVariant) {
    assertScreen(Self.driver(variant).state.view(), named: "schedule-day", variant)
  }

  @Test("shows a doctor's week", arguments: ScreenVariant.all)
  func week(_ variant: ScreenVariant) {
    var driver = Self.driver(variant)
    driver.type("w")
    assertScreen(driver.state.view(), named: "schedule-week", variant)
  }

  @Test("shows the booking form with candidates", arguments: ScreenVariant.all)
  func booking(_ variant: ScreenVariant) {
    var driver = Self.driver(variant)
    driver.type("ljj")
    driver.type(":mar s")
    assertScreen(driver.state.view(), named: "schedule-booking", variant)
  }
}

extension ScreenVariant {
  static let standard = ScreenVariant(
    language: .portuguese, size: Size(columns: 80, rows: 24))
}
