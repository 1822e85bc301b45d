import ClinicDomain
import TerminalKit
import Testing

@testable import ClinicTUI

@Suite("First free times")
struct FreeFinderTests {
  typealias Fixture = AgendaFixture

  /// Sixteen slots a day from 08:00 on, of Ana and Célia in turn, for the wished doctors.
  static func page(_ query: FindFreeTimes) -> FindFreeTimes.Answer {
    let wanted = query.filter.practitioners
    let doctors = [Fixture.ana, Fixture.celia].filter { wanted.isEmpty || wanted.contains($0.id) }
    let times = (0..<query.limit).map { index in
      let doctor = doctors[index % max(doctors.count, 1)]
      return FreeTime(
        practitioner: doctor.id, practitionerName: doctor.name,
        date: query.place.date.adding(days: 1 + index / 16),
        start: Fixture.time(8 + index % 16 / 2, index % 2 * 30), minutes: query.filter.minutes ?? 30
      )
    }
    let next = query.place.date.adding(days: 2)
    return FindFreeTimes.Answer(times: times, next: FindFreeTimes.Place(date: next))
  }

  static func answer(_ query: any ClinicQuery) -> (any Equatable & Sendable)? {
    switch query {
    case let query as FindFreeTimes: return page(query)
    case is ListUnits: return [UnitWithRooms]()
    default: return QuickLineTests.answer(query)
    }
  }

  private func driver(
    _ variant: ScreenVariant = ScreenVariant(
      language: .portuguese, size: Size(columns: 80, rows: 24))
  ) -> ScreenDriver {
    var driver = ScreenDriver(
      roles: [.reception], variant, answer: Self.answer,
      settle: { _ in .done(AnyValue(base: Done())) })
    driver.go(.schedule)
    return driver
  }

  private func searches(_ driver: ScreenDriver) -> [FindFreeTimes] {
    driver.queries.compactMap { $0 as? FindFreeTimes }
  }

  @Test("Enter on a free time leads to the line, which books there")
  func books() throws {
    var driver = driver()
    driver.type("fcélia 40min tele")
    driver.press(.down, .enter)
    driver.type("pedro")
    driver.press(.enter)
    let booking = try #require(driver.commands.compactMap { $0 as? BookAppointment }.first)
    #expect(booking.practitioner == Fixture.celia.id)
    #expect(booking.date == Fixture.wednesday.adding(days: 1))
    #expect(booking.start == Fixture.time(8, 30))
    #expect(booking.minutes == 40)
    #expect(booking.visitKind == .tele)
  }

  @Test("the rest is asked for page by page, up to what anybody looks through")
  func pages() {
    var driver = driver()
    driver.type("f")
    #expect(searches(driver).count == 3)
    #expect(
      searches(driver).map(\.place.date.dayNumber)
        == [0, 2, 4].map { $0 + Fixture.wednesday.dayNumber })
    guard case .free(let finder) = driver.state.schedule.panel else {
      Issue.record("no finder")
      return
    }
    #expect(finder.times.count == 60)
  }

  @Test("what another terminal books is looked for again, and the cursor keeps its time")
  func changedElsewhere() throws {
    var driver = driver()
    driver.type("f")
    driver.press(.down, .down)
    let gone = Fixture.time(8)
    driver.answer = { query in
      guard let query = query as? FindFreeTimes else { return Self.answer(query) }
      let page = Self.page(query)
      return FindFreeTimes.Answer(
        times: page.times.filter { $0.start != gone }, next: page.next)
    }
    let asked = searches(driver).count
    driver.send(.changed(.schedule))
    let again = try #require(searches(driver).dropFirst(asked).first)
    #expect(again.place == searches(driver)[0].place && again.limit == 60)
    guard case .free(let finder) = driver.state.schedule.panel else {
      Issue.record("no finder")
      return
    }
    #expect(!finder.times.contains { $0.start == gone })
    driver.press(.enter)
    driver.type("pedro")
    driver.press(.enter)
    let booking = try #require(driver.commands.compactMap { $0 as? BookAppointment }.first)
    #expect(booking.start == Fixture.time(9))
  }

  @Test("a visit in hand is looked a place for, of its own length, and shown it")
  func carries() throws {
    var driver = driver()
    driver.state.schedule.cursor = GridCursor(
      practitioner: Fixture.ana.id, date: Fixture.wednesday, time: Fixture.time(14),
      visit: Fixture.id(1008))
    driver.type("mf")
    let asked = try #require(searches(driver).first)
    #expect(asked.filter.minutes == 60)
    #expect(asked.filter.patient == Fixture.id(2008))
    driver.press(.down, .enter)
    #expect(driver.state.schedule.panel == nil)
    #expect(driver.state.schedule.cursor?.practitioner == Fixture.celia.id)
    driver.press(.enter)
    let move = try #require(driver.commands.compactMap { $0 as? MoveAppointment }.first)
    #expect(move.start == Fixture.time(8, 30))
  }

  @Test("an unknown word is said, and Esc closes")
  func unknown() {
    var driver = driver()
    driver.type("fxyzzy")
    #expect(driver.text.contains("Não entendi: xyzzy"))
    driver.press(.escape)
    #expect(driver.state.schedule.panel == nil)
  }

  @Test("shows free times with the wishes as understood")
  func screen() {
    assertScreens(named: "free-times") { variant in
      var driver = driver(variant)
      driver.type("fcélia tarde")
      return driver.state.view()
    }
  }
}
