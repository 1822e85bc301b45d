extension GroupSeat {
  /// The group that some live visits of one time are.
  init?(of members: [BlockingVisit]) {
    guard let first = members.first else { return nil }
    self.init(
      kind: first.kind, minutes: first.minutes,
      capacity: members.compactMap(\.group?.capacity).max() ?? 0, members: members.count)
  }

  /// The group that some visits of one time were before they were let go: nobody has a place yet.
  init?(letGo members: [Appointment]) {
    guard let first = members.first else { return nil }
    self.init(
      kind: first.kind, minutes: first.time.minutes,
      capacity: members.compactMap(\.exclusivity.group?.capacity).max() ?? 0)
  }
}

extension BookingSource {
  /// The group that a visit at a practitioner's time joins or begins; nil where it has the time to
  /// itself.
  func groupSeat(
    of practitioner: PractitionerID, on date: CivilDate, at start: CivilTime, zone: any ZoneRules,
    keeping kept: GroupSeat? = nil, asideFrom moved: Set<AppointmentID> = []
  ) throws -> GroupSeat? {
    guard let found = try self.practitioner(practitioner) else { return nil }
    let book = try agendaBook(of: found, from: date, through: date)
    let id = GroupPlace.id(of: practitioner, startMinute: zone.utcMinute(of: date, start))
    let members = try blockingVisits(ofGroup: id).filter { !moved.contains($0.id) }
    return try GroupSeat.find(
      at: start, in: book.open(on: date), standing: GroupSeat(of: members), kept: kept)
  }
}

extension BookingRules {
  /// The group that a booking which is only thought of would join or begin; nil where it would have
  /// the time to itself.
  public func seat(for booking: PreviewBooking) throws -> GroupSeat? {
    do {
      return try source.groupSeat(
        of: booking.practitioner, on: booking.date, at: booking.start, zone: zone,
        asideFrom: booking.moving)
    } catch Refusal.scheduling {
      return nil
    }
  }
}

extension Exclusivity {
  /// How a visit takes its time: with its group, or alone where there is none.
  init(_ seat: GroupSeat?, of practitioner: PractitionerID, at time: VisitTime) {
    guard let seat else {
      self = .exclusive
      return
    }
    self = .group(
      id: GroupPlace.id(of: practitioner, startMinute: time.slot.startMinute),
      capacity: seat.capacity)
  }
}

extension BookingRules {
  /// Refuses a visit that its group has no place for, or whose patient has one already; a group that
  /// begins with it obeys what a visit by itself does.
  func checkGroup(
    _ visit: Wish, _ place: GroupPlace, _ book: AgendaBook, ignoring moved: Set<AppointmentID>
  ) throws {
    let members = try source.blockingVisits(ofGroup: place.id).filter { !moved.contains($0.id) }
    guard !members.contains(where: { $0.patient == visit.patient }) else {
      throw Refusal.scheduling(.alreadyInGroup)
    }
    if members.isEmpty { try checkCaps(visit, book.policy, ignoring: moved) }
    let seat = try GroupSeat.find(
      at: visit.time.start, in: book.open(on: visit.time.date), standing: GroupSeat(of: members),
      kept: GroupSeat(
        kind: visit.kind ?? .routine, minutes: visit.time.minutes, capacity: place.capacity))
    let capacity = seat?.capacity ?? place.capacity
    guard members.count < capacity else {
      throw Refusal.scheduling(
        .groupFull(
          capacity: capacity, near: try freeStarts(near: visit, book, ignoring: moved)))
    }
    try checkOverlaps(visit, book, ignoring: moved)
  }
}
