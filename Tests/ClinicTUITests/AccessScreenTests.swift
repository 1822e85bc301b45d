import ClinicDomain
import TerminalKit
import Testing

@testable import ClinicTUI

@Suite("Emergency accesses")
struct AccessScreenTests {
  private func accesses(_ context: ScreenContext, count: Int = 2) -> [EmergencyAccess] {
    var ids = IDSource.counting(40)
    return (0..<count).map { index in
      let at = context.now.adding(minutes: -index * 700_000 - 20)
      return EmergencyAccess(
        readerName: "Dra. Ana Lima", patient: ids.make(at: at),
        patientName: index == 0 ? "José Prado" : "Maria da Silva", chartNumber: 18_204 + index,
        grantedAt: at, expiresAt: at.adding(minutes: 60),
        reason: index == 0
          ? "Chegou inconsciente trazido pelo SAMU; sem acompanhante, alergias e medicação em uso "
            + "precisam ser conhecidas já."
          : "pedido da UTI")
    }
  }

  private func driver(
    _ variant: ScreenVariant = ScreenVariant.all[0], roles: Set<ClinicDomain.Role> = [.manager],
    count: Int = 2
  ) -> ScreenDriver {
    var driver = ScreenDriver(roles: roles, variant)
    let rows = accesses(driver.state.context, count: count)
    driver.answer = { query in
      (query as? ListEmergencyAccesses).map {
        ListEmergencyAccesses.Answer(
          rows: Array(rows.prefix($0.count)), hasMore: rows.count > $0.count)
      }
    }
    driver.go(.accesses)
    return driver
  }

  @Test("who opened whose chart, when and why, with the reason whole")
  func looks() {
    assertScreens(named: "accesses") { variant in driver(variant).state.view() }
    assertScreens(named: "accesses-none") { variant in driver(variant, count: 0).state.view() }
  }

  @Test("the place is a manager's and an auditor's alone, by F8 and by g e")
  func offered() {
    for role in ClinicDomain.Role.allCases {
      let isOffered = role == .manager || role == .auditor
      for keys in [[Key.function(8)], [.character("g"), .character("e")]] {
        var driver = ScreenDriver(roles: [role])
        for key in keys { driver.press(key) }
        #expect((driver.state.place == .accesses) == isOffered)
        #expect(driver.queries.contains { $0 is ListEmergencyAccesses } == isOffered)
      }
    }
  }

  @Test("Enter leads to the patient, and a new access shows by itself with the cursor kept")
  func keysAndRefresh() throws {
    var driver = driver()
    driver.press(.down)
    let asked = driver.queries.count
    driver.send(.changed(.records))
    #expect(driver.queries.dropFirst(asked).allSatisfy { !($0 is ListEmergencyAccesses) })
    driver.send(.changed(.emergencyAccesses))
    #expect(driver.queries.dropFirst(asked).contains { $0 is ListEmergencyAccesses })
    #expect(driver.text.contains("pedido da UTI"))
    driver.press(.enter)
    #expect(driver.state.place == .patients)
  }

  @Test("a long list grows as the cursor nears its end")
  func grows() throws {
    var driver = driver(count: 450)
    driver.press(.end)
    #expect(driver.queries.last as? ListEmergencyAccesses == ListEmergencyAccesses(count: 400))
    driver.press(.end)
    driver.press(.end)
    #expect(driver.text.contains("450"))
  }
}
