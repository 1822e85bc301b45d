import ClinicDomain
import Testing

@Suite("Queues by law")
struct QueuePriorityTests {
  static let today = CivilDate(dayNumber: 20_782)

  @Test(
    "one after the other is chosen, an age only where it is hers or not known",
    arguments: [
      (53, [QueuePriority.none, .pregnant, .disabled, .withInfant]),
      (67, [.none, .over60, .pregnant, .disabled, .withInfant]),
      (83, [.none, .over80, .pregnant, .disabled, .withInfant]),
      (nil, QueuePriority.allCases),
    ])
  func circle(_ age: Int?, _ offered: [QueuePriority]) {
    let birth = age.map { Self.today.adding(days: -366 * $0) }
    var seen = [QueuePriority.none]
    for _ in 1..<offered.count {
      seen.append(seen[seen.count - 1].next(bornOn: birth, on: Self.today))
    }
    #expect(seen == offered)
    #expect(seen[seen.count - 1].next(bornOn: birth, on: Self.today) == .none)
  }
}
