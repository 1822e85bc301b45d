import ClinicDomain
import Testing

/// Two hours behind in summer, three otherwise: São Paulo's rules of 2018.
private struct SummerZone: ZoneRules {
  let identifier = "America/Sao_Paulo"
  /// 2018-11-04 03:00 UTC, when clocks went from 00:00 to 01:00.
  static let begin = Instant(milliseconds: 1_541_300_400_000)
  /// 2019-02-17 02:00 UTC, when clocks went from 24:00 back to 23:00.
  static let end = Instant(milliseconds: 1_550_368_800_000)

  func offsetMinutes(at instant: Instant) -> Int {
    Self.begin <= instant && instant < Self.end ? -120 : -180
  }
}

@Suite("Civil and UTC time of a visit")
struct VisitTimeTests {
  @Test("a civil time becomes its UTC minute on both sides of a change of clocks")
  func changes() throws {
    let zone = SummerZone()
    let cases: [(Int, Int, Int, String, String)] = [
      (2018, 11, 3, "23:30", "2018-11-04T02:30:00.000Z"),
      (2018, 11, 4, "01:00", "2018-11-04T03:00:00.000Z"),
      (2019, 2, 16, "22:30", "2019-02-17T00:30:00.000Z"),
      (2019, 2, 16, "23:30", "2019-02-17T01:30:00.000Z"),
      (2019, 2, 17, "00:30", "2019-02-17T03:30:00.000Z"),
    ]
    for (year, month, day, text, expected) in cases {
      let date = try #require(CivilDate(year: year, month: month, day: day))
      let minute = zone.utcMinute(of: date, try CivilTime(parsing: text))
      #expect(Instant(minutes: minute).isoText == expected, "\(date.isoText) \(text)")
    }
  }

  @Test("an evening visit stays on its civil day though UTC is on the next")
  func evening() throws {
    let date = try #require(CivilDate(year: 2026, month: 11, day: 25))
    let time = try #require(
      VisitTime(
        date: date, start: try CivilTime(parsing: "22:30"), minutes: 30, zone: SiteZone.brasilia))
    #expect(time.date == date)
    #expect(time.slot.start.isoText == "2026-11-26T01:30:00.000Z")
    #expect(SiteZone.brasilia.civil(at: time.slot.start).date == date)
  }

  @Test(
    "lengths outside 5–360 in steps of 5 are refused, unless historical",
    arguments: [
      (5, true), (360, true), (30, true), (0, false), (4, false), (7, false), (365, false),
      (-30, false),
    ])
  func lengths(minutes: Int, isValid: Bool) throws {
    let date = CivilDate(dayNumber: 20_000)
    let start = try CivilTime(parsing: "08:00")
    let time = VisitTime(date: date, start: start, minutes: minutes, zone: SiteZone.brasilia)
    #expect((time != nil) == isValid)
    let past = VisitTime(
      date: date, start: start, minutes: minutes, zone: SiteZone.brasilia, isHistorical: true)
    #expect((past != nil) == (minutes > 0))
  }

  @Test("buffers widen the busy time, not the visit")
  func buffers() throws {
    let time = try #require(
      VisitTime(
        date: CivilDate(dayNumber: 20_000), start: try CivilTime(parsing: "08:00"), minutes: 30,
        zone: SiteZone.brasilia, before: 5, after: 10))
    #expect(time.slot.length == 30)
    #expect(time.busy.length == 45)
  }
}
