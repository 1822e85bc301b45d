import ClinicDomain
import Testing

@testable import Exchange

@Suite("Recurrences")
struct RecurrenceTests {
  /// Day and time of each start, the first eight of them.
  private func starts(_ rule: String, from first: String, limit: Int = 8) throws -> [String] {
    let rule = try RecurrenceRule(parsing: rule)
    let first = try #require(CalendarTime(parsing: first)).civil
    var found: [String] = []
    var budget = ExpansionBudget()
    let isWhole = rule.forEachStart(from: first, skippingTo: first, budget: &budget) { civil in
      if let until = rule.until, civil > until.lastMinute { return false }
      found.append(civil.isoText)
      return found.count < limit
    }
    #expect(isWhole)
    return found
  }

  /// From the examples of RFC 5545, 3.8.5.3, and others; times are left out where they stay the same.
  @Test(
    "give the starts that the standard gives",
    arguments: [
      ("FREQ=DAILY;COUNT=3", "19970902T090000", "0902 0903 0904"),
      ("FREQ=DAILY;INTERVAL=10;COUNT=4", "19970902T090000", "0902 0912 0922 1002"),
      ("FREQ=WEEKLY;UNTIL=19970916T000000Z", "19970902T090000", "0902 0909"),
      (
        "FREQ=WEEKLY;INTERVAL=2;COUNT=4;WKST=SU;BYDAY=TU,TH", "19970902T090000",
        "0902 0904 0916 0918"
      ),
      (
        "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO", "19970805T090000",
        "0805 0810 0819 0824"
      ),
      (
        "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU", "19970805T090000",
        "0805 0817 0819 0831"
      ),
      ("FREQ=MONTHLY;COUNT=4;BYDAY=1FR", "19970905T090000", "0905 1003 1107 1205"),
      ("FREQ=MONTHLY;COUNT=3;BYDAY=-2MO", "19970922T090000", "0922 1020 1117"),
      ("FREQ=MONTHLY;BYMONTHDAY=-3;COUNT=3", "19970928T090000", "0928 1029 1128"),
      ("FREQ=MONTHLY;COUNT=5;BYMONTHDAY=1,-1", "19970930T090000", "0930 1001 1031 1101 1130"),
      ("FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3", "19970904T090000", "0904 1007 1106"),
      (
        "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2;COUNT=3", "19970929T090000",
        "0929 1030 1127"
      ),
      ("FREQ=MONTHLY;COUNT=4", "20270131T090000", "0131 0331 0531 0731"),
      ("FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13;COUNT=3", "19980213T090000", "0213 0313 1113"),
      ("FREQ=YEARLY;COUNT=4;BYMONTH=6,7", "19970610T090000", "0610 0710 0610 0710"),
      (
        "FREQ=YEARLY;INTERVAL=3;COUNT=4;BYYEARDAY=1,100,200", "19970101T090000",
        "0101 0410 0719 0101"
      ),
      ("FREQ=YEARLY;BYDAY=20MO;COUNT=3", "19970519T090000", "0519 0518 0517"),
      ("FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO;COUNT=3", "19970512T090000", "0512 0511 0517"),
      (
        "FREQ=YEARLY;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8;COUNT=2", "19961105T090000",
        "1105 1104"
      ),
      ("FREQ=YEARLY;COUNT=2", "20240229T090000", "0229 0229"),
      ("FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU;COUNT=2", "20251026T000000", "1026 1025"),
    ])
  func days(_ rule: String, _ first: String, _ expected: String) throws {
    let found = try starts(rule, from: first).map {
      $0.prefix(10).suffix(5).filter { $0 != "-" }
    }
    #expect(found.joined(separator: " ") == expected)
  }

  @Test(
    "repeat within a day",
    arguments: [
      ("FREQ=HOURLY;INTERVAL=3;UNTIL=19970902T170000", "09:00 12:00 15:00"),
      ("FREQ=MINUTELY;INTERVAL=90;COUNT=4", "09:00 10:30 12:00 13:30"),
      ("FREQ=DAILY;BYHOUR=9,10;BYMINUTE=0,30;COUNT=5", "09:00 09:30 10:00 10:30 09:00"),
      (
        "FREQ=MINUTELY;INTERVAL=20;BYHOUR=9,10;COUNT=7",
        "09:00 09:20 09:40 10:00 10:20 10:40 09:00"
      ),
    ])
  func times(_ rule: String, _ expected: String) throws {
    let found = try starts(rule, from: "19970902T090000").map { $0.suffix(5) }
    #expect(found.joined(separator: " ") == expected)
  }

  @Test(
    "that can't be expanded are told",
    arguments: [
      ("FREQ=SECONDLY", CalendarProblem.Reason.unsupported), ("FREQ=FORTNIGHTLY", .malformed),
      ("INTERVAL=2", .malformed), ("FREQ=DAILY;INTERVAL=0", .malformed),
      ("FREQ=DAILY;COUNT=3;UNTIL=20270101", .malformed), ("FREQ=DAILY;BYDAY=1MO", .malformed),
      ("FREQ=WEEKLY;BYMONTHDAY=3", .malformed), ("FREQ=DAILY;BYEASTER=0", .unsupported),
      ("RSCALE=CHINESE;FREQ=YEARLY", .unsupported), ("FREQ=DAILY;BYDAY=XX", .malformed),
      ("FREQ=DAILY;FREQ=DAILY", .malformed), ("FREQ=MONTHLY;BYMONTHDAY=0", .malformed),
      ("FREQ=MONTHLY;BYMONTHDAY=-9223372036854775808", .malformed),
      ("FREQ=DAILY;COUNT=99999999999999999999", .malformed), ("FREQ=DAILY;BYSETPOS=1", .malformed),
    ])
  func refused(_ text: String, _ reason: CalendarProblem.Reason) {
    #expect(throws: reason) { try RecurrenceRule(parsing: text) }
  }

  @Test("that never come again end by their budget")
  func endless() throws {
    let rule = try RecurrenceRule(parsing: "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=5")
    var budget = ExpansionBudget(days: 100_000)
    let first = try #require(CalendarTime(parsing: "20260101T090000")).civil
    let isWhole = rule.forEachStart(from: first, skippingTo: first, budget: &budget) { _ in true }
    #expect(!isWhole)
  }

  @Test(
    "lengths are read",
    arguments: [
      ("P15DT5H0M20S", 15, 18_020), ("P7W", 49, 0), ("-PT15M", 0, -900), ("PT1H", 0, 3600),
      ("+P1D", 1, 0),
    ])
  func durations(_ text: String, _ days: Int, _ seconds: Int) {
    #expect(CalendarDuration(parsing: text) == CalendarDuration(days: days, seconds: seconds))
  }

  @Test(
    "what is no length is refused",
    arguments: ["", "P", "PT", "1D", "P1H", "PT1D", "P1", "P999999999999D", "PT5", "P-1D"])
  func noDurations(_ text: String) { #expect(CalendarDuration(parsing: text) == nil) }
}
