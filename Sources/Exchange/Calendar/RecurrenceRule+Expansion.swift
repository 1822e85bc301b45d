import ClinicDomain

/// How much work the recurrences of a file may still make: days looked at.
struct ExpansionBudget: Sendable {
  var days = 20_000_000

  mutating func spend(_ count: Int) -> Bool {
    days -= count
    return days > 0
  }
}

extension RecurrenceRule {
  /// Goes through the civil starts in their order, the first one included whatever the rule says;
  /// it counts only if the rule gives it too, so that rather too much is told than too little.
  ///
  /// Starts before `skippingTo` may be left out, except where the rule counts. Ends when `visit`
  /// answers false.
  ///
  /// - Returns: false where the budget was used up before the end.
  func forEachStart(
    from first: CivilDateTime, skippingTo: CivilDateTime, budget: inout ExpansionBudget,
    _ visit: (CivilDateTime) -> Bool
  ) -> Bool {
    var left = count ?? .max
    guard visit(first) else { return true }
    if left < .max, matches(first) { left -= 1 }
    let filled = filled(from: first)
    var period = filled.firstPeriod(from: first, skippingTo: skippingTo)
    while left > 0 {
      guard let found = filled.starts(inPeriod: period, from: first) else { return true }
      guard budget.spend(found.cost) else { return false }
      for start in found.starts where start > first {
        guard visit(start) else { return true }
        left -= 1
        if left == 0 { return true }
      }
      let (next, overflow) = period.addingReportingOverflow(interval)
      guard !overflow, next < 1 << 40 else { return true }
      period = next
    }
    return true
  }

  /// Whether the rule itself gives its first start.
  func matches(_ first: CivilDateTime) -> Bool {
    let filled = filled(from: first)
    return filled.starts(inPeriod: 0, from: first)?.starts.contains(first) ?? false
  }

  /// The rule with what it leaves to its first start.
  private func filled(from first: CivilDateTime) -> RecurrenceRule {
    var rule = self
    let date = first.date
    switch frequency {
    case .yearly:
      if days.isEmpty, monthDays.isEmpty, yearDays.isEmpty {
        if !weeks.isEmpty {
          rule.days = [Day(weekday: date.weekday, ordinal: nil)]
        } else {
          rule.monthDays = [date.day]
          if months.isEmpty { rule.months = [date.month] }
        }
      }
    case .monthly: if days.isEmpty, monthDays.isEmpty { rule.monthDays = [date.day] }
    case .weekly: if days.isEmpty { rule.days = [Day(weekday: date.weekday, ordinal: nil)] }
    case .daily, .hourly, .minutely: break
    }
    if frequency != .minutely, minutes.isEmpty { rule.minutes = [first.time.minute] }
    if frequency != .minutely, frequency != .hourly, hours.isEmpty {
      rule.hours = [first.time.hour]
    }
    return rule
  }

  /// Periods are counted from that of the first start, which is 0.
  private func firstPeriod(from first: CivilDateTime, skippingTo: CivilDateTime) -> Int {
    guard count == nil, skippingTo > first else { return 0 }
    let minutes = skippingTo.minuteNumber - first.minuteNumber
    let longest: Int =
      switch frequency {
      case .yearly: 366 * 1440
      case .monthly: 31 * 1440
      case .weekly: 7 * 1440
      case .daily: 1440
      case .hourly: 60
      case .minutely: 1
      }
    // Two periods early, since the first one may have begun before its start.
    let whole = max(0, minutes / longest - 2)
    return whole / interval * interval
  }

  /// The starts of a period, and how many days were looked at; nil beyond the calendar.
  private func starts(
    inPeriod period: Int, from first: CivilDateTime
  ) -> (starts: [CivilDateTime], cost: Int)? {
    let found: [CivilDateTime]
    var cost = 1
    switch frequency {
    case .yearly, .monthly, .weekly, .daily:
      guard let range = dates(ofPeriod: period, from: first.date) else { return nil }
      cost = range.count
      let dates = range.lazy.map { CivilDate(dayNumber: $0) }.filter(matchesDay)
      found = dates.flatMap { date in
        hours.flatMap { hour in
          minutes.map { CivilDateTime(minuteNumber: date.dayNumber * 1440 + hour * 60 + $0) }
        }
      }
    case .hourly:
      let hour = first.minuteNumber.floored(by: 60) + period
      let start = CivilDateTime(minuteNumber: hour * 60)
      guard start.minuteNumber == hour * 60 else { return nil }
      let fits = matchesDay(start.date) && (hours.isEmpty || hours.contains(start.time.hour))
      found = fits ? minutes.map { start.adding(minutes: $0) } : []
    case .minutely:
      let start = CivilDateTime(minuteNumber: first.minuteNumber + period)
      guard start.minuteNumber == first.minuteNumber + period else { return nil }
      let time = start.time
      let fits =
        (minutes.isEmpty || minutes.contains(time.minute))
        && (hours.isEmpty || hours.contains(time.hour)) && matchesDay(start.date)
      found = fits ? [start] : []
    }
    guard !positions.isEmpty else { return (found, cost) }
    let indices = Set(positions.map { $0 > 0 ? $0 - 1 : found.count + $0 })
    return (indices.filter(found.indices.contains).sorted().map { found[$0] }, cost)
  }

  private func dates(ofPeriod period: Int, from first: CivilDate) -> Range<Int>? {
    let begin: CivilDate
    let length: Int
    switch frequency {
    case .yearly:
      guard period < 10_000, let day = CivilDate(year: first.year + period, month: 1, day: 1) else {
        return nil
      }
      (begin, length) = (day, CivilDate.isLeap(day.year) ? 366 : 365)
    case .monthly:
      let index = first.year * 12 + first.month - 1 + period
      guard let day = CivilDate(year: index / 12, month: index % 12 + 1, day: 1) else {
        return nil
      }
      (begin, length) = (day, CivilDate.daysInMonth(day.month, of: day.year))
    case .weekly:
      let back = (first.weekday.rawValue - weekStart.rawValue + 7) % 7
      (begin, length) = (first.adding(days: period * 7 - back), 7)
      guard begin.dayNumber == first.dayNumber + period * 7 - back else { return nil }
    default:
      (begin, length) = (first.adding(days: period), 1)
      guard begin.dayNumber == first.dayNumber + period else { return nil }
    }
    return begin.dayNumber..<begin.dayNumber + length
  }

  private func matchesDay(_ date: CivilDate) -> Bool {
    if months.isEmpty, monthDays.isEmpty, yearDays.isEmpty, weeks.isEmpty, days.isEmpty {
      return true
    }
    let (year, month, day) = date.components
    guard months.isEmpty || months.contains(month) else { return false }
    let monthLength = CivilDate.daysInMonth(month, of: year)
    guard
      monthDays.isEmpty || monthDays.contains(day) || monthDays.contains(day - monthLength - 1)
    else { return false }
    guard weeks.isEmpty || matchesWeek(date) else { return false }
    guard !yearDays.isEmpty || !days.isEmpty else { return true }
    let yearDay = date.dayNumber - (CivilDate(year: year, month: 1, day: 1) ?? date).dayNumber + 1
    let yearLength = CivilDate.isLeap(year) ? 366 : 365
    guard
      yearDays.isEmpty || yearDays.contains(yearDay)
        || yearDays.contains(yearDay - yearLength - 1)
    else { return false }
    guard !days.isEmpty else { return true }
    let isOfMonth = frequency == .monthly || !months.isEmpty
    let (position, length) = isOfMonth ? (day, monthLength) : (yearDay, yearLength)
    return days.contains { wanted in
      guard wanted.weekday == date.weekday else { return false }
      guard let ordinal = wanted.ordinal else { return true }
      return ordinal == (position - 1) / 7 + 1 || -ordinal == (length - position) / 7 + 1
    }
  }

  private func matchesWeek(_ date: CivilDate) -> Bool {
    let (year, week) = date.isoWeek
    if weeks.contains(week) { return true }
    // The 28th of December is always in a year's last week.
    let last = CivilDate(year: year, month: 12, day: 28)?.isoWeek.week ?? 52
    return weeks.contains(week - last - 1)
  }
}

extension Int {
  /// The quotient rounded towards negative infinity.
  func floored(by divisor: Int) -> Int {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? quotient - 1 : quotient
  }
}
