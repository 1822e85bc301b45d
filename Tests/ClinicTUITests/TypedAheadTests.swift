import ClinicDomain
import TerminalKit
import Testing

@testable import ClinicTUI

/// Keys that come before the answer they mean wait for it.
@Suite("Keys typed ahead of an answer")
struct TypedAheadTests {
  typealias Fixture = AgendaFixture

  /// Leaves the questions of one kind unanswered until they are delivered.
  private static func driver<Query: ClinicQuery>(
    waitingFor kind: Query.Type, at place: Place = .schedule,
    answer: @escaping (any ClinicQuery) -> (any Equatable & Sendable)?
  ) -> ScreenDriver {
    var driver = ScreenDriver(
      roles: [.reception], answer: { $0 is Query ? nil : answer($0) },
      settle: { _ in .done(AnyValue(base: Done())) })
    driver.go(place)
    return driver
  }

  @Test("behind a patient who is looked for they mean her visit")
  func finder() throws {
    var driver = Self.driver(waitingFor: ReadPatientCard.self, answer: QuickLineTests.answer)
    driver.type("/pedro")
    driver.press(.enter)
    driver.type("c")
    #expect(driver.commands.isEmpty)
    let visit = try #require(Fixture.visits.first { $0.id == Fixture.id(1013) })
    let patient = Patient(
      id: Fixture.patients[3].id, chartNumber: 1,
      details: PatientDetails(name: try PersonName(parsing: "Pedro Alves")),
      registeredAt: Instant(milliseconds: 0))
    let card = PatientCard(
      patient: patient, visits: [], nextVisit: visit, lastVisit: nil, missedVisits: 0,
      visitCount: 1, openBalance: nil)
    driver.deliver(ReadPatientCard.self, card as ReadPatientCard.Answer)
    #expect((driver.commands.last as? RecordConfirmation)?.id == visit.id)
  }

  @Test("behind Enter on free times they mean the first one")
  func freeTimes() throws {
    var driver = Self.driver(waitingFor: FindFreeTimes.self, answer: FreeFinderTests.answer)
    driver.type("f")
    driver.press(.enter)
    driver.type("pedro")
    driver.press(.enter)
    #expect(driver.commands.isEmpty)
    let query = try #require(driver.queries.compactMap { $0 as? FindFreeTimes }.last)
    let page = FreeFinderTests.page(query)
    driver.deliver(FindFreeTimes.self, page)
    let booking = try #require(driver.commands.last as? BookAppointment)
    #expect(booking.patient == Fixture.patients[3].id)
    #expect(booking.start == page.times.first?.start && booking.date == page.times.first?.date)
  }

  @Test("behind a cancellation they mean who waits for its time")
  func offer() throws {
    var driver = Self.driver(waitingFor: ListCandidates.self, answer: CallsScreenTests.answer)
    let visit = try #require(Fixture.visits.first { $0.id == Fixture.id(1013) })
    driver.state.schedule.cursor = GridCursor(
      practitioner: visit.practitioner, date: visit.date, time: visit.start, visit: visit.id)
    driver.type("x")
    driver.press(.control("s"))
    driver.type("c")
    #expect(driver.commands.count == 1 && driver.commands.first is CancelAppointment)
    driver.deliver(ListCandidates.self, CallsScreenTests.waiting)
    #expect((driver.commands.last as? AcceptOffer)?.id == CallsScreenTests.waiting[0].entry.id)
  }

  @Test("behind a walk-in's patient they choose among those on duty")
  func onDuty() throws {
    var driver = Self.driver(
      waitingFor: ListOnDuty.self, at: .desk, answer: DeskScreenTests.arriving)
    driver.type("wpedro")
    driver.press(.enter, .enter)
    #expect(driver.commands.isEmpty)
    let rows = try #require(
      DeskScreenTests.arriving(ListOnDuty(date: Fixture.wednesday, time: Fixture.time(9, 42))))
    driver.deliver(ListOnDuty.self, rows)
    #expect(driver.commands.last is RegisterWalkIn)
  }

  @Test("before the day is known they wait for it")
  func desk() {
    var driver = Self.driver(waitingFor: ReadDesk.self, at: .desk, answer: DeskScreenTests.arriving)
    driver.type("w")
    #expect(driver.state.desk.panel == nil)
    driver.deliver(ReadDesk.self, Fixture.visits)
    #expect(driver.state.desk.panel != nil)
  }

  @Test("where several patients have the name they mean none of them")
  func undecided() {
    var driver = Self.driver(
      waitingFor: SearchPatients.self, at: .desk, answer: DeskScreenTests.arriving)
    driver.type("wma")
    driver.press(.enter)
    driver.type("zz")
    driver.deliver(
      SearchPatients.self,
      SearchPatients.Answer(rows: Array(Fixture.patients.prefix(3)), hasMore: false))
    #expect(driver.commands.isEmpty && !driver.text.contains("mazz"))
    #expect(driver.effects.contains { if case .ring = $0 { true } else { false } })
  }
}

extension ScreenDriver {
  /// Answers all questions of one kind that were asked so far; the screens take the newest.
  fileprivate mutating func deliver<Query: ClinicQuery>(
    _ kind: Query.Type, _ value: any Equatable & Sendable
  ) {
    for effect in effects {
      guard case .load(let ticket, let query) = effect, query.base is Query else { continue }
      send(.answered(ticket, .answer(AnyValue(base: value))))
    }
  }
}
