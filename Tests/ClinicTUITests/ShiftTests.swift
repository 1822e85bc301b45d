import ClinicDomain
import TerminalKit
import Testing

@testable import ClinicTUI

@Suite("A doctor who is late or away, and copies of weeks")
struct ShiftTests {
  typealias Fixture = AgendaFixture

  private static let displaced = Fixture.visits.filter {
    $0.practitioner == Fixture.ana.id && $0.status == .booked && !$0.isOverbooked
  }

  /// Ana's visits of the morning that are still to come.
  private static let morning = Fixture.visits.filter {
    $0.practitioner == Fixture.ana.id && $0.status == .booked && $0.start < Fixture.time(12)
  }.sorted { $0.start < $1.start }

  /// Ana's week: some on Wednesday, one on Friday.
  private static let week: [AgendaColumn] = (0..<7).map { day in
    let date = Fixture.wednesday.firstOfWeek.adding(days: day)
    let visits =
      switch date.weekday {
      case .wednesday: Fixture.visits.filter { $0.practitioner == Fixture.ana.id }
      case .friday: [Fixture.visit(50, "Sexta Feira", Fixture.ana, 10, 0, on: date)]
      default: [VisitRow]()
      }
    return Fixture.column(Fixture.ana, on: date, visits: visits)
  }

  private static func answer(_ query: any ClinicQuery) -> (any Equatable & Sendable)? {
    switch query {
    case let query as PreviewVisits:
      return query.visits.map { QuickLineTests.preview($0) }.map { preview -> BookingPreview? in
        // Those that move are out of the way.
        guard case .taken = preview?.refusal, let preview, !query.visits[0].moving.isEmpty else {
          return preview
        }
        return BookingPreview(
          practitioner: preview.practitioner, minutes: preview.minutes, refusal: nil, clashes: [],
          near: [])
      }
    case is ReadAgendaWeek: return week
    case is ListDisplacedVisits:
      return displaced.map {
        DisplacedVisitRow(
          visit: $0, cause: .exception, since: Fixture.instant(9), phone: "(27) 99876-1020")
      }
    default: return QuickLineTests.answer(query)
    }
  }

  private func driver(_ variant: ScreenVariant = .standard) -> ScreenDriver {
    var driver = ScreenDriver(
      roles: [.reception], variant, answer: Self.answer,
      settle: { _ in .done(AnyValue(base: Done())) })
    driver.go(.schedule)
    return driver
  }

  private func plan(_ driver: ScreenDriver) -> PlanPanel? {
    if case .plan(let plan) = driver.state.schedule.panel { plan } else { nil }
  }

  @Test("shows who moves to when, and what no longer fits", arguments: ScreenVariant.all)
  func late(_ variant: ScreenVariant) throws {
    var driver = driver(variant)
    driver.type("S")
    assertScreen(driver.state.view(), named: "schedule-shift", variant)
    driver.press(.tab, .right, .right, .tab)
    driver.type("75")
    driver.press(.enter)
    assertScreen(driver.state.view(), named: "schedule-shift-plan", variant)
    let plan = try #require(self.plan(driver))
    // Those who are in the house stay; the visit that would end after hours is a conflict.
    #expect(plan.items.allSatisfy { $0.source?.status == .booked })
    #expect(plan.items.allSatisfy { $0.start == $0.source?.start.adding(minutes: 75) })
    #expect(!plan.conflicts.isEmpty)
    while let conflict = self.plan(driver)?.conflicts.first {
      driver.press(.enter)
      driver.type("x")
      #expect(self.plan(driver)?.conflicts.contains(conflict) == false)
    }
    driver.press(.enter)
    let moves = try #require(driver.commands.last as? MoveVisits).moves
    #expect(moves.count == plan.items.count - plan.conflicts.count)
    // Nobody asked the patients: they are on the list of calls.
    #expect(moves.allSatisfy { $0.isByClinic == true })
    #expect(driver.state.message?.text.contains("F10") == true)
  }

  @Test(
    "a morning goes to another day, another doctor or both",
    arguments: [
      ("+7", Fixture.ana, 7), ("dr bruno", Fixture.bruno, 0), ("+7 dr bruno", Fixture.bruno, 7),
    ])
  func elsewhere(_ text: String, _ doctor: PractitionerRow, _ days: Int) throws {
    var driver = driver()
    driver.type("S")
    driver.press(.right, .right, .tab, .tab)
    driver.press(.enter)
    #expect(driver.state.message?.tone == .error && plan(driver) == nil)
    driver.type("dr ninguem")
    driver.press(.enter)
    #expect(driver.state.message?.tone == .error && plan(driver) == nil)
    driver.press(.control("u"))
    driver.type(text)
    driver.press(.enter)
    let plan = try #require(self.plan(driver))
    #expect(plan.isByClinic && plan.practitioner == doctor)
    #expect(plan.items.compactMap(\.source?.id) == Self.morning.map(\.id))
    #expect(plan.items.map(\.start) == Self.morning.map(\.start))
    let date = Fixture.wednesday.adding(days: days)
    #expect(plan.items.allSatisfy { $0.practitioner == doctor.id && $0.date == date })
  }

  @Test("an absence closes the hours and lists the visits with new times and phones")
  func away() throws {
    var driver = driver()
    driver.type("S")
    #expect(driver.text.contains("Minutos") && !driver.text.contains("Motivo da ausência"))
    driver.press(.right, .tab, .tab)
    #expect(!driver.text.contains("Minutos") && driver.text.contains("Motivo da ausência"))
    driver.press(.enter)
    #expect(driver.commands.isEmpty && driver.state.message?.tone == .error)
    driver.type("gripe")
    driver.press(.enter)
    let closing = try #require(driver.commands.last as? AddAgendaException).exception
    #expect(closing.date == Fixture.wednesday && closing.effect == .closes(reason: "gripe"))
    #expect(closing.from == .midnight && closing.until == Fixture.time(12))
    #expect(driver.text.contains("(27) 99876-1020") && driver.text.contains("1 11:00"))
    driver.type("2")
    let move = try #require(driver.commands.last as? MoveAppointment)
    #expect(move.id == Self.displaced[0].id && move.start == Fixture.time(11, 30))
    guard case .displaced = driver.state.schedule.panel else {
      Issue.record("the list is gone")
      return
    }
  }

  @Test("a visit that the clinic's closing left outside is called off by the clinic")
  func calledOff() throws {
    var driver = driver()
    driver.type("V")
    driver.type("x")
    driver.press(.control("s"))
    let cancelled = try #require(driver.commands.last as? CancelAppointment)
    #expect(cancelled.party == .clinic && cancelled.reason == "a agenda do médico mudou")
  }

  @Test("a visit or a whole week is copied to another week", arguments: [false, true])
  func copy(_ isWeek: Bool) throws {
    var driver = driver()
    driver.type("Y")
    if isWeek { driver.press(.tab) }
    driver.type("+14")
    driver.press(.enter)
    let plan = try #require(self.plan(driver))
    #expect(isWeek ? plan.items.count > 3 : plan.items.count == 1)
    #expect(plan.items.allSatisfy { $0.date == $0.source?.date.adding(days: 14) })
    #expect(
      Set(plan.items.map(\.date.weekday)) == (isWeek ? [.wednesday, .friday] : [.wednesday]))
    // Zilda Couto was squeezed in: she isn't copied, and that is said.
    #expect((driver.state.message?.tone == .warning) == isWeek)
    while self.plan(driver)?.conflicts.isEmpty == false {
      driver.press(.enter)
      driver.type("x")
    }
    driver.press(.enter)
    let command = try #require(driver.commands.last as? BookVisits)
    #expect(command.series == nil && command.bookings.first?.start == plan.items[0].start)
  }
}
