import ClinicDomain
import Foundation
import GRDB

extension FindFreeTimes: AnsweredQuery {
  /// Days are walked in steps that grow while nothing is found, until there are enough free times
  /// or so many visits were passed that the screen should hear of it.
  func answer(from runner: QueryRunner) throws -> Answer {
    let now = runner.zone.civil(at: runner.now)
    var walk = try FreeTimeWalk(filter, runner, from: max(place.date, now.date))
    let last = now.date.adding(days: walk.horizonDays)
    var found: [FreeTime] = []
    var date = max(place.date, now.date)
    var skipping = date == place.date ? place.skipping : 0
    var step = 1
    guard walk.mayBeBooked else { return Answer(times: [], next: nil) }
    while date <= last {
      let end = min(date.adding(days: step - 1), last)
      try walk.load(from: date, through: end)
      while date <= end {
        let day = try walk.times(on: date, now: now).dropFirst(skipping)
        let room = limit - found.count
        found += day.prefix(room)
        if day.count > room {
          return Answer(
            times: found, next: Place(date: date, skipping: skipping + room))
        }
        skipping = 0
        date = date.adding(days: 1)
      }
      let isEnough = found.count >= limit || walk.passed > 12_000
      if isEnough { return Answer(times: found, next: date <= last ? Place(date: date) : nil) }
      step = min(step * 2, 16)
    }
    return Answer(times: found, next: nil)
  }
}

/// Walks the agendas of some practitioners day by day: rules are read once, visits by the step.
struct FreeTimeWalk {
  private struct Doctor {
    let key: Int64
    let row: PractitionerRow
    var book: AgendaBook
    /// Where she sees her patients at home.
    var room: RoomID?
    var taken: [Int: [Range<Int>]] = [:]
    var groups: [Int: [GroupTime]] = [:]
    /// Read where the agenda has caps.
    var counts: [Int: VisitCounts] = [:]
  }

  /// A room on a day.
  private struct RoomDay: Hashable {
    let room: RoomID
    let day: Int
  }

  /// When a room is taken on a day.
  private struct RoomTime {
    let alone: [Range<Int>]
    let groups: [GroupTime]
  }

  private let filter: FreeTimeFilter
  private let runner: QueryRunner
  private var doctors: [Doctor]
  private var patientTaken: [Int: [Range<Int>]] = [:]
  /// Read where a doctor has a free time.
  private var roomTaken: [RoomDay: RoomTime] = [:]
  /// Of visits that will be gone, the condition that leaves them out.
  private let aside: String
  private let isOffered: Bool
  /// Whether groups alone come for the kind that is looked for.
  private var isForGroups = false
  /// Visits that were read so far.
  private(set) var passed = 0

  init(_ filter: FreeTimeFilter, _ runner: QueryRunner, from date: CivilDate) throws {
    self.filter = filter
    self.runner = runner
    let reader = AgendaReader(db: runner.db)
    let moving = try filter.moving.compactMap { try runner.key(.appointment, $0) }
    aside =
      moving.isEmpty
      ? "" : "AND key NOT IN (\(moving.sorted().map(String.init).joined(separator: ", ")))"
    isOffered = try BookingRules(now: runner.now, zone: runner.zone, source: reader)
      .mayBook(filter.kind, for: filter.patient, isMoved: !moving.isEmpty)
    var conditions = ["d.active"]
    var arguments = StatementArguments()
    if !filter.practitioners.isEmpty {
      let marks = filter.practitioners.map { _ in "?" }.joined(separator: ", ")
      conditions.append("d.id IN (\(marks))")
      arguments += StatementArguments(filter.practitioners.map(\.blob))
    }
    for word in TextFolding.tokens(filter.specialty) {
      conditions.append("' ' || d.specialties_key LIKE '% ' || ? || '%'")
      arguments += [word]
    }
    doctors = try runner.practitioners(conditions.joined(separator: " AND "), arguments)
      .map { Doctor(key: $0.key, row: $0.row, book: AgendaBook(rules: [], exceptions: [])) }
    let places = Dictionary(
      doctors.enumerated().map { ($0.element.key, $0.offset) }, uniquingKeysWith: { $1 })
    let rules = try reader.rules(
      "coalesce(r.valid_until, ?) >= ?", [date.dayNumber, date.dayNumber])
    for (owner, rule) in rules {
      if let place = places[owner] { doctors[place].book.rules.append(rule) }
    }
    for (owner, policy) in try reader.policies("1", []) {
      if let place = places[owner] { doctors[place].book.policy = policy }
    }
    let (holidays, homes) = (try reader.holidayCalendar(), try reader.homeUnits())
    let (rooms, closed) = (try reader.homeRooms(), try reader.closedPlaces())
    for index in doctors.indices {
      doctors[index].book.holidays = holidays
      doctors[index].book.closed = closed
      doctors[index].book.home = homes[doctors[index].key]
      doctors[index].room = rooms[doctors[index].key]
    }
    if let kind = filter.kind {
      isForGroups = doctors.contains { $0.book.rules.contains { $0.group?.kind == kind } }
    }
  }

  /// Whether there is anyone and anything to book.
  var mayBeBooked: Bool { isOffered && !doctors.isEmpty }

  /// How far ahead anyone of them may be booked.
  var horizonDays: Int { doctors.map(\.book.policy.horizonDays).max() ?? 0 }

  /// Reads what is taken and excepted on some days.
  mutating func load(from first: CivilDate, through last: CivilDate) throws {
    let exceptions = Dictionary(
      grouping: try AgendaReader(db: runner.db).exceptions(
        "e.last_date >= ? AND e.date <= ?", [first.dayNumber, last.dayNumber]),
      by: \.practitioner)
    let offset = offset(of: first)
    roomTaken = [:]
    for index in doctors.indices {
      doctors[index].book.exceptions = exceptions[doctors[index].row.id, default: []]
      (doctors[index].taken, doctors[index].groups) = try taken(
        "practitioner", doctors[index].key, first, last, offset: offset)
      if doctors[index].book.policy.hasCaps {
        doctors[index].counts = try AgendaReader(db: runner.db).visitCounts(
          of: doctors[index].key, from: first, through: last, asideFrom: filter.moving)
      }
    }
    if let patient = filter.patient, let key = try runner.key(.patient, patient) {
      let own = try taken("patient", key, first, last, offset: offset)
      patientTaken = own.alone
      for (day, groups) in own.groups { patientTaken[day, default: []] += groups.map(\.busy) }
      for (day, times) in try squeezedIn(key, first, last, offset: offset) {
        patientTaken[day, default: []] += times
      }
    }
  }

  /// Minutes from UTC to the site's time.
  private func offset(of date: CivilDate) -> Int {
    let noon = CivilTime(minuteOfDay: 720) ?? .midnight
    // The clocks change by night: noon tells how far a day is from UTC.
    return runner.zone.utcMinute(of: date, noon) - date.dayNumber * 1440 - 720
  }

  /// When a room is taken, by whomever.
  private mutating func taken(room: RoomID, on date: CivilDate) throws -> RoomTime {
    let key = RoomDay(room: room, day: date.dayNumber)
    if let known = roomTaken[key] { return known }
    guard let row = try runner.key(.room, room) else { return RoomTime(alone: [], groups: []) }
    let all = try taken("room", row, date, date, offset: offset(of: date))
    let found = RoomTime(
      alone: all.alone[date.dayNumber, default: []],
      groups: all.groups[date.dayNumber, default: []])
    roomTaken[key] = found
    return found
  }

  /// When the patient has encaixes: she can't be elsewhere then.
  private func squeezedIn(
    _ patient: Int64, _ first: CivilDate, _ last: CivilDate, offset: Int
  ) throws -> [Int: [Range<Int>]] {
    var taken = BusyDays(offset: offset)
    try runner.db.eachRow(
      """
      SELECT start_minute, end_minute FROM appointment
      WHERE patient = ? AND exclusivity = 'overbooked' AND start_minute > ?
        AND start_minute < ? AND status IN ('pending', 'booked', 'arrived', 'checked-in')
        AND reservation <> 'refused' \(aside)
      """, patient, first.dayNumber * 1440 + offset - 720, (last.dayNumber + 1) * 1440 + offset
    ) { taken.add($0.int(0), $0.int(1)) }
    return taken.byDay
  }

  /// Busy minutes by day, groups aside and each once; of a practitioner read from the index alone.
  private mutating func taken(
    _ party: String, _ key: Int64, _ first: CivilDate, _ last: CivilDate, offset: Int
  ) throws -> (alone: [Int: [Range<Int>]], groups: [Int: [GroupTime]]) {
    var taken = BusyDays(offset: offset)
    var members: [String: (range: Range<Int>, count: Int)] = [:]
    var count = 0
    try runner.db.eachRow(
      """
      SELECT busy_from, busy_to, group_id FROM appointment
      WHERE \(party) = ? AND takes AND busy_from > ? AND busy_from < ? \(aside)
      """, key, first.dayNumber * 1440 + offset - 720, (last.dayNumber + 1) * 1440 + offset
    ) { row in
      let (from, until) = (row.int(0), row.int(1))
      count += 1
      if let group = row.text(2) {
        members[group, default: (from..<until, 0)].count += 1
      } else {
        taken.add(from, until)
      }
    }
    passed += count
    var groups: [Int: [GroupTime]] = [:]
    for (id, group) in members {
      let start = (GroupPlace.startMinute(ofID: id) ?? group.range.lowerBound) - offset
      let day = Int((Double(start) / 1440).rounded(.down))
      let midnight = offset + day * 1440
      let busy = (group.range.lowerBound - midnight)..<(group.range.upperBound - midnight)
      groups[day, default: []].append(
        GroupTime(busy: busy, start: start - day * 1440, members: group.count))
    }
    return (taken.byDay, groups)
  }

  /// Whether the time is for what is looked for: a group's for those who come for it, any other for
  /// everybody else.
  private func isMeant(_ time: OpenTime) -> Bool {
    guard let group = time.group else { return !isForGroups }
    if let kind = filter.kind { return kind == group.kind }
    return filter.minutes.map { $0 == time.slotMinutes } ?? true
  }

  private func isWanted(_ time: OpenTime, _ doctor: Doctor) -> Bool {
    guard let unit = filter.unit else { return true }
    return (time.unit ?? doctor.book.home) == unit
  }

  /// The free times of a day that was loaded, by time and then by the doctors' names.
  mutating func times(on date: CivilDate, now: CivilDateTime) throws -> [FreeTime] {
    guard filter.weekdays.isEmpty || filter.weekdays.contains(date.weekday) else { return [] }
    var found: [FreeTime] = []
    let busyPatient = patientTaken[date.dayNumber, default: []]
    for doctor in doctors {
      let policy = doctor.book.policy
      var taken = doctor.taken[date.dayNumber, default: []]
      let groups = doctor.groups[date.dayNumber, default: []]
      guard let earliest = policy.earliestStart(on: date, at: now),
        policy.cap(
          on: doctor.counts[date.dayNumber, default: VisitCounts()], against: filter.kind) == nil
      else { continue }
      let open = doctor.book.open(on: date).filter { isWanted($0, doctor) && isMeant($0) }
      guard !open.isEmpty else { continue }
      if !busyPatient.isEmpty { taken = merged(taken, busyPatient) }
      for time in open {
        var starts = starts(time, taken, groups, from: earliest)
        // Most doctors have rooms of their own: they are looked at only where a time is free.
        if !starts.isEmpty, let room = doctor.book.place(of: time, homeRoom: doctor.room).room {
          let others = try self.taken(room: room, on: date)
          let strangers = others.groups.filter { group in
            !groups.contains { $0.busy == group.busy && $0.start == group.start }
          }
          let busy = others.alone + strangers.map(\.busy)
          if !busy.isEmpty {
            starts = self.starts(time, merged(taken, busy), groups, from: earliest)
          }
        }
        found += starts.map { start, minutes, seat in
          FreeTime(
            practitioner: doctor.row.id, practitionerName: doctor.row.name, date: date,
            start: start, minutes: minutes, group: seat)
        }
      }
    }
    return found.sorted { $0.start < $1.start }
  }

  private func starts(
    _ time: OpenTime, _ taken: [Range<Int>], _ groups: [GroupTime], from earliest: CivilTime
  ) -> [(start: CivilTime, minutes: Int, seat: GroupSeat?)] {
    let starts: [(start: CivilTime, minutes: Int, seat: GroupSeat?)]
    if time.group == nil {
      let alone = groups.isEmpty ? taken : merged(taken, groups.map(\.busy))
      starts = time.freeStarts(minutes: filter.minutes, taken: alone)
        .map { ($0, filter.minutes ?? time.slotMinutes, nil) }
    } else {
      starts = time.freeSeats(taken: taken, groups: groups)
        .map { ($0.start, $0.seat.minutes, $0.seat) }
    }
    return starts.filter {
      filter.from <= $0.start && $0.start < filter.until && $0.start >= earliest
    }
  }

  private func merged(_ some: [Range<Int>], _ others: [Range<Int>]) -> [Range<Int>] {
    (some + others).sorted { $0.lowerBound < $1.lowerBound }
  }
}
