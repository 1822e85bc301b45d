import ClinicDomain
import TerminalKit
import Testing

@testable import ClinicTUI

@Suite("Sync screen: what needs a person")
struct SyncTaskScreenTests {
  private struct Sample {
    var status: SyncStatus
    var tasks = SyncTasks()
    let rebooking: SyncTaskID
    let identity: SyncTaskID
    let held: TransactionID
  }

  private func sample(_ context: ScreenContext) throws -> Sample {
    var context = context
    let now = context.now
    var status = SyncStatus(
      isEnrolled: true, pendingCount: 143, oldestPendingAt: now.adding(minutes: -30),
      stagedCount: 0, tornCount: 0, lastError: "unreachable",
      entries: [
        SyncRow(
          seq: 7, at: now.adding(minutes: -30), entity: .patient, operation: .patch,
          label: "Nina Prates", fields: ["phones"], isAcknowledged: false)
      ], staged: [], tasks: [])
    status.hub = HubStanding(
      name: "Rede", lastContactAt: now.adding(minutes: -130),
      failingSince: now.adding(minutes: -130), nextTryAt: now.adding(minutes: 4), behind: 0,
      clockSkew: 45_000, leaseUntil: now.adding(minutes: 600), isWorkerRunning: true)
    status.peers = [
      PeerSite(number: 2, name: "Boa Vista", prefix: "BV", state: .active),
      PeerSite(number: 3, name: "Centro", prefix: "CE", state: .frozen),
    ]
    var sample = Sample(
      status: status, rebooking: context.makeID(), identity: context.makeID(),
      held: context.makeID())
    let lost = try #require(
      TimeSlot(startMinute: now.adding(minutes: 78).minutes, length: 30))
    let free = [60, 120].compactMap { TimeSlot(startMinute: lost.startMinute + $0, length: 30) }
    sample.tasks.rebookings = [
      RebookingRow(
        task: Rebooking(
          id: sample.rebooking, visit: context.makeID(), practitioner: context.makeID(),
          patient: context.makeID(), reason: .taken, lost: lost, free: free,
          madeAt: now.adding(minutes: -9), calls: 1),
        visit: nil, patientName: "Ivo Sampaio", phone: "(27) 99876-1020",
        practitionerName: "Dra. Ana Lima", free: free)
    ]
    sample.tasks.identities = [
      IdentityQuestion(
        id: sample.identity, kind: .field, subject: .patient,
        people: [.init(id: (context.makeID() as PatientID).text, name: "Maria da Silva")],
        field: "birthDate",
        values: [
          .init(
            content: .date(CivilDate(dayNumber: -6_895)), at: now.adding(minutes: -50),
            siteName: "Boa Vista", byName: "Rosa"),
          .init(
            content: .date(CivilDate(dayNumber: -6_894)), at: now.adding(minutes: -40),
            siteName: "Centro", byName: "Rita"),
        ], isOpen: true)
    ]
    sample.tasks.held = [
      HeldCommand(
        id: sample.held, at: now.adding(minutes: -20), state: .held, reason: "malformed",
        changes: status.entries)
    ]
    sample.status.taskCount = 3
    return sample
  }

  private func driver(
    _ roles: Set<ClinicDomain.Role>, _ variant: ScreenVariant? = nil
  ) throws -> (ScreenDriver, Sample) {
    var driver = variant.map { ScreenDriver(roles: roles, $0) } ?? ScreenDriver(roles: roles)
    let sample = try sample(driver.state.context)
    driver.answer = {
      $0 is ReadSyncStatus ? sample.status : $0 is ListSyncTasks ? sample.tasks : nil
    }
    driver.go(.sync)
    return (driver, sample)
  }

  @Test("a hub that is away, a lost visit, two birth dates and what was not taken look as saved")
  func looks() throws {
    try assertScreens(named: "sync-tasks") { variant in
      try driver([.manager], variant).0.state.view()
    }
    try assertScreens(named: "sync-identity") { variant in
      var (driver, _) = try driver([.manager], variant)
      driver.press(.down)
      return driver.state.view()
    }
    try assertScreens(named: "sync-sites") { variant in
      var (driver, _) = try driver([.manager], variant)
      driver.press(.tab)
      return driver.state.view()
    }
  }

  @Test("a digit moves the lost visit to that free time")
  func takesFreeTime() throws {
    var (driver, sample) = try driver([.reception])
    driver.press(.character("2"))
    let move = try #require(driver.commands.first as? MoveAppointment)
    let row = sample.tasks.rebookings[0]
    #expect(move.id == row.task.visit)
    #expect(move.start == driver.state.context.zone.civil(at: row.free[1].start).time)
    // There is no third.
    driver.press(.character("3"))
    #expect(driver.commands.count == 1)
  }

  @Test(
    "each outcome of the call has its key",
    arguments: [
      ("c", Rebooking.Outcome.booked), ("s", .unreached), ("x", .declined),
    ] as [(Character, Rebooking.Outcome)])
  func outcomes(key: Character, outcome: Rebooking.Outcome) throws {
    var (driver, sample) = try driver([.reception])
    driver.press(.character(key))
    let settle = try #require(driver.commands.first as? SettleRebooking)
    #expect(settle.id == sample.rebooking && settle.outcome == outcome)
  }

  @Test("one key chooses a value, and u asks again")
  func choosesAndUndoes() throws {
    var (driver, sample) = try driver([.reception])
    driver.settle = { _ in .done(AnyValue(base: Done())) }
    driver.press(.down, .character("2"))
    #expect(
      driver.commands.first as? SettleIdentity
        == SettleIdentity(id: sample.identity, choice: .value(1)))
    driver.press(.character("u"))
    #expect(driver.commands.last as? ReopenIdentity == ReopenIdentity(id: sample.identity))
  }

  @Test("discarding asks for a reason and takes no empty one")
  func discards() throws {
    var (driver, sample) = try driver([.manager])
    driver.press(.down, .down, .character("x"), .control("s"))
    #expect(driver.commands.isEmpty)
    driver.type("teste")
    driver.press(.control("s"))
    #expect(
      driver.commands.first as? RepairHeld
        == RepairHeld(id: sample.held, repair: .discard(reason: "teste")))
  }

  @Test("with whom another site promises, and once the lease ran out, a time is only asked for")
  func promises() throws {
    var (driver, sample) = try driver([.reception])
    let (now, doctor) = (driver.state.context.now, sample.tasks.rebookings[0].task.practitioner)
    #expect(!Promise().isAsked(of: doctor, at: now))
    #expect(!Promise(sample.status).isAsked(of: doctor, at: now))
    #expect(Promise(sample.status).isAsked(of: doctor, at: now.adding(minutes: 601)))
    sample.status.practitionersElsewhere = [doctor]
    let status = sample.status
    driver.answer = { $0 is ReadSyncStatus ? status : nil }
    driver.settle = { _ in .done(AnyValue(base: Done())) }
    _ = driver.state.sync.ask(ReadSyncStatus(entryCount: 0), &driver.state.context)
    driver.send(.tick(now.adding(minutes: 1)))
    #expect(driver.state.context.promise.isAsked(of: doctor, at: now))
    driver.press(.character("1"))
    #expect(driver.text.contains("a confirmar"))
  }

  @Test("the sign at the top says that the hub is away, or that somebody is needed")
  func sign() throws {
    let (driver, sample) = try driver([.reception])
    let wording = driver.state.context.wording
    var status = sample.status
    #expect(wording.syncSign(status, now: driver.state.context.now) == "‼ 3")
    status.taskCount = 0
    #expect(wording.syncSign(status, now: driver.state.context.now) == "✗ hub ↑ 143")
    status.pendingCount = 0
    status.hub = HubStanding(
      name: "Rede", lastContactAt: nil, failingSince: nil, nextTryAt: nil, behind: 0,
      clockSkew: 0, leaseUntil: driver.state.context.now, isWorkerRunning: false)
    #expect(wording.syncSign(status, now: driver.state.context.now) == "✗ envio parado")
  }
}
