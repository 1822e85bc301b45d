import ClinicDomain

extension CalendarComponent {
  /// A zone's VTIMEZONE for the days of a range and a year around them: each change of its offset
  /// as it was or is known to come, none computed from a rule that may not have held.
  static func zone(
    _ rules: any ZoneRules, covering days: ClosedRange<CivilDate>
  ) -> CalendarComponent {
    let first = CivilDate(year: max(1, days.lowerBound.year - 1), month: 1, day: 1)
    let last = CivilDate(year: min(9999, days.upperBound.year + 1), month: 12, day: 31)
    let range = (first ?? days.lowerBound)...(last ?? days.upperBound)
    let changes = OffsetChange.all(of: rules, on: range)
    let start = range.lowerBound.dayNumber * 1440
    let initial = rules.offsetMinutes(at: Instant(minutes: start))
    let falls = changes.first.map { $0.after < $0.before } ?? false
    // An observance for each change: not every program takes several in one by RDATE.
    var parts = [observance(falls, CivilDateTime(minuteNumber: start), initial, initial)]
    for change in changes {
      let onset = CivilDateTime(minuteNumber: change.minute + change.before)
      parts.append(observance(change.after > change.before, onset, change.before, change.after))
    }
    return CalendarComponent("VTIMEZONE", [ContentLine("TZID", rules.identifier)], parts)
  }

  private static func observance(
    _ isDaylight: Bool, _ onset: CivilDateTime, _ before: Int, _ after: Int
  ) -> CalendarComponent {
    CalendarComponent(
      isDaylight ? "DAYLIGHT" : "STANDARD",
      [
        ContentLine("DTSTART", CalendarTime(onset, .floating).text),
        ContentLine("TZOFFSETFROM", offset(before)), ContentLine("TZOFFSETTO", offset(after)),
        ContentLine("TZNAME", text: offset(after, isShort: true)),
      ])
  }

  private static func offset(_ minutes: Int, isShort: Bool = false) -> String {
    let size = abs(minutes)
    let digits = String(size / 60 * 100 + size % 60 + 10_000).dropFirst()
    let short = isShort && size % 60 == 0 ? digits.prefix(2) : digits
    return (minutes < 0 ? "-" : "+") + short
  }
}

/// A change of a zone's offset.
private struct OffsetChange {
  /// The first UTC minute with the new offset.
  let minute: Int
  let before: Int
  let after: Int

  /// Looks at each day and, where the offset differs, for the minute.
  static func all(of rules: any ZoneRules, on days: ClosedRange<CivilDate>) -> [OffsetChange] {
    var changes: [OffsetChange] = []
    var low = days.lowerBound.dayNumber * 1440
    var before = rules.offsetMinutes(at: Instant(minutes: low))
    for day in (days.lowerBound.dayNumber + 1)...(days.upperBound.dayNumber + 1) {
      let end = day * 1440
      let after = rules.offsetMinutes(at: Instant(minutes: end))
      if after != before {
        var (same, changed) = (low, end)
        while changed - same > 1 {
          let middle = (same + changed) / 2
          if rules.offsetMinutes(at: Instant(minutes: middle)) == before {
            same = middle
          } else {
            changed = middle
          }
        }
        changes.append(OffsetChange(minute: changed, before: before, after: after))
        before = after
      }
      low = end
    }
    return changes
  }
}
