/// Which visits a change leaves outside the agenda, and which it takes in again.
public struct AgendaImpact: Equatable, Sendable {
  /// A visit whose hours are in another room now, at the same time and in the same unit.
  public struct RoomMove: Hashable, Sendable {
    public let visit: AppointmentID
    public let room: RoomID?
  }

  /// Not on the list yet, by date and start.
  public private(set) var outside: [AppointmentID] = []
  /// Of those the ones that lie in open time, but not where it is worked now.
  private var elsewhere: Set<AppointmentID> = []
  /// Those that go with their hours to a room that is free then, by date and start.
  public private(set) var moves: [RoomMove] = []
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
    case .practitioner(let id, let unit, let room, let isActive):
      try look(at: id, today, far, source, homeRoom: .some(room)) {
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
    homeRoom: RoomID?? = nil, _ change: (inout AgendaBook) -> Void
  ) throws {
    guard first <= last else { return }
    let visits =
      try known ?? source.plannedVisits(of: practitioner, from: first, through: last)
    guard !visits.isEmpty else { return }
    guard let owner = try source.practitioner(practitioner) else { return }
    let before = try source.agendaBook(of: owner, from: first, through: last)
    var after = before
    change(&after)
    let oldRoom = owner.details.room
    let newRoom: RoomID? = if let homeRoom { homeRoom } else { oldRoom }
    for (date, visits) in Dictionary(grouping: visits, by: \.date).sorted(by: { $0.key < $1.key }) {
      let (was, becomes) = (before.open(on: date), after.open(on: date))
      for visit in visits {
        if visit.fits(in: becomes, without: after.closed) {
          try follow(
            visit, from: before.place(at: visit.start, in: was, homeRoom: oldRoom),
            to: after.place(at: visit.start, in: becomes, homeRoom: newRoom), source)
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
  /// A visit that is in open time goes along where its hours go to another room; where that is taken
  /// or in another unit somebody has to see to it.
  private mutating func follow(
    _ visit: PlannedVisit, from old: WorkPlace, to new: WorkPlace, _ source: any BookingSource
  ) throws {
    guard old != new, visit.isAt(old), !visit.isAt(new) else {
      let isElsewhere = visit.listedFor == .place && !visit.isAt(new)
      if visit.isListed, !isElsewhere { inside.append(visit.id) }
      return
    }
    let isFree =
      try new.room.map { room in
        try source.blockingVisits(
          overlapping: visit.busy, practitioner: visit.practitioner, patient: nil, room: room
        ).allSatisfy { $0.practitioner == visit.practitioner }
      } ?? true
    if visit.unit == new.unit, isFree {
      moves.append(RoomMove(visit: visit.id, room: new.room))
      if visit.isListed { inside.append(visit.id) }
    } else if !visit.isListed, !visit.isKept, visit.unit != new.unit || visit.room != nil {
      outside.append(visit.id)
      elsewhere.insert(visit.id)
    }
  }

  /// Makes the items of the list, and settles those that are within the agenda again; called
  /// before the change itself is stored.
  static func list(
    _ change: AgendaChange, by context: CommandContext, in store: any ClinicStore
  ) throws {
    let impact = try AgendaImpact(of: change, in: store, today: context.today)
    for move in impact.moves {
      guard let visit = try store.appointment(move.visit) else { continue }
      var moved = visit
      moved.room = move.room
      try store.update(moved, from: visit)
    }
    for id in impact.outside {
      let cause = impact.elsewhere.contains(id) ? .place : change.cause
      let item = DisplacedVisit(appointment: id, cause: cause, since: context.now)
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
