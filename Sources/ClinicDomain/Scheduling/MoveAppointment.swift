/// Moves a visit: the new time is booked and the old one cancelled, or neither.
public struct MoveAppointment: ClinicCommand {
  public static let kind = CommandKind.moveAppointment
  public static let capability = Capability.changeBookings
  public let id: AppointmentID
  /// The id of the visit that takes its place.
  public let newID: AppointmentID
  public let practitioner: PractitionerID
  public let date: CivilDate
  public let start: CivilTime
  /// nil keeps the length.
  public let minutes: Int?
  /// Whether the clinic moves it without the patient, who has to be told; nil is no.
  public let isByClinic: Bool?

  public init(
    id: AppointmentID, newID: AppointmentID, practitioner: PractitionerID, date: CivilDate,
    start: CivilTime, minutes: Int? = nil, isByClinic: Bool? = nil
  ) {
    self.id = id
    self.newID = newID
    self.practitioner = practitioner
    self.date = date
    self.start = start
    self.minutes = minutes
    self.isByClinic = isByClinic
  }

  public var subject: Subject { Subject(.appointment, id) }

  /// Both the visit and the agenda it moves to must be the doctor's own.
  public func isOwn(of context: CommandContext, in store: any ClinicStore) throws -> Bool {
    let own = context.actor.practitioner
    return try own == practitioner && store.appointment(id)?.practitioner == own
  }

  public func execute(
    by context: CommandContext, in store: any ClinicStore
  ) throws -> AppointmentID {
    if try store.appointment(newID) != nil { return newID }
    let old = try visit(in: store)
    let moved = try replacement(of: old, by: context, in: store)
    try BookingRules(context: context, store: store).check(moved, ignoring: id)
    // The schema refuses two live visits at once, so the old one is let go first; a refusal of the
    // new one undoes both.
    try store.update(old.letGo(by: self, at: context.now), from: old)
    try store.insert(moved)
    try store.carryWaits(from: old, to: moved)
    return newID
  }

  /// Cancels the visit; what it was is what `place` needs.
  func letGo(by context: CommandContext, in store: any ClinicStore) throws -> Appointment {
    let old = try visit(in: store)
    try store.update(old.letGo(by: self, at: context.now), from: old)
    return old
  }

  /// Books the new time of a visit that was let go, with the group that moves with it as a whole.
  func place(
    _ old: Appointment, keeping group: GroupSeat?, by context: CommandContext,
    in store: any ClinicStore
  ) throws {
    let moved = try replacement(of: old, keeping: group, by: context, in: store)
    try BookingRules(context: context, store: store).check(moved, ignoring: id)
    try store.insert(moved)
    try store.carryWaits(from: old, to: moved)
  }

  private func visit(in store: any ClinicStore) throws -> Appointment {
    guard let visit = try store.appointment(id) else { throw Refusal.notFound(.appointment) }
    guard visit.status.isOpen else { throw Refusal.scheduling(.wrongStatus(visit.status)) }
    return visit
  }

  private func replacement(
    of old: Appointment, keeping group: GroupSeat? = nil, by context: CommandContext,
    in store: any ClinicStore
  ) throws -> Appointment {
    var (exclusivity, seat) = (old.exclusivity, nil as GroupSeat?)
    if exclusivity.takesTime || exclusivity == .historical {
      seat = try store.groupSeat(
        of: practitioner, on: date, at: start, zone: context.zone, keeping: group)
    }
    let time = try store.visitTime(
      of: practitioner, on: date, at: start,
      minutes: seat?.minutes ?? minutes ?? old.time.minutes, zone: context.zone)
    if exclusivity.takesTime || exclusivity == .historical {
      exclusivity = Exclusivity(seat, of: practitioner, at: time)
    }
    let place = try store.workPlace(of: practitioner, on: date, at: start)
    let isSame = practitioner == old.practitioner
    // A doctor who moves her own visit has not booked it: it stays what someone else asked for.
    let isOwn = isSame && context.actor.practitioner == practitioner
    return Appointment(
      id: newID, patient: old.patient, practitioner: practitioner,
      unit: place.unit, room: exclusivity.takesTime ? place.room : nil, time: time,
      status: old.status,
      reservation: try store.reservation(with: practitioner, at: context.now),
      kind: seat?.kind ?? old.kind, observation: old.observation,
      authorisation: old.authorisation, payer: old.payer, exclusivity: exclusivity,
      allowedBy: old.allowedBy,
      rescheduledFrom: id,
      bookedBy: isOwn ? old.bookedBy : context.actor.reference, bookedAt: context.now,
      series: old.series)
  }
}

extension MoveAppointment {
  /// Whether both go to the same time of the same practitioner.
  func hasTarget(of other: MoveAppointment) -> Bool {
    practitioner == other.practitioner && date == other.date && start == other.start
  }
}

extension Appointment {
  /// Whether less than 24 hours are left.
  func isLate(at now: Instant) -> Bool { time.slot.startMinute - now.minutes < 24 * 60 }

  /// The visit as it is left behind when it moves.
  fileprivate func letGo(by move: MoveAppointment, at now: Instant) -> Appointment {
    var left = self
    left.status = .cancelled
    left.cancellation = Cancellation(
      party: move.isByClinic ?? false ? .rescheduledByClinic : .rescheduled, reason: "",
      isLate: isLate(at: now))
    return left
  }
}
