import ClinicDomain
import TerminalKit
import Testing

@testable import ClinicTUI

@Suite("Series")
struct SeriesTests {
  typealias Fixture = AgendaFixture

  private static let series: SeriesID = Fixture.id(77)

  /// Rita Moraes on four Wednesdays, with Bruno Reis at half past nine.
  private static let rows: [VisitRow] = (0..<4).map { week in
    let date = Fixture.wednesday.adding(days: 7 * week)
    return VisitRow(
      id: Fixture.id(1013 + 5000 * UInt64(week)), patient: Fixture.id(4013),
      patientName: "Rita Moraes", practitioner: Fixture.bruno.id,
      practitionerName: Fixture.bruno.name, date: date, start: Fixture.time(9, 30), minutes: 30,
      status: .booked, confirmation: .none, reservation: .confirmed, kind: .routine,
      isOverbooked: false, isHistorical: false, arrivedAt: nil, encounter: nil,
      encounterStatus: nil, encounterStartedAt: nil, invoice: nil, series: series)
  }

  /// On the third week the doctor is taken.
  private static func answer(_ query: any ClinicQuery) -> (any Equatable & Sendable)? {
    switch query {
    case let query as PreviewVisits:
      return query.visits.map { visit -> BookingPreview? in
        guard visit.date == Fixture.wednesday.adding(days: 14), visit.start == Fixture.time(10, 30)
        else {
          return BookingPreview(
            practitioner: Fixture.bruno, minutes: 30, refusal: nil, clashes: [], near: [])
        }
        let near = [Fixture.time(11), Fixture.time(11, 30)].map {
          FreeTime(
            practitioner: visit.practitioner, practitionerName: "", date: visit.date, start: $0,
            minutes: 30)
        }
        return BookingPreview(
          practitioner: Fixture.bruno, minutes: 30,
          refusal: .taken(by: .practitioner, visits: [], near: []), clashes: [], near: near)
      }
    case is ReadSeries: return rows
    case is ReadVisit: return nil as VisitDetail?
    case let query as ReadAgendaDay where rows[1...].contains { $0.date == query.date }:
      return [
        Fixture.column(
          Fixture.bruno, on: query.date, visits: rows.filter { $0.date == query.date })
      ]
    case let query as ReadAgendaDay where query.date == Fixture.wednesday:
      let others = Fixture.visits.filter {
        $0.practitioner == Fixture.bruno.id && $0.id != rows[0].id
      }
      return [
        Fixture.column(Fixture.ana),
        Fixture.column(Fixture.bruno, visits: (others + [rows[0]]).sorted { $0.start < $1.start }),
      ]
    default: return QuickLineTests.answer(query)
    }
  }

  private func driver(
    _ variant: ScreenVariant = .standard,
    settle: @escaping (any ClinicCommand) -> Performed? = { _ in .done(AnyValue(base: Done())) }
  ) -> ScreenDriver {
    var driver = ScreenDriver(
      roles: [.reception], variant, answer: Self.answer, settle: settle)
    driver.go(.schedule)
    return driver
  }

  /// A series of ten begun with a line at half past ten.
  private func planned(_ variant: ScreenVariant = .standard) -> ScreenDriver {
    var driver = driver(variant)
    driver.type("l10:30 maria sanches toda semana 10x")
    driver.press(.enter)
    return driver
  }

  private func plan(_ driver: ScreenDriver) -> PlanPanel? {
    if case .plan(let plan) = driver.state.schedule.panel { plan } else { nil }
  }

  /// Puts the cursor on a visit of the series.
  private func onSeries(_ variant: ScreenVariant = .standard, week: Int = 0) -> ScreenDriver {
    var driver = driver(variant)
    if week > 0 {
      driver.type("d+\(week)w")
      driver.press(.enter)
    }
    driver.state.schedule.cursor = GridCursor(
      practitioner: Fixture.bruno.id, date: Self.rows[week].date, time: Fixture.time(9, 30),
      visit: Self.rows[week].id)
    return driver
  }

  @Test("shows what stands against each visit", arguments: ScreenVariant.all)
  func screen(_ variant: ScreenVariant) {
    var driver = planned(variant)
    driver.press(.enter)
    assertScreen(driver.state.view(), named: "schedule-series", variant)
  }

  @Test("what another terminal books shows in the plan and on the line")
  func changedElsewhere() {
    var driver = planned()
    #expect(plan(driver)?.conflicts == [2])
    func answersNothingFree(_ driver: inout ScreenDriver) {
      driver.answer = { query in
        guard let query = query as? PreviewVisits else { return Self.answer(query) }
        return query.visits.map { visit in
          QuickLineTests.preview(
            PreviewBooking(
              practitioner: visit.practitioner, date: visit.date, start: Fixture.time(20)))
        }
      }
    }
    answersNothingFree(&driver)
    driver.send(.changed(.schedule))
    #expect(plan(driver)?.conflicts.count == 10)
    driver.press(.escape)
    let asked = driver.queries.count { $0 is PreviewBooking }
    driver.send(.changed(.schedule))
    #expect(driver.queries.count { $0 is PreviewBooking } == asked + 1)
  }

  @Test("a conflict is solved by a digit before anything is booked")
  func solved() throws {
    var driver = planned()
    #expect(plan(driver)?.items.count == 10 && plan(driver)?.conflicts == [2])
    driver.press(.enter)
    #expect(driver.commands.isEmpty && driver.state.message?.tone == .warning)
    driver.type("2")
    #expect(plan(driver)?.conflicts == [])
    driver.press(.enter)
    let command = try #require(driver.commands.last as? BookVisits)
    #expect(command.series != nil && command.bookings.count == 10)
    #expect(command.bookings[2].start == Fixture.time(11, 30))
    #expect(command.bookings[9].date == Fixture.wednesday.adding(days: 63))
    #expect(Set(command.bookings.map(\.id)).count == 10)
    #expect(driver.state.schedule.panel == nil)
  }

  @Test("a visit is left out with x, or takes another time that is typed")
  func leftOut() throws {
    var driver = planned()
    driver.press(.enter)
    driver.type("x")
    driver.press(.home)
    driver.type("tsex 15h")
    driver.press(.enter)
    driver.press(.enter)
    let command = try #require(driver.commands.last as? BookVisits)
    #expect(command.bookings.count == 9)
    #expect(command.bookings[0].date == Fixture.wednesday.adding(days: 2))
    #expect(command.bookings[0].start == Fixture.time(15))
  }

  @Test("what the booking refuses is named, and the rest stays as it is")
  func refused() {
    var driver = planned()
    driver.settle = { _ in .refused(.scheduling(.ofVisit(4, .dayFull(perDay: 8)))) }
    driver.press(.enter)
    driver.type("1")
    driver.press(.enter)
    #expect(plan(driver)?.conflicts == [4] && plan(driver)?.selected == 4)
    driver.settle = { _ in .done(AnyValue(base: Done())) }
    driver.type("x")
    driver.press(.enter)
    #expect((driver.commands.last as? BookVisits)?.bookings.count == 9)
  }

  @Test("Esc leads back to the line with all that was typed")
  func back() {
    var driver = planned()
    driver.press(.escape)
    guard case .line(let line) = driver.state.schedule.panel else {
      Issue.record("no line")
      return
    }
    #expect(line.field.value == "10:30 maria sanches toda semana 10x")
    driver.press(.enter)
    #expect(plan(driver) != nil)
  }

  @Test("the form has a field for it")
  func form() throws {
    var driver = driver()
    driver.type("lFn")
    driver.type("pedro")
    driver.press(.enter, .tab, .tab, .tab, .tab)
    driver.type("quinzenal 3x")
    driver.press(.enter)
    #expect(plan(driver)?.items.map { $0.date.days(since: Fixture.wednesday) } == [0, 14, 28])
    driver.press(.escape)
    driver.type(" y")
    driver.press(.enter)
    #expect(driver.state.message?.tone == .error)
  }

  @Test(
    "a cancellation asks for this, the following or all",
    arguments: [(0, 0..<1, 0), (0, 0..<4, 1), (1, 1..<2, 0), (1, 1..<4, 1), (1, 0..<4, 2)])
  func cancel(_ week: Int, _ meant: Range<Int>, _ steps: Int) {
    var driver = onSeries(week: week)
    driver.type("x")
    for _ in 0..<steps { driver.press(.right) }
    driver.press(.tab, .tab)
    driver.type("mudou")
    driver.press(.control("s"))
    let ids =
      (driver.commands.last as? CancelVisits)?.visits
      ?? (driver.commands.last as? CancelAppointment).map { [$0.id] }
    #expect(ids == Self.rows[meant].map(\.id))
  }

  @Test("a move asks for this, the following or all", arguments: ScreenVariant.all)
  func move(_ variant: ScreenVariant) throws {
    var driver = onSeries(variant)
    driver.type("mjj")
    driver.type("jj")
    driver.press(.enter)
    assertScreen(driver.state.view(), named: "schedule-series-move", variant)
    driver.type("3")
    #expect(plan(driver)?.items.count == 4)
    driver.press(.enter)
    let moves = try #require(driver.commands.last as? MoveVisits).moves
    #expect(moves.map(\.id) == Self.rows.map(\.id))
    #expect(moves.map(\.date) == Self.rows.map(\.date))
    #expect(moves.allSatisfy { $0.start == Fixture.time(11) })
    #expect(driver.state.schedule.carried == nil && driver.state.schedule.panel == nil)
  }

  @Test("from the middle of a series the following leave what came before", arguments: ["2", "3"])
  func moveFollowing(_ scope: String) throws {
    var driver = onSeries(week: 2)
    driver.type("mjjjj")
    driver.press(.enter)
    driver.type(scope)
    let moved = scope == "2" ? Array(Self.rows[2...]) : Self.rows
    #expect(plan(driver)?.items.compactMap(\.source?.id) == moved.map(\.id))
  }

  @Test("each visit of a plan is asked about with the times that the others want")
  func asksWithTheOthers() throws {
    let driver = planned()
    let asked = try #require(driver.queries.compactMap { $0 as? PreviewVisits }.last).visits
    #expect(asked.count == 10)
    for (index, visit) in asked.enumerated() {
      var others = asked.map(\.date)
      others.remove(at: index)
      #expect(visit.planned.map(\.date) == others)
    }
  }

  @Test("an end that makes no series, or too long a one, is told where it was typed")
  func ends() {
    var driver = driver()
    driver.type("l10:30 maria sanches mensal até 1/12")
    driver.press(.enter)
    #expect(plan(driver) == nil && driver.text.contains("Acaba antes da segunda consulta."))
    driver.press(.escape)
    driver.type("d")
    driver.type("l10:30 maria sanches diário até 31/12/2027")
    driver.press(.enter)
    #expect(plan(driver) == nil && driver.text.contains("a última seria em 08/03/2027"))
  }

  @Test("this one alone moves as any other")
  func moveOne() {
    var driver = onSeries()
    driver.type("mjjjj")
    driver.press(.enter)
    driver.type("1")
    #expect((driver.commands.last as? MoveAppointment)?.id == Self.rows[0].id)
  }
}
