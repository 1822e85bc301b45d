/// The rules that every booking and move obeys, decided inside the write transaction.
public struct BookingRules {
  /// Days ahead that may be booked.
  public static let horizonDays = 365
  /// Encaixes of one practitioner in one day.
  public static let overbookingsPerDay = 5

  let context: CommandContext
  let store: any ClinicStore

  /// Refuses a visit that breaks a rule; `ignoring` is the visit that is being moved.
  func check(_ visit: Appointment, ignoring moved: AppointmentID? = nil) throws {
    guard let practitioner = try store.practitioner(visit.practitioner) else {
      throw Refusal.notFound(.practitioner)
    }
    guard practitioner.isActive else { throw Refusal.scheduling(.practitionerInactive) }
    guard let patient = try store.patient(visit.patient) else { throw Refusal.notFound(.patient) }
    guard patient.details.deathDate == nil else { throw Refusal.scheduling(.patientDeceased) }
    guard visit.time.slot.endMinute > context.now.minutes else {
      throw Refusal.scheduling(.inThePast)
    }
    guard visit.time.date <= context.today.adding(days: Self.horizonDays) else {
      throw Refusal.scheduling(.beyondHorizon(days: Self.horizonDays))
    }
    switch visit.exclusivity {
    case .exclusive:
      try checkAgenda(visit)
      if visit.status.isLive { try checkOverlaps(visit, ignoring: moved) }
    case .overbooked(let reason):
      guard reason.contains(where: { !$0.isWhitespace }) else {
        throw Refusal.invalid([FieldProblem(.reason, .required)])
      }
      let count = try store.overbookings(
        of: visit.practitioner, on: visit.time.date, asideFrom: moved)
      guard count < Self.overbookingsPerDay else {
        throw Refusal.scheduling(.overbookingLimit(perDay: Self.overbookingsPerDay))
      }
    case .group, .historical: break
    }
  }

  private func checkAgenda(_ visit: Appointment) throws {
    let open = try openTime(of: visit.practitioner, on: visit.time.date)
    guard open.contains(where: { $0.holds(from: visit.time.start, minutes: visit.time.minutes) })
    else { throw Refusal.scheduling(.outsideAgenda) }
  }

  private func openTime(of practitioner: PractitionerID, on date: CivilDate) throws -> [OpenTime] {
    OpenTime.on(
      date, rules: try store.agenda(of: practitioner)?.rules ?? [],
      exceptions: try store.exceptions(of: practitioner, on: date))
  }

  private func checkOverlaps(_ visit: Appointment, ignoring moved: AppointmentID?) throws {
    let clashes = try store.blockingVisits(
      overlapping: visit.time.busy, practitioner: visit.practitioner, patient: visit.patient,
      room: visit.room
    ).filter { $0.id != moved && $0.id != visit.id }
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
      .taken(by: party, visits: clashes.map(\.id), near: try freeStarts(near: visit)))
  }

  /// Up to three free starts of the same practitioner and day, nearest first.
  private func freeStarts(near visit: Appointment) throws -> [CivilTime] {
    let day = try store.blockingVisits(of: visit.practitioner, on: visit.time.date)
    let open = try openTime(of: visit.practitioner, on: visit.time.date)
    let wanted = visit.time.start.minuteOfDay
    return open.flatMap { time in
      time.slotStarts.filter { time.holds(from: $0, minutes: visit.time.minutes) }
    }
    .filter { start in
      guard
        let time = VisitTime(
          date: visit.time.date, start: start, minutes: visit.time.minutes, zone: context.zone)
      else { return false }
      return time.slot.startMinute >= context.now.minutes
        && !day.contains { $0.time.busy.overlaps(time.slot) }
    }
    .sorted { abs($0.minuteOfDay - wanted) < abs($1.minuteOfDay - wanted) }
    .prefix(3).sorted()
  }
}
