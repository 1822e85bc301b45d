import ClinicDomain

extension BusyReader {
  /// Turns the events of one calendar into busy times: those with one UID belong together.
  mutating func expand(_ events: [BusyEvent]) {
    var order: [String] = []
    var groups: [String: [BusyEvent]] = [:]
    for event in events {
      if groups[event.uid] == nil { order.append(event.uid) }
      groups[event.uid, default: []].append(event)
    }
    for uid in order {
      let group = groups[uid] ?? []
      let overrides = newest(
        of: group.filter { $0.recurrence != nil }, by: { $0.recurrence?.minute ?? 0 })
      for event in newest(of: group.filter { $0.recurrence == nil }, by: { _ in 0 }) {
        if event.takesTime { expand(event, without: overrides) }
      }
      for event in overrides where event.takesTime {
        let key = "\(uid)|\(event.recurrence?.time.text ?? "")"
        take(event.start.time.civil, of: event, key: key)
      }
    }
  }

  /// Of several versions of the same thing the one with the highest SEQUENCE counts; where that is
  /// the same, all are kept, since busy time is better told twice than lost.
  private mutating func newest(
    of events: [BusyEvent], by identity: (BusyEvent) -> Int
  ) -> [BusyEvent] {
    var kept: [BusyEvent] = []
    for (_, same) in Dictionary(grouping: events, by: identity).sorted(by: { $0.key < $1.key }) {
      let highest = same.map(\.sequence).max() ?? 0
      for event in same.dropFirst() {
        note(CalendarProblem(line: event.line, subject: "UID", .repeated, .assumed))
      }
      kept += same.filter { $0.sequence == highest }
    }
    return kept
  }

  private mutating func take(
    _ civil: CivilDateTime, of event: BusyEvent, key: String, end: Int? = nil
  ) {
    let start = BusyEvent.Moment.minute(of: civil, in: event.start.zone)
    let isTaken = add(
      start, end ?? event.end(from: civil), key: key, title: event.title,
      isAllDay: event.start.time.isDate, line: event.line)
    if !isTaken { note(CalendarProblem(line: event.line, subject: "VEVENT", .tooMany)) }
  }

  private mutating func expand(_ event: BusyEvent, without overrides: [BusyEvent]) {
    guard event.isRecurring else {
      let isReplaced = overrides.contains { $0.recurrence?.minute == event.start.minute }
      if !isReplaced { take(event.start.time.civil, of: event, key: event.uid) }
      return
    }
    var gone = Exclusions(event, overrides)
    let zone = event.start.zone
    let skipTo = window.from.adding(minutes: -event.longest - 2 * 1440)
    let last = window.until.adding(minutes: 2 * 1440)
    var starts: Set<CivilDateTime> = []
    for rule in event.excludedRules {
      let isWhole = rule.forEachStart(
        from: event.start.time.civil, skippingTo: skipTo, budget: &budget
      ) { civil in
        guard civil <= last, rule.reaches(civil, of: event) else { return false }
        gone.insert(civil)
        return true
      }
      guard isWhole else {
        return note(CalendarProblem(line: event.line, subject: "EXRULE", .tooMany))
      }
    }
    starts.insert(event.start.time.civil)
    for rule in event.rules {
      if !rule.matches(event.start.time.civil) {
        note(CalendarProblem(line: event.line, subject: "DTSTART", .unmatched, .assumed))
      }
      let isWhole = rule.forEachStart(
        from: event.start.time.civil, skippingTo: skipTo, budget: &budget
      ) { civil in
        guard civil <= last, rule.reaches(civil, of: event) else { return false }
        if civil >= skipTo { starts.insert(civil) }
        return starts.count <= BusyCalendar.limit
      }
      guard isWhole, starts.count <= BusyCalendar.limit else {
        return note(CalendarProblem(line: event.line, subject: "RRULE", .tooMany))
      }
    }
    var ends: [CivilDateTime: Int] = [:]
    for extra in event.extras {
      // In the event's own clock, whatever clock the date was written by.
      let civil =
        extra.start.time.isDate
        ? CivilDateTime(date: extra.start.time.civil.date, time: event.start.time.civil.time)
        : zone.civil(at: Instant(minutes: extra.start.minute))
      starts.insert(civil)
      ends[civil] = extra.end
    }
    for civil in starts.sorted() where !gone.contains(civil) {
      let time = CalendarTime(civil, event.start.time.reference)
      take(civil, of: event, key: "\(event.uid)|\(time.text)", end: ends[civil])
    }
  }
}

extension RecurrenceRule {
  /// Whether a start is not after UNTIL.
  fileprivate func reaches(_ civil: CivilDateTime, of event: BusyEvent) -> Bool {
    guard let until else { return true }
    if event.start.time.isDate { return civil.date <= until.civil.date }
    guard until.reference == .utc else { return civil <= until.lastMinute }
    return BusyEvent.Moment.minute(of: civil, in: event.start.zone) <= until.civil.minuteNumber
  }
}

/// The instances of an event that are called off or stand elsewhere.
private struct Exclusions {
  private let zone: any ZoneRules
  private var minutes: Set<Int> = []
  private var days: Set<CivilDate> = []
  private var civil: Set<CivilDateTime> = []

  init(_ event: BusyEvent, _ overrides: [BusyEvent]) {
    zone = event.start.zone
    for moment in event.excluded + overrides.compactMap(\.recurrence) {
      if moment.time.isDate || event.start.time.isDate {
        days.insert(moment.time.civil.date)
      } else {
        minutes.insert(moment.minute)
      }
    }
  }

  mutating func insert(_ start: CivilDateTime) { civil.insert(start) }

  func contains(_ start: CivilDateTime) -> Bool {
    civil.contains(start) || days.contains(start.date)
      || !minutes.isEmpty && minutes.contains(BusyEvent.Moment.minute(of: start, in: zone))
  }
}
