import ClinicDomain
import SyncClient
import Testing

private struct FixedZone: ZoneRules {
  var identifier = "fixed"
  var minutes = 0
  func offsetMinutes(at instant: Instant) -> Int { minutes }
}

/// Two hours ahead until a moment, then one.
private struct ChangingZone: ZoneRules {
  let identifier = "changing"
  let change: Instant
  let before: Int
  let after: Int
  func offsetMinutes(at instant: Instant) -> Int { instant < change ? before : after }
}

/// 2026-11-21, a Saturday, 14:37 UTC.
private let start = moment(2026, 11, 21, 14, 37)

private func moment(_ year: Int, _ month: Int, _ day: Int, _ hour: Int, _ minute: Int) -> Instant {
  guard let date = CivilDate(year: year, month: month, day: day) else {
    return Instant(milliseconds: 0)
  }
  return Instant(minutes: date.dayNumber * 1440 + hour * 60 + minute)
}

private func text(_ instant: Instant, _ zone: some ZoneRules = FixedZone()) -> String {
  zone.civil(at: instant).isoText
}

@Suite struct CronScheduleTests {
  @Test(
    "The next runs are cron's",
    arguments: [
      ("* * * * *", ["2026-11-21T14:38", "2026-11-21T14:39"]),
      ("*/15 * * * *", ["2026-11-21T14:45", "2026-11-21T15:00"]),
      ("5/20 * * * *", ["2026-11-21T14:45", "2026-11-21T15:05"]),
      ("37 14 * * *", ["2026-11-22T14:37", "2026-11-23T14:37"]),
      ("0,30 8-9 * * *", ["2026-11-22T08:00", "2026-11-22T08:30", "2026-11-22T09:00"]),
      ("0 10-20/4 * * *", ["2026-11-21T18:00", "2026-11-22T10:00"]),
      ("0 0 1 JAN,jul *", ["2027-01-01T00:00", "2027-07-01T00:00"]),
      ("0 12 * * mon-fri", ["2026-11-23T12:00", "2026-11-24T12:00"]),
      ("0 12 * * 7", ["2026-11-22T12:00", "2026-11-29T12:00"]),
      ("0 12 * * fri-sun", ["2026-11-22T12:00", "2026-11-27T12:00"]),
      ("0 12 * * */2", ["2026-11-22T12:00", "2026-11-24T12:00"]),
      (
        "0 0 13 * fri",
        ["2026-11-27T00:00", "2026-12-04T00:00", "2026-12-11T00:00", "2026-12-13T00:00"]
      ),
      ("0 0 */2 * mon", ["2026-11-23T00:00", "2026-12-07T00:00"]),
      ("0 0 29 2 *", ["2028-02-29T00:00", "2032-02-29T00:00"]),
      ("0 0 31 * *", ["2026-12-31T00:00", "2027-01-31T00:00", "2027-03-31T00:00"]),
      ("@hourly", ["2026-11-21T15:00", "2026-11-21T16:00"]),
      ("  0   3 * *  * ", ["2026-11-22T03:00", "2026-11-23T03:00"]),
    ])
  func nextRuns(_ schedule: String, _ expected: [String]) throws {
    let cron = try CronSchedule(parsing: schedule)
    let runs = cron.runs(after: start, in: FixedZone(), count: expected.count)
    #expect(runs.map { text($0) } == expected)
  }

  @Test(
    "What can't be read is named by its field",
    arguments: [
      ("", CronSchedule.ParseError.fieldCount(0)),
      ("* * * *", .fieldCount(4)),
      ("* * * * * *", .fieldCount(6)),
      ("@soon", .fieldCount(1)),
      ("60 * * * *", .outOfRange(.minute, "60")),
      ("* 24 * * *", .outOfRange(.hour, "24")),
      ("* * 0 * *", .outOfRange(.dayOfMonth, "0")),
      ("* * * 13 *", .outOfRange(.month, "13")),
      ("* * * * 8", .outOfRange(.weekday, "8")),
      ("*/0 * * * *", .outOfRange(.minute, "*/0")),
      ("10-5 * * * *", .backwards(.minute, "10-5")),
      ("a * * * *", .unreadable(.minute, "a")),
      ("1, * * * *", .unreadable(.minute, "")),
      ("1-2-3 * * * *", .unreadable(.minute, "1-2-3")),
      ("1/2/3 * * * *", .unreadable(.minute, "1/2/3")),
      ("-5 * * * *", .unreadable(.minute, "-5")),
      ("* * * mon *", .unreadable(.month, "mon")),
      ("0 0 30 2 *", .never),
    ])
  func errors(_ schedule: String, _ expected: CronSchedule.ParseError) {
    #expect(throws: expected) { try CronSchedule(parsing: schedule) }
  }

  @Test("Times are the clinic's own")
  func zone() throws {
    let cron = try CronSchedule(parsing: "0 3 * * *")
    let run = cron.next(after: start, in: FixedZone(minutes: -180))
    #expect(run == moment(2026, 11, 22, 6, 0))
  }

  @Test("A time that the clocks skip runs once, after the change")
  func skipped() throws {
    // At 02:00 (offset 60) it becomes 03:00 (offset 120).
    let zone = ChangingZone(change: moment(2026, 3, 29, 1, 0), before: 60, after: 120)
    let cron = try CronSchedule(parsing: "30 2 * * *")
    let runs = cron.runs(after: moment(2026, 3, 28, 12, 0), in: zone, count: 2)
    #expect(runs.map { text($0, zone) } == ["2026-03-29T03:30", "2026-03-30T02:30"])
  }

  @Test("A time that comes twice runs once")
  func repeated() throws {
    // At 03:00 (offset 120) it becomes 02:00 (offset 60).
    let zone = ChangingZone(change: moment(2026, 10, 25, 1, 0), before: 120, after: 60)
    let cron = try CronSchedule(parsing: "30 2 * * *")
    let runs = cron.runs(after: moment(2026, 10, 24, 12, 0), in: zone, count: 2)
    #expect(runs == [moment(2026, 10, 25, 0, 30), moment(2026, 10, 26, 1, 30)])
  }

  @Test("Each run lies after the one before it, whatever the zone does")
  func ordered() throws {
    let zone = ChangingZone(change: moment(2026, 10, 25, 1, 0), before: 120, after: 60)
    let runs = try CronSchedule(parsing: "*/20 * * * *")
      .runs(after: moment(2026, 10, 24, 23, 50), in: zone, count: 12)
    #expect(runs == runs.sorted())
    #expect(Set(runs).count == 12)
  }
}
