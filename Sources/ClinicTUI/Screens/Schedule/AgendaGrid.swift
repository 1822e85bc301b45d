import ClinicDomain

/// What is seen of a day or a week: a column per practitioner or day, a row per time.
///
/// The rows are the union of all starts; where several visits of a column start together, the time
/// gets a row for each, so that none is hidden.
struct AgendaGrid: Equatable, Sendable {
  /// A row's time; `sub` counts the rows of the same time from 0.
  struct Row: Hashable, Sendable {
    let time: CivilTime
    let sub: Int
  }

  /// What stands at one time in one column.
  enum Cell: Hashable, Sendable {
    /// A visit that starts here.
    case visit(VisitRow)
    /// A visit that goes on.
    case continued(VisitRow)
    /// A group that begins here, with all who come to it.
    case group(VisitGroup)
    /// A group that goes on.
    case groupGoesOn(VisitGroup)
    /// Bookable time: what a visit takes by default, and whether a slot of the agenda starts here.
    case free(minutes: Int, startsSlot: Bool)
    /// Time closed by an exception, until then.
    case closed(from: CivilTime, until: CivilTime, reason: String)
    /// Time that the agenda does not work on a holiday.
    case holiday(HolidayCalendar.Kept)
    /// Between two stretches of open time, until then.
    case pause(until: CivilTime)
    /// Outside the agenda.
    case off
  }

  let columns: [AgendaColumn]
  let rows: [Row]
  private let cells: [[Cell]]

  init(columns: [AgendaColumn]) {
    self.columns = columns
    let days = columns.map(Day.init)
    let rows = Self.rows(of: days)
    self.rows = rows
    cells = days.map { day in rows.map { Self.cell(at: $0, in: day) } }
  }

  /// The cell; nil outside.
  subscript(column: Int, row: Int) -> Cell? {
    guard cells.indices.contains(column), cells[column].indices.contains(row) else { return nil }
    return cells[column][row]
  }

  /// The row where a visit stands in its column.
  func row(of visit: AppointmentID, in column: Int) -> Int? {
    guard cells.indices.contains(column) else { return nil }
    return cells[column].firstIndex { cell in
      switch cell {
      case .visit(let row): row.id == visit
      case .group(let group): group.members.contains { $0.id == visit }
      default: false
      }
    }
  }

  /// The group of a time; nil where there is none.
  func group(
    of practitioner: PractitionerID, on date: CivilDate, at start: CivilTime
  ) -> VisitGroup? {
    guard
      let column = columns.firstIndex(where: {
        $0.practitioner.id == practitioner && $0.date == date
      })
    else { return nil }
    for case .group(let group) in cells[column] where group.start == start { return group }
    return nil
  }

  /// The last row that begins at or before a time, or the first there is.
  func row(at time: CivilTime) -> Int {
    guard let above = rows.lastIndex(where: { $0.time <= time }) else { return 0 }
    return rows.firstIndex { $0.time == rows[above].time } ?? above
  }

  /// The first free slot of a column at or after a time.
  func freeSlot(in column: Int, from time: CivilTime) -> Int? {
    guard cells.indices.contains(column) else { return nil }
    return rows.indices.first { index in
      guard rows[index].time >= time, case .free(_, startsSlot: true) = cells[column][index] else {
        return false
      }
      return true
    }
  }

  /// Free slots of a date that can be booked now, in all its columns.
  func freeSlots(on date: CivilDate, at now: CivilDateTime) -> Int {
    columns.indices.reduce(0) { count, column in
      guard columns[column].date == date, let time = columns[column].firstBookable(at: now) else {
        return count
      }
      return count
        + rows.indices.count { index in
          guard rows[index].time >= time else { return false }
          if case .free(_, startsSlot: true) = cells[column][index] { return true }
          return false
        }
    }
  }
}

extension AgendaGrid {
  /// A column with what begins at each of its times.
  private struct Day {
    let column: AgendaColumn
    let groups: [VisitGroup]
    private(set) var starting: [CivilTime: [Cell]] = [:]

    init(_ column: AgendaColumn) {
      self.column = column
      groups = column.groups
      for group in groups { starting[group.start, default: []].append(.group(group)) }
      for visit in column.visits where visit.group == nil {
        starting[visit.start, default: []].append(.visit(visit))
      }
    }

    /// What goes on for a while where nothing else begins.
    func holder(at time: CivilTime) -> Cell? {
      if let group = groups.first(where: { $0.isRunning(at: time) }) { return .groupGoesOn(group) }
      return column.visits.first { $0.keepsOthersOut && $0.isRunning(at: time) }
        .map { .continued($0) }
    }
  }

  private static func rows(of days: [Day]) -> [Row] {
    var depths: [CivilTime: Int] = [:]
    let columns = days.map(\.column)
    for day in days {
      let column = day.column
      for start in column.open.flatMap(\.slotStarts) + column.pauses.map(\.from) {
        depths[start] = max(depths[start] ?? 0, 1)
      }
      for closure in column.closures where closure.from > .midnight {
        depths[closure.from] = max(depths[closure.from] ?? 0, 1)
      }
      for (start, cells) in day.starting {
        depths[start] = max(depths[start] ?? 0, cells.count)
      }
    }
    if depths.isEmpty, let closure = columns.lazy.compactMap(\.closures.first).first {
      depths[closure.from] = 1
    }
    if depths.isEmpty, let holiday = columns.lazy.compactMap(\.holidays.first).first {
      depths[holiday.from] = 1
    }
    return depths.keys.sorted().flatMap { time in
      (0..<depths[time, default: 1]).map { Row(time: time, sub: $0) }
    }
  }

  private static func cell(at row: Row, in day: Day) -> Cell {
    let (column, time) = (day.column, row.time)
    let starting = day.starting[time] ?? []
    if starting.indices.contains(row.sub) { return starting[row.sub] }
    if let holder = day.holder(at: time) { return holder }
    if let next = column.busyUntil(at: time) { return .pause(until: next) }
    if let open = column.open.first(where: {
      $0.group == nil && $0.from <= time && time < $0.until
    }) {
      let next = column.visits.lazy.filter { $0.keepsOthersOut && $0.start > time }
        .compactMap { $0.start.adding(minutes: -$0.before - open.after) }.min()
      let room = min(open.until, next ?? open.until).minuteOfDay - time.minuteOfDay
      let minutes = min(open.slotMinutes, room) / VisitLength.step * VisitLength.step
      if minutes >= VisitLength.step {
        let starts = row.sub == 0 && starting.isEmpty && open.startsSlot(at: time)
        return .free(minutes: minutes, startsSlot: starts)
      }
    }
    if let guest = column.visits.first(where: { $0.isRunning(at: time) }) {
      return .continued(guest)
    }
    if let closure = column.closures.first(where: { $0.from <= time && time < $0.until }) {
      return .closed(from: closure.from, until: closure.until, reason: closure.reason)
    }
    if let holiday = column.holidays.first(where: { $0.from <= time && time < $0.until }) {
      return .holiday(holiday)
    }
    if let pause = column.pauses.first(where: { $0.from <= time && time < $0.until }) {
      return .pause(until: pause.until)
    }
    return .off
  }
}

extension AgendaColumn {
  /// Until when a visit before keeps a time free around itself, though it is over; or a slot would
  /// come too close to what is kept free before the next one.
  fileprivate func busyUntil(at time: CivilTime) -> CivilTime? {
    let before = policy.bufferBefore
    return visits.lazy.filter { visit in
      visit.keepsOthersOut && visit.start < time
        && time.minuteOfDay - before < visit.end.minuteOfDay + visit.after
    }.compactMap { $0.end.adding(minutes: $0.after + before) }.max()
  }

  /// What lies between its stretches of open time and is not an exception.
  fileprivate var pauses: [(from: CivilTime, until: CivilTime)] {
    zip(open, open.dropFirst()).compactMap { before, after in
      guard before.until < after.from,
        !closures.contains(where: { $0.from <= before.until && before.until < $0.until })
      else { return nil }
      return (before.until, after.from)
    }
  }
}

extension VisitRow {
  /// When it ends, the end of the day at the latest.
  var end: CivilTime { start.adding(minutes: minutes) ?? .endOfDay }

  /// Whether it takes place then, as far as it is planned.
  func isRunning(at time: CivilTime) -> Bool { status.isLive && start <= time && time < end }

  /// Whether nobody else gets its time.
  var keepsOthersOut: Bool { status.isLive && !isOverbooked && !isHistorical }
}
