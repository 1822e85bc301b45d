import ClinicDomain
import Testing

@Suite("Who is called for a time")
struct WaitingTests {
  static let doctor: PractitionerID = id(1)
  static let other: PractitionerID = id(2)
  /// A Thursday.
  static let thursday = CivilDate(dayNumber: 20_783)

  static func id<Entity>(_ number: UInt64) -> EntityID<Entity> {
    var random = Counting(state: number)
    return .make(at: Instant(milliseconds: 0), random: &random)
  }

  static func time(_ minute: Int) -> CivilTime { CivilTime(minuteOfDay: minute) ?? .midnight }

  static func offer(_ minute: Int = 570, by practitioner: PractitionerID = doctor) -> OfferedTime {
    OfferedTime(
      practitioner: practitioner, date: thursday,
      start: CivilTime(minuteOfDay: minute) ?? .midnight, minutes: 30)
  }

  static func entry(
    _ purpose: WaitingEntry.Purpose = .visit, _ wish: VisitWish = VisitWish(), added: Int64 = 0,
    attempts: [CallAttempt] = []
  ) -> WaitingEntry {
    WaitingEntry(
      id: id(UInt64(added) + 100), patient: id(3), purpose: purpose, wish: wish,
      attempts: attempts, addedBy: "test", addedAt: Instant(milliseconds: added))
  }

  @Test(
    "a time fits what is wished for",
    arguments: [
      (VisitWish(), true), (VisitWish(practitioner: doctor), true),
      (VisitWish(practitioner: other), false), (VisitWish(specialty: "cardio"), true),
      (VisitWish(specialty: "Pediatria"), false),
      (VisitWish(practitioner: doctor, specialty: "Pediatria"), true),
      (VisitWish(weekdays: [.thursday, .monday]), true), (VisitWish(weekdays: [.monday]), false),
      (VisitWish(partOfDay: .morning), true), (VisitWish(partOfDay: .afternoon), false),
      (VisitWish(partOfDay: .evening), false), (VisitWish(until: thursday), true),
      (VisitWish(until: thursday.adding(days: -1)), false),
      (VisitWish(earliest: time(570)), true), (VisitWish(earliest: time(575)), false),
      (VisitWish(latest: time(575)), true), (VisitWish(latest: time(570)), false),
      (VisitWish(partOfDay: .morning, earliest: time(540), latest: time(600)), true),
    ])
  func fits(_ wish: VisitWish, _ expected: Bool) {
    #expect(wish.fits(Self.offer(), specialties: ["Clínica médica", "Cardiologia"]) == expected)
  }

  @Test(
    "parts of the day meet at noon and at six",
    arguments: [(719, PartOfDay.morning), (720, .afternoon), (1079, .afternoon), (1080, .evening)])
  func parts(_ minute: Int, _ part: PartOfDay) throws {
    let time = try #require(CivilTime(minuteOfDay: minute))
    #expect(PartOfDay.allCases.filter { $0.holds(time) } == [.any, part])
  }

  @Test(
    "an earlier time must be earlier, a recall due, and a refused time is not offered again",
    arguments: [
      (WaitingEntry.Purpose.earlier(id(9)), 571 as Int?, true), (.earlier(id(9)), 570, false),
      (.recall(due: thursday), nil, true), (.recall(due: thursday.adding(days: 1)), nil, false),
      (.earlier(id(9)), nil, false), (.visit, nil, true),
    ])
  func takes(_ purpose: WaitingEntry.Purpose, _ booked: Int?, _ expected: Bool) {
    let at = booked.flatMap(CivilTime.init(minuteOfDay:)).map {
      CivilDateTime(date: Self.thursday, time: $0)
    }
    let entry = Self.entry(purpose)
    #expect(entry.takes(Self.offer(), specialties: [], bookedAt: at) == expected)
    let call = CallAttempt(
      at: Instant(milliseconds: 1), by: "test", outcome: .refused, offer: Self.offer())
    let refused = Self.entry(purpose, attempts: [call])
    #expect(!refused.takes(Self.offer(), specialties: [], bookedAt: at))
    let other = Self.offer(540)
    #expect(
      refused.takes(other, specialties: [], bookedAt: at)
        == entry.takes(other, specialties: [], bookedAt: at))
  }

  @Test("what presses comes first, then the list, earlier times, recalls, and whose wish ends")
  func order() {
    let unanswered = CallAttempt(
      at: Instant(milliseconds: 1), by: "test", outcome: .noAnswer, offer: Self.offer())
    let wanted = [
      Self.entry(.recall(due: Self.thursday), VisitWish(priority: .urgent), added: 8),
      Self.entry(.visit, VisitWish(until: Self.thursday), added: 9),
      Self.entry(.visit, added: 6), Self.entry(.visit, added: 7),
      Self.entry(.earlier(Self.id(9)), added: 4), Self.entry(.recall(due: Self.thursday), added: 2),
      Self.entry(.visit, VisitWish(priority: .urgent), added: 5, attempts: [unanswered]),
    ]
    let sorted = wanted.reversed().sorted { $0.isCalled(before: $1, for: Self.offer()) }
    #expect(sorted.map(\.addedAt.milliseconds) == wanted.map(\.addedAt.milliseconds))
  }
}

private struct Counting: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x1000
    return state &* 0x9E37_79B9_7F4A_7C15
  }
}
