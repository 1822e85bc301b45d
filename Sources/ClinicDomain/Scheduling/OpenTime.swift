/// A stretch of a day in which a practitioner takes visits.
public struct OpenTime: Hashable, Sendable {
  public let from: CivilTime
  public let until: CivilTime
  public let slotMinutes: Int
  public let unit: UnitID?
  public let room: RoomID?

  public init(
    from: CivilTime, until: CivilTime, slotMinutes: Int, unit: UnitID? = nil, room: RoomID? = nil
  ) {
    self.from = from
    self.until = until
    self.slotMinutes = slotMinutes
    self.unit = unit
    self.room = room
  }

  /// Computes a day's open time from the weekly rules and the dated exceptions; never stored.
  ///
  /// Exceptions that open come in with the rules, then the closing ones cut pieces out. The result
  /// is ordered by start.
  public static func on(
    _ date: CivilDate, rules: [AgendaRule], exceptions: [AgendaException]
  ) -> [OpenTime] {
    var open = rules.filter { $0.applies(on: date) }.map {
      OpenTime(
        from: $0.from, until: $0.until, slotMinutes: $0.slotMinutes, unit: $0.unit, room: $0.room)
    }
    let dated = exceptions.filter { $0.date == date }
    for exception in dated {
      if case .opens(let slotMinutes) = exception.effect {
        let free = open.reduce(
          [OpenTime(from: exception.from, until: exception.until, slotMinutes: slotMinutes)]
        ) { pieces, taken in
          pieces.flatMap { $0.without(from: taken.from, until: taken.until) }
        }
        open += free
      }
    }
    for exception in dated {
      if case .closes = exception.effect {
        open = open.flatMap { $0.without(from: exception.from, until: exception.until) }
      }
    }
    return open.sorted { $0.from < $1.from }
  }

  private func without(from: CivilTime, until: CivilTime) -> [OpenTime] {
    guard from < self.until, self.from < until else { return [self] }
    var pieces: [OpenTime] = []
    if self.from < from { pieces.append(resized(self.from, from)) }
    if until < self.until { pieces.append(resized(until, self.until)) }
    return pieces
  }

  private func resized(_ from: CivilTime, _ until: CivilTime) -> OpenTime {
    OpenTime(from: from, until: until, slotMinutes: slotMinutes, unit: unit, room: room)
  }

  /// The starts of its slots; a last piece shorter than a slot is none.
  public var slotStarts: [CivilTime] {
    stride(from: from.minuteOfDay, through: until.minuteOfDay - slotMinutes, by: slotMinutes)
      .compactMap { CivilTime(minuteOfDay: $0) }
  }

  /// Whether one of its slots starts at a time.
  public func startsSlot(at time: CivilTime) -> Bool {
    (time.minuteOfDay - from.minuteOfDay).isMultiple(of: slotMinutes)
      && holds(from: time, minutes: slotMinutes)
  }

  /// Whether a visit fits in as a whole.
  public func holds(from start: CivilTime, minutes: Int) -> Bool {
    from <= start && start.minuteOfDay + minutes <= until.minuteOfDay
  }
}
