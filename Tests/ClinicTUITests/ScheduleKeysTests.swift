import ClinicDomain
import TerminalKit
import Testing

@testable import ClinicTUI

@Suite("The schedule's keys")
struct ScheduleKeysTests {
  typealias Fixture = AgendaFixture

  private func driver(
    settle: @escaping (any ClinicCommand) -> Performed? = { _ in .done(AnyValue(base: Done())) }
  ) -> ScreenDriver {
    ScheduleScreenTests.driver(settle: settle)
  }

  /// Puts the cursor on a visit.
  private func point(_ driver: inout ScreenDriver, at number: UInt64) throws {
    let visit = try #require(Fixture.visits.first { $0.id == Fixture.id(1000 + number) })
    driver.state.schedule.cursor = GridCursor(
      practitioner: visit.practitioner, date: visit.date, time: visit.start, visit: visit.id)
    #expect(driver.state.schedule.visit == visit)
  }

  @Test(
    "turn the pages",
    arguments: [
      (Key.pageDown, 1), (.pageUp, -1), (.character("L"), 1), (.character("H"), -1),
      (.character("]"), 7), (.character("["), -7), (.character("}"), 30), (.character("{"), -31),
    ])
  func pages(_ key: Key, _ days: Int) {
    var driver = driver()
    driver.press(key)
    let wanted = Fixture.wednesday.adding(days: days)
    #expect(driver.queries.last as? ReadAgendaDay == ReadAgendaDay(date: wanted))
    #expect(driver.state.schedule.shown?.first == wanted)
    driver.press(.home)
    #expect(driver.state.schedule.shown?.first == Fixture.wednesday)
  }

  @Test(
    "ask for a day", arguments: [("t", 0), ("+1", 1), ("seg", 5), ("1405", 170), ("2512", 30)])
  func date(_ typed: String, _ days: Int) {
    var driver = driver()
    driver.press(.pageDown)
    driver.type("d" + typed)
    driver.press(.enter)
    #expect(driver.state.schedule.shown?.first == Fixture.wednesday.adding(days: days))
  }

  @Test("what is no day is said, and the prompt stays")
  func noDay() {
    var driver = driver()
    driver.type("d9999")
    driver.press(.enter)
    #expect(driver.state.message?.tone == .error)
    #expect(driver.state.schedule.isTyping)
    driver.press(.escape)
    #expect(!driver.state.schedule.isTyping)
  }

  @Test("w shows the week of the cursor's doctor and leads back to the day it is left on")
  func week() {
    var driver = driver()
    driver.type("lw")
    #expect(
      driver.queries.last as? ReadAgendaWeek
        == ReadAgendaWeek(
          practitioner: Fixture.bruno.id, monday: Fixture.wednesday.firstOfWeek))
    driver.type("lw")
    #expect(driver.state.schedule.shown?.first == Fixture.wednesday.adding(days: 1))
    #expect(driver.state.schedule.span == .day)
  }

  @Test("keys typed while a page turns mean the new page")
  func typedAhead() throws {
    var driver = driver()
    driver.press(.character("F"))
    driver.answer = { _ in nil }
    driver.press(.pageDown, .pageDown, .character("n"))
    #expect(driver.state.schedule.panel == nil)
    guard
      case .load(let ticket, let query)? = driver.effects.last(where: {
        if case .load(_, let query) = $0 { query.base is ReadAgendaDay } else { false }
      })
    else { throw Missing() }
    driver.answer = Fixture.answer
    let value = try #require(Fixture.answer(query.base))
    driver.send(.answered(ticket, .answer(AnyValue(base: value))))
    guard case .booking(let form) = driver.state.schedule.panel else { throw Missing() }
    #expect(form.date == Fixture.wednesday.adding(days: 2))
  }

  private struct Missing: Error {}

  @Test("the cursor stays on its visit when others come in above")
  func cursor() throws {
    var driver = driver()
    try point(&driver, at: 6)
    let more = Fixture.visit(90, "Nova", Fixture.ana, 8, 10, isOverbooked: true)
    driver.answer = { query in
      guard query is ReadAgendaDay else { return Fixture.answer(query) }
      return [
        Fixture.column(
          Fixture.ana,
          visits: (Fixture.visits.filter { $0.practitioner == Fixture.ana.id } + [more])
            .sorted { $0.start < $1.start })
      ]
    }
    driver.send(.changed(.schedule))
    #expect(driver.state.schedule.visit?.patientName == "Ivo Sampaio")
    #expect(driver.text.contains("Nova"))
  }

  @Test("do to a visit what they say, where it is offered")
  func actions() throws {
    let wanted: [(UInt64, String, any ClinicCommand)] = [
      (13, "c", RecordConfirmation(id: Fixture.id(1013), confirmation: .confirmed)),
      (5, "c", RecordConfirmation(id: Fixture.id(1005), confirmation: .none)),
      (13, "i", CheckIn(id: Fixture.id(1013))),
      (13, "!", MarkNoShow(id: Fixture.id(1013))),
      (13, "+", ChangeVisitLength(id: Fixture.id(1013), base: 30, minutes: 60)),
      (13, "-", ChangeVisitLength(id: Fixture.id(1013), base: 30, minutes: 25)),
    ]
    for (number, key, command) in wanted {
      var driver = driver()
      try point(&driver, at: number)
      driver.type(key)
      #expect(driver.commands.map { AnyCommand(base: $0) } == [AnyCommand(base: command)])
      #expect(driver.state.message?.tone == .done)
    }
  }

  @Test(
    "do nothing where the state, the day or the role does not allow it",
    arguments: [(UInt64(1), "c"), (1, "i"), (5, "!"), (4, "m"), (3, "x"), (4, "U")])
  func notOffered(_ number: UInt64, _ key: String) throws {
    var driver = driver()
    try point(&driver, at: number)
    #expect(!driver.state.screen.keys(driver.state.context).map(\.key).contains(key))
    driver.type(key)
    #expect(driver.commands.isEmpty)
    #expect(driver.state.schedule.panel == nil && driver.state.schedule.carried == nil)
  }

  @Test("a visit that was picked up is put down with Enter")
  func move() throws {
    var driver = driver()
    try point(&driver, at: 13)
    driver.type("mF")
    #expect(driver.state.message?.text.contains("Rita Moraes") == true)
    driver.press(.enter)
    let move = try #require(driver.commands.first as? MoveAppointment)
    #expect(move.id == Fixture.id(1013))
    #expect(move.practitioner == Fixture.bruno.id)
    #expect(move.start == Fixture.time(10, 30))
    #expect(driver.state.schedule.carried == nil)
    #expect(driver.state.schedule.cursor?.visit == move.newID)
  }

  @Test("a taken time keeps the visit in hand and offers others by number")
  func moveTaken() throws {
    var driver = driver { _ in
      .refused(
        .scheduling(.taken(by: .patient, visits: [], near: [Fixture.time(11, 30)])))
    }
    try point(&driver, at: 13)
    driver.type("mF")
    driver.press(.enter)
    #expect(driver.state.message?.text.contains("1 11:30") == true)
    driver.settle = { _ in .done(AnyValue(base: Done())) }
    driver.type("1")
    #expect((driver.commands.last as? MoveAppointment)?.start == Fixture.time(11, 30))
    #expect(driver.state.schedule.carried == nil)
  }

  @Test("Esc puts a visit back where it was")
  func putBack() throws {
    var driver = driver()
    try point(&driver, at: 13)
    driver.type("mj")
    driver.press(.escape)
    #expect(driver.state.schedule.carried == nil)
    #expect(driver.commands.isEmpty)
  }

  @Test("a cancellation says who and why")
  func cancel() throws {
    var driver = driver()
    try point(&driver, at: 13)
    driver.press(.character("x"), .right, .control("s"))
    #expect(driver.commands.isEmpty, "the clinic has to say why")
    driver.type("médico doente")
    driver.press(.enter)
    #expect(
      driver.commands.first as? CancelAppointment
        == CancelAppointment(id: Fixture.id(1013), party: .clinic, reason: "médico doente"))
    #expect(driver.state.schedule.panel == nil)
  }

  @Test("a request is accepted, or refused with a reason")
  func requests() throws {
    var driver = driver()
    try point(&driver, at: 15)
    driver.type("Ra")
    #expect(
      driver.commands.first as? AnswerRequest
        == AnswerRequest(id: Fixture.id(1015), isAccepted: true))
    try point(&driver, at: 15)
    driver.type("Rr")
    driver.type("sem vaga")
    driver.press(.control("s"))
    #expect(
      driver.commands.last as? AnswerRequest
        == AnswerRequest(id: Fixture.id(1015), isAccepted: false, reason: "sem vaga"))
  }

  @Test("F finds the next free slot, weeks ahead where it must")
  func nextFree() {
    var driver = driver()
    driver.answer = { query in
      switch query {
      case let query as ReadAgendaWeek:
        let isFree = query.monday >= Fixture.wednesday.firstOfWeek.adding(days: 14)
        return (0..<7).map {
          Fixture.column(
            Fixture.davi, on: query.monday.adding(days: $0), visits: [],
            open: isFree ? Fixture.hours : [])
        }
      default: return Fixture.answer(query)
      }
    }
    driver.type("lllF")
    #expect(
      driver.state.schedule.cursor?.date == Fixture.wednesday.firstOfWeek.adding(days: 14))
    #expect(driver.state.schedule.cursor?.time == Fixture.time(8))
    #expect(driver.state.schedule.cursor?.practitioner == Fixture.davi.id)
  }

  @Test("F says when there is no free slot as far as may be booked")
  func nothingFree() {
    var driver = driver()
    driver.answer = { query in
      guard let query = query as? ReadAgendaWeek else { return Fixture.answer(query) }
      return (0..<7).map {
        Fixture.column(Fixture.davi, on: query.monday.adding(days: $0), visits: [], open: [])
      }
    }
    driver.type("lllF")
    #expect(driver.state.message?.text == driver.state.context.wording.noFreeTime)
    #expect(driver.queries.count { $0 is ReadAgendaWeek } == 53)
  }

  @Test("/ goes to a patient's next visit")
  func find() throws {
    var driver = driver()
    let next = Fixture.visit(
      91, "Pedro Alves", Fixture.celia, 15, 0, on: Fixture.wednesday.adding(days: 9))
    let details = PatientDetails(name: try PersonName(parsing: "Pedro Alves"))
    driver.answer = { query in
      guard query is ReadPatientCard else { return Fixture.answer(query) }
      let card = PatientCard(
        patient: Patient(
          id: Fixture.patients[3].id, chartNumber: 1, details: details,
          registeredAt: Instant(milliseconds: 0)),
        visits: [next], nextVisit: next, lastVisit: nil, missedVisits: 0, visitCount: 1,
        openBalance: nil)
      return Optional.some(card)
    }
    driver.type("/pedro")
    driver.press(.enter)
    #expect(driver.state.schedule.panel == nil)
    #expect(driver.state.schedule.shown?.first == next.date)
    #expect(driver.state.schedule.cursor?.practitioner == Fixture.celia.id)
  }

  @Test("every key that the last line names does something")
  func honestKeys() throws {
    for number in [UInt64(1), 3, 4, 5, 12, 13, 15] {
      var driver = driver()
      try point(&driver, at: number)
      for hint in driver.state.screen.keys(driver.state.context) where hint.key.count == 1 {
        var pressed = driver
        pressed.type(hint.key)
        #expect(
          pressed.effects.count > driver.effects.count
            || pressed.state.schedule != driver.state.schedule
            || pressed.state.place != driver.state.place,
          "\(hint.key) \(hint.action) on visit \(number)")
      }
    }
  }
}
