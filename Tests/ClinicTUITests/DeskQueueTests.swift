import ClinicDomain
import TerminalKit
import Testing

@testable import ClinicTUI

@Suite("Queues at the desk")
struct DeskQueueTests {
  typealias Fixture = AgendaFixture

  /// Rita (60+) took a ticket before Nina (80+); Caio waits for triage, Osmar for his doctor.
  private static func queues(_ variant: ScreenVariant = .standard) -> ScreenDriver {
    let tickets: [(UInt64, QueuePriority, Bool)] = [
      (1013, .over60, false), (1023, .over80, false), (1022, .none, true), (1004, .none, false),
    ]
    let visits = Fixture.visits.map { visit in
      let number = tickets.firstIndex { Fixture.id($0.0) == visit.id }
      guard let number, number < 2 else { return visit }
      let doctor = number == 0 ? Fixture.bruno : Fixture.celia
      return Fixture.visit(
        [13, 23][number], visit.patientName, doctor, 9, 30, status: .arrived,
        arrivedAt: Fixture.instant(9, [20, 25][number]))
    }
    var driver = DeskScreenTests.arrival(variant)
    driver.answer = { query in
      switch query {
      case is ReadDesk: visits
      case is ReadArrivals:
        tickets.enumerated().map { index, ticket in
          Arrival(
            visit: Fixture.id(ticket.0), date: Fixture.wednesday, ticket: index + 1,
            facts: ArrivalFacts(needsTriage: ticket.2, priority: ticket.1))
        }
      default: DeskScreenTests.arriving(query)
      }
    }
    driver.go(.desk)
    return driver
  }

  @Test("a queue each for reception, triage and doctor, by the law's priorities")
  func stages() {
    let board = Self.queues().state.desk.board
    #expect(board[.reception].map(\.patientName) == ["Nina Prates", "Rita Moraes"])
    #expect(board[.triage].map(\.patientName) == ["Caio Teles"])
    #expect(board[.waiting].map(\.patientName) == ["Osmar Brito"])
    #expect(board.waitingCount == 4)
  }

  @Test("the queues as text", arguments: ScreenVariant.all)
  func queueScreen(_ variant: ScreenVariant) {
    let driver = Self.queues(variant)
    #expect(driver.text.contains("S002 80+") && driver.text.contains("P001 60+"))
    assertScreen(driver.state.view(), named: "desk-queues", variant)
  }

  @Test("d shows one doctor's queue, and everybody's again")
  func oneDoctor() {
    var driver = Self.queues()
    driver.state.desk.selected = Fixture.id(1022)
    driver.type("d")
    let shown = Set(driver.state.desk.board.visits.map(\.practitioner))
    #expect(shown == [Fixture.celia.id] && driver.text.contains("fila de Célia Dias"))
    driver.type("d")
    #expect(driver.state.desk.board.visits.count == Fixture.visits.count)
  }

  @Test("n gives a ticket to who is expected; t at the check-in sends her to triage first")
  func ticket() {
    var driver = DeskScreenTests.arrival()
    driver.state.desk.selected = Fixture.id(1013)
    driver.type("n")
    #expect((driver.commands.last as? TakeTicket)?.id == Fixture.id(1013))
    driver.type("it")
    driver.press(.enter)
    let facts = (driver.commands.last as? CheckIn)?.facts
    #expect(facts?.needsTriage == true && facts?.isIdentityConfirmed == true)
    driver.state.desk.selected = Fixture.id(1023)
    driver.type("i")
    driver.press(.enter)
    #expect((driver.commands.last as? CheckIn)?.facts?.needsTriage == true)
  }

  @Test("the doctor's . passes by who waits for triage")
  func nextIsTriaged() {
    let waits = DeskBoard(
      Fixture.visits,
      arrivals: [
        Fixture.id(1004): Arrival(
          visit: Fixture.id(1004), date: Fixture.wednesday, ticket: 1,
          facts: ArrivalFacts(needsTriage: true))
      ])
    #expect(waits[.waiting].map(\.patientName) == ["Caio Teles"])
    #expect(waits[.triage].map(\.patientName) == ["Osmar Brito"])
  }
}
