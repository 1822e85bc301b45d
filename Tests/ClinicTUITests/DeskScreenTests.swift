import ClinicDomain
import TerminalKit
import Testing

@testable import ClinicTUI

@Suite("Today's desk on screen")
struct DeskScreenTests {
  static func driver(
    _ variant: ScreenVariant = .standard, roles: Set<ClinicDomain.Role> = [.reception],
    practitioner: PractitionerID? = nil,
    settle: @escaping (any ClinicCommand) -> Performed? = { _ in nil }
  ) -> ScreenDriver {
    var driver = ScreenDriver(
      roles: roles, practitioner: practitioner, variant, answer: AgendaFixture.answer,
      settle: settle)
    driver.go(.desk)
    return driver
  }

  @Test("shows who waits and how long", arguments: ScreenVariant.all)
  func desk(_ variant: ScreenVariant) {
    assertScreen(Self.driver(variant).state.view(), named: "desk", variant)
  }
}
