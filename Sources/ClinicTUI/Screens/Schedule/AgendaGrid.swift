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
    /// Time in a room or unit that is no longer in use.
    case retired(AgendaColumn.Retired)
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
  /// A column with what begins at each of its times, prepared to be asked for every row.
  private struct Day {
    let column: AgendaColumn
    let groups: [VisitGroup]
    let pauses: [(from: CivilTime, until: CivilTime)]
    private let spans: [Span]
    private var begun: [[Cell]] = []
    /// Where in `begun` a minute of the day is.
    private var places = [Int16](repeating: -1, count: CivilTime.endOfDay.minuteOfDay + 1)

    /// When a visit of the column takes place, in minutes of the day: rows are large to look through.
    private struct Span {
      let visit: Int
      let start: Int
      let end: Int
      let before: Int
      let after: Int
      let keepsOthersOut: Bool
    }

    init(_ column: AgendaColumn) {
      self.column = column
      groups = column.groups
      pauses = column.pauses
      spans = column.visits.indices.compactMap { index in
        let visit = column.visits[index]
        guard visit.status.isLive else { return nil }
        return Span(
          visit: index, start: visit.start.minuteOfDay, end: visit.end.minuteOfDay,
          before: visit.before, after: visit.after, keepsOthersOut: visit.keepsOthersOut)
      }
      for group in groups { begin(.group(group), at: group.start) }
      for visit in column.visits where visit.group == nil { begin(.visit(visit), at: visit.start) }
    }

    private mutating func begin(_ cell: Cell, at time: CivilTime) {
      let place = Int(places[time.minuteOfDay])
      if place >= 0 {
        begun[place].append(cell)
      } else {
        places[time.minuteOfDay] = Int16(begun.count)
        begun.append([cell])
      }
    }

    /// What begins at a time.
    func starting(at time: CivilTime) -> [Cell] {
      let place = Int(places[time.minuteOfDay])
      return place < 0 ? [] : begun[place]
    }

    /// The times at which something begins, and how much.
    var depths: [(minute: Int, count: Int)] {
      places.indices.compactMap { minute in
        places[minute] < 0 ? nil : (minute, begun[Int(places[minute])].count)
      }
    }

    /// What goes on for a while where nothing else begins.
    func holder(at time: CivilTime) -> Cell? {
      if let group = groups.first(where: { $0.isRunning(at: time) }) { return .groupGoesOn(group) }
      return running(at: time.minuteOfDay) { $0.keepsOthersOut }
    }

    /// A visit beside others that goes on.
    func guest(at time: CivilTime) -> Cell? { running(at: time.minuteOfDay) { _ in true } }

    private func running(at minute: Int, where isMeant: (Span) -> Bool) -> Cell? {
      spans.first { $0.start <= minute && minute < $0.end && isMeant($0) }
        .map { .continued(column.visits[$0.visit]) }
    }

    /// Until when a visit before keeps a time free around itself, though it is over; or a slot would
    /// come too close to what is kept free before the next one.
    func busyUntil(at time: CivilTime) -> CivilTime? {
      let (minute, before) = (time.minuteOfDay, column.policy.bufferBefore)
      return spans.lazy.filter {
        $0.keepsOthersOut && $0.start < minute && minute - before < $0.end + $0.after
      }.compactMap { CivilTime(minuteOfDay: $0.end + $0.after + before) }.max()
    }

    /// Where the next visit begins to keep its time after a slot of such a stretch.
    func next(after time: CivilTime, in open: OpenTime) -> CivilTime? {
      let minute = time.minuteOfDay
      return spans.lazy.filter { $0.keepsOthersOut && $0.start > minute }
        .compactMap { CivilTime(minuteOfDay: $0.start - $0.before - open.after) }.min()
    }
  }

  private static func rows(of days: [Day]) -> [Row] {
    var depths = [Int](repeating: 0, count: CivilTime.endOfDay.minuteOfDay + 1)
    func need(_ count: Int, at minute: Int) { depths[minute] = max(depths[minute], count) }
    for day in days {
      for start in day.column.open.flatMap(\.slotStarts) { need(1, at: start.minuteOfDay) }
      for pause in day.pauses { need(1, at: pause.from.minuteOfDay) }
      for closure in day.column.closures where closure.from > .midnight {
        need(1, at: closure.from.minuteOfDay)
      }
      for gone in day.column.retired { need(1, at: gone.from.minuteOfDay) }
      for (minute, count) in day.depths { need(count, at: minute) }
    }
    if !depths.contains(where: { $0 > 0 }) {
      let columns = days.lazy.map(\.column)
      let first =
        columns.compactMap(\.closures.first?.from).first
        ?? columns.compactMap(\.holidays.first?.from).first
      if let first { need(1, at: first.minuteOfDay) }
    }
    return depths.indices.flatMap { minute -> [Row] in
      guard depths[minute] > 0, let time = CivilTime(minuteOfDay: minute) else { return [] }
      return (0..<depths[minute]).map { Row(time: time, sub: $0) }
    }
  }

  private static func cell(at row: Row, in day: Day) -> Cell {
    let (column, time) = (day.column, row.time)
    let starting = day.starting(at: time)
    if starting.indices.contains(row.sub) { return starting[row.sub] }
    if let holder = day.holder(at: time) { return holder }
    if let next = day.busyUntil(at: time) { return .pause(until: next) }
    if let open = column.open.first(where: {
      $0.group == nil && $0.from <= time && time < $0.until
    }) {
      let next = day.next(after: time, in: open)
      let room = min(open.until, next ?? open.until).minuteOfDay - time.minuteOfDay
      let minutes = min(open.slotMinutes, room) / VisitLength.step * VisitLength.step
      if minutes >= VisitLength.step {
        let starts = row.sub == 0 && starting.isEmpty && open.startsSlot(at: time)
        return .free(minutes: minutes, startsSlot: starts)
      }
    }
    if let guest = day.guest(at: time) { return guest }
    if let closure = column.closures.first(where: { $0.from <= time && time < $0.until }) {
      return .closed(from: closure.from, until: closure.until, reason: closure.reason)
    }
    if let holiday = column.holidays.first(where: { $0.from <= time && time < $0.until }) {
      return .holiday(holiday)
    }
    if let gone = day.column.retired.first(where: { $0.from <= time && time < $0.until }) {
      return .retired(gone)
    }
    if let pause = day.pauses.first(where: { $0.from <= time && time < $0.until }) {
      return .pause(until: pause.until)
    }
    return .off
  }
}

extension AgendaColumn {
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

  /// Whether nobody else gets its time.
  var keepsOthersOut: Bool { status.isLive && !isOverbooked && !isHistorical }
}
