import ClinicDomain

/// Finds zones by the names that calendars use.
///
/// A name of the IANA database means the system's zone, as with most programs: what a calendar says
/// of it may be old (Brazil gave summer time up in 2019) or cover a year alone. Any other name means
/// what the calendar's VTIMEZONE says.
struct CalendarZones {
  /// The system's zone of an IANA name.
  typealias Lookup = (String) -> (any ZoneRules)?

  private var own: [String: any ZoneRules] = [:]
  private let lookup: Lookup
  private(set) var problems: [CalendarProblem] = []

  init(
    of calendar: CalendarComponent, until end: CivilDateTime, budget: inout ExpansionBudget,
    lookup: @escaping Lookup
  ) {
    self.lookup = lookup
    for component in calendar.children where component.name == "VTIMEZONE" {
      do throws(CalendarProblem) {
        let zone = try CalendarZone(component, until: end, budget: &budget)
        guard !zone.identifier.isEmpty else {
          throw CalendarProblem(line: component.line, subject: "TZID", .missing)
        }
        if own.updateValue(zone, forKey: zone.identifier) != nil {
          problems.append(
            CalendarProblem(line: component.line, subject: "VTIMEZONE", .repeated, .assumed))
        }
      } catch {
        problems.append(error)
      }
    }
  }

  /// What the calendar itself says of a zone.
  func described(_ name: String) -> (any ZoneRules)? { own[String(CalendarFile.trimmed(name))] }

  subscript(name: String) -> (any ZoneRules)? {
    let name = String(CalendarFile.trimmed(name))
    if let system = lookup(name) { return system }
    if let zone = own[name] { return zone }
    if let known = Self.windowsNames[name] { return lookup(known) }
    // Globally unique names end in the one of the IANA database, such as /example.org/Europe/Rome.
    let parts = name.split(separator: "/")
    for count in [3, 2] where parts.count > count {
      if let zone = lookup(parts.suffix(count).joined(separator: "/")) { return zone }
    }
    return nil
  }

  /// The names that mail and calendar programs of Windows use, for zones met in and around Brazil.
  ///
  /// Source: Unicode CLDR, windowsZones.
  private static let windowsNames = [
    "E. South America Standard Time": "America/Sao_Paulo",
    "Bahia Standard Time": "America/Bahia",
    "SA Eastern Standard Time": "America/Cayenne",
    "SA Western Standard Time": "America/La_Paz",
    "SA Pacific Standard Time": "America/Bogota",
    "Central Brazilian Standard Time": "America/Cuiaba",
    "Tocantins Standard Time": "America/Araguaina",
    "Argentina Standard Time": "America/Buenos_Aires",
    "Montevideo Standard Time": "America/Montevideo",
    "Paraguay Standard Time": "America/Asuncion",
    "Pacific SA Standard Time": "America/Santiago",
    "Eastern Standard Time": "America/New_York",
    "Central Standard Time": "America/Chicago",
    "Mountain Standard Time": "America/Denver",
    "Pacific Standard Time": "America/Los_Angeles",
    "GMT Standard Time": "Europe/London",
    "W. Europe Standard Time": "Europe/Berlin",
    "Romance Standard Time": "Europe/Paris",
    "Central European Standard Time": "Europe/Warsaw",
    "UTC": "UTC",
  ]
}

extension SiteZone {
  /// The system's zone of an IANA name: places and UTC, no abbreviations, which mean one thing here
  /// and another there.
  static func placed(_ name: String) -> SiteZone? {
    name.contains("/") || name == "UTC" || name == "GMT" ? SiteZone(named: name) : nil
  }
}
