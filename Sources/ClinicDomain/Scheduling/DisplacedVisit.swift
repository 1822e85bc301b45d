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
    /// Its room or unit is no longer in use, or its hours are worked elsewhere now.
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
  /// UTC minutes that nobody else gets.
  public let busy: TimeSlot
  /// Why it stands on the list of visits to move, and is not settled; nil where it doesn't.
  public let listedFor: DisplacedVisit.Cause?
  /// Whether it was kept outside the agenda on purpose.
  public let isKept: Bool

  public init(
    id: AppointmentID, practitioner: PractitionerID, date: CivilDate, start: CivilTime,
    minutes: Int, busy: TimeSlot, unit: UnitID? = nil, room: RoomID? = nil, isOverbooked: Bool,
    listedFor: DisplacedVisit.Cause?, isKept: Bool
  ) {
    self.id = id
    self.practitioner = practitioner
    self.date = date
    self.start = start
    self.minutes = minutes
    self.unit = unit
    self.room = room
    self.isOverbooked = isOverbooked
    self.busy = busy
    self.listedFor = listedFor
    self.isKept = isKept
  }

  public var isListed: Bool { listedFor != nil }

  /// Where it is; an encaixe beside others takes no room.
  func isAt(_ place: WorkPlace) -> Bool {
    unit == place.unit && (room == place.room || isOverbooked && room == nil)
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
  /// Whether she takes visits, and the unit and room of her rules that name none.
  case practitioner(PractitionerID, unit: UnitID?, room: RoomID?, isActive: Bool)

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
