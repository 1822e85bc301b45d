import ClinicDomain
import Foundation
import GRDB

/// What the rules of a booking ask, for commands and for questions alike.
extension AgendaReader: BookingSource {
  func patient(_ id: PatientID) throws -> Patient? {
    try Row.fetchOne(
      try db.cachedStatement(
        sql: "SELECT id, chart, body, registered_at FROM patient WHERE id = ?"),
      arguments: [id.blob]
    ).map(Patient.init(row:))
  }

  func practitioner(_ id: PractitionerID) throws -> Practitioner? {
    try Row.fetchOne(
      try db.cachedStatement(sql: "SELECT id, body, active FROM practitioner WHERE id = ?"),
      arguments: [id.blob]
    ).map(Practitioner.init(row:))
  }

  func storedVisitKinds() throws -> [VisitKindSetup] { try VisitKindReader(db: db).stored() }

  func returnWindow(
    of setup: VisitKindSetup, patient: PatientID, practitioner: PractitionerID,
    on date: CivilDate, asideFrom visit: AppointmentID?
  ) throws -> ReturnWindow? {
    guard let days = setup.returnDays else { return nil }
    let parties: StatementArguments = [patient.blob, practitioner.blob]
    let paid = try Int.fetchOne(
      try db.cachedStatement(
        sql: """
          SELECT max(a.date) FROM appointment a JOIN invoice i ON i.appointment = a.key
          WHERE a.patient = (SELECT key FROM patient WHERE id = ?)
            AND a.practitioner = (SELECT key FROM practitioner WHERE id = ?)
            AND a.date <= ? AND a.id IS NOT ? AND i.status = 'paid' AND i.total > 0
            AND a.status IN ('pending', 'booked', 'arrived', 'checked-in', 'fulfilled')
          """), arguments: parties + [date.dayNumber, visit?.blob])
    guard let paidOn = paid.map(CivilDate.init(dayNumber:)) else {
      return ReturnWindow(paidOn: nil, days: days, count: setup.returnCount, used: 0)
    }
    let used = try Int.fetchOne(
      try db.cachedStatement(
        sql: """
          SELECT count(*) FROM appointment a
          WHERE a.patient = (SELECT key FROM patient WHERE id = ?)
            AND a.practitioner = (SELECT key FROM practitioner WHERE id = ?)
            AND a.date BETWEEN ? AND ? AND a.kind = ? AND a.id IS NOT ?
            AND a.status IN ('pending', 'booked', 'arrived', 'checked-in', 'fulfilled')
            AND NOT EXISTS (SELECT 1 FROM invoice i WHERE i.appointment = a.key AND i.total > 0
              AND i.status NOT IN ('cancelled', 'entered-in-error'))
          """),
      arguments: parties + [
        paidOn.dayNumber, paidOn.adding(days: days).dayNumber, setup.kind.rawValue, visit?.blob,
      ])
    return ReturnWindow(
      paidOn: paidOn, days: days, count: setup.returnCount, used: used ?? 0)
  }

  func blockingVisits(
    overlapping slot: TimeSlot, practitioner: PractitionerID, patient: PatientID?, room: RoomID?
  ) throws -> [BlockingVisit] {
    let time: StatementArguments = [slot.startMinute - 1440, slot.endMinute, slot.startMinute]
    func visits(_ party: String, _ id: Data) throws -> [BlockingVisit] {
      try blockingVisits(
        """
        a.\(party) = (SELECT key FROM \(party) WHERE id = ?) AND a.takes AND a.busy_from > ?
          AND a.busy_from < ? AND a.busy_to > ?
        """, [id] + time)
    }
    var found = try visits("practitioner", practitioner.blob)
    if let patient { found += try visits("patient", patient.blob) }
    if let room { found += try visits("room", room.blob) }
    var seen: Set<AppointmentID> = []
    return found.filter { seen.insert($0.id).inserted }
  }

  func blockingVisits(
    of practitioner: PractitionerID, on date: CivilDate
  ) throws -> [BlockingVisit] {
    try blockingVisits(
      "a.practitioner = (SELECT key FROM practitioner WHERE id = ?) AND a.date = ? AND a.takes",
      [practitioner.blob, date.dayNumber])
  }

  func visits(of patient: PatientID, overlapping slot: TimeSlot) throws -> [AppointmentID] {
    try Row.fetchAll(
      try db.cachedStatement(
        sql: """
          SELECT id FROM appointment
          WHERE patient = (SELECT key FROM patient WHERE id = ?) AND start_minute > ?
            AND start_minute < ? AND end_minute > ? AND exclusivity <> 'historical'
            AND status IN ('pending', 'booked', 'arrived', 'checked-in')
            AND reservation <> 'refused'
          ORDER BY start_minute, key
          """),
      arguments: [patient.blob, slot.startMinute - 1440, slot.endMinute, slot.startMinute]
    ).map { try $0.id(0) }
  }

  func blockingVisits(ofGroup id: String) throws -> [BlockingVisit] {
    try blockingVisits("a.group_id = ? AND a.takes", [id])
  }

  private func blockingVisits(
    _ condition: String, _ arguments: StatementArguments
  ) throws -> [BlockingVisit] {
    try Row.fetchAll(
      try db.cachedStatement(
        sql: """
          SELECT a.id, p.id, d.id, a.start, a.minutes, a.busy_from, a.busy_to,
            a.kind, a.group_id, a.group_capacity
          FROM appointment a JOIN patient p ON p.key = a.patient
            JOIN practitioner d ON d.key = a.practitioner
          WHERE \(condition) ORDER BY a.start_minute, a.key
          """), arguments: arguments
    ).map { row in
      guard let start = CivilTime(minuteOfDay: row[3]),
        let busy = TimeSlot(startMinute: row[5], endMinute: row[6])
      else { throw UnreadableRow(table: "appointment", column: "start") }
      return BlockingVisit(
        id: try row.id(0), patient: try row.id(1), practitioner: try row.id(2), start: start,
        minutes: row[4], busy: busy, kind: try VisitKind(stored: row[7], "appointment", "kind"),
        group: (row[8] as String?).map { GroupPlace(id: $0, capacity: row[9] ?? 0) })
    }
  }

  func overbookings(
    of practitioner: PractitionerID, on date: CivilDate, asideFrom moved: AppointmentID?
  ) throws -> Int {
    // Who walks in arrives with the command that books her: nobody squeezed her in.
    try Int.fetchOne(
      try db.cachedStatement(
        sql: """
          SELECT count(*) FROM appointment
          WHERE practitioner = (SELECT key FROM practitioner WHERE id = ?) AND date = ?
            AND id IS NOT ? AND exclusivity = 'overbooked' AND arrived_at IS NOT booked_at
            AND status NOT IN ('cancelled', 'noshow', 'entered-in-error')
          """), arguments: [practitioner.blob, date.dayNumber, moved?.blob]) ?? 0
  }

  func visitCounts(
    of practitioner: PractitionerID, on date: CivilDate, asideFrom others: Set<AppointmentID>
  ) throws -> VisitCounts {
    guard
      let key = try Int64.fetchOne(
        try db.cachedStatement(sql: "SELECT key FROM practitioner WHERE id = ?"),
        arguments: [practitioner.blob])
    else { return VisitCounts() }
    return try visitCounts(of: key, from: date, through: date, asideFrom: others)[
      date.dayNumber, default: VisitCounts()]
  }

  /// The counts of each day of a stretch that has visits, by day number.
  func visitCounts(
    of practitioner: Int64, from first: CivilDate, through last: CivilDate,
    asideFrom others: Set<AppointmentID>
  ) throws -> [Int: VisitCounts] {
    let cursor = try Row.fetchCursor(
      try db.cachedStatement(
        sql: """
          SELECT date, kind, id, group_id, exclusivity FROM appointment
          WHERE practitioner = ? AND date BETWEEN ? AND ? AND (exclusivity IN ('exclusive', 'group')
              OR exclusivity = 'overbooked' AND arrived_at IS NOT booked_at)
            AND status IN ('pending', 'booked', 'arrived', 'checked-in', 'fulfilled')
          """), arguments: [practitioner, first.dayNumber, last.dayNumber])
    var counts: [Int: VisitCounts] = [:]
    while let row = try cursor.next() {
      if !others.isEmpty, others.contains(try row.id(2)) { continue }
      counts[row[0], default: VisitCounts()].add(
        try VisitKind(stored: row[1], "appointment", "kind"), inGroup: row[3],
        isOverbooked: row[4] == "overbooked")
    }
    return counts
  }
}
