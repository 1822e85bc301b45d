import ClinicDomain
import TerminalKit
import Testing

@testable import ClinicTUI

@Suite("The schedule on screen")
struct ScheduleScreenTests {
  static func driver(
    _ variant: ScreenVariant = .standard, roles: Set<ClinicDomain.Role> = [.reception],
    practitioner: PractitionerID? = nil,
    settle: @escaping (any ClinicCommand) -> Performed? = { _ in nil }
  ) -> ScreenDriver {
    var driver = ScreenDriver(
      roles: roles, practitioner: practitioner, variant, answer: AgendaFixture.answer,
      settle: settle)
    driver.go(.schedule)
    return driver
  }

  @Test("shows the day", arguments: ScreenVariant.all)
  func day(_ variant: ScreenVariant) {
    assertScreen(Self.driver(variant).state.view(), named: "schedule-day", variant)
  }

  @Test("shows a doctor's week", arguments: ScreenVariant.all)
  func week(_ variant: ScreenVariant) {
    var driver = Self.driver(variant)
    driver.type("w")
    assertScreen(driver.state.view(), named: "schedule-week", variant)
  }

  @Test("shows the booking form with candidates", arguments: ScreenVariant.all)
  func booking(_ variant: ScreenVariant) {
    var driver = Self.driver(variant)
    driver.type("ljj")
    driver.type("nmar s")
    assertScreen(driver.state.view(), named: "schedule-booking", variant)
  }

  @Test("shows free times near one that was taken", arguments: ScreenVariant.all)
  func taken(_ variant: ScreenVariant) {
    let near = [AgendaFixture.time(11, 30), AgendaFixture.time(14), AgendaFixture.time(15)]
    var driver = Self.driver(variant) { _ in
      .refused(.scheduling(.taken(by: .practitioner, visits: [], near: near)))
    }
    driver.type("n13:30 pedro")
    driver.press(.enter, .enter)
    assertScreen(driver.state.view(), named: "schedule-taken", variant)
  }

  @Test("shows a visit's card", arguments: ScreenVariant.all)
  func card(_ variant: ScreenVariant) throws {
    let row = try #require(AgendaFixture.visits.first { $0.patientName == "Zilda Couto" })
    let time = try #require(
      VisitTime(date: row.date, start: row.start, minutes: 30, zone: SiteZone.brasilia))
    let appointment = Appointment(
      id: row.id, patient: row.patient, practitioner: row.practitioner, time: time,
      status: .booked, kind: .routine, observation: "Traz exames de sangue",
      authorisation: "0064-1182", exclusivity: .overbooked(reason: "Dor no peito desde ontem"),
      bookedBy: "user:x", bookedAt: AgendaFixture.instant(8, 15))
    let detail = VisitDetail(
      row: row, appointment: appointment, patient: AgendaFixture.patients[0],
      roomName: "Sala 1", unitName: "Centro", bookedByName: "Rosa",
      allowedByName: "Dra. Ana Lima")
    var driver = Self.driver(variant)
    driver.answer = { query in
      query is ReadVisit ? Optional.some(detail) : AgendaFixture.answer(query)
    }
    driver.type("jjjjj")
    driver.press(.enter)
    assertScreen(driver.state.view(), named: "schedule-card", variant)
  }

  @Test("shows who cancels and asks why", arguments: ScreenVariant.all)
  func cancel(_ variant: ScreenVariant) {
    var driver = Self.driver(variant)
    driver.type("lx")
    assertScreen(driver.state.view(), named: "schedule-cancel", variant)
  }

  @Test("names the room that is why hours are not worked")
  func retiredRoom() {
    let afternoon = AgendaColumn.Retired(
      from: AgendaFixture.time(13), until: AgendaFixture.time(18), place: "Sala 2")
    let column = AgendaColumn(
      practitioner: AgendaFixture.ana, date: AgendaFixture.wednesday,
      open: [
        OpenTime(from: AgendaFixture.time(8), until: AgendaFixture.time(12), slotMinutes: 30)
      ], closures: [], visits: [], retired: [afternoon])
    var driver = Self.driver()
    driver.answer = { $0 is ReadAgendaDay ? [column] : AgendaFixture.answer($0) }
    driver.send(.changed(.schedule))
    driver.press(.end)
    #expect(driver.text.contains("13:00–18:00 Sala 2 fora de uso · Dra. Ana Lima"))
  }

  @Test("says what to press on an empty day", arguments: ScreenVariant.all)
  func empty(_ variant: ScreenVariant) {
    var driver = Self.driver(variant)
    driver.answer = { query in
      query is ReadAgendaDay
        ? [AgendaFixture.column(AgendaFixture.ana, visits: [], open: [])]
        : AgendaFixture.answer(query)
    }
    driver.press(.pageDown)
    assertScreen(driver.state.view(), named: "schedule-empty", variant)
  }
}

extension ScreenVariant {
  static let standard = ScreenVariant(
    language: .portuguese, size: Size(columns: 80, rows: 24))
}
