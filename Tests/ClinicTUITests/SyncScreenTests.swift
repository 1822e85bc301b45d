import ClinicDomain
import TerminalKit
import Testing

@testable import ClinicTUI

@Suite("Sync screen")
struct SyncScreenTests {
  private func status(_ context: ScreenContext, isEmpty: Bool = false) -> SyncStatus {
    let now = context.now
    return SyncStatus(
      isEnrolled: false, pendingCount: isEmpty ? 0 : 143,
      oldestPendingAt: isEmpty ? nil : now.adding(minutes: -130), stagedCount: isEmpty ? 0 : 1,
      tornCount: 0, lastError: nil,
      entries: isEmpty
        ? []
        : [
          SyncRow(
            seq: 143, at: now.adding(minutes: -2), entity: .payment, operation: .append,
            label: "BV-000482", fields: [], isAcknowledged: false),
          SyncRow(
            seq: 142, at: now.adding(minutes: -4), entity: .patient, operation: .patch,
            label: "Nina Prates", fields: ["phones"], isAcknowledged: false),
          SyncRow(
            seq: 141, at: now.adding(minutes: -3_000), entity: .appointment, operation: .create,
            label: "Ivo Sampaio", fields: [], isAcknowledged: true),
        ],
      staged: isEmpty
        ? [] : [StagedRow(at: now.adding(minutes: -1), command: .bookAppointment)],
      tasks: isEmpty
        ? []
        : [
          ReplayTask(
            at: now.adding(minutes: -9), command: .bookAppointment,
            refusal: .scheduling(.taken(by: .practitioner, visits: [], near: [])))
        ])
  }

  @Test("what waits, what is not done and what needs a person look as saved")
  func looks() {
    assertScreens(named: "sync") { variant in
      var driver = ScreenDriver(roles: [.reception], variant)
      let status = status(driver.state.context)
      driver.answer = {
        $0 is ReadSyncStatus ? status : $0 is ListSyncTasks ? SyncTasks() : nil
      }
      driver.go(.sync)
      return driver.state.view()
    }
  }

  @Test("an empty log says so, and Enter does nothing")
  func empty() {
    var driver = ScreenDriver(roles: [.reception])
    let status = status(driver.state.context, isEmpty: true)
    driver.answer = {
      $0 is ReadSyncStatus ? status : $0 is ListSyncTasks ? SyncTasks() : nil
    }
    driver.go(.sync)
    driver.press(.enter)
    #expect(driver.text.contains(driver.state.context.wording.syncNothing))
  }

  @Test("the selected line is told whole")
  func detail() {
    var driver = ScreenDriver(roles: [.reception])
    let status = status(driver.state.context)
    driver.answer = {
      $0 is ReadSyncStatus ? status : $0 is ListSyncTasks ? SyncTasks() : nil
    }
    driver.go(.sync)
    #expect(!driver.text.contains("Registro nº 141"))
    driver.press(.end)
    #expect(driver.text.contains("Registro nº 141"))
  }
}
