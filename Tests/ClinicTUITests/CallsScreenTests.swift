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
    doctor: String = "Ana Lima", bookedAt: CivilDateTime? = nil, attempts: [CallAttempt] = [],
    kind: CallKind? = nil
  ) -> WaitingRow {
    WaitingRow(
      entry: WaitingEntry(
        id: Fixture.id(7000 + number), patient: Fixture.id(2000 + number), purpose: purpose,
        wish: wish, attempts: attempts, addedBy: "test", addedAt: Fixture.instant(8)),
      patientName: name, phone: "(27) 99876-1234", birthDate: nil, practitionerName: doctor,
      booked: bookedAt.map {
        WaitingRow.Booked(
          time: OfferedTime(
            practitioner: Fixture.bruno.id, date: $0.date, start: $0.time, minutes: 30),
          practitionerName: Fixture.bruno.name)
      }, kind: kind)
  }

  static let waiting: [WaitingRow] = [
    row(
      1, "Zilda Couto", .visit, VisitWish(practitioner: Fixture.ana.id, priority: .urgent),
      attempts: [CallAttempt(at: Fixture.instant(9), by: "test", outcome: .noAnswer)]),
    row(
      2, "Vera Lúcia Sá de Albuquerque", .visit,
      VisitWish(
        specialty: "Cardiologia", weekdays: [.tuesday, .thursday],
        earliest: Fixture.time(8), latest: Fixture.time(10, 30), kind: .exam,
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
      driver.state.schedule.carried
        == .patient(Fixture.id(2001), name: "Zilda Couto", kind: Self.waiting[0].kind))
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

  @Test("who came without a check-in takes a key too")
  func came() {
    var driver = Self.driver()
    driver.press(.backTab)
    #expect(driver.text.contains("c veio"))
    driver.type("c")
    #expect(driver.commands.count == 1)
    #expect((driver.commands.last as? MarkAttended)?.id == Fixture.id(1040))
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
    driver.type("tele")
    driver.press(.enter)
    driver.type("seg qui")
    driver.press(.enter)
    driver.type("m")
    driver.press(.enter)
    driver.type("09300900")
    driver.press(.control("s"))
    #expect(driver.commands.isEmpty)
    for _ in 0..<5 { driver.press(.backspace) }
    driver.type("1130")
    driver.press(.control("s"))
    let added = try #require(driver.commands.compactMap { $0 as? AddToWaitingList }.first)
    #expect(added.wish.practitioner == Fixture.bruno.id)
    #expect(added.wish.weekdays == [.monday, .thursday] && added.wish.partOfDay == .morning)
    #expect(added.wish.kind == .tele)
    #expect(
      added.wish.earliest == Fixture.time(9, 30) && added.wish.latest == Fixture.time(11, 30))
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

  @Test("who takes an earlier time frees her own, which is offered next")
  func chain() throws {
    let wants = Self.waiting[2]
    var driver = ScreenDriver(
      roles: [.reception],
      answer: { query in
        guard let query = query as? ListCandidates else { return Self.answer(query) }
        let isFirst = query.time.practitioner == Fixture.ana.id
        return isFirst ? [wants] : [Self.waiting[0]]
      },
      settle: { _ in .done(AnyValue(base: Done())) })
    driver.go(.schedule)
    let visit = try #require(Fixture.visits.first { $0.patientName == "Ivo Sampaio" })
    driver.state.schedule.cursor = GridCursor(
      practitioner: visit.practitioner, date: visit.date, time: visit.start, visit: visit.id)
    driver.type("x")
    driver.press(.enter)
    driver.type("viajou")
    driver.press(.control("s"))
    driver.type("c")
    #expect((driver.commands.last as? AcceptOffer)?.id == wants.entry.id)
    #expect(
      (driver.queries.last { $0 is ListCandidates } as? ListCandidates)?.time
        == wants.booked?.time)
    #expect(driver.text.contains("Bruno Reis") && driver.text.contains("Zilda Couto"))
    driver.type("c")
    #expect((driver.commands.last as? AcceptOffer)?.offer == wants.booked?.time)
    #expect(driver.state.schedule.panel == nil)
  }

  @Test("who is booked from the list is booked as what she waits for")
  func carriesKind() {
    let recall = Self.row(
      13, "Caio Prado", .recall(due: Fixture.wednesday), VisitWish(practitioner: Fixture.ana.id),
      kind: CallKind(
        wished: nil,
        freeReturn: CallKind.FreeReturn(
          kind: .followUp, practitioner: Fixture.ana.id, lastDay: Fixture.wednesday)))
    for (day, expected) in [(0, VisitKind.followUp), (1, .routine)] {
      var driver = Self.driver()
      driver.answer = { $0 is ListRecalls ? [recall] : Self.answer($0) }
      driver.go(.calls)
      driver.press(.tab)
      driver.type("c")
      driver.state.schedule.cursor = GridCursor(
        practitioner: Fixture.ana.id, date: Fixture.wednesday, time: Fixture.time(11))
      if day == 1 {
        driver.type("d+1")
        driver.press(.enter)
      }
      driver.type("n")
      guard case .booking(let form) = driver.state.schedule.panel else {
        Issue.record("no form:\n\(driver.text)")
        return
      }
      #expect(form.kind == expected && form.chosen?.name == "Caio Prado")
    }
  }

  @Test("on the line a recall follows the day that is typed", arguments: [true, false])
  func kindFollowsTheTypedDay(isFree: Bool) {
    let recall = Self.row(
      13, "Caio Prado", .recall(due: Fixture.wednesday), VisitWish(practitioner: Fixture.ana.id),
      kind: CallKind(
        wished: nil,
        freeReturn: CallKind.FreeReturn(
          kind: .followUp, practitioner: Fixture.ana.id, lastDay: Fixture.wednesday)))
    var driver = Self.driver()
    driver.answer = { $0 is ListRecalls ? [recall] : Self.answer($0) }
    driver.go(.calls)
    driver.press(.tab)
    driver.type("c")
    driver.state.schedule.cursor = GridCursor(
      practitioner: Fixture.ana.id, date: Fixture.wednesday, time: Fixture.time(11))
    driver.type(isFree ? "15:00" : "+1 15:00")
    if !isFree {
      driver.press(.control("u"))
      driver.type("+1 15:00")
    }
    #expect(
      (driver.queries.last { $0 is PreviewBooking } as? PreviewBooking)?.kind
        == (isFree ? .followUp : .routine))
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
