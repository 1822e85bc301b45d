import ClinicDomain
import Foundation
import GRDB
import SyncProtocol

/// Reads agendas, for commands and for questions alike.
struct AgendaReader: AgendaSource {
  let db: Database

  func agenda(of practitioner: PractitionerID) throws -> Agenda? {
    guard let policy = try policies("p.id = ?", [practitioner.blob]).first?.policy else {
      return nil
    }
    return Agenda(
      practitioner: practitioner, rules: try rules("p.id = ?", [practitioner.blob]).map(\.rule),
      policy: policy)
  }

  /// All that decides when a practitioner takes visits within a stretch of days.
  func book(
    of practitioner: PractitionerID, from first: CivilDate, through last: CivilDate
  ) throws -> AgendaBook {
    guard let found = try self.practitioner(practitioner) else {
      return AgendaBook(rules: [], exceptions: [])
    }
    return try agendaBook(of: found, from: first, through: last)
  }

  /// Policies with their practitioner's key.
  func policies(
    _ condition: String, _ arguments: StatementArguments
  ) throws -> [(owner: Int64, policy: AgendaPolicy)] {
    try Row.fetchAll(
      try db.cachedStatement(
        sql: """
          SELECT a.practitioner, a.buffer_before, a.buffer_after, a.notice, a.horizon, a.holidays,
            a.per_day, a.caps, a.overbookings
          FROM agenda a JOIN practitioner p ON p.key = a.practitioner WHERE \(condition)
          """), arguments: arguments
    ).map { row in
      let policy = AgendaPolicy(
        bufferBefore: row[1], bufferAfter: row[2], noticeMinutes: row[3], horizonDays: row[4],
        holidays: try HolidayWork(stored: row[5], "agenda", "holidays"), visitsPerDay: row[6],
        caps: StoredCaps.read(row[7]), overbookingsPerDay: row[8])
      return (row[0], policy)
    }
  }

  /// Rules with their practitioner's key, in their order.
  func rules(
    _ condition: String, _ arguments: StatementArguments
  ) throws -> [(owner: Int64, rule: AgendaRule)] {
    let rows = try Row.fetchCursor(
      try db.cachedStatement(
        sql: """
          SELECT r.id, r.weekday, r.from_minute, r.until_minute, r.slot, r.unit, r.room,
            r.valid_from, r.valid_until, p.key, r.every_weeks, r.breaks,
            r.group_kind, r.capacity
          FROM agenda_rule r JOIN practitioner p ON p.key = r.practitioner
          WHERE \(condition) ORDER BY r.practitioner, r.position
          """), arguments: arguments)
    return try Array(
      rows.map { row in
        guard let weekday = Weekday(rawValue: row[1]), let from = CivilTime(minuteOfDay: row[2]),
          let until = CivilTime(minuteOfDay: row[3])
        else { throw UnreadableRow(table: "agenda_rule", column: "weekday") }
        let rule = AgendaRule(
          id: try row.id(0), weekday: weekday, from: from, until: until, slotMinutes: row[4],
          unit: try row.optionalID(5), room: try row.optionalID(6),
          validFrom: CivilDate(dayNumber: row[7]),
          validUntil: (row[8] as Int?).map { CivilDate(dayNumber: $0) }, everyWeeks: row[10],
          breaks: StoredBreaks.read(row[11]), group: try Self.group(row[12], row[13]))
        return (row[9], rule)
      })
  }

  private static func group(_ kind: String?, _ capacity: Int?) throws -> GroupTerms? {
    guard let kind, let capacity else { return nil }
    return GroupTerms(
      kind: try VisitKind(stored: kind, "agenda_rule", "group_kind"), capacity: capacity)
  }

  func exception(_ id: AgendaExceptionID) throws -> AgendaException? {
    try exceptions("e.id = ?", [id.blob]).first
  }

  func exceptions(
    of practitioner: PractitionerID, from first: CivilDate, through last: CivilDate
  ) throws -> [AgendaException] {
    try exceptions(
      """
      e.practitioner = (SELECT key FROM practitioner WHERE id = ?) AND e.last_date >= ?
        AND e.date <= ?
      """, [practitioner.blob, first.dayNumber, last.dayNumber])
  }

  func exceptions(
    _ condition: String, _ arguments: StatementArguments
  ) throws -> [AgendaException] {
    try Row.fetchAll(
      try db.cachedStatement(
        sql: """
          SELECT e.id, p.id, e.date, e.from_minute, e.until_minute, e.effect, e.reason, e.slot,
            e.last_date, e.source, e.source_key, e.unit, e.room
          FROM agenda_exception e JOIN practitioner p ON p.key = e.practitioner
          WHERE \(condition) ORDER BY e.date, e.from_minute, e.key
          """), arguments: arguments
    ).map { row in
      guard let from = CivilTime(minuteOfDay: row[3]), let until = CivilTime(minuteOfDay: row[4])
      else { throw UnreadableRow(table: "agenda_exception", column: "from_minute") }
      let isOpening = row[5] == "opens"
      return AgendaException(
        id: try row.id(0), practitioner: try row.id(1), date: CivilDate(dayNumber: row[2]),
        lastDate: CivilDate(dayNumber: row[8]), from: from, until: until,
        effect: isOpening ? .opens(slotMinutes: row[7] ?? 30) : .closes(reason: row[6]),
        unit: try row.optionalID(11), room: try row.optionalID(12),
        source: (row[9] as String?).map { ExceptionSource(name: $0, key: row[10] ?? "") })
    }
  }

  func closedPlaces() throws -> ClosedPlaces {
    func closed<Entity>(_ table: EntityTable) throws -> Set<EntityID<Entity>> {
      let rows = try Row.fetchAll(
        try db.cachedStatement(sql: "SELECT id FROM \(table.rawValue) WHERE NOT active"))
      return Set(try rows.map { try $0.id(0) })
    }
    return ClosedPlaces(units: try closed(.unit), rooms: try closed(.room))
  }

  /// What the closed places are called.
  func retiredNames(_ closed: ClosedPlaces) throws -> RetiredNames {
    func names<Entity>(_ table: EntityTable) throws -> [EntityID<Entity>: String] {
      guard !closed.isEmpty else { return [:] }
      let rows = try Row.fetchAll(
        try db.cachedStatement(sql: "SELECT id, name FROM \(table.rawValue) WHERE NOT active"))
      return Dictionary(uniqueKeysWithValues: try rows.map { (try $0.id(0), $0[1]) })
    }
    return RetiredNames(units: try names(.unit), rooms: try names(.room))
  }

  /// The unit of each practitioner, by her key.
  func homeUnits() throws -> [Int64: UnitID] {
    let rows = try Row.fetchAll(
      try db.cachedStatement(
        sql: "SELECT p.key, u.id FROM practitioner p JOIN unit u ON u.key = p.unit"))
    return Dictionary(uniqueKeysWithValues: try rows.map { ($0[0], try $0.id(1)) })
  }

  /// The room of each practitioner at home, by her key.
  func homeRooms() throws -> [Int64: RoomID] {
    let rows = try Row.fetchAll(
      try db.cachedStatement(
        sql: "SELECT p.key, r.id FROM practitioner p JOIN room r ON r.key = p.room"))
    return Dictionary(uniqueKeysWithValues: try rows.map { ($0[0], try $0.id(1)) })
  }

  func plannedVisits(
    of practitioner: PractitionerID?, from first: CivilDate, through last: CivilDate
  ) throws -> [PlannedVisit] {
    let one =
      practitioner == nil ? "1" : "a.practitioner = (SELECT key FROM practitioner WHERE id = ?)"
    let who: StatementArguments = practitioner.map { [$0.blob] } ?? []
    return try Row.fetchAll(
      try db.cachedStatement(
        sql: """
          SELECT a.id, p.id, a.date, a.start, a.minutes, a.exclusivity, d.state, u.id, r.id,
            a.busy_from, a.busy_to, d.cause
          FROM appointment a JOIN practitioner p ON p.key = a.practitioner
            LEFT JOIN displaced_visit d ON d.appointment = a.key
            LEFT JOIN unit u ON u.key = a.unit LEFT JOIN room r ON r.key = a.room
          WHERE \(one) AND a.date BETWEEN ? AND ? AND a.status IN ('proposed', 'pending', 'booked')
            AND a.exclusivity <> 'historical' ORDER BY a.date, a.start, a.key
          """), arguments: who + [first.dayNumber, last.dayNumber]
    ).map { row in
      guard let start = CivilTime(minuteOfDay: row[3]),
        let busy = TimeSlot(startMinute: row[9], endMinute: row[10])
      else { throw UnreadableRow(table: "appointment", column: "start") }
      let (state, cause): (String?, String?) = (row[6], row[11])
      return PlannedVisit(
        id: try row.id(0), practitioner: try row.id(1), date: CivilDate(dayNumber: row[2]),
        start: start, minutes: row[4], busy: busy, unit: try row.optionalID(7),
        room: try row.optionalID(8),
        isOverbooked: row[5] == "overbooked",
        listedFor: state == "open"
          ? try cause.map { try DisplacedVisit.Cause(stored: $0, "displaced_visit", "cause") }
          : nil,
        isKept: state == "kept")
    }
  }

  func holiday(_ id: HolidayID) throws -> Holiday? {
    try holidays("id = ?", [id.blob]).first
  }

  func holidays(
    _ condition: String = "1", _ arguments: StatementArguments = []
  ) throws -> [Holiday] {
    try String.fetchAll(
      try db.cachedStatement(
        sql: "SELECT body FROM holiday WHERE \(condition) ORDER BY name, key"),
      arguments: arguments
    ).map { try JSONValue(text: $0).decode(Holiday.self) }
  }

  /// The units' towns are read only where a holiday is kept in one.
  func holidayCalendar() throws -> HolidayCalendar {
    let local = try holidays()
    let hasTowns = local.contains { if case .municipality = $0.scope { true } else { false } }
    guard hasTowns else { return HolidayCalendar(local: local) }
    var units: [String: Set<UnitID>] = [:]
    for body in try String.fetchAll(try db.cachedStatement(sql: "SELECT body FROM unit")) {
      let unit = try JSONValue(text: body).decode(ClinicDomain.Unit.self)
      guard let town = unit.address?.municipality, !town.isEmpty else { continue }
      units[TextFolding.fold(town), default: []].insert(unit.id)
    }
    return HolidayCalendar(local: local, units: units)
  }
}

/// The names of units and rooms that are no longer in use.
struct RetiredNames {
  let units: [UnitID: String]
  let rooms: [RoomID: String]

  /// What of the place of some hours is no longer in use.
  func name(of time: OpenTime, home: UnitID?) -> String {
    time.room.flatMap { rooms[$0] } ?? (time.unit ?? home).flatMap { units[$0] } ?? ""
  }
}

/// Breaks in a column: `720-780 960-975`.
enum StoredBreaks {
  static func text(_ breaks: [TimeSpan]) -> String {
    breaks.map { "\($0.from.minuteOfDay)-\($0.until.minuteOfDay)" }.joined(separator: " ")
  }

  static func read(_ text: String) -> [TimeSpan] {
    guard !text.isEmpty else { return [] }
    return text.split(separator: " ").compactMap { part in
      let times = part.split(separator: "-").compactMap { Int($0) }
        .compactMap { CivilTime(minuteOfDay: $0) }
      return times.count == 2 ? TimeSpan(from: times[0], until: times[1]) : nil
    }
  }
}

/// Caps in a column: `exam=4 tele=2`.
enum StoredCaps {
  static func text(_ caps: [VisitKindCap]) -> String {
    caps.map { "\($0.kind.rawValue)=\($0.perDay)" }.joined(separator: " ")
  }

  static func read(_ text: String) -> [VisitKindCap] {
    guard !text.isEmpty else { return [] }
    return text.split(separator: " ").compactMap { part in
      let parts = part.split(separator: "=")
      guard parts.count == 2, let kind = VisitKind(rawValue: String(parts[0])),
        let perDay = Int(parts[1])
      else { return nil }
      return VisitKindCap(kind: kind, perDay: perDay)
    }
  }
}
