import ClinicDomain

/// A VEVENT as far as it takes time.
struct BusyEvent {
  /// How long each of its instances is.
  enum Length {
    case days(Int)
    case minutes(Int)
    case nominal(CalendarDuration)
  }

  /// A moment with the clock it was written by.
  struct Moment {
    let time: CalendarTime
    let zone: any ZoneRules

    /// UTC.
    var minute: Int { Self.minute(of: time.civil, in: zone) }

    static func minute(of civil: CivilDateTime, in zone: any ZoneRules) -> Int {
      zone.utcMinute(of: civil.date, civil.time)
    }
  }

  /// A further instance; one given as a PERIOD has an end of its own.
  struct Extra {
    let start: Moment
    /// UTC.
    let end: Int?
  }

  let line: Int
  let uid: String
  let sequence: Int
  let start: Moment
  let length: Length
  let rules: [RecurrenceRule]
  let excludedRules: [RecurrenceRule]
  let extras: [Extra]
  let excluded: [Moment]
  let recurrence: Moment?
  let isCancelled: Bool
  let isTransparent: Bool
  let title: String

  var isRecurring: Bool { !rules.isEmpty || !extras.isEmpty }
  var takesTime: Bool { !isCancelled && !isTransparent }

  /// The UTC minute at which an instance ends.
  func end(from civil: CivilDateTime) -> Int {
    let start = Moment.minute(of: civil, in: start.zone)
    switch length {
    case .days(let count):
      return Moment.minute(of: civil.adding(minutes: count * 1440), in: self.start.zone)
    case .minutes(let count): return start + count
    case .nominal(let duration):
      let minutes = (duration.seconds + self.start.time.second + 59).floored(by: 60)
      guard duration.days != 0 else { return start + minutes }
      return Moment.minute(of: civil.adding(minutes: duration.days * 1440), in: self.start.zone)
        + minutes
    }
  }

  /// About how many minutes an instance lasts, never less than it does.
  var longest: Int {
    switch length {
    case .days(let count): (count + 1) * 1440
    case .minutes(let count): count
    case .nominal(let duration): (duration.days + 1) * 1440 + duration.seconds / 60 + 1
    }
  }
}

extension BusyReader {
  /// Reads an event; nil, and a problem noted, where its time can't be told.
  mutating func event(
    _ component: CalendarComponent, _ zones: CalendarZones, _ isCancelled: Bool
  ) -> BusyEvent? {
    do throws(CalendarProblem) {
      return try readEvent(component, zones, isCancelled)
    } catch {
      note(error)
      return nil
    }
  }

  private mutating func readEvent(
    _ component: CalendarComponent, _ zones: CalendarZones, _ isCalledOff: Bool
  ) throws(CalendarProblem) -> BusyEvent {
    for name in ["DTSTART", "DTEND", "DURATION", "RECURRENCE-ID"] {
      let all = component.all(name)
      guard all.count > 1 else { continue }
      throw CalendarProblem(line: all[1].line, subject: name, .repeated)
    }
    guard let startLine = component.first("DTSTART") else {
      throw CalendarProblem(line: component.line, subject: "DTSTART", .missing)
    }
    let start = try moment(startLine, zones)
    let recurrenceLine = component.first("RECURRENCE-ID")
    var recurrence: BusyEvent.Moment?
    if let recurrenceLine { recurrence = try moment(recurrenceLine, zones) }
    if let recurrenceLine, recurrenceLine.parameter("RANGE") != nil {
      note(CalendarProblem(line: recurrenceLine.line, subject: "RANGE", .unsupported, .assumed))
    }
    let status = component.first("STATUS").map { CalendarFile.trimmed($0.value).uppercased() }
    let transparency = component.first("TRANSP").map {
      CalendarFile.trimmed($0.value).uppercased()
    }
    let secrecy = component.first("CLASS").map { CalendarFile.trimmed($0.value).uppercased() }
    let summary = component.first("SUMMARY").map { CalendarText.unescaped($0.value) } ?? ""
    return BusyEvent(
      line: component.line, uid: uid(of: component, startLine),
      sequence: component.first("SEQUENCE").flatMap { Int(CalendarFile.trimmed($0.value)) } ?? 0,
      start: start, length: try length(of: component, from: start, zones),
      rules: try rules("RRULE", component, recurrence),
      excludedRules: try rules("EXRULE", component, recurrence),
      extras: try extras(of: component, zones), excluded: try excluded(by: component, start, zones),
      recurrence: recurrence, isCancelled: isCalledOff || status == "CANCELLED",
      isTransparent: transparency == "TRANSPARENT",
      title: secrecy == nil || secrecy == "PUBLIC" ? String(summary.prefix(80)) : "")
  }

  private mutating func uid(of component: CalendarComponent, _ start: ContentLine) -> String {
    let uid = component.first("UID").map { String(CalendarFile.trimmed($0.value)) } ?? ""
    guard uid.isEmpty else { return uid }
    note(CalendarProblem(line: component.line, subject: "UID", .missing, .assumed))
    return "no-uid-\(start.value)"
  }

  /// Reads a property that is one moment and finds its zone.
  mutating func moment(
    _ line: ContentLine, _ zones: CalendarZones
  ) throws(CalendarProblem) -> BusyEvent.Moment {
    try moment(line, line.value[...], zones)
  }

  /// Reads one moment of a property's value.
  private mutating func moment(
    _ line: ContentLine, _ text: Substring, _ zones: CalendarZones
  ) throws(CalendarProblem) -> BusyEvent.Moment {
    let value = CalendarFile.trimmed(String(text))
    let zoneName = line.parameter("TZID").map { String(CalendarFile.trimmed($0)) }
    guard let time = CalendarTime(parsing: value, zone: zoneName?.isEmpty == true ? nil : zoneName)
    else { throw CalendarProblem(line: line.line, subject: line.name, .malformed) }
    let kind = line.parameter("VALUE")?.uppercased()
    if kind == "DATE", !time.isDate {
      throw CalendarProblem(line: line.line, subject: line.name, .malformed)
    }
    if time.isDate, kind != "DATE" {
      note(CalendarProblem(line: line.line, subject: line.name, .malformed, .assumed))
    }
    switch time.reference {
    case .date: return BusyEvent.Moment(time: time, zone: window.zone)
    case .floating:
      if zoneName != nil {
        note(CalendarProblem(line: line.line, subject: "TZID", .malformed, .assumed))
      }
      return BusyEvent.Moment(time: time, zone: window.zone)
    case .utc:
      if zoneName != nil, !["UTC", "GMT", "Etc/UTC"].contains(zoneName) {
        note(CalendarProblem(line: line.line, subject: "TZID", .malformed, .assumed))
      }
      return BusyEvent.Moment(time: time, zone: SiteZone(identifier: "UTC", offsetMinutes: 0))
    case .zone(let name):
      guard let zone = zones[name] else {
        throw CalendarProblem(line: line.line, subject: line.name, .unknownZone)
      }
      let minute = BusyEvent.Moment.minute(of: time.civil, in: zone)
      if let described = zones.described(name),
        described.offsetMinutes(at: Instant(minutes: minute))
          != zone.offsetMinutes(at: Instant(minutes: minute))
      {
        note(CalendarProblem(line: line.line, subject: "TZID", .unmatched, .assumed))
      }
      return BusyEvent.Moment(time: time, zone: zone)
    }
  }

  private mutating func length(
    of component: CalendarComponent, from start: BusyEvent.Moment, _ zones: CalendarZones
  ) throws(CalendarProblem) -> BusyEvent.Length {
    let durationLine = component.first("DURATION")
    if let line = component.first("DTEND") {
      if let durationLine {
        note(
          CalendarProblem(line: durationLine.line, subject: "DURATION", .repeated, .assumed))
      }
      let end = try moment(line, zones)
      guard end.time.isDate == start.time.isDate else {
        throw CalendarProblem(line: line.line, subject: "DTEND", .malformed)
      }
      if start.time.isDate {
        let days = end.time.civil.date.days(since: start.time.civil.date)
        guard days >= 0 else {
          throw CalendarProblem(line: line.line, subject: "DTEND", .endBeforeStart)
        }
        // An end on the same day is that of programs that take it as the last day.
        if days == 0 {
          note(CalendarProblem(line: line.line, subject: "DTEND", .endBeforeStart, .assumed))
        }
        return .days(max(1, days))
      }
      let minutes = end.minute - start.minute + (end.time.second > 0 ? 1 : 0)
      guard (end.minute, end.time.second) >= (start.minute, start.time.second) else {
        throw CalendarProblem(line: line.line, subject: "DTEND", .endBeforeStart)
      }
      let isEmpty = (end.minute, end.time.second) == (start.minute, start.time.second)
      return .minutes(isEmpty ? 0 : minutes)
    }
    guard let durationLine else { return start.time.isDate ? .days(1) : .minutes(0) }
    guard let duration = CalendarDuration(parsing: CalendarFile.trimmed(durationLine.value)) else {
      throw CalendarProblem(line: durationLine.line, subject: "DURATION", .malformed)
    }
    guard duration.days >= 0, duration.seconds >= 0 else {
      throw CalendarProblem(line: durationLine.line, subject: "DURATION", .endBeforeStart)
    }
    if start.time.isDate {
      guard duration.seconds == 0, duration.days > 0 else {
        throw CalendarProblem(line: durationLine.line, subject: "DURATION", .malformed)
      }
      return .days(duration.days)
    }
    return duration.days == 0 && duration.seconds == 0 ? .minutes(0) : .nominal(duration)
  }

  private mutating func rules(
    _ name: String, _ component: CalendarComponent, _ recurrence: BusyEvent.Moment?
  ) throws(CalendarProblem) -> [RecurrenceRule] {
    var rules: [RecurrenceRule] = []
    for line in component.all(name) {
      if recurrence != nil {
        note(CalendarProblem(line: line.line, subject: name, .unmatched))
        continue
      }
      do {
        rules.append(try RecurrenceRule(parsing: line.value))
      } catch {
        throw CalendarProblem(line: line.line, subject: name, error)
      }
    }
    return rules
  }

  private mutating func extras(
    of component: CalendarComponent, _ zones: CalendarZones
  ) throws(CalendarProblem) -> [BusyEvent.Extra] {
    var extras: [BusyEvent.Extra] = []
    for line in component.all("RDATE") {
      for text in line.value.split(separator: ",") {
        if text.contains("/") {
          let (start, end) = try period(line, text, zones)
          extras.append(BusyEvent.Extra(start: start, end: end))
        } else {
          extras.append(BusyEvent.Extra(start: try moment(line, text, zones), end: nil))
        }
      }
    }
    return extras
  }

  /// Reads `start/end` or `start/duration`; the end is a UTC minute.
  mutating func period(
    _ line: ContentLine, _ text: Substring, _ zones: CalendarZones
  ) throws(CalendarProblem) -> (start: BusyEvent.Moment, end: Int) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2 else {
      throw CalendarProblem(line: line.line, subject: line.name, .malformed)
    }
    let start = try moment(line, parts[0], zones)
    let end: Int
    if let duration = CalendarDuration(parsing: CalendarFile.trimmed(String(parts[1]))) {
      end = start.minute + duration.days * 1440 + (duration.seconds + 59).floored(by: 60)
    } else {
      let last = try moment(line, parts[1], zones)
      end = last.minute + (last.time.second > 0 ? 1 : 0)
    }
    guard end >= start.minute else {
      throw CalendarProblem(line: line.line, subject: line.name, .endBeforeStart)
    }
    return (start, end)
  }

  private mutating func excluded(
    by component: CalendarComponent, _ start: BusyEvent.Moment, _ zones: CalendarZones
  ) throws(CalendarProblem) -> [BusyEvent.Moment] {
    var excluded: [BusyEvent.Moment] = []
    for line in component.all("EXDATE") {
      for text in line.value.split(separator: ",") {
        let moment = try moment(line, text, zones)
        if moment.time.isDate != start.time.isDate {
          note(CalendarProblem(line: line.line, subject: "EXDATE", .malformed, .assumed))
        }
        excluded.append(moment)
      }
    }
    return excluded
  }
}
