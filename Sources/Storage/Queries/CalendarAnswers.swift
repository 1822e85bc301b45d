import ClinicDomain
import Foundation
import GRDB

extension ReadCalendar: AnsweredQuery {
  func answer(from runner: QueryRunner) throws -> [CalendarVisit] {
    guard let key = try runner.key(.practitioner, practitioner) else { return [] }
    var reader = try CalendarReader(runner: runner)
    var found = try reader.members(
      "a.practitioner = ? AND a.date BETWEEN ? AND ?", [key, from.dayNumber, until.dayNumber])
    for root in roots.sorted() { found += try reader.members("a.id = ?", [root.blob]) }
    var seen: Set<AppointmentID> = []
    var visits: [CalendarVisit] = []
    for member in found {
      let tree = try reader.tree(of: member)
      guard let root = tree.first?.id, seen.insert(root).inserted else { continue }
      visits += tree.visits(of: practitioner, changedAt: try reader.lastChange(of: tree)).filter {
        (from...max(from, until)).contains($0.date) || roots.contains(root)
      }
    }
    return visits.sorted { ($0.slot.startMinute, $0.id) < ($1.slot.startMinute, $1.id) }
  }
}

extension ReadCalendarVisit: AnsweredQuery {
  func answer(from runner: QueryRunner) throws -> CalendarVisit? {
    var reader = try CalendarReader(runner: runner)
    guard let member = try reader.members("a.id = ?", [appointment.blob]).first else { return nil }
    let tree = try reader.tree(of: member)
    let changedAt = try reader.lastChange(of: tree)
    let isCalledOff = tree.contains { $0.id == appointment && !$0.isOn }
    let place = isCalledOff ? tree.last { $0.isOn } ?? member : member
    return tree.visits(of: place.practitioner, changedAt: changedAt).first { $0.id == place.id }
      ?? tree.visits(of: place.practitioner, changedAt: changedAt).first { $0.isMain }
  }
}

/// Reads visits with those they were moved from and to: one tree is one thing to a calendar.
private struct CalendarReader {
  /// One visit of a tree.
  struct Member {
    let id: AppointmentID
    let movedFrom: AppointmentID?
    let hasSuccessor: Bool
    let practitioner: PractitionerID
    let revisions: Int
    let clock: Int64
    let visit: CalendarVisit

    var isOn: Bool { visit.isOn }
  }

  let runner: QueryRunner
  private let kinds: VisitKinds
  private var trees: [AppointmentID: [Member]] = [:]

  /// More moves than anybody makes of one visit.
  private static let limit = 10_000

  init(runner: QueryRunner) throws {
    self.runner = runner
    kinds = try VisitKindReader(db: runner.db).kinds()
  }

  func members(_ condition: String, _ arguments: StatementArguments) throws -> [Member] {
    try runner.values(
      """
      SELECT a.id, a.rescheduled_from,
        EXISTS (SELECT 1 FROM appointment n WHERE n.rescheduled_from = a.id), p.id, p.name,
        p.social, d.id, d.name, a.date, a.start, a.minutes, a.zone, a.start_minute, a.end_minute,
        a.status, a.reservation, a.kind, coalesce(u.name, ''), coalesce(r.name, ''),
        coalesce(v.count, 0), a.booked_at, a.hlc, (SELECT id FROM site)
      FROM appointment a JOIN patient p ON p.key = a.patient
        JOIN practitioner d ON d.key = a.practitioner
        LEFT JOIN unit u ON u.key = a.unit LEFT JOIN room r ON r.key = a.room
        LEFT JOIN appointment_revision v ON v.appointment = a.key
      WHERE \(condition) ORDER BY a.start_minute, a.key
      """, arguments, { try Member(row: $0, kinds) })
  }

  /// All visits that one was moved from and to, the first one in front, then in the order in which
  /// they were booked.
  mutating func tree(of member: Member) throws -> [Member] {
    if member.movedFrom == nil, !member.hasSuccessor { return [member] }
    var root = member
    var steps = 0
    while let earlier = root.movedFrom, steps < Self.limit,
      let found = try members("a.id = ?", [earlier.blob]).first
    {
      root = found
      steps += 1
    }
    if let known = trees[root.id] { return known }
    var tree = [root]
    var next = 0
    while next < tree.count, tree.count < Self.limit {
      if tree[next].hasSuccessor {
        tree += try members("a.rescheduled_from = ?", [tree[next].id.blob])
      }
      next += 1
    }
    let moved = tree.dropFirst().sorted {
      ($0.visit.bookedAt, $0.id) < ($1.visit.bookedAt, $1.id)
    }
    trees[root.id] = [root] + moved
    return [root] + moved
  }

  /// When anything of the tree last changed.
  func lastChange(of tree: [Member]) throws -> Instant {
    var newest: Int64 = 0
    for member in tree {
      let changed = try Int64.fetchOne(
        try runner.db.cachedStatement(
          sql: "SELECT max(hlc) FROM field_clock WHERE entity = ? AND entity_id = ?"),
        arguments: [EntityKind.appointment.rawValue, member.id.text])
      newest = max(newest, member.clock, changed ?? 0)
    }
    return (HybridTimestamp(rawValue: newest) ?? .zero).instant
  }
}

extension CalendarReader.Member {
  init(row: Row, _ kinds: VisitKinds) throws {
    guard let start = CivilTime(minuteOfDay: row[9]),
      let slot = TimeSlot(startMinute: row[12], endMinute: row[13])
    else { throw UnreadableRow(table: "appointment", column: "start") }
    let social: String = row[5]
    id = try row.id(0)
    movedFrom = try row.optionalID(1)
    hasSuccessor = row[2]
    practitioner = try row.id(6)
    revisions = row[19]
    clock = row[21]
    let kind = try VisitKind(stored: row[16], "appointment", "kind")
    visit = CalendarVisit(
      id: id, site: try row.id(22), root: id, isMain: true, patient: try row.id(3),
      patientName: social.isEmpty ? row[4] : social, practitioner: practitioner,
      practitionerName: row[7], date: CivilDate(dayNumber: row[8]), start: start,
      minutes: row[10], zone: row[11], slot: slot,
      status: try AppointmentStatus(stored: row[14], "appointment", "status"),
      reservation: try Reservation(stored: row[15], "appointment", "reservation"),
      kind: kind, unitName: row[17],
      roomName: row[18], sequence: 0, bookedAt: Instant(milliseconds: row[20]),
      changedAt: Instant(milliseconds: row[20]),
      meeting: kinds.meeting(of: id, kind: kind, practitioner: practitioner))
  }
}

extension [CalendarReader.Member] {
  /// What a practitioner's calendar shows of the tree: where the visit is now, or that it was called
  /// off, and any other that is on beside it.
  fileprivate func visits(of practitioner: PractitionerID, changedAt: Instant) -> [CalendarVisit] {
    guard let root = first?.id else { return [] }
    let own = filter { $0.practitioner == practitioner }
    guard let main = own.last(where: \.isOn) ?? own.last else { return [] }
    let sequence = map(\.revisions).reduce(0, +) + count - 1
    return own.filter { $0.id == main.id || $0.isOn }.map { member in
      member.visit.placed(
        under: root, isMain: member.id == main.id, sequence: sequence, changedAt: changedAt)
    }
  }
}

extension CalendarVisit {
  fileprivate func placed(
    under root: AppointmentID, isMain: Bool, sequence: Int, changedAt: Instant
  ) -> CalendarVisit {
    CalendarVisit(
      id: id, site: site, root: root, isMain: isMain, patient: patient, patientName: patientName,
      practitioner: practitioner, practitionerName: practitionerName, date: date, start: start,
      minutes: minutes, zone: zone, slot: slot, status: status, reservation: reservation,
      kind: kind, unitName: unitName, roomName: roomName, sequence: sequence,
      bookedAt: bookedAt, changedAt: changedAt, meeting: meeting)
  }
}
