/// Which agendas are looked at; with nothing named, those of all active practitioners.
public struct AgendaScope: Hashable, Sendable {
  /// None means every active one.
  public var practitioners: [PractitionerID]
  /// Only the time that is worked there.
  public var unit: UnitID?

  public init(practitioners: [PractitionerID] = [], unit: UnitID? = nil) {
    self.practitioners = practitioners
    self.unit = unit
  }
}

/// How full the agendas of one day are.
public struct DayOccupation: Hashable, Sendable {
  public let date: CivilDate
  /// Open time of all the agendas together, what is kept free around visits included.
  public var openMinutes = 0
  /// What of the open time is taken.
  public var takenMinutes = 0
  /// Visits that take open time; overbooked, imported and called-off ones aside.
  public var visits = 0
  /// Practitioners who have open time.
  public var working = 0
  /// Holidays on which one of the agendas rests, each once.
  public var holidays: [HolidayCalendar.KeptName] = []
  /// Why whole days are closed, each reason once.
  public var closures: [String] = []
  /// Practitioners whose whole day is closed.
  public var away = 0

  public init(date: CivilDate) { self.date = date }

  /// The share of the open time that is taken, in percent; nil where nothing is open.
  ///
  /// 100 means that nothing is free, 0 that nothing is taken.
  public var percent: Int? {
    guard openMinutes > 0 else { return nil }
    let share = (takenMinutes * 100 + openMinutes / 2) / openMinutes
    if takenMinutes > 0, share == 0 { return 1 }
    return takenMinutes < openMinutes ? min(share, 99) : 100
  }

  /// Adds one practitioner's day; `taken` are minutes of the day, each stretch once.
  public mutating func add(open: [OpenTime], taken: [Range<Int>]) {
    guard !open.isEmpty else { return }
    working += 1
    for time in open {
      let (from, until) = (time.from.minuteOfDay, time.until.minuteOfDay)
      openMinutes += until - from
      for range in taken where range.lowerBound < until && range.upperBound > from {
        takenMinutes += min(range.upperBound, until) - max(range.lowerBound, from)
      }
    }
    // What is kept free before a day's first visit begins before the day does.
    visits += taken.count { range in
      open.contains {
        range.lowerBound < $0.until.minuteOfDay && range.upperBound > $0.from.minuteOfDay
      }
    }
  }
}

/// How full a month is, day by day.
public struct ReadAgendaMonth: ClinicQuery {
  public static let capability = Capability.readAgenda
  public let scope: AgendaScope
  /// The first of the month.
  public let month: CivilDate

  public init(scope: AgendaScope = AgendaScope(), month: CivilDate) {
    self.scope = scope
    self.month = month.firstOfMonth
  }

  /// One for each day of the month, in order.
  public typealias Answer = [DayOccupation]
}
