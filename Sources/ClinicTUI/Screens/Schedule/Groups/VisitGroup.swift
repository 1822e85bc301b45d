import ClinicDomain

/// A group as the schedule shows it: all who come to one time, or the places that wait for them.
struct VisitGroup: Hashable, Sendable {
  let practitioner: PractitionerID
  let date: CivilDate
  let start: CivilTime
  let minutes: Int
  let kind: VisitKind
  let capacity: Int
  /// As they were booked; those who were called off aside.
  let members: [VisitRow]

  var end: CivilTime { start.adding(minutes: minutes) ?? .endOfDay }

  /// How many have a place.
  var taken: Int { members.count { $0.status.isLive } }

  var places: Int { max(0, capacity - taken) }

  func isRunning(at time: CivilTime) -> Bool { start <= time && time < end }

  /// Who moves with the group: all who have a place.
  var moving: [VisitRow] { members.filter(\.status.isLive) }

  /// Whether it can be moved as a whole: somebody comes, and nobody is there yet.
  var isMovable: Bool { !moving.isEmpty && moving.allSatisfy(\.status.isOpen) }
}

extension AgendaColumn {
  /// The groups of the day by time, those that nobody has booked yet among them.
  var groups: [VisitGroup] {
    guard open.contains(where: { $0.group != nil }) || visits.contains(where: { $0.group != nil })
    else { return [] }
    let met = Dictionary(grouping: visits.filter { $0.group != nil }, by: \.group?.id)
      .values.compactMap { group(of: $0) }
    let foreseen = open.flatMap { time in
      time.slotStarts.compactMap { unbooked(at: $0, in: time, beside: met) }
    }
    return (met + foreseen).sorted { $0.start < $1.start }
  }

  private func group(of members: [VisitRow]) -> VisitGroup? {
    guard let first = members.first else { return nil }
    let terms = open.first {
      $0.group != nil && $0.from <= first.start && first.start < $0.until
    }?.group
    return VisitGroup(
      practitioner: practitioner.id, date: date, start: first.start, minutes: first.minutes,
      kind: terms?.kind ?? first.kind,
      capacity: terms?.capacity ?? members.compactMap(\.group?.capacity).max() ?? 0,
      members: members)
  }

  private func unbooked(
    at start: CivilTime, in time: OpenTime, beside met: [VisitGroup]
  ) -> VisitGroup? {
    guard let terms = time.group, !met.contains(where: { $0.start == start }) else { return nil }
    let from = start.minuteOfDay
    let isTaken = visits.contains { visit in
      visit.keepsOthersOut && visit.start.minuteOfDay - visit.before < from + time.slotMinutes
        && from < visit.end.minuteOfDay + visit.after
    }
    guard !isTaken else { return nil }
    return VisitGroup(
      practitioner: practitioner.id, date: date, start: start, minutes: time.slotMinutes,
      kind: terms.kind, capacity: terms.capacity, members: [])
  }
}

extension SchedulingRefusal {
  /// Starts to choose from where a group takes nobody, or not then; nil for other refusals.
  var groupStarts: [CivilTime]? {
    switch self {
    case .groupFull(_, let near): near
    case .groupBegins(let starts): Array(starts.prefix(9))
    default: nil
    }
  }
}
