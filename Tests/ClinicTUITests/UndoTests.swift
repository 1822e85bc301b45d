import ClinicDomain
import TerminalKit
import Testing

@testable import ClinicTUI

@Suite("Undo")
struct UndoTests {
  typealias Fixture = AgendaFixture

  /// At the schedule, on the visit of Rita Moraes.
  private func driver() throws -> ScreenDriver {
    var driver = ScheduleScreenTests.driver { _ in .done(AnyValue(base: Done())) }
    let visit = try #require(Fixture.visits.first { $0.id == Fixture.id(1013) })
    driver.state.schedule.cursor = GridCursor(
      practitioner: visit.practitioner, date: visit.date, time: visit.start, visit: visit.id)
    return driver
  }

  @Test("u takes the last change back, then the one before, and says which")
  func twice() throws {
    var driver = try driver()
    driver.type("c!")
    #expect(driver.state.message?.text.hasSuffix(driver.state.context.wording.undoHint) == true)
    driver.type("u")
    #expect(
      driver.commands.last as? UndoVisitChange
        == UndoVisitChange(id: Fixture.id(1013), command: .markNoShow))
    #expect(driver.state.message?.text.contains("falta registrada") == true)
    #expect(driver.state.message?.text.contains("u desfaz") == true)
    driver.type("u")
    #expect((driver.commands.last as? UndoVisitChange)?.command == .recordConfirmation)
    driver.type("u")
    #expect(driver.state.message?.text == driver.state.context.wording.nothingToUndo)
    #expect(driver.commands.count == 4)
  }

  @Test("a check-in at the desk has its own order to take it back")
  func checkIn() throws {
    var driver = try driver()
    driver.type("i")
    driver.type("u")
    #expect(driver.commands.last as? UndoCheckIn == UndoCheckIn(id: Fixture.id(1013)))
  }

  @Test("a walk-in is taken back as a check-in is")
  func walkIn() {
    var driver = DeskScreenTests.arrival()
    driver.type("wpedro")
    driver.press(.enter, .enter)
    let given = driver.commands.compactMap { $0 as? RegisterWalkIn }.first
    driver.type("u")
    #expect(driver.commands.last as? UndoCheckIn == given.map { UndoCheckIn(id: $0.id) })
  }

  @Test("what can't be undone is said, and nothing before it is undone unseen")
  func lasting() {
    var driver = DeskScreenTests.arrival(roles: [.reception, .nurse])
    driver.state.desk.selected = Fixture.id(1004)
    driver.press(.character("w"))
    driver.type("pedro")
    driver.press(.enter, .enter)
    driver.state.desk.selected = Fixture.id(1013)
    driver.type("n")
    let count = driver.commands.count
    #expect(driver.commands.last is TakeTicket)
    #expect(driver.state.message?.text.contains("u desfaz") == false)
    driver.type("u")
    #expect(driver.commands.count == count)
    #expect(driver.state.message?.tone == .warning)
    #expect(driver.state.message?.text.hasPrefix("Isto não se desfaz") == true)
    driver.type("u")
    #expect(driver.commands.last is UndoCheckIn)
  }

  @Test("triage, a call and a consultation are taken back one after the other")
  func careSteps() throws {
    var driver = DeskScreenTests.arrival(
      roles: [.doctor, .nurse], practitioner: Fixture.ana.id)
    let steps: [any ClinicCommand] = [
      RecordTriage(id: Fixture.id(1004)), CallToRoom(id: Fixture.id(1004)),
      StartEncounter(id: Fixture.id(9), appointment: Fixture.id(1004)),
      FinishEncounter(id: Fixture.id(9)),
    ]
    for (index, step) in steps.enumerated() {
      let ticket = Ticket(90_000 + index)
      driver.state.context.undo.note(ticket, step)
      let isUndoable = driver.state.context.undo.settle(
        ticket, .done(AnyValue(base: Done())), told: "feito")
      #expect(isUndoable)
    }
    driver.type("uuuu")
    let given = driver.commands.suffix(4)
    let encounters = given.compactMap { $0 as? UndoEncounter }
    #expect(encounters.map(\.command) == [.finishEncounter, .startEncounter])
    #expect(encounters.allSatisfy { $0.id == Fixture.id(9) })
    #expect(given.compactMap { $0 as? UndoCall }.map(\.id) == [Fixture.id(1004)])
    #expect(given.last as? UndoTriage == UndoTriage(id: Fixture.id(1004)))
    #expect(driver.state.context.undo.steps.isEmpty)
  }

  @Test(
    "every change that is for good stands between u and what came before",
    arguments: LastingChange.all)
  func barrier(_ command: any ClinicCommand) {
    var stack = UndoStack()
    stack.note(1, CheckIn(id: Fixture.id(1004)))
    let done = Performed.done(AnyValue(base: Done()))
    let isBefore = stack.settle(1, done, told: "chegou")
    stack.note(2, command)
    let isAfter = stack.settle(2, done, told: "feito")
    #expect(isBefore && !isAfter)
    #expect(stack.steps.map(\.visit) == [Fixture.id(1004), nil])
  }

  @Test("closed hours are opened again, and who was put on the waiting list leaves it")
  func made() throws {
    var driver = try driver()
    driver.type("S")
    driver.press(.right, .tab, .tab)
    driver.type("gripe")
    driver.press(.enter)
    let closing = try #require(driver.commands.last as? AddAgendaException).exception.id
    driver.press(.escape)
    driver.type("u")
    #expect(driver.commands.last as? RemoveAgendaException == RemoveAgendaException(id: closing))
    driver.go(.desk)
    driver.state.desk.selected = Fixture.id(1003)
    driver.type("v")
    let wait = try #require(driver.commands.last as? AddToWaitingList).id
    driver.type("u")
    #expect(driver.commands.last as? WithdrawWaiting == WithdrawWaiting(id: wait))
  }

  @Test("what changed since is said, and u goes on to the change before")
  func changedSince() throws {
    var driver = try driver()
    driver.type("c!")
    driver.settle = { _ in .refused(.scheduling(.changedSince)) }
    driver.type("u")
    #expect(driver.state.message?.tone == .error)
    driver.type("u")
    #expect((driver.commands.last as? UndoVisitChange)?.command == .recordConfirmation)
  }

  @Test("a busy database keeps what u would undo")
  func busy() throws {
    var driver = try driver()
    driver.type("c")
    driver.settle = { _ in .failed(.busy) }
    driver.type("u")
    #expect(driver.state.context.undo.steps.count == 1)
  }

  @Test("nobody undoes what the person before at the terminal did")
  func logOut() throws {
    var driver = try driver()
    driver.type("c")
    #expect(driver.state.context.undo.steps.count == 1)
    driver.press(.control("p"))
    driver.type(driver.state.context.wording.logOut)
    driver.press(.enter)
    #expect(driver.state.context.undo.steps.isEmpty)
  }

  @Test("the cursor goes where the visit is again")
  func cursor() throws {
    var driver = try driver()
    driver.type("c")
    let undone = try #require(Self.undone)
    driver.settle = { _ in .done(AnyValue(base: undone)) }
    driver.press(.pageDown)
    driver.type("u")
    #expect(driver.state.schedule.shown?.first == undone.date)
  }

  /// As the storage would tell it.
  private static var undone: UndoneChange? {
    Fixture.visits.first { $0.id == Fixture.id(1013) }.map {
      UndoneChange(
        transaction: Fixture.id(7), command: .recordConfirmation, count: 1, visit: $0.id,
        practitioner: $0.practitioner, date: $0.date, start: $0.start)
    }
  }
}

private enum LastingChange {
  typealias Fixture = AgendaFixture

  /// What `u` stops at, one command of each kind.
  static let all: [any ClinicCommand] = {
    let (visit, wait): (AppointmentID, WaitingEntryID) = (Fixture.id(1004), Fixture.id(1))
    let wish = VisitWish(practitioner: Fixture.ana.id)
    return [
      ReopenAppointment(id: visit), KeepDisplacedVisit(id: visit, reason: "pediu"),
      TakeTicket(id: visit), RecordTeleConsent(id: Fixture.id(1), appointment: visit),
      ChangeWaitingEntry(id: wait, base: wish, wish: wish),
      RecordCall(id: wait, hasAnswered: true), WithdrawWaiting(id: wait),
      RemoveAgendaException(id: Fixture.id(1)),
    ]
  }()
}
