import ClinicDomain
import Testing

@testable import Exchange

@Suite("Busy times")
struct BusyCalendarTests {
  private static func read(_ lines: String, zone: String = "America/Sao_Paulo") throws
    -> BusyCalendar
  {
    let text =
      lines.contains("BEGIN:VCALENDAR")
      ? lines : "BEGIN:VCALENDAR\nVERSION:2.0\n\(lines)\nEND:VCALENDAR\n"
    return BusyCalendar(
      reading: Array(text.utf8),
      from: try CivilDate.parse("2026-11-23", today: .init(dayNumber: 0)),
      until: try CivilDate.parse("2026-12-06", today: .init(dayNumber: 0)),
      zone: try #require(SiteZone(named: zone)))
  }

  private static func event(_ lines: String, uid: String = "a") -> String {
    "BEGIN:VEVENT\nUID:\(uid)\nDTSTAMP:20261101T000000Z\n\(lines)\nEND:VEVENT"
  }

  /// `1125 09:30-10:00` of each, by the site's clock.
  private static func shown(_ calendar: BusyCalendar) -> [String] {
    calendar.times.map { time in
      let day = time.start.date.isoText.suffix(5).filter { $0 != "-" }
      let end =
        time.end.date == time.start.date
        ? time.end.time.text : "\(time.end.date.isoText.suffix(2))/\(time.end.time.text)"
      return "\(day) \(time.start.time.text)-\(end)"
    }
  }

  @Test(
    "stand where the site's clock has them",
    arguments: [
      ("DTSTART:20261125T123000Z\nDTEND:20261125T130000Z", ["1125 09:30-10:00"]),
      ("DTSTART:20261125T093000\nDURATION:PT30M", ["1125 09:30-10:00"]),
      ("DTSTART;TZID=America/Manaus:20261125T083000\nDURATION:PT30M", ["1125 09:30-10:00"]),
      (
        "DTSTART;TZID=E. South America Standard Time:20261125T093000\nDURATION:PT30M",
        ["1125 09:30-10:00"]
      ),
      (
        "DTSTART;TZID=/example.org/x/Europe/Lisbon:20261125T123000\nDURATION:PT30M",
        ["1125 09:30-10:00"]
      ),
      ("DTSTART;VALUE=DATE:20261125\nDTEND;VALUE=DATE:20261127", ["1125 00:00-27/00:00"]),
      ("DTSTART;VALUE=DATE:20261125", ["1125 00:00-26/00:00"]),
      ("DTSTART:20261125T230000\nDTEND:20261126T010000", ["1125 23:00-26/01:00"]),
      ("DTSTART:20261125T093059\nDTEND:20261125T095901", ["1125 09:30-10:00"]),
      ("DTSTART:20261125T093000", []),
      ("DTSTART:20261125T093000\nDURATION:PT30M\nTRANSP:TRANSPARENT", []),
      ("DTSTART:20261125T093000\nDURATION:PT30M\nSTATUS:CANCELLED", []),
      ("DTSTART:20261125T093000\nDURATION:PT30M\nSTATUS:TENTATIVE", ["1125 09:30-10:00"]),
      ("DTSTART:20251125T093000\nDURATION:PT30M", []),
      (
        "DTSTART:20261130T090000\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=3",
        ["1130 09:00-10:00", "1201 09:00-10:00", "1202 09:00-10:00"]
      ),
      (
        "DTSTART:20201130T090000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;BYDAY=MO,WE;UNTIL=20261130T120000Z",
        ["1123 09:00-10:00", "1125 09:00-10:00", "1130 09:00-10:00"]
      ),
      (
        "DTSTART:20261130T090000\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=3\nEXDATE:20261201T090000",
        ["1130 09:00-10:00", "1202 09:00-10:00"]
      ),
      (
        "DTSTART:20261130T090000\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=3\nEXDATE:20261201T120000Z",
        ["1130 09:00-10:00", "1202 09:00-10:00"]
      ),
      (
        "DTSTART:20261130T090000\nDURATION:PT1H\nRDATE:20261201T100000,20261202T110000",
        ["1130 09:00-10:00", "1201 10:00-11:00", "1202 11:00-12:00"]
      ),
      (
        "DTSTART:20261130T090000\nDURATION:PT1H\nRDATE;VALUE=PERIOD:20261201T100000Z/PT30M",
        ["1130 09:00-10:00", "1201 07:00-07:30"]
      ),
      (
        "DTSTART;VALUE=DATE:20261130\nRRULE:FREQ=DAILY;UNTIL=20261201",
        ["1130 00:00-01/00:00", "1201 00:00-02/00:00"]
      ),
    ])
  func places(_ lines: String, _ expected: [String]) throws {
    let calendar = try Self.read(Self.event(lines))
    #expect(Self.shown(calendar) == expected)
    #expect(calendar.problems.isEmpty)
  }

  @Test("recurrences keep to the clock of their zone when its summer time ends")
  func summerTime() throws {
    let calendar = try Self.read(
      Self.event(
        "DTSTART;TZID=America/New_York:20261028T090000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY"),
      zone: "America/Sao_Paulo")
    #expect(Self.shown(calendar) == ["1125 11:00-12:00", "1202 11:00-12:00"])
  }

  @Test("Brazil's summer time until 2019 is known, and that there is none since")
  func brazil() throws {
    let zone = try #require(SiteZone(named: "America/Sao_Paulo"))
    let text = Self.event(
      "DTSTART:20190216T120000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=3\n")
    let calendar = BusyCalendar(
      reading: Array("BEGIN:VCALENDAR\n\(text)\nEND:VCALENDAR".utf8),
      from: CivilDate(dayNumber: 17_900), until: CivilDate(dayNumber: 18_000), zone: zone)
    #expect(Self.shown(calendar) == ["0216 10:00-11:00", "0217 09:00-10:00", "0218 09:00-10:00"])
  }

  @Test("one instance moved, one called off: the others stay")
  func overrides() throws {
    let calendar = try Self.read(
      [
        Self.event("DTSTART:20261130T090000\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=4"),
        Self.event("RECURRENCE-ID:20261201T090000\nDTSTART:20261201T140000\nDURATION:PT2H"),
        Self.event("RECURRENCE-ID:20261202T120000Z\nDTSTART:20261202T090000\nSTATUS:CANCELLED"),
      ].joined(separator: "\n"))
    #expect(
      Self.shown(calendar) == ["1130 09:00-10:00", "1201 14:00-16:00", "1203 09:00-10:00"])
    #expect(calendar.times[1].key == "a|20261201T090000")
    #expect(calendar.problems.isEmpty)
  }

  @Test("a zone of the calendar's own is taken from its VTIMEZONE")
  func ownZone() throws {
    let zone = """
      BEGIN:VTIMEZONE
      TZID:Sede\\, nova
      BEGIN:STANDARD
      DTSTART:19701101T020000
      RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU
      TZOFFSETFROM:-0400
      TZOFFSETTO:-0500
      END:STANDARD
      BEGIN:DAYLIGHT
      DTSTART:19700308T020000
      RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU
      TZOFFSETFROM:-0500
      TZOFFSETTO:-0400
      END:DAYLIGHT
      END:VTIMEZONE
      """
    let calendar = try Self.read(
      zone + "\n" + Self.event("DTSTART;TZID=\"Sede, nova\":20261125T073000\nDURATION:PT30M"))
    #expect(Self.shown(calendar) == ["1125 09:30-10:00"])
    #expect(calendar.problems.isEmpty)
  }

  @Test("an old VTIMEZONE of a place does not bring summer time back, and that is told")
  func staleZone() throws {
    let zone = """
      BEGIN:VTIMEZONE
      TZID:America/Sao_Paulo
      BEGIN:STANDARD
      DTSTART:20080217T000000
      RRULE:FREQ=YEARLY;BYMONTH=2;BYDAY=3SU
      TZOFFSETFROM:-0200
      TZOFFSETTO:-0300
      END:STANDARD
      BEGIN:DAYLIGHT
      DTSTART:20081019T000000
      RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=3SU
      TZOFFSETFROM:-0300
      TZOFFSETTO:-0200
      END:DAYLIGHT
      END:VTIMEZONE
      """
    let calendar = try Self.read(
      zone + "\n" + Self.event("DTSTART;TZID=America/Sao_Paulo:20261125T093000\nDURATION:PT30M"))
    #expect(Self.shown(calendar) == ["1125 09:30-10:00"])
    #expect(calendar.problems.map(\.reason) == [.unmatched])
    #expect(calendar.problems.map(\.effect) == [.assumed])
  }

  @Test("periods of free-busy answers are taken, free ones aside")
  func freeBusy() throws {
    let calendar = try Self.read(
      """
      BEGIN:VFREEBUSY
      UID:f
      FREEBUSY;FBTYPE=BUSY:20261125T123000Z/PT30M,20261126T120000Z/20261126T130000Z
      FREEBUSY;FBTYPE=FREE:20261127T120000Z/PT30M
      FREEBUSY;FBTYPE=X-NEW:20261128T120000Z/PT30M
      END:VFREEBUSY
      """)
    #expect(
      Self.shown(calendar) == ["1125 09:30-10:00", "1126 09:00-10:00", "1128 09:00-09:30"])
  }

  @Test(
    "what is not understood is left out and told with its line",
    arguments: [
      (
        "DTSTART;TZID=Nowhere:20261125T093000\nDURATION:PT30M", 6,
        CalendarProblem.Reason.unknownZone
      ),
      ("DTSTART:20261325T093000\nDURATION:PT30M", 6, .malformed),
      ("DTSTART:20261125T093000\nDTEND:20261125T090000", 7, .endBeforeStart),
      ("DTSTART:20261125T093000\nDTEND;VALUE=DATE:20261125", 7, .malformed),
      ("DTSTART:20261125T093000\nDURATION:-PT5M", 7, .endBeforeStart),
      ("DTSTART:20261125T093000\nDURATION:half", 7, .malformed),
      ("DTSTART:20261125T093000\nRRULE:FREQ=SECONDLY", 7, .unsupported),
      ("DTSTART:20261125T093000\nRRULE:FREQ=DAILY;BYLUNA=1", 7, .unsupported),
      ("DTSTART:20261125T093000\nEXDATE:never\nRRULE:FREQ=DAILY", 7, .malformed),
      ("DTSTART:20261125T093000\nDTSTART:20261126T093000", 7, .repeated),
      ("SUMMARY:sem hora", 3, .missing),
    ])
  func told(_ lines: String, _ line: Int, _ reason: CalendarProblem.Reason) throws {
    let calendar = try Self.read(Self.event(lines))
    #expect(calendar.times.isEmpty)
    #expect(
      calendar.problems.contains {
        $0.line == line && $0.reason == reason && $0.effect == .skipped
      }, "\(calendar.problems)")
  }

  @Test(
    "other calendars and methods are told, not guessed at",
    arguments: [
      ("CALSCALE:CHINESE", "CALSCALE"), ("METHOD:REPLY", "METHOD"),
      ("BEGIN:VAVAILABILITY\nEND:VAVAILABILITY", "VAVAILABILITY"),
    ])
  func unsupported(_ line: String, _ subject: String) throws {
    let calendar = try Self.read(line)
    #expect(calendar.problems.map(\.subject) == [subject])
  }

  @Test("titles marked private are not kept")
  func privacy() throws {
    let calendar = try Self.read(
      [
        Self.event("DTSTART:20261125T093000\nDURATION:PT5M\nSUMMARY:Psic\\, 1\nCLASS:PRIVATE"),
        Self.event("DTSTART:20261126T093000\nDURATION:PT5M\nSUMMARY:Aula\\, 1", uid: "b"),
      ].joined(separator: "\n"))
    #expect(calendar.times.map(\.title) == ["", "Aula, 1"])
  }

  @Test("a recurrence without measure ends by its budget and is told")
  func bounded() throws {
    let calendar = try Self.read(
      Self.event("DTSTART:19010101T000000\nDURATION:PT1M\nRRULE:FREQ=MINUTELY;COUNT=1000000000"))
    #expect(calendar.problems.map(\.reason) == [.tooMany])
  }
}
