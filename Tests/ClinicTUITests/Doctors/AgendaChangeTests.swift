import ClinicDomain
import TerminalKit
import Testing

@testable import ClinicTUI

/// Rules of booking, holidays, and the visits that a change leaves outside.
@Suite struct AgendaChangeTests {
  private static let outside = Array(AgendaFixture.visits.filter { $0.status == .booked }.prefix(4))

  private func card(
    outside: [VisitRow] = [], moves: [AgendaChangePreview.Move] = [],
    _ variant: ScreenVariant = ScreenVariant(
      language: .portuguese, size: Size(columns: 80, rows: 24))
  ) -> ScreenDriver {
    var driver = ScreenDriver(
      roles: [.manager], variant,
      answer: {
        $0 is PreviewAgendaChange
          ? AgendaChangePreview(outside: outside, moves: moves) : DoctorSamples.answer($0)
      },
      settle: { _ in .done(AnyValue(base: Done())) })
    driver.go(.doctors)
    driver.press(.enter)
    return driver
  }

  private func close(_ driver: inout ScreenDriver) {
    driver.press(.character("n"), .enter)
    driver.type("t")
    driver.press(.tab)
    driver.type("+9")
    driver.press(.tab, .tab, .tab, .tab)
    driver.type("férias")
    driver.press(.control("s"))
  }

  @Test func `what falls outside is shown, and saved only when told so`() {
    var driver = card(outside: Self.outside)
    close(&driver)
    #expect(driver.commands.isEmpty)
    #expect(driver.text.contains("4 consultas ficam fora da agenda"))
    driver.press(.enter)
    #expect(driver.commands.isEmpty)
    driver.press(.escape)
    #expect(driver.state.doctors.hasUnsavedText)
    driver.press(.control("s"), .character("s"))
    let added = driver.commands.compactMap { ($0 as? AddAgendaException)?.exception }
    #expect(added.map { $0.lastDate.days(since: $0.date) } == [9])
  }

  private func focus(_ driver: ScreenDriver) -> String? {
    guard case .form(let form) = driver.state.doctors.layer else { return nil }
    return form.panel.form.focusedID
  }

  @Test func `visits that only change rooms are shown with their new one before it is saved`() {
    let moves = Self.outside.prefix(2).map {
      AgendaChangePreview.Move(visit: $0, room: "Sala 2")
    }
    var driver = card(moves: moves)
    driver.press(.character("e"))
    for _ in 0..<40 where focus(driver) != DoctorFormFields.ID.isActive { driver.press(.tab) }
    driver.press(.right, .control("s"))
    #expect(driver.commands.isEmpty)
    #expect(driver.text.contains("2 consultas mudam de sala"), "\(driver.text)")
    #expect(driver.text.contains("→ Sala 2") && driver.text.contains("s salva  Esc"))
    driver.press(.character("s"))
    #expect(driver.commands.last is UpdatePractitioner)
  }

  @Test func `a doctor who takes no more visits is asked for what falls outside`() throws {
    var driver = card(outside: Self.outside)
    driver.press(.character("e"))
    for _ in 0..<40 where focus(driver) != DoctorFormFields.ID.isActive { driver.press(.tab) }
    driver.press(.right, .control("s"))
    #expect(driver.commands.isEmpty)
    #expect(driver.text.contains("4 consultas ficam fora da agenda"))
    #expect(
      (driver.queries.last as? PreviewAgendaChange)?.change
        == .practitioner(
          DoctorSamples.ana, unit: DoctorSamples.unit, room: DoctorSamples.room, isActive: false))
    driver.press(.escape)
    #expect(driver.commands.isEmpty && driver.state.doctors.hasUnsavedText)
    driver.press(.control("s"), .character("s"))
    #expect((driver.commands.last as? UpdatePractitioner)?.isActive == false)
  }

  @Test func `what is opened may be worked elsewhere, what is closed is nowhere`() throws {
    for (opens, unit) in [(true, DoctorSamples.unit as UnitID?), (false, nil)] {
      var driver = card()
      driver.press(.character("n"))
      if opens { driver.press(.right) }
      driver.press(.enter)
      driver.type("01122026051220261900")
      driver.type("2000")
      driver.press(.tab)
      driver.type("plantão")
      driver.press(.tab)
      driver.type("pra")
      driver.press(.control("s"))
      let added = try #require(driver.commands.last as? AddAgendaException).exception
      #expect(added.unit == unit && added.until.text == "20:00")
    }
  }

  @Test func `nothing outside is saved at once`() {
    var driver = card()
    close(&driver)
    #expect(driver.commands.count == 1)
  }

  @Test func `the rules of booking go with the agenda, cycles and breaks with a rule`() throws {
    var driver = card()
    driver.press(.character("a"), .character("o"))
    driver.type("5")
    driver.press(.tab)
    driver.type("10")
    driver.press(.tab)
    driver.type("120")
    driver.press(.control("s"))
    driver.press(.character("e"), .tab, .tab, .tab, .tab, .tab, .tab, .tab)
    driver.type("2")
    driver.press(.tab)
    driver.type("16-16:20")
    driver.press(.control("s"))
    #expect(driver.commands.isEmpty)
    for _ in 0..<8 { driver.press(.backspace) }
    driver.type("10-10:15 9:00-9:10")
    driver.press(.control("s"), .control("s"))
    let command = try #require(driver.commands.last as? SetWeeklyAgenda)
    #expect(command.basePolicy == AgendaPolicy())
    let policy = AgendaPolicy(bufferBefore: 5, bufferAfter: 10, noticeMinutes: 120)
    #expect(command.agenda.policy == policy)
    #expect(command.agenda.rules.map(\.everyWeeks) == [2, 1, 1, 1])
    #expect(command.agenda.rules[0].breaks.map(\.from.text) == ["09:00", "10:00"])
    #expect(!driver.state.doctors.hasUnsavedText)
  }

  @Test(arguments: [
    ("10:00-10:15 16-16:20", ["10:00-10:15", "16:00-16:20"]), ("12h–13h", ["12:00-13:00"]),
    ("1000-1015, 0900-0910", ["09:00-09:10", "10:00-10:15"]), ("", []),
    ("10:00", nil), ("10:15-10:00", nil), ("x-y", nil),
  ])
  func `breaks are read as they are typed`(text: String, breaks: [String]?) {
    let read = BreaksText.breaks(text)?.map { "\($0.from.text)-\($0.until.text)" }
    #expect(read == breaks)
  }

  @Test func `a holiday is entered once or yearly, and taken back`() throws {
    var driver = card()
    driver.press(.escape, .character("F"), .character("n"))
    driver.type("Aniversário da cidade")
    driver.press(.tab)
    driver.type("0809")
    driver.press(.control("s"))
    let saved = try #require(driver.commands.last as? SaveHoliday)
    #expect(saved.holiday.day == .yearly(month: 9, day: 8))
    #expect(saved.base == nil)
    driver.press(.down, .character("x"), .character("s"))
    #expect((driver.commands.last as? RemoveHoliday)?.id == DoctorSamples.holidays[1].id)
  }

  @Test func `holidays of another terminal come by themselves, and nothing else is taken back`() {
    var driver = card()
    driver.press(.escape, .character("F"), .down, .character("x"))
    let added = Holiday(
      id: AgendaFixture.id(963), name: "Corpus Christi municipal",
      day: .yearly(month: 6, day: 4))
    driver.answer = {
      $0 is ListHolidays ? [added] + DoctorSamples.holidays : DoctorSamples.answer($0)
    }
    driver.send(.changed(.schedule))
    driver.press(.character("s"))
    #expect((driver.commands.last as? RemoveHoliday)?.id == DoctorSamples.holidays[1].id)
    #expect(driver.text.contains("Corpus Christi"))
    driver.press(.character("x"))
    driver.answer = { $0 is ListHolidays ? [added] : DoctorSamples.answer($0) }
    driver.send(.changed(.schedule))
    driver.press(.character("s"))
    #expect(driver.commands.count { $0 is RemoveHoliday } == 1)
  }

  private func list(
    _ variant: ScreenVariant = ScreenVariant(
      language: .portuguese, size: Size(columns: 80, rows: 24))
  ) -> ScreenDriver {
    let items = Self.outside.map {
      DisplacedVisitRow(
        visit: $0, cause: .exception, since: AgendaFixture.instant(8), phone: "(27) 99876-1020")
    }
    var driver = ScreenDriver(
      roles: [.reception], variant,
      answer: { $0 is ListDisplacedVisits ? items : AgendaFixture.answer($0) },
      settle: { _ in .done(AnyValue(base: Done())) })
    driver.go(.schedule)
    driver.press(.character("V"))
    return driver
  }

  @Test func `a visit of the list is picked up, called off or kept with a reason`() throws {
    var driver = list()
    driver.press(.down, .enter)
    guard case .visit(let carried) = driver.state.schedule.carried else {
      Issue.record("nothing was picked up")
      return
    }
    #expect(carried.id == Self.outside[1].id)
    driver = list()
    driver.press(.down, .character("K"))
    driver.type("vem assim mesmo")
    driver.press(.control("s"))
    let keep = try #require(driver.commands.last as? KeepDisplacedVisit)
    #expect(keep == KeepDisplacedVisit(id: Self.outside[1].id, reason: "vem assim mesmo"))
    #expect(driver.text.contains("A remarcar"))
  }

  @Test func `the drawn week shows what closes and opens it, in the week that is turned to`() {
    var driver = card()
    driver.press(.character("a"))
    #expect(!driver.text.contains("×××"))
    for _ in 0..<4 { driver.press(.character("]")) }
    let mondays = driver.queries.compactMap { ($0 as? ReadAgendaBook)?.monday.isoText }
    #expect(mondays.last == "2026-12-21")
    // Christmas is a Friday, and her exception besides: four hours of the afternoon.
    #expect(driver.text.split(separator: "×××").count == 5, "\(driver.text)")
    #expect(driver.text.contains("sex 25/12 Natal"))
    driver.press(.character("]"))
    #expect(driver.text.contains("sáb 02/01 08:00–12:00 abre"))
    #expect(driver.text.split(separator: "▓▓▓").count == 5)
    #expect(driver.text.contains("sex 01/01 "))
    // What is changed and not saved yet is drawn, too: she works on holidays.
    driver.press(.character("o"))
    for _ in 0..<5 { driver.press(.tab) }
    driver.press(.left, .control("s"))
    #expect(driver.text.contains("feriados: atende"))
    #expect(!driver.text.contains("sex 01/01") && !driver.text.contains("×××"))
  }

  @Test func `the screens as text`() {
    assertScreens(named: "agenda-outside") { variant in
      var driver = card(outside: Self.outside, variant)
      close(&driver)
      return driver.state.view()
    }
    assertScreens(named: "agenda-policy") { variant in
      var driver = card(variant)
      driver.press(.character("a"), .character("o"))
      return driver.state.view()
    }
    assertScreens(named: "holidays") { variant in
      var driver = card(variant)
      driver.press(.escape, .character("F"))
      return driver.state.view()
    }
    assertScreens(named: "holiday-form") { variant in
      var driver = card(variant)
      driver.press(.escape, .character("F"), .character("n"))
      return driver.state.view()
    }
    assertScreens(named: "schedule-displaced") { list($0).state.view() }
  }
}
