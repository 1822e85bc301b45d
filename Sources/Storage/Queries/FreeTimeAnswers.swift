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
    guard walk.hasPractitioners else { return Answer(times: [], next: nil) }
    while date <= last {
      let end = min(date.adding(days: step - 1), last)
      try walk.load(from: date, through: end)
      while date <= end {
        let day = walk.times(on: date, now: now).dropFirst(skipping)
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
    var taken: [Int: [Range<Int>]] = [:]
  }

  private let filter: FreeTimeFilter
  private let runner: QueryRunner
  private var doctors: [Doctor]
  private var patientTaken: [Int: [Range<Int>]] = [:]
  /// Visits that were read so far.
  private(set) var passed = 0

  init(_ filter: FreeTimeFilter, _ runner: QueryRunner, from date: CivilDate) throws {
    self.filter = filter
    self.runner = runner
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
    let reader = AgendaReader(db: runner.db)
    let rules = try reader.rules(
      "coalesce(r.valid_until, ?) >= ?", [date.dayNumber, date.dayNumber])
    for (owner, rule) in rules {
      if let place = places[owner] { doctors[place].book.rules.append(rule) }
    }
    for (owner, policy) in try reader.policies("1", []) {
      if let place = places[owner] { doctors[place].book.policy = policy }
    }
    let (holidays, homes) = (try reader.holidayCalendar(), try reader.homeUnits())
    for index in doctors.indices {
      doctors[index].book.holidays = holidays
      doctors[index].book.home = homes[doctors[index].key]
    }
  }

  var hasPractitioners: Bool { !doctors.isEmpty }

  /// How far ahead anyone of them may be booked.
  var horizonDays: Int { doctors.map(\.book.policy.horizonDays).max() ?? 0 }

  /// Reads what is taken and excepted on some days.
  mutating func load(from first: CivilDate, through last: CivilDate) throws {
    let exceptions = Dictionary(
      grouping: try AgendaReader(db: runner.db).exceptions(
        "e.last_date >= ? AND e.date <= ?", [first.dayNumber, last.dayNumber]),
      by: \.practitioner)
    let noon = CivilTime(minuteOfDay: 720) ?? .midnight
    // The clocks change by night: noon tells how far a day is from UTC.
    let offset = runner.zone.utcMinute(of: first, noon) - first.dayNumber * 1440 - 720
    for index in doctors.indices {
      doctors[index].book.exceptions = exceptions[doctors[index].row.id, default: []]
      doctors[index].taken = try taken(
        "practitioner", doctors[index].key, first, last, offset: offset)
    }
    if let patient = filter.patient, let key = try runner.key(.patient, patient) {
      patientTaken = try taken("patient", key, first, last, offset: offset)
    }
  }

  /// Busy minutes by day, read from the index alone.
  private mutating func taken(
    _ party: String, _ key: Int64, _ first: CivilDate, _ last: CivilDate, offset: Int
  ) throws -> [Int: [Range<Int>]] {
    let cursor = try Row.fetchCursor(
      try runner.db.cachedStatement(
        sql: """
          SELECT busy_from, busy_to FROM appointment
          WHERE \(party) = ? AND blocks AND busy_from > ? AND busy_from < ?
          """),
      arguments: [key, first.dayNumber * 1440 + offset - 720, (last.dayNumber + 1) * 1440 + offset])
    var taken: [Int: [Range<Int>]] = [:]
    while let row = try cursor.next() {
      let (from, until): (Int, Int) = (row[0], row[1])
      passed += 1
      let day = Int((Double(from - offset) / 1440).rounded(.down))
      let begin = from - offset - day * 1440
      let range = begin..<(begin + until - from)
      taken[day, default: []].append(range)
      if range.upperBound > 1440 {
        taken[day + 1, default: []].append(0..<(range.upperBound - 1440))
      }
    }
    return taken
  }

  private func isWanted(_ time: OpenTime, _ doctor: Doctor) -> Bool {
    guard let unit = filter.unit else { return true }
    return (time.unit ?? doctor.book.home) == unit
  }

  /// The free times of a day that was loaded, by time and then by the doctors' names.
  func times(on date: CivilDate, now: CivilDateTime) -> [FreeTime] {
    guard filter.weekdays.isEmpty || filter.weekdays.contains(date.weekday) else { return [] }
    var found: [FreeTime] = []
    let busyPatient = patientTaken[date.dayNumber, default: []]
    for doctor in doctors {
      let policy = doctor.book.policy
      var taken = doctor.taken[date.dayNumber, default: []]
      guard let earliest = policy.earliestStart(on: date, at: now),
        policy.visitsPerDay.map({ taken.count < $0 }) ?? true
      else { continue }
      let open = doctor.book.open(on: date)
      guard !open.isEmpty else { continue }
      if !busyPatient.isEmpty {
        taken = (taken + busyPatient).sorted { $0.lowerBound < $1.lowerBound }
      }
      for time in open where isWanted(time, doctor) {
        for start in time.freeStarts(minutes: filter.minutes, taken: taken)
        where filter.from <= start && start < filter.until && start >= earliest {
          found.append(
            FreeTime(
              practitioner: doctor.row.id, practitionerName: doctor.row.name, date: date,
              start: start, minutes: filter.minutes ?? time.slotMinutes))
        }
      }
    }
    return found.sorted { $0.start < $1.start }
  }
}
