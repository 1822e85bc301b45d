import ClinicDomain
import Testing

private func date(_ text: String) throws -> CivilDate {
  try CivilDate.parse(text, today: CivilDate(dayNumber: 20_000))
}

@Suite struct HolidayTests {
  @Test(
    arguments: [
      ("31/03/2024", 2024), ("20/04/2025", 2025), ("05/04/2026", 2026), ("28/03/2027", 2027),
      ("16/04/2028", 2028), ("23/04/2000", 2000), ("24/04/2011", 2011), ("25/04/2038", 2038),
    ])
  func `Easter falls where the tables have it`(day: String, year: Int) throws {
    #expect(NationalHolidays.easter(of: year) == (try date(day)))
  }

  @Test func `a year has its national holidays and optional points by date`() throws {
    let days = NationalHolidays.of(year: 2026)
    #expect(
      days.map { "\($0.date.shortText)\($0.isOptional ? "?" : "")" } == [
        "01/01", "16/02?", "17/02?", "18/02?", "03/04", "21/04", "01/05", "04/06?", "07/09",
        "12/10", "02/11", "15/11", "20/11", "25/12",
      ])
    #expect(days.first { $0.name == .ashWednesday }?.until.text == "12:00")
  }

  @Test(arguments: [(2023, false), (2024, true), (2030, true)])
  func `20 November is national since 2024`(year: Int, isNational: Bool) {
    let found = NationalHolidays.of(year: year).contains { $0.name == .blackAwareness }
    #expect(found == isNational)
  }

  @Test func `a local holiday is kept yearly or once, in its units only`() throws {
    var random = SystemRandomNumberGenerator()
    let now = Instant(milliseconds: 0)
    let (vitoria, serra) = (
      UnitID.make(at: now, random: &random), UnitID.make(at: now, random: &random)
    )
    let town = Holiday(
      id: .make(at: now, random: &random), name: "Padroeira", day: .yearly(month: 9, day: 8),
      scope: .municipality("Vitória"))
    let calendar = HolidayCalendar(local: [town], units: ["vitoria": [vitoria]])
    let kept = calendar.on(try date("08/09/2027"))
    #expect(kept.map(\.name) == [.local("Padroeira")])
    #expect(kept.first?.units == [vitoria])
    #expect(calendar.on(try date("09/09/2027")).isEmpty)
    func hours(in unit: UnitID, _ holidays: HolidayWork = .rests) throws -> Int {
      let day = try date("08/09/2027")
      let rule = AgendaRule(
        id: .make(at: now, random: &random), weekday: day.weekday,
        from: try CivilTime(parsing: "8"), until: try CivilTime(parsing: "12"), slotMinutes: 30,
        unit: unit, validFrom: CivilDate(dayNumber: 0))
      let book = AgendaBook(
        rules: [rule], policy: AgendaPolicy(holidays: holidays), exceptions: [],
        holidays: calendar)
      return book.open(on: day).flatMap(\.slotStarts).count
    }
    #expect(try hours(in: vitoria) == 0)
    #expect(try hours(in: serra) == 8)
    #expect(try hours(in: vitoria, .works) == 8)
    #expect(town.dates(from: try date("09/09/2026"), through: try date("09/09/2028")).count == 2)
  }

  @Test(
    arguments: [
      (HolidayWork.rests, "25/12/2026", 0), (.worksOnOptional, "25/12/2026", 0),
      (.works, "25/12/2026", 8), (.rests, "16/02/2026", 0), (.worksOnOptional, "16/02/2026", 8),
      (.rests, "18/02/2026", 4), (.rests, "17/12/2026", 8),
    ])
  func `an agenda opts in to work on holidays`(
    work: HolidayWork, day: String, slots: Int
  ) throws {
    var random = SystemRandomNumberGenerator()
    let now = Instant(milliseconds: 0)
    let date = try date(day)
    let rule = AgendaRule(
      id: .make(at: now, random: &random), weekday: date.weekday,
      from: try CivilTime(parsing: "8"), until: try CivilTime(parsing: "16"), slotMinutes: 60,
      validFrom: CivilDate(dayNumber: 0))
    func open(_ exceptions: [AgendaException]) -> [OpenTime] {
      AgendaBook(rules: [rule], policy: AgendaPolicy(holidays: work), exceptions: exceptions)
        .open(on: date)
    }
    #expect(open([]).flatMap(\.slotStarts).count == slots)
    let opening = AgendaException(
      id: .make(at: now, random: &random), practitioner: .make(at: now, random: &random),
      date: date, from: try CivilTime(parsing: "8"), until: try CivilTime(parsing: "16"),
      effect: .opens(slotMinutes: 60))
    #expect(open([opening]).flatMap(\.slotStarts).count == 8)
  }
}
