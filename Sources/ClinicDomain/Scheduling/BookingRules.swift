/// The rules that every booking and move obeys, decided inside the write transaction.
public struct BookingRules {
  /// Days ahead that may be booked where an agenda says nothing else.
  public static let horizonDays = 365
  /// Encaixes of one practitioner in one day where her agenda says nothing else.
  public static let overbookingsPerDay = 5

  let now: Instant
  let zone: any ZoneRules
  let source: any BookingSource

  public init(now: Instant, zone: any ZoneRules, source: any BookingSource) {
    self.now = now
    self.zone = zone
    self.source = source
  }

  init(context: CommandContext, store: any ClinicStore) {
    self.init(now: context.now, zone: context.zone, source: store)
  }

  /// What the rules look at in a visit.
  struct Wish {
    /// nil for one that nobody has asked for yet.
    var id: AppointmentID?
    var patient: PatientID?
    let practitioner: PractitionerID
    var room: RoomID?
    let time: VisitTime
    /// nil where any will do.
    var kind: VisitKind?
    var exclusivity = Exclusivity.exclusive
    var isLive = true

    /// Whether both are of one group, and so at the same time.
    func isBeside(_ other: BlockingVisit) -> Bool {
      guard let group = exclusivity.group else { return false }
      return group.id == other.group?.id && patient != other.patient
    }
  }

  /// Refuses a visit that breaks a rule; `ignoring` is the visit that is being moved.
  ///
  /// Notice is asked of what is booked or moved now, not of what was `wasAsked` for before; a visit
  /// that `isBack` where it stood a while ago may have begun, lie further ahead than one books, or
  /// outside an agenda that was changed since. An encaixe keeps out of what the patient has elsewhere
  /// but for the visits that it is `beside` on purpose.
  func check(
    _ visit: Appointment, ignoring moved: AppointmentID? = nil, wasAsked: Bool = false,
    isBack: Bool = false, beside: Set<AppointmentID> = []
  ) throws {
    let wish = Wish(
      id: visit.id, patient: visit.patient, practitioner: visit.practitioner, room: visit.room,
      time: visit.time, kind: visit.kind, exclusivity: visit.exclusivity,
      isLive: visit.status.isLive)
    try check(
      wish, ignoring: Set([visit.id, moved].compactMap(\.self)), wasAsked: wasAsked,
      isBack: isBack, beside: beside)
  }

  /// Refuses a kind of visit that the clinic has not, or books no more.
  func checkOffered(_ kind: VisitKind) throws {
    guard VisitKinds(stored: try source.storedVisitKinds()).offers(kind) else {
      throw Refusal.scheduling(.kindNotOffered(kind))
    }
  }

  /// What stands against a booking that is only thought of: what `BookAppointment` would be refused
  /// for with that many minutes; nil where nothing is known to.
  public func refusal(
    of booking: PreviewBooking, minutes: Int
  ) throws -> SchedulingRefusal? {
    do {
      // What is moved keeps its kind, offered or not.
      if let kind = booking.kind, booking.moving.isEmpty { try checkOffered(kind) }
      let seat = try source.groupSeat(
        of: booking.practitioner, on: booking.date, at: booking.start, zone: zone,
        asideFrom: booking.moving)
      let time = try source.visitTime(
        of: booking.practitioner, on: booking.date, at: booking.start,
        minutes: seat?.minutes ?? minutes, zone: zone)
      let room = try source.workPlace(
        of: booking.practitioner, on: booking.date, at: booking.start
      ).room
      let wish = Wish(
        patient: booking.patient, practitioner: booking.practitioner, room: room, time: time,
        kind: seat?.kind ?? booking.kind,
        exclusivity: Exclusivity(seat, of: booking.practitioner, at: time))
      try check(wish, ignoring: booking.moving)
      return nil
    } catch Refusal.scheduling(let refusal) {
      return refusal
    } catch Refusal.notFound {
      return nil
    }
  }

  /// Whether there is any use in looking for a time: not where the kind of visit is not offered, or
  /// the patient has died.
  public func mayBook(
    _ kind: VisitKind?, for patient: PatientID?, isMoved: Bool
  ) throws -> Bool {
    if let patient, try source.patient(patient)?.details.deathDate != nil { return false }
    guard let kind, !isMoved else { return true }
    return VisitKinds(stored: try source.storedVisitKinds()).offers(kind)
  }

  private func check(
    _ visit: Wish, ignoring moved: Set<AppointmentID>, wasAsked: Bool = false,
    isBack: Bool = false, beside: Set<AppointmentID> = []
  ) throws {
    guard let practitioner = try source.practitioner(visit.practitioner) else {
      throw Refusal.notFound(.practitioner)
    }
    guard practitioner.isActive else { throw Refusal.scheduling(.practitionerInactive) }
    if let id = visit.patient {
      guard let patient = try source.patient(id) else { throw Refusal.notFound(.patient) }
      guard patient.details.deathDate == nil else { throw Refusal.scheduling(.patientDeceased) }
    }
    guard isBack || visit.time.slot.endMinute > now.minutes else {
      throw Refusal.scheduling(.inThePast)
    }
    let book = try source.agendaBook(
      of: practitioner, from: visit.time.date, through: visit.time.date)
    let horizon = book.policy.horizonDays
    guard isBack || visit.time.date <= zone.civil(at: now).date.adding(days: horizon) else {
      throw Refusal.scheduling(.beyondHorizon(days: horizon))
    }
    switch visit.exclusivity {
    case .exclusive:
      if !isBack { try checkAgenda(visit, book, wasAsked: wasAsked) }
      guard visit.isLive else { return }
      try checkCaps(visit, book.policy, ignoring: moved)
      try checkOverlaps(visit, book, ignoring: moved)
      if !isBack { try checkOwnVisits(visit, book, ignoring: moved.union(beside)) }
    case .overbooked(let reason):
      guard reason.contains(where: { !$0.isWhitespace }) else {
        throw Refusal.invalid([FieldProblem(.reason, .required)])
      }
      let other = moved.first { $0 != visit.id } ?? visit.id
      let count = try source.overbookings(
        of: visit.practitioner, on: visit.time.date, asideFrom: other)
      let limit = book.policy.overbookingLimit
      guard count < limit else {
        throw Refusal.scheduling(.overbookingLimit(perDay: limit))
      }
      try checkKindCap(visit, book.policy, ignoring: moved)
      // What was booked beside another visit on purpose stays so.
      if !wasAsked, !isBack { try checkOwnVisits(visit, ignoring: moved.union(beside)) }
    case .group(let id, let capacity):
      if !isBack { try checkAgenda(visit, book, wasAsked: wasAsked) }
      guard visit.isLive else { return }
      try checkGroup(visit, GroupPlace(id: id, capacity: capacity), book, ignoring: moved)
      if !isBack { try checkOwnVisits(visit, book, ignoring: moved.union(beside)) }
    case .historical: break
    }
  }

  private func checkAgenda(_ visit: Wish, _ book: AgendaBook, wasAsked: Bool) throws {
    let notice = book.policy.noticeMinutes
    guard wasAsked || visit.time.slot.startMinute >= now.minutes + notice || notice == 0
    else { throw Refusal.scheduling(.tooShortNotice(minutes: notice)) }
    let open = book.open(on: visit.time.date)
    guard open.contains(where: { $0.holds(from: visit.time.start, minutes: visit.time.minutes) })
    else { throw Refusal.scheduling(.outsideAgenda) }
  }

  func checkCaps(
    _ visit: Wish, _ policy: AgendaPolicy, ignoring moved: Set<AppointmentID>
  ) throws {
    guard policy.hasCaps else { return }
    let counts = try source.visitCounts(
      of: visit.practitioner, on: visit.time.date, asideFrom: moved)
    if let refusal = policy.cap(on: counts, against: visit.kind) {
      throw Refusal.scheduling(refusal)
    }
  }

  /// Of the caps an encaixe keeps that of its kind: beyond the day's it may go.
  private func checkKindCap(
    _ visit: Wish, _ policy: AgendaPolicy, ignoring moved: Set<AppointmentID>
  ) throws {
    guard let kind = visit.kind, let most = policy.cap(of: kind) else { return }
    let counts = try source.visitCounts(
      of: visit.practitioner, on: visit.time.date, asideFrom: moved)
    guard counts[kind] < most else {
      throw Refusal.scheduling(.kindFull(kind, perDay: most))
    }
  }

  /// Nobody is seen twice at a time: an encaixe asks it of the patient alone, any other visit of her
  /// encaixes too, with times near it that are free of them where `book` is at hand.
  private func checkOwnVisits(
    _ visit: Wish, _ book: AgendaBook? = nil, ignoring others: Set<AppointmentID>
  ) throws {
    guard let patient = visit.patient else { return }
    let own = try source.visits(of: patient, overlapping: visit.time.slot)
      .filter { !others.contains($0) }
    guard own.isEmpty else {
      let near = try book.map { try freeStarts(near: visit, $0, ignoring: others) } ?? []
      throw Refusal.scheduling(.taken(by: .patient, visits: own, near: near))
    }
  }

  func checkOverlaps(
    _ visit: Wish, _ book: AgendaBook, ignoring moved: Set<AppointmentID>
  ) throws {
    let clashes = try source.blockingVisits(
      overlapping: visit.time.busy, practitioner: visit.practitioner, patient: visit.patient,
      room: visit.room
    ).filter { !moved.contains($0.id) && !visit.isBeside($0) }
    let party: SchedulingRefusal.Party
    if clashes.contains(where: { $0.practitioner == visit.practitioner }) {
      party = .practitioner
    } else if clashes.contains(where: { $0.patient == visit.patient }) {
      party = .patient
    } else if !clashes.isEmpty {
      party = .room
    } else {
      return
    }
    throw Refusal.scheduling(
      .taken(
        by: party, visits: clashes.map(\.id),
        near: try freeStarts(near: visit, book, ignoring: moved)))
  }

  /// Up to three free starts of the same practitioner and day, nearest first.
  ///
  /// Neither her time, the patient's nor the room's is taken then, which is the one where she works
  /// then unless another was chosen; one of a group is led to groups of its kind alone.
  func freeStarts(
    near visit: Wish, _ book: AgendaBook, ignoring moved: Set<AppointmentID>
  ) throws -> [CivilTime] {
    let midnight = zone.utcMinute(of: visit.time.date, .midnight)
    guard let whole = TimeSlot(startMinute: midnight - 1440, length: 3 * 1440) else { return [] }
    let homeRoom = try source.practitioner(visit.practitioner)?.details.room
    let date = visit.time.date
    let usual = book.place(on: date, at: visit.time.start, homeRoom: homeRoom).room
    let kind = visit.exclusivity.group == nil ? nil : visit.kind
    let wanted = visit.time.start.minuteOfDay
    return try book.open(on: date).filter { $0.group?.kind == kind }.flatMap { open in
      let room = visit.room == usual ? book.place(of: open, homeRoom: homeRoom).room : visit.room
      let day = try source.blockingVisits(
        overlapping: whole, practitioner: visit.practitioner, patient: visit.patient, room: room
      ).filter { !moved.contains($0.id) }
      let minutes = open.group == nil ? visit.time.minutes : open.slotMinutes
      return try open.slotStarts.filter { start in
        try open.holds(from: start, minutes: minutes)
          && isFree(
            start, minutes: minutes, open, for: visit, day, book.policy, ignoring: moved)
      }
    }
    .sorted { abs($0.minuteOfDay - wanted) < abs($1.minuteOfDay - wanted) }
    .prefix(3).sorted()
  }

  private func isFree(
    _ start: CivilTime, minutes: Int, _ open: OpenTime, for visit: Wish, _ day: [BlockingVisit],
    _ policy: AgendaPolicy, ignoring moved: Set<AppointmentID>
  ) throws -> Bool {
    guard
      let time = VisitTime(
        date: visit.time.date, start: start, minutes: minutes, zone: zone,
        before: policy.bufferBefore, after: policy.bufferAfter),
      time.slot.startMinute >= now.minutes + policy.noticeMinutes
    else { return false }
    let others = day.filter { $0.busy.overlaps(time.busy) }
    if let group = open.group {
      let id = GroupPlace.id(of: visit.practitioner, startMinute: time.slot.startMinute)
      guard
        others.count < group.capacity,
        others.allSatisfy({ $0.group?.id == id && $0.patient != visit.patient })
      else { return false }
    } else if !others.isEmpty {
      return false
    }
    guard let patient = visit.patient else { return true }
    return try source.visits(of: patient, overlapping: time.slot).allSatisfy(moved.contains)
  }
}
