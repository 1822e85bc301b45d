public import ClinicDomain

/// Writes visits as calendars: time, place, state, and of the patient only what the wording says.
///
/// The texts of the desk and of the record are not there to be written. The same visits give the
/// same text, whenever it is made.
public struct VisitCalendarWriter: Sendable {
  private let summary: @Sendable (CalendarVisit) -> String

  /// The summary is what a visit is called; it says whether the patient is named.
  public init(summary: @escaping @Sendable (CalendarVisit) -> String) {
    self.summary = summary
  }

  /// What a visit's resource is called in a collection, without its ending.
  public static func resourceName(of visit: CalendarVisit) -> String {
    visit.isMain ? visit.root.text : visit.id.text + "-beside"
  }

  /// The visit's UID: the same wherever and however often it is moved.
  public static func uid(of visit: CalendarVisit) -> String {
    "\(resourceName(of: visit))@\(visit.site.text)"
  }

  /// A whole calendar; visits that were never meant to take place are left out.
  ///
  /// A name is what programs show the calendar as; a resource of CalDAV has none.
  public func text(of visits: [CalendarVisit], name: String? = nil) -> String {
    let visits = visits.filter(\.wasMeant)
    var zones: [String: (rules: any ZoneRules, days: ClosedRange<CivilDate>)] = [:]
    for visit in visits {
      if let known = zones[visit.zone] {
        let days = min(known.days.lowerBound, visit.date)...max(known.days.upperBound, visit.date)
        zones[visit.zone] = (known.rules, days)
      } else if let rules = SiteZone(named: visit.zone) {
        zones[visit.zone] = (rules, visit.date...visit.date)
      }
    }
    var lines = [
      ContentLine("VERSION", "2.0"), ContentLine("PRODID", text: "-//Clinic//Clinic//EN"),
      ContentLine("CALSCALE", "GREGORIAN"),
    ]
    if let name {
      lines += [ContentLine("NAME", text: name), ContentLine("X-WR-CALNAME", text: name)]
    }
    let described = zones.keys.sorted().compactMap { zones[$0] }.map {
      CalendarComponent.zone($0.rules, covering: $0.days)
    }
    let events = visits.map { event($0, zones[$0.zone]?.rules) }
    return CalendarComponent("VCALENDAR", lines, described + events).text
  }

  private func event(_ visit: CalendarVisit, _ zone: (any ZoneRules)?) -> CalendarComponent {
    let changed = CalendarTime.utc(visit.changedAt).text
    var lines = [
      ContentLine("UID", text: Self.uid(of: visit)), ContentLine("DTSTAMP", changed),
      ContentLine("CREATED", CalendarTime.utc(visit.bookedAt).text),
      ContentLine("LAST-MODIFIED", changed), ContentLine("SEQUENCE", "\(visit.sequence)"),
    ]
    lines += times(of: visit, zone)
    lines.append(ContentLine("SUMMARY", text: summary(visit)))
    let place = [visit.unitName, visit.roomName].filter { !$0.isEmpty }
    if !place.isEmpty {
      lines.append(ContentLine("LOCATION", text: place.joined(separator: " · ")))
    }
    if visit.isOn, let meeting = visit.meeting {
      // RFC 5545 has the address, RFC 7986 says that it is a room.
      lines += [
        ContentLine("URL", meeting),
        ContentLine(
          "CONFERENCE",
          [ContentLine.Parameter("VALUE", "URI"), ContentLine.Parameter("FEATURE", "VIDEO")],
          meeting),
      ]
    }
    lines += [
      ContentLine("STATUS", visit.calendarStatus),
      ContentLine("TRANSP", visit.isOn ? "OPAQUE" : "TRANSPARENT"),
      ContentLine("CLASS", "PRIVATE"),
    ]
    return CalendarComponent("VEVENT", lines)
  }

  /// By the clock that was agreed on, which wins over the UTC minutes when zone rules change.
  private func times(of visit: CalendarVisit, _ zone: (any ZoneRules)?) -> [ContentLine] {
    guard let zone else {
      return [
        ContentLine("DTSTART", CalendarTime.utc(visit.slot.start).text),
        ContentLine("DTEND", CalendarTime.utc(visit.slot.end).text),
      ]
    }
    let start = CivilDateTime(date: visit.date, time: visit.start)
    let minute = zone.utcMinute(of: visit.date, visit.start)
    let end = zone.civil(at: Instant(minutes: minute + visit.minutes))
    let parameters = [ContentLine.Parameter("TZID", zone.identifier)]
    return [
      ContentLine("DTSTART", parameters, CalendarTime(start, .floating).text),
      ContentLine("DTEND", parameters, CalendarTime(end, .floating).text),
    ]
  }
}

extension CalendarVisit {
  /// STATUS of RFC 5545, 3.8.1.11.
  public var calendarStatus: String {
    guard isOn else { return "CANCELLED" }
    if status == .proposed || status == .pending { return "TENTATIVE" }
    switch reservation {
    case .local, .confirmed: return "CONFIRMED"
    case .requested, .held, .contested, .refused: return "TENTATIVE"
    }
  }
}
