import ClinicDomain
import TerminalKit
import Testing

@testable import ClinicTUI

@Suite("Booking with one line")
struct QuickLineTests {
  typealias Fixture = AgendaFixture

  /// Answers what stands against a booking: the visits of the fixture's day, from 08:00 to 16:00.
  static func preview(_ query: PreviewBooking) -> BookingPreview? {
    let doctors = [Fixture.ana, Fixture.bruno, Fixture.celia]
    guard let doctor = doctors.first(where: { $0.id == query.practitioner }) else { return nil }
    let minutes = query.minutes ?? 30
    let clashes = Fixture.visits.filter {
      $0.date == query.date && $0.practitioner == doctor.id && $0.status.isLive
        && $0.start.minuteOfDay < query.start.minuteOfDay + minutes
        && query.start.minuteOfDay < $0.start.minuteOfDay + $0.minutes
    }
    let isOpen = Fixture.hours.contains { $0.holds(from: query.start, minutes: minutes) }
    let near = [Fixture.time(11), Fixture.time(11, 30)].map {
      FreeTime(
        practitioner: doctor.id, practitionerName: doctor.name, date: query.date, start: $0,
        minutes: minutes)
    }
    let refusal: SchedulingRefusal? =
      !isOpen
      ? .outsideAgenda
      : clashes.isEmpty ? nil : .taken(by: .practitioner, visits: clashes.map(\.id), near: [])
    return BookingPreview(
      practitioner: doctor, minutes: minutes, refusal: refusal, clashes: clashes,
      near: refusal == nil ? [] : near, phone: "(27) 99876-1020")
  }

  static func answer(_ query: any ClinicQuery) -> (any Equatable & Sendable)? {
    switch query {
    case let query as PreviewBooking: return preview(query) as PreviewBooking.Answer
    case is SearchPractitioners: return [Fixture.ana, Fixture.bruno, Fixture.celia]
    default: return Fixture.answer(query)
    }
  }

  private func driver(
    settle: @escaping (any ClinicCommand) -> Performed? = { _ in .done(AnyValue(base: Done())) },
    _ variant: ScreenVariant = ScreenVariant(
      language: .portuguese, size: Size(columns: 80, rows: 24))
  ) -> ScreenDriver {
    var driver = ScreenDriver(
      roles: [.reception], variant, answer: Self.answer, settle: settle)
    driver.go(.schedule)
    return driver
  }

  private func line(_ driver: ScreenDriver) -> QuickLine? {
    if case .line(let form) = driver.state.schedule.panel { form } else { nil }
  }

  private func bookings(_ driver: ScreenDriver) -> [BookAppointment] {
    driver.commands.compactMap { $0 as? BookAppointment }
  }

  @Test(
    "Enter books what the line says",
    arguments: [
      ("15:00 pedro ret", 0, 15 * 60, VisitKind.followUp, 1),
      (":15:00 pedro ret", 0, 15 * 60, .followUp, 1), (" 15h pedro", 0, 15 * 60, .routine, 1),
      ("1500pedro", 0, 15 * 60, .routine, 1), (":amanhã 9 pedro", 1, 9 * 60, .routine, 1),
      (":tomorrow 9 pedro", 1, 9 * 60, .routine, 1),
      (":qui 8h dra célia pedro tele", 1, 8 * 60, .tele, 3),
      (":qui 8h dr bruno pedro 1a", 1, 8 * 60, .first, 2),
      (":11 pedro reto", 0, 11 * 60, .followUp, 1),
    ])
  func books(text: String, days: Int, minute: Int, kind: VisitKind, doctor: Int) throws {
    var driver = driver()
    driver.type(text)
    driver.press(.enter)
    let booking = try #require(bookings(driver).first, "\(driver.text)")
    #expect(booking.date == Fixture.wednesday.adding(days: days))
    #expect(booking.start.minuteOfDay == minute)
    #expect(booking.visitKind == kind)
    #expect(booking.patient == Fixture.patients[3].id)
    #expect(booking.practitioner == [Fixture.ana, Fixture.bruno, Fixture.celia][doctor - 1].id)
    #expect(booking.minutes == 30)
    #expect(line(driver) == nil)
    #expect(driver.state.message?.tone == .done)
    #expect(driver.state.schedule.cursor?.visit == booking.id)
  }

  @Test("where several have the name, Enter marks one and only a second Enter books")
  func several() throws {
    var driver = driver()
    driver.type("15:00 mar san")
    driver.press(.enter)
    #expect(bookings(driver).isEmpty)
    #expect(driver.text.contains("Maria Santana"))
    driver.press(.down, .enter)
    #expect(try #require(bookings(driver).first).patient == Fixture.patients[1].id)
  }

  @Test("a taken time offers free ones with all that was typed kept")
  func taken() throws {
    var driver = driver()
    driver.type("10:00 pedro ret")
    #expect(driver.text.contains("Teresa Alves"))
    driver.press(.enter)
    #expect(bookings(driver).isEmpty)
    #expect(driver.text.contains("2 11:30"))
    driver.press(.character("2"), .enter)
    let booking = try #require(bookings(driver).first)
    #expect(booking.start == Fixture.time(11, 30))
    #expect(booking.visitKind == .followUp)
    #expect(booking.patient == Fixture.patients[3].id)
  }

  @Test("a time that was taken at commit keeps the line and offers free ones")
  func takenMeanwhile() throws {
    var driver = driver { _ in
      .refused(.scheduling(.taken(by: .practitioner, visits: [], near: [])))
    }
    driver.type("15:00 pedro")
    driver.press(.enter)
    #expect(line(driver)?.field.value == "15:00 pedro")
    #expect(driver.state.message?.tone == .warning)
    driver.settle = { _ in .done(AnyValue(base: Done())) }
    driver.press(.enter)
    #expect(Set(bookings(driver).map(\.id)).count == 1)
    #expect(bookings(driver).count == 2)
  }

  @Test("the free times of a refusal at commit are offered, whatever the preview knows")
  func offersWhatTheRefusalKnows() throws {
    let near = [Fixture.time(13), Fixture.time(13, 30)]
    var driver = driver { _ in
      .refused(.scheduling(.taken(by: .room, visits: [], near: near)))
    }
    driver.type("15:00 pedro")
    driver.press(.enter)
    #expect(driver.text.contains("1 13:00 · 2 13:30"), "\(driver.text)")
    #expect(!driver.text.contains("horário livre"))
    #expect(driver.state.message?.text.contains("1–2") == true)
    driver.settle = { _ in .done(AnyValue(base: Done())) }
    driver.press(.character("2"), .enter)
    #expect(try #require(bookings(driver).last).start == near[1])
  }

  @Test("a blank where the time goes repeats the last booking's day and time")
  func repeats() throws {
    var driver = driver()
    driver.type(":qui 15:00 pedro")
    driver.press(.enter)
    driver.type(": maria sant")
    driver.press(.enter)
    let both = bookings(driver)
    #expect(both.count == 2)
    #expect(both.last?.date == both.first?.date)
    #expect(both.last?.start == both.first?.start)
    #expect(both.last?.patient == Fixture.patients[1].id)
  }

  @Test("a time outside the agenda, an unknown doctor and nobody are said, not booked")
  func refuses() {
    for (text, word) in [
      ("20:00 pedro", "agenda"), ("15:00 dr zorro pedro", "zorro"), ("15:00", "paciente"),
      ("15:00 xyz", "Nenhum"),
    ] {
      var driver = driver()
      driver.type(text)
      driver.press(.enter)
      #expect(bookings(driver).isEmpty)
      #expect(driver.state.message?.text.contains(word) == true, "\(text)")
      #expect(line(driver)?.field.value == text)
    }
  }

  @Test("Enter before the answers waits for them, and what follows too")
  func typedAhead() {
    var driver = driver()
    driver.answer = { $0 is SearchPatients ? nil : Self.answer($0) }
    driver.type("15:00 pedro")
    driver.press(.enter)
    #expect(bookings(driver).isEmpty)
    driver.type("j")
    for effect in driver.effects {
      guard case .load(let ticket, let query) = effect, query.base is SearchPatients,
        let value = Self.answer(query.base)
      else { continue }
      driver.send(.answered(ticket, .answer(AnyValue(base: value))))
    }
    #expect(bookings(driver).count == 1)
    #expect(line(driver) == nil)
  }

  @Test("Tab opens all fields and Ctrl-E the encaixe, with what was understood")
  func wholeForm() {
    for (key, isOverbooking) in [(Key.tab, false), (.control("e"), true)] {
      var driver = driver()
      driver.type("10:00 pedro ret")
      driver.press(key)
      guard case .booking(let form) = driver.state.schedule.panel else {
        Issue.record("no form")
        return
      }
      #expect(form.chosen?.name == "Pedro Alves")
      #expect(form.start == Fixture.time(10))
      #expect(form.isOverbooking == isOverbooking)
    }
  }

  @Test("Esc asks before a name is lost, not before a time is")
  func escape() {
    var driver = driver()
    driver.type("15:00")
    driver.press(.escape)
    #expect(line(driver) == nil)
    driver.type("15:00 maria")
    driver.press(.escape)
    #expect(line(driver) != nil)
    driver.press(.character("d"))
    #expect(line(driver) == nil)
  }

  @Test("the line shows what it understood")
  func screen() {
    assertScreens(named: "booking-line") { variant in
      var driver = driver(variant)
      driver.type("10:00 mar san ret")
      return driver.state.view()
    }
  }
}
