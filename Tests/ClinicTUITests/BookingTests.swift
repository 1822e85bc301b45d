import ClinicDomain
import TerminalKit
import Testing

@testable import ClinicTUI

@Suite("Booking from the schedule")
struct BookingTests {
  typealias Fixture = AgendaFixture

  private func driver(
    settle: @escaping (any ClinicCommand) -> Performed? = { _ in nil }
  ) -> ScreenDriver {
    ScheduleScreenTests.driver(settle: settle)
  }

  private func form(_ driver: ScreenDriver) -> BookingForm? {
    if case .booking(let form) = driver.state.schedule.panel { form } else { nil }
  }

  private func bookings(_ driver: ScreenDriver) -> [BookAppointment] {
    driver.commands.compactMap { $0 as? BookAppointment }
  }

  @Test("the cursor's free slot is the time; kind, minutes and texts are kept")
  func fields() throws {
    var driver = driver()
    driver.press(.character("F"), .enter)
    #expect(form(driver)?.start == Fixture.time(11))
    driver.type("pedro")
    driver.press(.enter)
    driver.type("ret")
    driver.press(.tab, .tab)
    driver.type("A-77")
    driver.press(.tab)
    driver.type("traz exames")
    driver.press(.control("s"))
    let booking = try #require(bookings(driver).first)
    #expect(booking.start == Fixture.time(11))
    #expect(booking.visitKind == .followUp)
    #expect(booking.authorisation == "A-77")
    #expect(booking.observation == "traz exames")
  }

  @Test("digits choose a candidate while a name is typed, and are typed in a document")
  func digits() {
    var driver = driver()
    driver.type("nmar2")
    #expect(form(driver)?.chosen?.name == "Maria Santana")
    var other = self.driver()
    other.type("n529")
    #expect(form(other)?.chosen == nil)
    #expect(form(other)?.form["patient"] == "529")
  }

  @Test("Enter before the rows arrive takes a unique match only, and what follows waits for it")
  func typedAhead() throws {
    var driver = driver()
    driver.press(.character("F"))
    driver.answer = { $0 is SearchPatients ? nil : Fixture.answer($0) }
    driver.type("nmaria s")
    driver.press(.enter, .enter)
    #expect(bookings(driver).isEmpty)
    answerLastSearch(&driver)
    #expect(form(driver)?.chosen == nil, "two patients match")
    #expect(bookings(driver).isEmpty)
    driver.type("an")
    driver.type("t")
    driver.press(.enter, .enter)
    answerLastSearch(&driver)
    #expect(form(driver)?.chosen?.name == "Maria Santana")
    #expect(bookings(driver).count == 1)
  }

  private func answerLastSearch(_ driver: inout ScreenDriver) {
    let last = driver.effects.compactMap { effect -> (Ticket, any ClinicQuery)? in
      if case .load(let ticket, let query) = effect, query.base is SearchPatients {
        (ticket, query.base)
      } else {
        nil
      }
    }.last
    guard let (ticket, query) = last, let value = Fixture.answer(query) else { return }
    driver.send(.answered(ticket, .answer(AnyValue(base: value))))
  }

  @Test("a taken time keeps all that was typed and offers free ones by number")
  func taken() throws {
    let near = [Fixture.time(11, 30), Fixture.time(14), Fixture.time(15)]
    var driver = driver { _ in
      .refused(.scheduling(.taken(by: .practitioner, visits: [], near: near)))
    }
    driver.type("n13:30 pedro")
    driver.press(.enter, .enter)
    #expect(driver.text.contains("2 14:00"))
    #expect(form(driver)?.chosen?.name == "Pedro Alves")
    driver.settle = { _ in .done(AnyValue(base: Done())) }
    driver.press(.character("2"), .enter)
    let tries = bookings(driver)
    #expect(tries.map(\.start) == [Fixture.time(13, 30), Fixture.time(14)])
    #expect(Set(tries.map(\.id)).count == 1)
    #expect(form(driver) == nil)
    #expect(driver.state.message?.tone == .done)
    #expect(driver.state.schedule.cursor?.visit == tries[0].id)
  }

  @Test("a busy database keeps the form; a second try has the same id")
  func busy() {
    var driver = driver { _ in .failed(.busy) }
    driver.type("n13:30 pedro")
    driver.press(.enter, .enter)
    #expect(driver.state.message?.tone == .error)
    #expect(form(driver)?.chosen?.name == "Pedro Alves")
    driver.press(.control("s"))
    #expect(bookings(driver).count == 2)
    #expect(Set(bookings(driver).map(\.id)).count == 1)
  }

  @Test("what is staged is said to be not yet done")
  func staged() {
    var driver = driver { _ in .staged }
    driver.type("n13:30 pedro")
    driver.press(.enter, .enter)
    #expect(form(driver) == nil)
    #expect(driver.state.message == Message(driver.state.context.wording.keptNotDone, .warning))
  }

  @Test("Enter chooses nobody before anything was typed")
  func nobodyByAccident() {
    var driver = driver()
    driver.press(.character("n"), .enter, .enter)
    #expect(form(driver)?.chosen == nil)
    driver.press(.down, .down, .enter)
    #expect(form(driver)?.chosen?.name == "Maria Santana")
  }

  @Test("a time that was refused is replaced by typing another")
  func retypes() {
    var driver = driver { _ in
      .refused(.scheduling(.taken(by: .room, visits: [], near: [])))
    }
    driver.type("n13:30 pedro")
    driver.press(.enter, .enter)
    driver.type("1430")
    driver.press(.enter)
    #expect(bookings(driver).map(\.start) == [Fixture.time(13, 30), Fixture.time(14, 30)])
    driver.press(.tab)
    driver.type("45")
    driver.press(.enter)
    #expect(bookings(driver).last?.minutes == 45)
  }

  @Test("an encaixe asks for its reason")
  func overbooking() throws {
    var driver = driver()
    driver.type("jepedro")
    driver.press(.enter, .enter)
    #expect(bookings(driver).isEmpty)
    #expect(driver.state.message?.tone == .error)
    driver.type("dor forte")
    driver.press(.enter)
    #expect(try #require(bookings(driver).first).overbookingReason == "dor forte")
  }

  @Test("who allowed an encaixe is chosen at the desk, and is the doctor on her own agenda")
  func allowedBy() throws {
    var driver = driver()
    driver.type("jepedro")
    driver.press(.enter, .enter)
    driver.type("dor forte")
    driver.press(.tab)
    driver.type("d")
    driver.press(.enter)
    let booking = try #require(bookings(driver).first)
    #expect(booking.overbookingReason == "dor forte")
    #expect(booking.allowedBy == .practitioner(booking.practitioner))
    var context = ScreenContext.fixture(.standard)
    func form(_ actor: Actor) -> BookingForm {
      context.actor = actor
      return BookingForm(
        at: Fixture.time(10), minutes: 30, of: Fixture.ana, on: Fixture.wednesday,
        isOverbooking: true, &context)
    }
    let user: UserID = Fixture.id(9)
    #expect(
      form(Actor(user: user, practitioner: Fixture.ana.id, roles: [.doctor])).allowedBy
        == .practitioner(Fixture.ana.id))
    #expect(
      form(Actor(user: user, practitioner: nil, roles: [.manager])).allowedBy == .user(user))
    #expect(form(Actor(user: user, practitioner: nil, roles: [.reception])).allowedBy == nil)
  }

  @Test("Ctrl-E turns a booking into an encaixe and keeps what was typed")
  func becomesOverbooking() throws {
    var driver = driver()
    driver.type("n13:30 pedro")
    driver.press(.enter, .control("e"))
    driver.type("urgente")
    driver.press(.enter)
    let booking = try #require(bookings(driver).first)
    #expect(booking.overbookingReason == "urgente")
    #expect(booking.patient == Fixture.patients[3].id)
  }

  @Test("Esc closes an untouched form and asks before typed text is lost")
  func escape() {
    var driver = driver()
    driver.press(.character("n"), .escape)
    #expect(form(driver) == nil)
    driver.type("nmaria")
    driver.press(.escape, .enter)
    #expect(form(driver)?.form["patient"] == "maria")
    #expect(driver.state.hasUnsavedText)
    driver.press(.escape)
    #expect(form(driver)?.discard == nil)
    driver.press(.escape, .character("d"))
    #expect(form(driver) == nil)
  }

  @Test("+ registers a new patient in place with the name typed so far", arguments: [true, false])
  func newPatient(isLine: Bool) throws {
    var driver = driver { _ in .done(AnyValue(base: Done())) }
    driver.answer = QuickLineTests.answer
    driver.type(isLine ? "13:30 zuleica prado+" : "n13:30 zuleica prado+")
    #expect(driver.text.contains("Novo paciente"))
    driver.type("02031980")
    driver.type("27999881234")
    driver.press(.control("s"))
    let new = try #require(driver.commands.compactMap { $0 as? RegisterPatient }.first)
    #expect(new.details.name.value == "zuleica prado")
    #expect(new.details.birthDate == CivilDate(year: 1980, month: 3, day: 2))
    #expect(new.details.phones.count == 1)
    driver.press(.enter)
    let booking = try #require(bookings(driver).first, "\(driver.text)")
    #expect(booking.patient == new.id)
    #expect(booking.start == Fixture.time(13, 30))
  }

  @Test("what is typed of a booking stays while one is led to another day")
  func keptWhileLed() {
    var driver = driver()
    driver.type("13:30 pedro")
    driver.open(.schedule(driver.state.context.today.adding(days: 3), practitioner: nil))
    #expect(driver.text.contains("13:30 pedro"))
    #expect(driver.state.message?.tone == .warning)
  }

  @Test("a likely duplicate is shown: Enter takes her, + registers another person")
  func duplicate() throws {
    let found = DuplicateFound(patients: [Fixture.patients[3].id], isCertain: false)
    for (key, isDistinct) in [(Key.enter, false), (.character("+"), true)] {
      var driver = driver { command in
        guard let register = command as? RegisterPatient, !register.isDistinct else {
          return .done(AnyValue(base: Done()))
        }
        return .refused(.duplicate(found))
      }
      driver.answer = { query in
        query is ReadPatients ? [Fixture.patients[3]] : QuickLineTests.answer(query)
      }
      driver.type("13:30 pedro+")
      driver.type("30052001")
      driver.press(.control("s"))
      driver.press(key)
      driver.press(.enter)
      let booking = try #require(bookings(driver).first, "\(driver.text)")
      #expect((booking.patient == Fixture.patients[3].id) == !isDistinct)
    }
  }

  @Test("a returning patient into the slot under the cursor takes three keys beyond her name")
  func keyCount() throws {
    var driver = driver { _ in .done(AnyValue(base: Done())) }
    driver.press(.character("F"))
    let name = "pedro"
    driver.press(.enter)
    driver.type(name)
    driver.press(.enter, .enter)
    #expect(bookings(driver).count == 1)
  }

  @Test("a patient brought along is booked at the time that is chosen")
  func carried() throws {
    var driver = driver()
    driver.open(.book(Fixture.id(9), name: "Zuleica Prado"))
    #expect(driver.state.message?.text.contains("Zuleica Prado") == true)
    driver.press(.character("F"))
    #expect(driver.state.message?.text.contains("Zuleica Prado") == true)
    driver.press(.enter, .enter)
    let booking = try #require(bookings(driver).first)
    #expect(booking.patient == Fixture.id(9))
    #expect(booking.start == Fixture.time(11))
  }

  @Test("what is not a time or a length is said at its field")
  func invalid() {
    var driver = driver()
    driver.type("npedro")
    driver.press(.backTab, .backTab)
    driver.type("99")
    driver.press(.tab, .tab)
    driver.press(.enter, .enter)
    #expect(bookings(driver).isEmpty)
    #expect(form(driver)?.form.focusedID == "time")
    #expect(driver.state.message?.tone == .error)
  }

  @Test("nothing is booked in the past or by those who may not")
  func notOffered() {
    var driver = driver()
    driver.press(.pageUp, .character("n"))
    #expect(form(driver) == nil)
    var auditor = ScheduleScreenTests.driver(roles: [.auditor])
    auditor.type("n1e:")
    #expect(form(auditor) == nil)
    let keys = auditor.state.screen.keys(auditor.state.context).map(\.key)
    #expect(!keys.contains("n") && !keys.contains(":") && !keys.contains("e"))
  }
}
