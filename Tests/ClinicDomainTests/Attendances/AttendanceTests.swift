import ClinicDomain
import Testing

@Suite("Attendances without a visit")
struct AttendanceTests {
  typealias Risk = Attendance.Risk

  private static func id<Entity>(_ number: Int) throws -> EntityID<Entity> {
    let digits = String(number)
    let text = "01890a5d-ac96-774b-bcce-b302099a80" + (digits.count < 2 ? "0" : "") + digits
    return try EntityID(parsing: text)
  }

  private func row(
    _ number: Int, _ risk: Risk? = nil, _ priority: QueuePriority = .none, at minute: Int = 0,
    seenAt: Int? = nil, outcome: Attendance.Outcome? = nil, endedAt: Int? = nil
  ) throws -> AttendanceRow {
    AttendanceRow(
      id: try Self.id(number), patient: try Self.id(number), patientName: "\(number)",
      birthDate: nil, unit: try Self.id(90), unitName: "", attendanceClass: .emergency,
      date: CivilDate(dayNumber: 20_782), ticket: number, priority: priority, risk: risk,
      registeredAt: Instant(minutes: minute),
      seen: try seenAt.map {
        AttendanceRow.Seen(
          practitioner: try Self.id(91), practitionerName: "", at: Instant(minutes: $0))
      },
      outcome: outcome, endedAt: endedAt.map { Instant(minutes: $0) })
  }

  @Test(
    "the risk counts before the law's priorities, those before who came first",
    arguments: [
      ((Risk.red, QueuePriority.none, 9), (Risk.orange, QueuePriority.over80, 1)),
      ((.yellow, .over80, 9), (.yellow, .over60, 1)),
      ((.yellow, .pregnant, 9), (.yellow, .none, 1)),
      ((.green, .none, 1), (.green, .none, 2)), ((.blue, .none, 9), (nil, .over80, 1)),
      ((nil, .over60, 9), (nil, .none, 1)),
    ] as [((Risk?, QueuePriority, Int), (Risk?, QueuePriority, Int))])
  func rank(_ first: (Risk?, QueuePriority, Int), _ second: (Risk?, QueuePriority, Int)) throws {
    let rows = [
      try row(1, first.0, first.1, at: first.2), try row(2, second.0, second.1, at: second.2),
    ]
    #expect(rows[0].rank < rows[1].rank && !(rows[1].rank < rows[0].rank))
  }

  @Test("who came in the same minute is called by ticket")
  func ticket() throws {
    #expect(try row(1).rank < row(2).rank)
  }

  @Test("the list goes from triage over the queue and the rooms to who is gone, the last first")
  func list() throws {
    let list = AttendanceList(rows: [
      try row(1, .red, seenAt: 20, outcome: .home, endedAt: 50),
      try row(2, .green, seenAt: 10, outcome: .admitted, endedAt: 60), try row(3, .blue, at: 1),
      try row(4, .red, at: 5), try row(5, .yellow, seenAt: 40), try row(6, .green, seenAt: 30),
      try row(7, at: 9), try row(8, nil, .over80, at: 10),
      try row(9, outcome: .left, endedAt: 55),
    ])
    #expect(list.rows.map(\.ticket) == [8, 7, 4, 3, 6, 5, 2, 9, 1])
  }

  @Test(
    "the state follows from what is known",
    arguments: [
      (nil, false, false, Attendance.State.arrived), (nil, false, true, .triaged),
      (nil, true, false, .inProgress), (nil, true, true, .inProgress),
      (.home, true, true, .finished), (.left, false, true, .cancelled),
      (.mistaken, false, false, .enteredInError),
    ] as [(Attendance.Outcome?, Bool, Bool, Attendance.State)])
  func state(
    _ outcome: Attendance.Outcome?, _ isSeen: Bool, _ isTriaged: Bool,
    _ expected: Attendance.State
  ) {
    let state = Attendance.State(outcome: outcome, isSeen: isSeen, isTriaged: isTriaged)
    #expect(state == expected)
    #expect(state.isOpen == (outcome == nil) && state.isWaiting == (outcome == nil && !isSeen))
  }

  @Test(
    "one waits too long by her risk, and only while she waits",
    arguments: [
      (Risk.orange, 10, false), (.orange, 11, true), (.yellow, 60, false), (.yellow, 61, true),
      (.blue, 240, false), (.red, 1, true), (nil, 500, false),
    ] as [(Risk?, Int, Bool)])
  func late(_ risk: Risk?, _ minutes: Int, _ isLate: Bool) throws {
    let now = Instant(minutes: minutes)
    #expect(try row(1, risk).isLate(now) == isLate)
    let seen = try row(1, risk, seenAt: 3)
    #expect(!seen.isLate(now) && seen.minutesWaited(now) == 3)
  }
}
