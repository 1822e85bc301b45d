/// A stretch of a day in which a practitioner takes visits.
public struct OpenTime: Hashable, Sendable {
  public let from: CivilTime
  public let until: CivilTime
  public let slotMinutes: Int
  public let unit: UnitID?
  public let room: RoomID?
  /// Minutes kept free before and after each visit.
  public let before: Int
  public let after: Int
  /// The groups that share its slots; nil where each slot is one patient's.
  public let group: GroupTerms?

  public init(
    from: CivilTime, until: CivilTime, slotMinutes: Int, unit: UnitID? = nil, room: RoomID? = nil,
    before: Int = 0, after: Int = 0, group: GroupTerms? = nil
  ) {
    self.from = from
    self.until = until
    self.slotMinutes = slotMinutes
    self.unit = unit
    self.room = room
    self.before = before
    self.after = after
    self.group = group
  }

  /// A rule's hours less its breaks.
  static func pieces(of rule: AgendaRule, before: Int, after: Int) -> [OpenTime] {
    let whole = OpenTime(
      from: rule.from, until: rule.until, slotMinutes: rule.slotMinutes, unit: rule.unit,
      room: rule.room, before: before, after: after, group: rule.group)
    return rule.breaks.reduce([whole]) { pieces, pause in
      pieces.flatMap { $0.without(from: pause.from, until: pause.until) }
    }
  }

  func without(from: CivilTime, until: CivilTime) -> [OpenTime] {
    guard from < self.until, self.from < until else { return [self] }
    var pieces: [OpenTime] = []
    if self.from < from { pieces.append(resized(self.from, from)) }
    if until < self.until { pieces.append(resized(until, self.until)) }
    return pieces
  }

  private func resized(_ from: CivilTime, _ until: CivilTime) -> OpenTime {
    OpenTime(
      from: from, until: until, slotMinutes: slotMinutes, unit: unit, room: room, before: before,
      after: after, group: group)
  }

  /// Minutes from one slot to the next: a visit with what is kept free around it.
  public var stepMinutes: Int { slotMinutes + before + after }

  /// The starts of its slots; a last piece shorter than a slot is none.
  public var slotStarts: [CivilTime] {
    stride(from: from.minuteOfDay, through: until.minuteOfDay - slotMinutes, by: stepMinutes)
      .compactMap { CivilTime(minuteOfDay: $0) }
  }

  /// Whether one of its slots starts at a time.
  public func startsSlot(at time: CivilTime) -> Bool {
    (time.minuteOfDay - from.minuteOfDay).isMultiple(of: stepMinutes)
      && holds(from: time, minutes: slotMinutes)
  }

  /// Whether a visit fits in as a whole.
  public func holds(from start: CivilTime, minutes: Int) -> Bool {
    from <= start && start.minuteOfDay + minutes <= until.minuteOfDay
  }
}
