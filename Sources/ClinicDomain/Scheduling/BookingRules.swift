/// The rules that every booking and move obeys, decided inside the write transaction.
public struct BookingRules {
  /// Days ahead that may be booked where an agenda says nothing else.
  public static let horizonDays = 365
  /// Encaixes of one practitioner in one day where her agenda says nothing else.
  public static let overbookingsPerDay = 5

  let context: CommandContext
  let store: any ClinicStore

  /// Refuses a visit that breaks a rule; `ignoring` is the visit that is being moved.
  ///
  /// Notice is asked of what is booked or moved now, not of what was `wasAsked` for before; a visit
  /// that `isBack` where it stood a while ago may have begun, lie further ahead than one books, or
  /// outside an agenda that was changed since.
  func check(
    _ visit: Appointment, ignoring moved: AppointmentID? = nil, wasAsked: Bool = false,
    isBack: Bool = false
  ) throws {
    guard let practitioner = try store.practitioner(visit.practitioner) else {
      throw Refusal.notFound(.practitioner)
    }
    guard practitioner.isActive else { throw Refusal.scheduling(.practitionerInactive) }
    guard let patient = try store.patient(visit.patient) else { throw Refusal.notFound(.patient) }
    guard patient.details.deathDate == nil else { throw Refusal.scheduling(.patientDeceased) }
    guard isBack || visit.time.slot.endMinute > context.now.minutes else {
      throw Refusal.scheduling(.inThePast)
    }
    let book = try store.agendaBook(
      of: practitioner, from: visit.time.date, through: visit.time.date)
    let horizon = book.policy.horizonDays
    guard isBack || visit.time.date <= context.today.adding(days: horizon) else {
      throw Refusal.scheduling(.beyondHorizon(days: horizon))
    }
    switch visit.exclusivity {
    case .exclusive:
      if !isBack { try checkAgenda(visit, book, wasAsked: wasAsked) }
      guard visit.status.isLive else { return }
      try checkCaps(visit, book.policy, ignoring: moved)
      try checkOverlaps(visit, book, ignoring: moved)
    case .overbooked(let reason):
      guard reason.contains(where: { !$0.isWhitespace }) else {
        throw Refusal.invalid([FieldProblem(.reason, .required)])
      }
      let count = try store.overbookings(
        of: visit.practitioner, on: visit.time.date, asideFrom: moved ?? visit.id)
      let limit = book.policy.overbookingLimit
      guard count < limit else {
        throw Refusal.scheduling(.overbookingLimit(perDay: limit))
      }
    case .group, .historical: break
    }
  }

  private func checkAgenda(_ visit: Appointment, _ book: AgendaBook, wasAsked: Bool) throws {
    let notice = book.policy.noticeMinutes
    guard wasAsked || visit.time.slot.startMinute >= context.now.minutes + notice || notice == 0
    else { throw Refusal.scheduling(.tooShortNotice(minutes: notice)) }
    let open = book.open(on: visit.time.date)
    guard open.contains(where: { $0.holds(from: visit.time.start, minutes: visit.time.minutes) })
    else { throw Refusal.scheduling(.outsideAgenda) }
  }

  private func checkCaps(
    _ visit: Appointment, _ policy: AgendaPolicy, ignoring moved: AppointmentID?
  ) throws {
    func count(_ kind: VisitKind?) throws -> Int {
      try store.visitCount(
        of: visit.practitioner, on: visit.time.date, kind: kind,
        asideFrom: [visit.id, moved ?? visit.id])
    }
    if let most = policy.visitsPerDay, try count(nil) >= most {
      throw Refusal.scheduling(.dayFull(perDay: most))
    }
    if let most = policy.cap(of: visit.kind), try count(visit.kind) >= most {
      throw Refusal.scheduling(.kindFull(visit.kind, perDay: most))
    }
  }

  private func checkOverlaps(
    _ visit: Appointment, _ book: AgendaBook, ignoring moved: AppointmentID?
  ) throws {
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
      .taken(by: party, visits: clashes.map(\.id), near: try freeStarts(near: visit, book)))
  }

  /// Up to three free starts of the same practitioner and day, nearest first.
  private func freeStarts(near visit: Appointment, _ book: AgendaBook) throws -> [CivilTime] {
    let day = try store.blockingVisits(of: visit.practitioner, on: visit.time.date)
    let open = book.open(on: visit.time.date)
    let policy = book.policy
    let wanted = visit.time.start.minuteOfDay
    return open.flatMap { time in
      time.slotStarts.filter { time.holds(from: $0, minutes: visit.time.minutes) }
    }
    .filter { start in
      guard
        let time = VisitTime(
          date: visit.time.date, start: start, minutes: visit.time.minutes, zone: context.zone,
          before: policy.bufferBefore, after: policy.bufferAfter)
      else { return false }
      return time.slot.startMinute >= context.now.minutes + policy.noticeMinutes
        && !day.contains { $0.time.busy.overlaps(time.busy) }
    }
    .sorted { abs($0.minuteOfDay - wanted) < abs($1.minuteOfDay - wanted) }
    .prefix(3).sorted()
  }
}

extension ClinicStore {
  /// All that decides when a practitioner takes visits within a stretch of days.
  func agendaBook(
    of practitioner: Practitioner, from first: CivilDate, through last: CivilDate
  ) throws -> AgendaBook {
    let agenda = try agenda(of: practitioner.id)
    return AgendaBook(
      rules: agenda?.rules ?? [], policy: agenda?.policy ?? AgendaPolicy(),
      exceptions: try exceptions(of: practitioner.id, from: first, through: last),
      holidays: try holidayCalendar(), home: practitioner.details.unit)
  }

  /// A visit's time with what its agenda keeps free around it.
  ///
  /// - Throws: `invalidLength` where no visit is that long.
  func visitTime(
    of practitioner: PractitionerID, on date: CivilDate, at start: CivilTime, minutes: Int,
    zone: any ZoneRules
  ) throws -> VisitTime {
    let policy = try agenda(of: practitioner)?.policy ?? AgendaPolicy()
    guard
      let time = VisitTime(
        date: date, start: start, minutes: minutes, zone: zone, before: policy.bufferBefore,
        after: policy.bufferAfter)
    else { throw Refusal.scheduling(.invalidLength) }
    return time
  }
}
