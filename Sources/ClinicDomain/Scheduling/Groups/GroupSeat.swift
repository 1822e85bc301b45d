/// A place in a group at one time: what a visit there is, whatever was asked for.
public struct GroupSeat: Hashable, Sendable {
  public let kind: VisitKind
  public let minutes: Int
  public let capacity: Int
  /// How many have a place already.
  public let members: Int

  public init(kind: VisitKind, minutes: Int, capacity: Int, members: Int = 0) {
    self.kind = kind
    self.minutes = minutes
    self.capacity = capacity
    self.members = members
  }

  /// How many more may come.
  public var places: Int { max(0, capacity - members) }

  /// The group that a visit at a time joins or begins; nil where it has the time to itself.
  ///
  /// `standing` is the group that meets then, where one does; `kept` one that is moved there as a
  /// whole, which need not begin with a slot nor be foreseen by the agenda. Throws `groupBegins` for
  /// a time within a group's hours at which none begins.
  public static func find(
    at start: CivilTime, in open: [OpenTime], standing: GroupSeat?, kept: GroupSeat? = nil
  ) throws(Refusal) -> GroupSeat? {
    let time = open.first { $0.group != nil && $0.from <= start && start < $0.until }
    guard let time, let terms = time.group else { return standing ?? kept }
    let own = time.startsSlot(at: start) ? time.slotMinutes : kept?.minutes
    guard let minutes = standing?.minutes ?? own else {
      throw Refusal.scheduling(.groupBegins(at: time.slotStarts))
    }
    return GroupSeat(
      kind: terms.kind, minutes: minutes, capacity: terms.capacity, members: standing?.members ?? 0)
  }
}

/// A group's time on a day, and how many take it.
public struct GroupTime: Hashable, Sendable {
  /// Minutes of the day that nobody else gets.
  public let busy: Range<Int>
  /// The minute of the day at which it begins.
  public let start: Int
  public let members: Int

  public init(busy: Range<Int>, start: Int, members: Int) {
    self.busy = busy
    self.start = start
    self.members = members
  }
}

extension OpenTime {
  /// The starts of groups in which one more has a place, in their order.
  ///
  /// `taken` are minutes of the day that are busy, groups aside; `groups` those that meet on it.
  public func freeSeats(
    taken: [Range<Int>], groups: [GroupTime]
  ) -> [(start: CivilTime, seat: GroupSeat)] {
    guard let group else { return [] }
    return slotStarts.compactMap { start in
      let minute = start.minuteOfDay
      let busy = (minute - before)..<(minute + slotMinutes + after)
      guard !taken.contains(where: { $0.overlaps(busy) }),
        !groups.contains(where: { $0.start != minute && $0.busy.overlaps(busy) })
      else { return nil }
      let members = groups.first { $0.start == minute }?.members ?? 0
      let seat = GroupSeat(
        kind: group.kind, minutes: slotMinutes, capacity: group.capacity, members: members)
      return seat.places > 0 ? (start, seat) : nil
    }
  }
}
