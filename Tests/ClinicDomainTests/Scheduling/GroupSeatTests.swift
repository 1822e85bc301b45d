import ClinicDomain
import Testing

private func time(_ text: String) throws -> CivilTime { try CivilTime(parsing: text) }

@Suite("Places in groups")
struct GroupSeatTests {
  private static let terms = GroupTerms(kind: .procedure, capacity: 8)
  private static let standing = GroupSeat(kind: .exam, minutes: 50, capacity: 5, members: 3)
  private static let moved = GroupSeat(kind: .exam, minutes: 90, capacity: 6)

  /// A group in the morning, single patients in the afternoon.
  private func open() throws -> [OpenTime] {
    [
      OpenTime(
        from: try time("08:00"), until: try time("12:00"), slotMinutes: 60, group: Self.terms),
      OpenTime(from: try time("13:00"), until: try time("18:00"), slotMinutes: 30),
    ]
  }

  @Test(
    "a slot of a group is a place of its kind, length and capacity",
    arguments: [
      ("09:00", nil, nil, GroupSeat(kind: .procedure, minutes: 60, capacity: 8)),
      (
        "09:00", standing, nil, GroupSeat(kind: .procedure, minutes: 50, capacity: 8, members: 3)
      ),
      (
        "09:30", standing, nil, GroupSeat(kind: .procedure, minutes: 50, capacity: 8, members: 3)
      ),
      ("09:30", nil, moved, GroupSeat(kind: .procedure, minutes: 90, capacity: 8)),
      ("14:00", nil, nil, nil), ("14:10", standing, nil, standing), ("14:10", nil, moved, moved),
      ("20:00", nil, nil, nil),
    ] as [(String, GroupSeat?, GroupSeat?, GroupSeat?)])
  func seat(_ start: String, standing: GroupSeat?, kept: GroupSeat?, found: GroupSeat?) throws {
    let seat = try GroupSeat.find(
      at: try time(start), in: try open(), standing: standing, kept: kept)
    #expect(seat == found)
  }

  @Test("within a group's hours nothing begins but the group")
  func between() throws {
    let starts = try ["08:00", "09:00", "10:00", "11:00"].map(time)
    #expect(throws: Refusal.scheduling(.groupBegins(at: starts))) {
      try GroupSeat.find(at: try time("09:30"), in: try open(), standing: nil)
    }
  }

  @Test("places are free where the group is not full and nobody else is there")
  func free() throws {
    let groups = [
      GroupTime(busy: 480..<540, start: 480, members: 8),
      GroupTime(busy: 540..<600, start: 540, members: 3),
      GroupTime(busy: 630..<690, start: 630, members: 2),
    ]
    let seats = try open()[0].freeSeats(taken: [700..<710], groups: groups)
    #expect(seats.map(\.start.text) == ["09:00"])
    #expect(seats.map(\.seat.places) == [5])
    #expect(
      try open()[0].freeSeats(taken: [], groups: []).map(\.seat.places) == [8, 8, 8, 8])
    #expect(try open()[1].freeSeats(taken: [], groups: []).isEmpty)
  }

  @Test(
    "a group has two places at least", arguments: [(1, false), (2, true), (99, true), (100, false)])
  func capacity(_ capacity: Int, isGood: Bool) throws {
    var random = SystemRandomNumberGenerator()
    let now = Instant(milliseconds: 0)
    let rule = AgendaRule(
      id: .make(at: now, random: &random), weekday: .monday, from: try time("08:00"),
      until: try time("12:00"), slotMinutes: 60, validFrom: CivilDate(dayNumber: 0),
      group: GroupTerms(kind: .routine, capacity: capacity))
    let problems = Agenda(practitioner: .make(at: now, random: &random), rules: [rule]).problems()
    #expect(problems == (isGood ? [] : [FieldProblem(.capacity, .outOfRange)]))
  }

  @Test("a group's name tells when it begins, and is the same for all who begin it")
  func name() throws {
    var random = SystemRandomNumberGenerator()
    let doctor: PractitionerID = .make(at: Instant(milliseconds: 0), random: &random)
    let id = GroupPlace.id(of: doctor, startMinute: 29_931_000)
    #expect(id == GroupPlace.id(of: doctor, startMinute: 29_931_000))
    #expect(GroupPlace.startMinute(ofID: id) == 29_931_000)
    #expect(GroupPlace.startMinute(ofID: "g") == nil)
  }
}
