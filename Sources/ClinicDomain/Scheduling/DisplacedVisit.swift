/// A visit that a change of the agenda left outside of it: an item of the list of visits to move.
public struct DisplacedVisit: Aggregate {
  public static let entity = EntityKind.displacedVisit
  /// What became of it.
  public enum State: Hashable, Codable, Sendable {
    case open
    /// It was moved or called off, has taken place or is within the agenda again.
    case settled
    /// It stays where it is, on purpose; the reason is sealed where it is stored.
    case kept(reason: String)
  }

  /// What left it outside.
  public enum Cause: String, CaseIterable, Hashable, Codable, Sendable {
    case weeklyAgenda = "weekly-agenda"
    case exception, holiday
    /// Its room or unit is no longer in use.
    case place
    /// The practitioner takes no more visits, or works elsewhere.
    case practitioner
  }

  /// The visit's id names its item too.
  public let appointment: AppointmentID
  public let cause: Cause
  public let since: Instant
  public var state: State

  public init(appointment: AppointmentID, cause: Cause, since: Instant, state: State = .open) {
    self.appointment = appointment
    self.cause = cause
    self.since = since
    self.state = state
  }

  public var id: AppointmentID { appointment }
}

/// A coming visit, as far as a change of an agenda has to look at it.
public struct PlannedVisit: Hashable, Sendable {
  public let id: AppointmentID
  public let practitioner: PractitionerID
  public let date: CivilDate
  public let start: CivilTime
  public let minutes: Int
  /// Where it is to take place.
  public let unit: UnitID?
  public let room: RoomID?
  public let isOverbooked: Bool
  /// Whether it stands on the list of visits to move, and not settled.
  public let isListed: Bool
  /// Whether it was kept outside the agenda on purpose.
  public let isKept: Bool

  public init(
    id: AppointmentID, practitioner: PractitionerID, date: CivilDate, start: CivilTime,
    minutes: Int, unit: UnitID? = nil, room: RoomID? = nil, isOverbooked: Bool, isListed: Bool,
    isKept: Bool
  ) {
    self.id = id
    self.practitioner = practitioner
    self.date = date
    self.start = start
    self.minutes = minutes
    self.unit = unit
    self.room = room
    self.isOverbooked = isOverbooked
    self.isListed = isListed
    self.isKept = isKept
  }

  /// Whether it lies in open time and in a place that is in use; an encaixe lies beside other
  /// visits, so a part of it is enough.
  func fits(in open: [OpenTime], without closed: ClosedPlaces) -> Bool {
    guard !closed.closes(unit, room) else { return false }
    guard isOverbooked else { return open.contains { $0.holds(from: start, minutes: minutes) } }
    let end = start.minuteOfDay + minutes
    return open.contains { $0.from.minuteOfDay < end && start < $0.until }
  }
}

/// What agendas are read from: the transaction of a command, or a question's.
public protocol AgendaSource {
  func agenda(of practitioner: PractitionerID) throws -> Agenda?
  func exception(_ id: AgendaExceptionID) throws -> AgendaException?
  /// The exceptions that cover a day of the stretch, by date and start.
  func exceptions(
    of practitioner: PractitionerID, from first: CivilDate, through last: CivilDate
  ) throws -> [AgendaException]
  func holiday(_ id: HolidayID) throws -> Holiday?
  func holidayCalendar() throws -> HolidayCalendar
  /// The units and rooms that are no longer offered.
  func closedPlaces() throws -> ClosedPlaces
  /// Visits that are still to come and not historical, of one practitioner or of all.
  func plannedVisits(
    of practitioner: PractitionerID?, from first: CivilDate, through last: CivilDate
  ) throws -> [PlannedVisit]
}

/// A change of agendas that may leave visits outside.
public enum AgendaChange: Equatable, Codable, Sendable {
  case agenda(Agenda)
  case exception(AgendaException)
  case exceptionRemoval(AgendaExceptionID)
  case holiday(Holiday)
  case holidayRemoval(HolidayID)
  case room(RoomID, isActive: Bool)
  case unit(UnitID, isActive: Bool)
  /// Whether she takes visits, and the unit of her rules that name none.
  case practitioner(PractitionerID, unit: UnitID?, isActive: Bool)

  var cause: DisplacedVisit.Cause {
    switch self {
    case .agenda: .weeklyAgenda
    case .exception, .exceptionRemoval: .exception
    case .holiday, .holidayRemoval: .holiday
    case .room, .unit: .place
    case .practitioner: .practitioner
    }
  }
}

/// Which visits a change leaves outside the agenda, and which it takes in again.
public struct AgendaImpact: Equatable, Sendable {
  /// Not on the list yet, by date and start.
  public private(set) var outside: [AppointmentID] = []
  /// On the list, and within the agenda again.
  public private(set) var inside: [AppointmentID] = []

  /// The furthest day that is looked at.
  private static let farDays = AgendaPolicy.horizonRange.upperBound + 31

  /// Compares what `source` holds with what it would hold after a change.
  public init(of change: AgendaChange, in source: any BookingSource, today: CivilDate) throws {
    let far = today.adding(days: Self.farDays)
    switch change {
    case .agenda(let agenda):
      try look(at: agenda.practitioner, today, far, source) {
        $0.rules = agenda.rules
        $0.policy = agenda.policy
      }
    case .exception(let new):
      try look(at: new.practitioner, max(today, new.date), new.lastDate, source) {
        $0.exceptions.append(new)
      }
    case .exceptionRemoval(let id):
      guard let old = try source.exception(id) else { return }
      try look(at: old.practitioner, max(today, old.date), old.lastDate, source) { book in
        book.exceptions.removeAll { $0.id == id }
      }
    case .holiday(let holiday):
      let old = try source.holiday(holiday.id)?.dates(from: today, through: far) ?? []
      let dates = Set(old).union(holiday.dates(from: today, through: far))
      try look(on: dates, source) { $0.holidays = $0.holidays.with(holiday) }
    case .holidayRemoval(let id):
      let dates = try source.holiday(id)?.dates(from: today, through: far) ?? []
      try look(on: Set(dates), source) { $0.holidays = $0.holidays.without(id) }
    case .room(let id, let isActive):
      try look(at: ClosedPlaces(rooms: [id]), closed: !isActive, today, far, source)
    case .unit(let id, let isActive):
      try look(at: ClosedPlaces(units: [id]), closed: !isActive, today, far, source)
    case .practitioner(let id, let unit, let isActive):
      try look(at: id, today, far, source) {
        $0.home = unit
        $0.isActive = isActive
      }
    }
  }

  /// Everybody who has visits there, or hours.
  private mutating func look(
    at places: ClosedPlaces, closed: Bool, _ first: CivilDate, _ last: CivilDate,
    _ source: any BookingSource
  ) throws {
    let visits = try source.plannedVisits(of: nil, from: first, through: last)
    for (practitioner, visits) in Dictionary(grouping: visits, by: \.practitioner) {
      let home = try source.practitioner(practitioner)?.details.unit
      let rules = try source.agenda(of: practitioner)?.rules ?? []
      guard
        places.closes(home, nil) || visits.contains(where: { places.closes($0.unit, $0.room) })
          || rules.contains(where: { places.closes($0.unit ?? home, $0.room) })
      else { continue }
      try look(at: practitioner, first, last, source, visits: visits) {
        $0.closed = $0.closed.with(places, closed: closed)
      }
    }
    let order = Dictionary(
      visits.enumerated().map { ($0.element.id, $0.offset) }, uniquingKeysWith: { one, _ in one })
    outside.sort { order[$0, default: 0] < order[$1, default: 0] }
  }

  private mutating func look(
    on dates: Set<CivilDate>, _ source: any BookingSource, _ change: (inout AgendaBook) -> Void
  ) throws {
    for date in dates.sorted() {
      let visits = try source.plannedVisits(of: nil, from: date, through: date)
      for practitioner in Set(visits.map(\.practitioner)) {
        try look(
          at: practitioner, date, date, source,
          visits: visits.filter { $0.practitioner == practitioner }, change)
      }
    }
  }

  private mutating func look(
    at practitioner: PractitionerID, _ first: CivilDate, _ last: CivilDate,
    _ source: any BookingSource, visits known: [PlannedVisit]? = nil,
    _ change: (inout AgendaBook) -> Void
  ) throws {
    guard first <= last else { return }
    let visits =
      try known ?? source.plannedVisits(of: practitioner, from: first, through: last)
    guard !visits.isEmpty else { return }
    guard let owner = try source.practitioner(practitioner) else { return }
    let before = try source.agendaBook(of: owner, from: first, through: last)
    var after = before
    change(&after)
    for (date, visits) in Dictionary(grouping: visits, by: \.date).sorted(by: { $0.key < $1.key }) {
      let (was, becomes) = (before.open(on: date), after.open(on: date))
      for visit in visits {
        if visit.fits(in: becomes, without: after.closed) {
          if visit.isListed { inside.append(visit.id) }
        } else if !visit.isListed, !visit.isKept,
          !visit.isOverbooked || visit.fits(in: was, without: before.closed)
        {
          outside.append(visit.id)
        }
      }
    }
  }
}

extension AgendaImpact {
  /// Makes the items of the list, and settles those that are within the agenda again; called
  /// before the change itself is stored.
  static func list(
    _ change: AgendaChange, by context: CommandContext, in store: any ClinicStore
  ) throws {
    let impact = try AgendaImpact(of: change, in: store, today: context.today)
    for id in impact.outside {
      let item = DisplacedVisit(appointment: id, cause: change.cause, since: context.now)
      if let known = try store.displacedVisit(id) {
        try store.update(item, from: known)
      } else {
        try store.insert(item)
      }
    }
    for id in impact.inside {
      guard let known = try store.displacedVisit(id) else { continue }
      var settled = known
      settled.state = .settled
      try store.update(settled, from: known)
    }
  }
}
