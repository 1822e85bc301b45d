public import ClinicDomain

/// A stretch of time that somebody's calendar says is taken, by the clock of the site.
public struct BusyTime: Hashable, Sendable {
  /// Names it in its calendar: the event's UID and, of a recurring one, which instance.
  public let key: String
  public let start: CivilDateTime
  /// Later than the start.
  public let end: CivilDateTime
  public let isAllDay: Bool
  /// What the calendar calls it; empty where it is marked private.
  public let title: String
  /// Where it stands in the file.
  public let line: Int

  public init(
    key: String, start: CivilDateTime, end: CivilDateTime, isAllDay: Bool, title: String, line: Int
  ) {
    self.key = key
    self.start = start
    self.end = end
    self.isAllDay = isAllDay
    self.title = title
    self.line = line
  }
}

/// What of a calendar's events takes time within a window, with all that was not understood.
///
/// Source: RFC 5545. Recurrences are expanded within the window only.
public struct BusyCalendar: Sendable {
  /// In the order of time.
  public let times: [BusyTime]
  public let problems: [CalendarProblem]
  /// How many VEVENTs and VFREEBUSYs were met.
  public let eventCount: Int

  /// The most busy times that are taken of a file.
  static let limit = 50_000

  /// Reads a file's events that touch the days from the first to the last.
  ///
  /// Floating times and whole days are those of the site's zone.
  public init(
    reading bytes: [UInt8], from first: CivilDate, until last: CivilDate, zone: any ZoneRules
  ) {
    let file = CalendarFile(reading: bytes)
    var reader = BusyReader(
      window: BusyWindow(from: first, until: last, zone: zone), problems: file.problems)
    if file.components.isEmpty {
      reader.note(CalendarProblem(line: 1, subject: "VCALENDAR", .missing))
    }
    var loose: [CalendarComponent] = []
    for component in file.components {
      switch component.name {
      case "VCALENDAR": reader.read(component)
      case "VEVENT", "VFREEBUSY", "VTIMEZONE": loose.append(component)
      default:
        reader.note(
          CalendarProblem(
            line: component.line, subject: String(component.name.prefix(32)), .notACalendar))
      }
    }
    if let first = loose.first {
      reader.note(CalendarProblem(line: first.line, subject: "VCALENDAR", .missing, .assumed))
      reader.read(CalendarComponent("VCALENDAR", [], loose, line: first.line))
    }
    times = reader.sortedTimes
    problems = reader.problems.sorted { $0.line < $1.line }
    eventCount = reader.eventCount
  }
}

/// The days that are asked for, in the site's zone.
struct BusyWindow {
  let zone: any ZoneRules
  let from: CivilDateTime
  let until: CivilDateTime
  /// UTC.
  let minutes: Range<Int>

  init(from first: CivilDate, until last: CivilDate, zone: any ZoneRules) {
    self.zone = zone
    from = CivilDateTime(date: first, time: .midnight)
    until = CivilDateTime(date: max(first, last), time: .endOfDay)
    let start = zone.utcMinute(of: first, .midnight)
    minutes = start..<max(start, zone.utcMinute(of: until.date, until.time))
  }

  func touches(_ start: Int, _ end: Int) -> Bool {
    start < minutes.upperBound && end > minutes.lowerBound && end > start
  }

  /// The site's wall clock at a UTC minute.
  func civil(_ minute: Int) -> CivilDateTime { zone.civil(at: Instant(minutes: minute)) }
}

/// Reads calendars one after the other.
struct BusyReader {
  let window: BusyWindow
  private(set) var problems: [CalendarProblem]
  private(set) var eventCount = 0
  private var times: [BusyTime] = []
  private var keys: [String: Int] = [:]
  var budget = ExpansionBudget()

  init(window: BusyWindow, problems: [CalendarProblem]) {
    self.window = window
    self.problems = problems
  }

  var sortedTimes: [BusyTime] {
    times.sorted { ($0.start, $0.end, $0.key) < ($1.start, $1.end, $1.key) }
  }

  mutating func note(_ problem: CalendarProblem) { problems.append(problem) }

  mutating func read(_ calendar: CalendarComponent) {
    if let scale = calendar.first("CALSCALE"),
      CalendarFile.trimmed(scale.value).uppercased() != "GREGORIAN"
    {
      return note(CalendarProblem(line: scale.line, subject: "CALSCALE", .unsupported))
    }
    if let version = calendar.first("VERSION"),
      !CalendarFile.trimmed(version.value).hasPrefix("2.0")
    {
      note(CalendarProblem(line: version.line, subject: "VERSION", .unsupported, .assumed))
    }
    let method = calendar.first("METHOD")
    switch method.map({ CalendarFile.trimmed($0.value).uppercased() }) {
    case nil, "PUBLISH", "REQUEST", "ADD", "CANCEL": break
    default:
      return note(
        CalendarProblem(line: method?.line ?? calendar.line, subject: "METHOD", .unsupported))
    }
    let isCancelled = method.map { CalendarFile.trimmed($0.value).uppercased() } == "CANCEL"
    // A day more: the zone of an event may be behind the site's.
    let zones = CalendarZones(
      of: calendar, until: window.until.adding(minutes: 2 * 1440), budget: &budget,
      lookup: SiteZone.placed)
    zones.problems.forEach { note($0) }
    var events: [BusyEvent] = []
    for component in calendar.children {
      switch component.name {
      case "VEVENT":
        eventCount += 1
        if let event = event(component, zones, isCancelled) { events.append(event) }
      case "VFREEBUSY":
        eventCount += 1
        if !isCancelled { readFreeBusy(component, zones) }
      case "VTIMEZONE", "VTODO", "VJOURNAL", "VALARM": break
      default:
        note(
          CalendarProblem(
            line: component.line, subject: String(component.name.prefix(32)), .unsupported))
      }
    }
    expand(events)
  }

  /// Takes a busy time in; minutes are UTC.
  mutating func add(
    _ start: Int, _ end: Int, key: String, title: String, isAllDay: Bool, line: Int
  ) -> Bool {
    guard window.touches(start, end) else { return true }
    guard times.count < BusyCalendar.limit else { return false }
    let base = String(key.prefix(200))
    let count = keys[base, default: 0] + 1
    keys[base] = count
    let (from, until) = (window.civil(start), window.civil(end))
    // The hour that comes twice may turn a short time around.
    guard from < until else { return true }
    times.append(
      BusyTime(
        key: count == 1 ? base : "\(base)#\(count)", start: from, end: until, isAllDay: isAllDay,
        title: title, line: line))
    return true
  }
}
