import ClinicDomain
import TerminalKit
import Testing

@testable import ClinicTUI

@Suite("Calls on screen")
struct CallsScreenTests {
  typealias Fixture = AgendaFixture

  static func row(
    _ number: UInt64, _ name: String, _ purpose: WaitingEntry.Purpose = .visit,
    _ wish: VisitWish = VisitWish(),
    doctor: String = "Ana Lima", bookedAt: CivilDateTime? = nil, attempts: [CallAttempt] = []
  ) -> WaitingRow {
    WaitingRow(
      entry: WaitingEntry(
        id: Fixture.id(7000 + number), patient: Fixture.id(2000 + number), purpose: purpose,
        wish: wish, attempts: attempts, addedBy: "test", addedAt: Fixture.instant(8)),
      patientName: name, phone: "(27) 99876-1234", birthDate: nil, practitionerName: doctor,
      bookedAt: bookedAt)
  }

  static let waiting: [WaitingRow] = [
    row(
      1, "Zilda Couto", .visit, VisitWish(practitioner: Fixture.ana.id, priority: .urgent),
      attempts: [CallAttempt(at: Fixture.instant(9), by: "test", outcome: .noAnswer)]),
    row(
      2, "Vera Lúcia Sá de Albuquerque", .visit,
      VisitWish(
        specialty: "Cardiologia", weekdays: [.tuesday, .thursday], partOfDay: .morning,
        until: Fixture.wednesday.adding(days: 20))),
    row(
      3, "Teresa Alves", .earlier(Fixture.id(1005)), VisitWish(practitioner: Fixture.ana.id),
      bookedAt: CivilDateTime(date: Fixture.wednesday.adding(days: 9), time: Fixture.time(10))),
  ]

  static let recalls: [WaitingRow] = [
    row(
      11, "Osmar Brito", .recall(due: Fixture.wednesday.adding(days: -30)),
      VisitWish(practitioner: Fixture.ana.id)),
    row(
      12, "Ivo Sampaio", .recall(due: Fixture.wednesday.adding(days: 7)),
      VisitWish(practitioner: Fixture.bruno.id), doctor: "Bruno Reis"),
  ]

  static func answer(_ query: any ClinicQuery) -> (any Equatable & Sendable)? {
    switch query {
    case is ListWaiting: waiting
    case is ListRecalls: recalls
    case is ListConfirmations:
      Fixture.visits.filter { $0.status == .booked }
        .map { ConfirmationRow(visit: $0, phone: "(27) 99876-1234") }
    case is ListMovedVisits:
      [
        ConfirmationRow(
          visit: Fixture.visit(41, "Otávio Prado", Fixture.ana, 10, 30),
          phone: "(27) 99876-1234",
          movedFrom: CivilDateTime(date: Fixture.wednesday, time: Fixture.time(9, 45))),
        ConfirmationRow(
          visit: Fixture.visit(
            42, "Célia Ramos", Fixture.bruno, 8, 0, confirmation: .unreachable,
            on: Fixture.wednesday.adding(days: 1)), phone: "(27) 3345-1234",
          movedFrom: CivilDateTime(date: Fixture.wednesday, time: Fixture.time(16))),
      ]
    case is ListCandidates: waiting
    case is ListUnresolved:
      [
        ConfirmationRow(
          visit: Fixture.visit(
            40, "Rui Sá", Fixture.ana, 9, 0, on: Fixture.wednesday.adding(days: -1)),
          phone: "(27) 99876-1234")
      ]
    case is SearchPractitioners: [Fixture.ana, Fixture.bruno, Fixture.celia]
    default: Fixture.answer(query)
    }
  }

  static func driver(
    _ variant: ScreenVariant = .standard, roles: Set<ClinicDomain.Role> = [.reception],
    settle: @escaping (any ClinicCommand) -> Performed? = { _ in .done(AnyValue(base: Done())) }
  ) -> ScreenDriver {
    var driver = ScreenDriver(roles: roles, variant, answer: answer, settle: settle)
    driver.go(.calls)
    return driver
  }

  @Test("the lists", arguments: ScreenVariant.all)
  func lists(_ variant: ScreenVariant) {
    var driver = Self.driver(variant)
    assertScreen(driver.state.view(), named: "calls-waiting", variant)
    driver.press(.tab)
    assertScreen(driver.state.view(), named: "calls-recalls", variant)
    driver.press(.tab)
    assertScreen(driver.state.view(), named: "calls-confirmations", variant)
    driver.press(.tab)
    assertScreen(driver.state.view(), named: "calls-moved", variant)
    driver.press(.tab)
    assertScreen(driver.state.view(), named: "calls-unresolved", variant)
  }

  @Test("one key per outcome of a call on the waiting list")
  func outcomes() {
    var driver = Self.driver()
    driver.type("sx")
    let id: WaitingEntryID = Fixture.id(7001)
    #expect(
      driver.commands.compactMap { $0 as? RecordCall } == [
        RecordCall(id: id, hasAnswered: false),
        RecordCall(id: Fixture.id(7002), hasAnswered: true),
      ])
    driver.press(.home)
    driver.type("c")
    #expect(driver.state.place == .schedule)
    #expect(
      driver.state.schedule.carried == .patient(Fixture.id(2001), name: "Zilda Couto"))
  }

  @Test("a confirmation is kept with one key and the next one stands under the cursor")
  func confirms() {
    var driver = Self.driver()
    driver.press(.tab, .tab)
    driver.type("csx")
    let given = driver.commands.compactMap { $0 as? RecordConfirmation }
    #expect(given.map(\.confirmation) == [.confirmed, .unreachable, .declined])
    #expect(Set(given.map(\.id)).count == 3)
  }

  @Test("who the clinic moved is told with one key")
  func tells() {
    var driver = Self.driver()
    driver.press(.tab, .tab, .tab)
    driver.type("sx")
    let given = driver.commands.compactMap { $0 as? RecordConfirmation }
    #expect(given.map(\.confirmation) == [.unreachable, .declined])
    #expect(given.map(\.id) == [Fixture.id(1041), Fixture.id(1042)])
  }

  @Test("a no-show is only proposed: it takes a key")
  func noShow() {
    var driver = Self.driver()
    driver.press(.backTab)
    #expect(driver.commands.isEmpty)
    driver.type("!")
    #expect((driver.commands.last as? MarkNoShow)?.id == Fixture.id(1040))
  }

  @Test("who may not change bookings calls nobody")
  func readsOnly() {
    var driver = Self.driver(roles: [.auditor])
    driver.type("csxneD")
    #expect(driver.commands.isEmpty)
    #expect(!driver.state.screen.keys(driver.state.context).map(\.key).contains("c"))
  }

  @Test("a wish is asked for and added")
  func adds() throws {
    var driver = Self.driver()
    driver.type("nmaria san")
    driver.press(.enter)
    driver.type("bru")
    driver.press(.enter, .enter)
    driver.type("seg qui")
    driver.press(.enter)
    driver.type("m")
    driver.press(.control("s"))
    let added = try #require(driver.commands.compactMap { $0 as? AddToWaitingList }.first)
    #expect(added.wish.practitioner == Fixture.bruno.id)
    #expect(added.wish.weekdays == [.monday, .thursday] && added.wish.partOfDay == .morning)
    #expect(driver.state.calls.panel == nil)
  }

  @Test("the form of a wish", arguments: ScreenVariant.all)
  func form(_ variant: ScreenVariant) {
    var driver = Self.driver(variant)
    driver.press(.down)
    driver.type("e")
    assertScreen(driver.state.view(), named: "calls-wish", variant)
  }

  @Test(
    "cancelling a visit offers its time, with one key per outcome", arguments: ScreenVariant.all)
  func offer(_ variant: ScreenVariant) throws {
    var driver = ScreenDriver(
      roles: [.reception], variant, answer: Self.answer,
      settle: { _ in .done(AnyValue(base: Done())) })
    driver.go(.schedule)
    let visit = try #require(Fixture.visits.first { $0.patientName == "Teresa Alves" })
    driver.state.schedule.cursor = GridCursor(
      practitioner: visit.practitioner, date: visit.date, time: visit.start, visit: visit.id)
    driver.type("x")
    driver.press(.enter)
    driver.type("viajou")
    driver.press(.control("s"))
    #expect(driver.commands.contains { $0 is CancelAppointment })
    assertScreen(driver.state.view(), named: "schedule-offer", variant)
    driver.type("s")
    let call = try #require(driver.commands.last as? RecordCall)
    #expect(!call.hasAnswered && call.offer == visit.ownTime)
    driver.type("c")
    let accepted = try #require(driver.commands.last as? AcceptOffer)
    #expect(accepted.offer == visit.ownTime && accepted.id == Fixture.id(7001))
    #expect(driver.state.schedule.panel == nil)
  }

  @Test("a recall and a wish for an earlier time take one key on a visit")
  func oneKey() throws {
    var driver = Self.driver()
    driver.go(.desk)
    driver.state.desk.selected = Fixture.id(1003)
    driver.type("v")
    let recall = try #require(driver.commands.last as? AddToWaitingList)
    #expect(recall.purpose == .recall(due: Fixture.wednesday.adding(months: 6)))
    #expect(recall.wish.practitioner == Fixture.ana.id)
  }
}
