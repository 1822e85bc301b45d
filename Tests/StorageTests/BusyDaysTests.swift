import Testing

@testable import Storage

struct BusyDaysTests {
  @Test func visitsOneAfterTheOtherAreOneStretch() {
    var days = BusyDays(offset: 0)
    for hour in 8..<12 { days.add(hour * 60, hour * 60 + 60) }
    days.add(800, 830)
    #expect(days.byDay == [0: [480..<720, 800..<830]])
  }

  @Test func whatGoesPastMidnightIsOfBothDays() {
    var days = BusyDays(offset: 180)
    days.add(180 + 1440 - 30, 180 + 1440 + 40)
    days.add(180 + 1440 + 60, 180 + 1440 + 90)
    #expect(days.byDay == [0: [1410..<1480], 1: [0..<40, 60..<90]])
  }

  @Test(arguments: [(-1, -1, 1439), (-1440, -1, 0), (-1441, -2, 1439), (0, 0, 0), (1439, 0, 1439)])
  func aMinuteIsOfItsDayBeforeTheEpochToo(minute: Int, day: Int, expected: Int) {
    var days = BusyDays(offset: 0)
    days.add(minute, minute + 1)
    #expect(days.byDay[day] == [expected..<(expected + 1)])
  }

  @Test func daysMayComeInAnyOrder() {
    var days = BusyDays(offset: 0)
    days.add(1500, 1530)
    days.add(600, 630)
    days.add(1530, 1560)
    #expect(days.byDay == [0: [600..<630], 1: [60..<90, 90..<120]])
  }
}
