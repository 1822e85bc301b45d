import ClinicDomain
import TerminalKit
import Testing

@testable import ClinicTUI

@Suite("The month and the filter of the schedule")
struct MonthAndFilterTests {
  typealias Fixture = AgendaFixture

  /// A month with an empty, a light, a half, a busy and a full day, a holiday and a vacation.
  static func month(_ query: ReadAgendaMonth) -> [DayOccupation] {
    let first = query.month
    let last = first.adding(months: 1).adding(days: -1)
    return (first...last).map { date in
      var day = DayOccupation(date: date)
      if date.month == 11, date.day == 20 {
        day.holidays = [.national(.blackAwareness)]
        return day
      }
      guard date.weekday < .saturday else { return day }
      day.openMinutes = 480 * (query.scope.practitioners.isEmpty ? 4 : 1)
      day.working = query.scope.practitioners.isEmpty ? 4 : 1
      day.takenMinutes = day.openMinutes * (date.day * 5 % 21) / 20
      day.visits = day.takenMinutes / 30
      if date.day == 24 {
        day.away = 1
        day.closures = ["férias"]
      }
      return day
    }
  }

  static func driver(_ variant: ScreenVariant = .standard) -> ScreenDriver {
    var driver = ScheduleScreenTests.driver(variant)
    driver.answer = { query in
      switch query {
      case let query as ReadAgendaMonth: month(query)
      case is SearchPractitioners: [Fixture.ana, Fixture.bruno, Fixture.celia, Fixture.eva]
      case is ListUnits:
        [UnitWithRooms(unit: ClinicDomain.Unit(id: Fixture.id(70), name: "Centro"), rooms: [])]
      default: Fixture.answer(query)
      }
    }
    return driver
  }

  @Test("shows how full each day is", arguments: ScreenVariant.all)
  func screen(_ variant: ScreenVariant) {
    var driver = Self.driver(variant)
    driver.type("M")
    assertScreen(driver.state.view(), named: "schedule-month", variant)
  }

  @Test("shows whose agendas can be chosen", arguments: ScreenVariant.all)
  func filterScreen(_ variant: ScreenVariant) {
    var driver = Self.driver(variant)
    driver.type("\\")
    assertScreen(driver.state.view(), named: "schedule-filter", variant)
  }

  @Test(
    "a share is a number and a bar",
    arguments: [
      (nil, "   —"), (0, "  0%"), (1, "  1%░"), (50, " 50%▒▒"), (85, " 85%▓▓▓▓"),
      (100, "100%█████"),
    ] as [(Int?, String)])
  func share(percent: Int?, text: String) {
    #expect(MonthPanel.share(percent, columns: 10) == text)
  }

  @Test("moves by days, weeks and months, and Enter opens the day")
  func moving() {
    var driver = Self.driver()
    driver.type("Mlj")
    driver.press(.pageDown, .up, .left)
    guard case .month(let month) = driver.state.schedule.panel else {
      Issue.record("no month")
      return
    }
    // 25 Nov + 1 day + 1 week = 3 Dec; a month on, a week and a day back: 26 Dec.
    #expect(month.date == CivilDate(year: 2026, month: 12, day: 26))
    #expect(driver.queries.compactMap { ($0 as? ReadAgendaMonth)?.month.month } == [11, 12, 1, 12])
    driver.press(.enter)
    #expect(driver.state.schedule.panel == nil)
    #expect(driver.state.schedule.cursor?.date == month.date)
    #expect(driver.state.schedule.shown?.first == month.date)
  }

  @Test("Tab shows one doctor's month, and Enter leads to that doctor")
  func oneDoctor() {
    var driver = Self.driver()
    driver.type("lM")
    driver.press(.tab)
    let asked = driver.queries.compactMap { ($0 as? ReadAgendaMonth)?.scope.practitioners }
    #expect(asked == [[], [Fixture.bruno.id]])
    driver.press(.enter)
    #expect(driver.state.schedule.cursor?.practitioner == Fixture.bruno.id)
  }

  @Test("a doctor's week opens that doctor's month")
  func fromWeek() {
    var driver = Self.driver()
    driver.type("wM")
    let asked = driver.queries.compactMap { ($0 as? ReadAgendaMonth)?.scope.practitioners }
    #expect(asked == [[Fixture.ana.id]])
  }

  @Test(
    "the filter leaves a specialty, a unit or a doctor",
    arguments: [
      ("card", ["Ana Lima"]), ("ped", ["Célia Dias"]), ("bruno", ["Bruno Reis"]),
      ("dra eva", ["Eva Prado"]),
      ("uni cen", ["Ana Lima", "Bruno Reis", "Célia Dias", "Eva Prado"]),
    ])
  func filter(typed: String, names: [String]) {
    var driver = Self.driver()
    driver.type("\\" + typed)
    driver.press(.enter)
    #expect(driver.state.schedule.panel == nil)
    #expect(driver.state.schedule.grid.columns.map(\.practitioner.name) == names)
  }

  @Test("the filter is in the heading, stays from day to day, and Esc drops it")
  func kept() {
    var driver = Self.driver()
    driver.type("\\ped")
    driver.press(.enter, .pageDown)
    #expect(driver.state.schedule.grid.columns.map(\.practitioner.name) == ["Célia Dias"])
    #expect(driver.text.contains("só Pediatria"))
    driver.type("M")
    #expect(
      driver.queries.compactMap { ($0 as? ReadAgendaMonth)?.scope.practitioners }
        == [[Fixture.celia.id]])
    driver.press(.escape, .escape)
    #expect(driver.state.schedule.filter == nil)
    #expect(driver.state.schedule.grid.columns.count == 3)
    #expect(!driver.text.contains("só Pediatria"))
  }

  @Test("this site's doctors stand before those of others, once it is known whose they are")
  func ownFirst() {
    var driver = Self.driver()
    driver.go(.schedule)
    let names = { (driver: ScreenDriver) in
      driver.state.schedule.grid.columns.map(\.practitioner.name)
    }
    #expect(names(driver).first == "Ana Lima")
    let usual = driver.answer
    driver.answer = { query in
      guard query is ReadSyncStatus else { return usual(query) }
      var status = SyncStatus(
        isEnrolled: true, pendingCount: 0, oldestPendingAt: nil, stagedCount: 0, tornCount: 0,
        lastError: nil, entries: [], staged: [], tasks: [])
      status.practitionersElsewhere = [Fixture.ana.id]
      return status
    }
    // As at the login.
    _ = driver.state.sync.ask(ReadSyncStatus(entryCount: 0), &driver.state.context)
    driver.send(.changed(.sync))
    #expect(
      names(driver) == ["Bruno Reis", "Célia Dias", "Davi Siqueira", "Eva Prado", "Ana Lima"])
  }

  @Test("a visit that is gone to is never hidden by the filter")
  func notHidden() {
    var driver = Self.driver()
    driver.type("\\ped")
    driver.press(.enter)
    driver.open(.schedule(Fixture.wednesday, practitioner: Fixture.bruno.id))
    #expect(driver.state.schedule.filter == nil)
    #expect(driver.state.schedule.grid.columns.count == 5)
  }

  @Test("the month of a unit is asked for all who work there, visiting doctors too")
  func monthOfUnit() {
    var driver = Self.driver()
    driver.type("\\uni cen")
    driver.press(.enter)
    driver.type("M")
    #expect(
      driver.queries.compactMap { ($0 as? ReadAgendaMonth)?.scope }
        == [AgendaScope(unit: Fixture.id(70))])
  }

  @Test(
    "going to a doctor drops a unit's filter only where it hides her day",
    arguments: [(71, true), (70, false)] as [(UInt64, Bool)])
  func goesToVisiting(unit: UInt64, isHidden: Bool) {
    var driver = Self.driver()
    let other: UnitID = Fixture.id(70)
    driver.answer = { query in
      if let query = query as? ReadAgendaDay {
        return [Fixture.ana, Fixture.bruno].map { doctor in
          AgendaColumn(
            practitioner: doctor, date: query.date,
            open: [
              OpenTime(
                from: Fixture.time(8), until: Fixture.time(12), slotMinutes: 30,
                unit: doctor == Fixture.ana ? other : Fixture.id(unit))
            ], closures: [], visits: [])
        }
      }
      return Fixture.answer(query)
    }
    driver.state.schedule.filter = AgendaFilter(
      name: "Centro", practitioners: [Fixture.ana.id, Fixture.celia.id], unit: other)
    driver.open(.schedule(Fixture.wednesday, practitioner: Fixture.bruno.id))
    #expect((driver.state.schedule.filter == nil) == isHidden)
    #expect(driver.state.schedule.grid.columns.map(\.practitioner.id).contains(Fixture.bruno.id))
  }

  @Test("in a unit's day a doctor counts only for the time that is worked there")
  func unit() {
    let centro: UnitID = Fixture.id(70)
    let norte: UnitID = Fixture.id(71)
    let filter = AgendaFilter(name: "Centro", practitioners: [Fixture.ana.id], unit: centro)
    func column(_ doctor: PractitionerRow, at unit: UnitID?) -> AgendaColumn {
      Fixture.column(
        doctor, visits: [],
        open: [
          OpenTime(
            from: Fixture.time(8), until: Fixture.time(12), slotMinutes: 30, unit: unit)
        ])
    }
    #expect(filter.admits(column(Fixture.ana, at: nil)))
    #expect(!filter.admits(column(Fixture.ana, at: norte)))
    #expect(filter.admits(column(Fixture.bruno, at: centro)))
    #expect(!filter.admits(column(Fixture.bruno, at: nil)))
  }
}
