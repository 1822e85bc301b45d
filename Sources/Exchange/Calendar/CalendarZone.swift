import ClinicDomain

/// A time zone as a calendar describes it: a VTIMEZONE's observances, each with its onsets.
struct CalendarZone: ZoneRules {
  let identifier: String
  /// In the order of time.
  private let changes: [(minute: Int, offset: Int)]
  private let firstOffset: Int

  /// Onsets up to this civil time are known.
  ///
  /// - Throws: the first thing within it that can't be read.
  init(
    _ component: CalendarComponent, until end: CivilDateTime, budget: inout ExpansionBudget
  ) throws(CalendarProblem) {
    let name = component.first("TZID").map { CalendarText.unescaped($0.value) } ?? ""
    identifier = String(CalendarFile.trimmed(name))
    var onsets: [(minute: Int, offset: Int, before: Int)] = []
    for part in component.children where part.name == "STANDARD" || part.name == "DAYLIGHT" {
      onsets += try Observance(part).onsets(until: end, budget: &budget)
    }
    onsets.sort { $0.minute < $1.minute }
    guard let first = onsets.first else {
      throw CalendarProblem(line: component.line, subject: "VTIMEZONE", .missing)
    }
    firstOffset = first.before
    changes = onsets.map { ($0.minute, $0.offset) }
  }

  func offsetMinutes(at instant: Instant) -> Int {
    let minute = instant.minutes
    var (low, high) = (0, changes.count)
    while low < high {
      let middle = (low + high) / 2
      if changes[middle].minute <= minute { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? firstOffset : changes[low - 1].offset
  }
}

/// STANDARD or DAYLIGHT.
private struct Observance {
  let component: CalendarComponent
  let start: CalendarTime
  let before: Int
  let after: Int

  init(_ component: CalendarComponent) throws(CalendarProblem) {
    self.component = component
    let line = try Self.need("DTSTART", in: component)
    guard let start = CalendarTime(parsing: CalendarFile.trimmed(line.value)) else {
      throw CalendarProblem(line: line.line, subject: "DTSTART", .malformed)
    }
    self.start = start
    before = try Self.offset("TZOFFSETFROM", in: component)
    after = try Self.offset("TZOFFSETTO", in: component)
  }

  private static func need(
    _ name: String, in component: CalendarComponent
  ) throws(CalendarProblem) -> ContentLine {
    guard let line = component.first(name) else {
      throw CalendarProblem(line: component.line, subject: name, .missing)
    }
    return line
  }

  /// Minutes of `+hhmm[ss]`; seconds, as of local mean time, are dropped.
  private static func offset(
    _ name: String, in component: CalendarComponent
  ) throws(CalendarProblem) -> Int {
    let line = try need(name, in: component)
    let text = CalendarFile.trimmed(line.value)
    let digits = text.dropFirst()
    guard let sign = text.first, sign == "+" || sign == "-",
      digits.count == 4 || digits.count == 6, let number = Int(digits.prefix(4)), number >= 0,
      digits.allSatisfy({ $0.isASCII && $0.isWholeNumber }), number / 100 < 24, number % 100 < 60
    else { throw CalendarProblem(line: line.line, subject: name, .malformed) }
    return (sign == "-" ? -1 : 1) * (number / 100 * 60 + number % 100)
  }

  func onsets(
    until end: CivilDateTime, budget: inout ExpansionBudget
  ) throws(CalendarProblem) -> [(minute: Int, offset: Int, before: Int)] {
    var starts: Set<CivilDateTime> = [start.civil]
    for line in component.all("RDATE") {
      for text in line.value.split(separator: ",") {
        guard let time = CalendarTime(parsing: CalendarFile.trimmed(String(text))) else {
          throw CalendarProblem(line: line.line, subject: "RDATE", .malformed)
        }
        // One in UTC is a mistake that some programs make; its meaning is plain.
        starts.insert(time.reference == .utc ? time.civil.adding(minutes: before) : time.civil)
      }
    }
    for line in component.all("RRULE") {
      let rule: RecurrenceRule
      do {
        rule = try RecurrenceRule(parsing: line.value)
      } catch {
        throw CalendarProblem(line: line.line, subject: "RRULE", error)
      }
      let last = rule.until.map { until in
        until.reference == .utc ? until.civil.adding(minutes: before) : until.lastMinute
      }
      let isWhole = rule.forEachStart(
        from: start.civil, skippingTo: start.civil, budget: &budget
      ) { civil in
        guard civil <= end, civil <= last ?? civil else { return false }
        starts.insert(civil)
        return true
      }
      guard isWhole else { throw CalendarProblem(line: line.line, subject: "RRULE", .tooMany) }
    }
    return starts.map { ($0.minuteNumber - before, after, before) }
  }
}

extension CalendarTime {
  /// The last civil minute that it covers: a date covers its day.
  var lastMinute: CivilDateTime { isDate ? civil.adding(minutes: 1439) : civil }
}
