import ClinicDomain
import Testing

@Suite struct TimeTests {
  /// A Thursday.
  static let today = CivilDate(dayNumber: 20_587)

  @Test func daysAndNumbersAgreeOverFourCenturies() throws {
    var expected = try #require(CivilDate(year: 1800, month: 1, day: 1)).dayNumber
    for year in 1800...2200 {
      for month in 1...12 {
        for day in 1...CivilDate.daysInMonth(month, of: year) {
          let date = try #require(CivilDate(year: year, month: month, day: day))
          #expect(date.dayNumber == expected)
          #expect(date.components == (year, month, day))
          expected += 1
        }
      }
    }
  }

  @Test func knownDays() throws {
    #expect(Self.today.isoText == "2026-05-14")
    #expect(Self.today.weekday == .thursday)
    #expect(Self.today.brazilianText == "14/05/2026")
    #expect(Self.today.shortText == "14/05")
    #expect(CivilDate(year: 1970, month: 1, day: 1)?.dayNumber == 0)
    #expect(CivilDate(year: 1, month: 1, day: 1)?.dayNumber == CivilDate.dayNumbers.lowerBound)
    #expect(
      CivilDate(year: 9999, month: 12, day: 31)?.dayNumber == CivilDate.dayNumbers.upperBound)
    #expect(CivilDate(year: 2025, month: 2, day: 29) == nil)
    #expect(CivilDate(dayNumber: .max).isoText == "9999-12-31")
    #expect(try CivilDate(iso: "1900-02-28").adding(days: 1).isoText == "1900-03-01")
  }

  @Test(arguments: [
    ("2026-01-31", 1, "2026-02-28"), ("2024-01-31", 1, "2024-02-29"),
    ("2026-03-31", -1, "2026-02-28"), ("2026-05-14", 20, "2028-01-14"),
    ("2026-01-15", -1, "2025-12-15"), ("9999-12-01", 5, "9999-12-31"),
  ])
  func addingMonthsKeepsWithinTheMonth(_ from: String, _ months: Int, _ to: String) throws {
    #expect(try CivilDate(iso: from).adding(months: months).isoText == to)
  }

  @Test(arguments: [
    ("2000-05-14", 26), ("2000-05-15", 25), ("2004-02-29", 22), ("2026-05-14", 0),
    ("2026-05-15", -1),
  ])
  func agesInCompletedYears(_ birth: String, _ age: Int) throws {
    #expect(Self.today.years(since: try CivilDate(iso: birth)) == age)
  }

  @Test(arguments: [
    ("2026-01-01", 2026, 1), ("2027-01-01", 2026, 53), ("2024-12-30", 2025, 1),
    ("2021-01-03", 2020, 53), ("2026-05-14", 2026, 20),
  ])
  func weeksFollowISO8601(_ day: String, _ year: Int, _ week: Int) throws {
    #expect(try CivilDate(iso: day).isoWeek == (year, week))
  }

  @Test(arguments: [
    ("t", "2026-05-14"), ("h", "2026-05-14"), ("Hoje", "2026-05-14"), ("today", "2026-05-14"),
    ("amanhã", "2026-05-15"), ("tomorrow", "2026-05-15"), ("ontem", "2026-05-13"),
    ("yesterday", "2026-05-13"), ("+1", "2026-05-15"), ("-3", "2026-05-11"),
    ("+2w", "2026-05-28"), ("+2s", "2026-05-28"), ("+1m", "2026-06-14"), ("+1a", "2027-05-14"),
    ("seg", "2026-05-18"), ("mon", "2026-05-18"), ("qui", "2026-05-21"), ("sáb", "2026-05-16"),
    ("segunda-feira", "2026-05-18"), ("sunday", "2026-05-17"), ("1405", "2026-05-14"),
    ("14/05", "2026-05-14"), ("1/6", "2026-06-01"), ("14/05/26", "2026-05-14"),
    ("14/05/2026", "2026-05-14"), ("14052026", "2026-05-14"), ("140526", "2026-05-14"),
    ("2026-05-14", "2026-05-14"), ("14.05.2026", "2026-05-14"), ("31/12/99", "1999-12-31"),
    ("0101", "2026-01-01"), ("1512", "2025-12-15"), ("1410", "2026-10-14"),
  ])
  func readsWhatPeopleTypeForADay(_ text: String, _ day: String) throws {
    #expect(try CivilDate.parse(text, today: Self.today).isoText == day)
  }

  @Test(arguments: [
    ("", CivilDate.ParseError.empty), ("x", .form), ("3102", .noSuchDay),
    ("29/02/2025", .noSuchDay),
    ("1/2/3/4", .form), ("+", .form), ("+9999999999", .form), ("+1x", .form), ("123", .form),
    ("1//2", .form), ("99/99", .noSuchDay), ("14/05/126", .form),
  ])
  func refusesWhatIsNoDay(_ text: String, _ reason: CivilDate.ParseError) {
    #expect(throws: reason) { try CivilDate.parse(text, today: Self.today) }
  }

  @Test func theYearLeftOutIsTheNearest() throws {
    let december = try CivilDate(iso: "2026-12-20")
    #expect(try CivilDate.parse("1001", today: december).isoText == "2027-01-10")
    #expect(try CivilDate.parse("2902", today: december).isoText == "2028-02-29")
  }

  @Test(arguments: [
    ("14/05/26", "2026-05-14"), ("15/05/26", "1926-05-15"), ("01/02/85", "1985-02-01"),
    ("01021985", "1985-02-01"), ("1985-02-01", "1985-02-01"), ("29/02/00", "2000-02-29"),
  ])
  func birthDatesLieInThePast(_ text: String, _ day: String) throws {
    #expect(try CivilDate.parseBirthDate(text, today: Self.today).isoText == day)
  }

  @Test func birthDatesThatCannotBeAreRefused() {
    #expect(throws: CivilDate.ParseError.inTheFuture) {
      try CivilDate.parseBirthDate("15/05/2026", today: Self.today)
    }
    #expect(throws: CivilDate.ParseError.tooLongAgo) {
      try CivilDate.parseBirthDate("01/01/1890", today: Self.today)
    }
    #expect(throws: CivilDate.ParseError.form) {
      try CivilDate.parseBirthDate("0102", today: Self.today)
    }
  }

  @Test(arguments: [
    ("9", "09:00"), ("930", "09:30"), ("0930", "09:30"), ("9:30", "09:30"), ("9h", "09:00"),
    ("9h30", "09:30"), ("09:30", "09:30"), ("24:00", "24:00"), ("0", "00:00"), ("1745", "17:45"),
  ])
  func readsTimesOfDay(_ text: String, _ time: String) throws {
    #expect(try CivilTime(parsing: text).text == time)
  }

  @Test(arguments: ["", "25", "960", "24:01", "9:", "9:3", "a", "12345", "9:30:00", "-1"])
  func refusesWhatIsNoTime(_ text: String) {
    #expect(throws: CivilTime.ParseError.self) { try CivilTime(parsing: text) }
  }

  @Test(arguments: [
    ("2026-05-14T12:30:00Z", "2026-05-14T12:30:00.000Z"),
    ("2026-05-14T09:30:00-03:00", "2026-05-14T12:30:00.000Z"),
    ("2026-05-14T09:30-0300", "2026-05-14T12:30:00.000Z"),
    ("1969-12-31T23:59:59.5Z", "1969-12-31T23:59:59.500Z"),
    ("2026-05-14 12:30:01.123456+00", "2026-05-14T12:30:01.123Z"),
  ])
  func readsInstants(_ text: String, _ iso: String) throws {
    let instant = try Instant(iso: text)
    #expect(instant.isoText == iso)
    #expect(try Instant(iso: instant.isoText) == instant)
  }

  @Test(arguments: [
    "2026-05-14T12:30:00", "2026-05-14", "2026-13-14T12:30:00Z", "2026-05-14T25:00Z",
  ])
  func refusesInstantsWithoutZoneOrDay(_ text: String) {
    #expect(throws: Instant.ParseError.self) { try Instant(iso: text) }
  }

  @Test func civilTimesAndInstantsMeetThroughOffsets() throws {
    let instant = try Instant(iso: "2026-05-14T01:30:00Z")
    let civil = CivilDateTime(instant, offsetMinutes: -180)
    #expect(civil.isoText == "2026-05-13T22:30")
    #expect(civil.instant(offsetMinutes: -180) == instant)
    #expect(CivilDateTime(date: Self.today, time: .endOfDay).isoText == "2026-05-15T00:00")
  }

  @Test(arguments: [
    (0, 30, 30, 60, false), (0, 31, 30, 60, true), (10, 20, 0, 60, true), (60, 90, 0, 60, false),
  ])
  func slotsOverlapWhenTheyShareAMinute(
    _ start: Int, _ end: Int, _ otherStart: Int, _ otherEnd: Int, _ overlap: Bool
  ) throws {
    let slot = try #require(TimeSlot(startMinute: start, endMinute: end))
    let other = try #require(TimeSlot(startMinute: otherStart, endMinute: otherEnd))
    #expect(slot.overlaps(other) == overlap)
    #expect(other.overlaps(slot) == overlap)
    #expect(TimeSlot(startMinute: 5, endMinute: 5) == nil)
  }
}
