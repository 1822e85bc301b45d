extension VisitWish {
  /// Refuses a wish or a recall that lies in the past or too far ahead.
  func check(_ purpose: WaitingEntry.Purpose, _ context: CommandContext) throws {
    if let until, until < context.today {
      throw Refusal.invalid([FieldProblem(.until, .outOfRange)])
    }
    if let earliest, let latest, latest <= earliest {
      throw Refusal.invalid([FieldProblem(.latest, .outOfRange)])
    }
    if case .recall(let due) = purpose,
      due < context.today || due > context.today.adding(days: WaitingEntry.recallHorizonDays)
    {
      throw Refusal.invalid([FieldProblem(.date, .outOfRange)])
    }
  }
}

extension WaitingEntry {
  /// How far ahead a recall may lie: five years.
  public static let recallHorizonDays = 5 * 366
  /// A recall counts as met by a visit this many days before it is due or later.
  static let recallLeewayDays = 45
  /// The recall that one key makes.
  public static let usualRecallMonths = 6

  /// Whether a visit that was booked is what the patient waited for.
  func isMet(by visit: Appointment, specialties: [String]) -> Bool {
    guard status == .waiting, visit.patient == patient, wish.kind ?? visit.kind == visit.kind
    else { return false }
    switch purpose {
    case .earlier: return false
    case .visit: break
    case .recall(let due):
      guard due.adding(days: -Self.recallLeewayDays) <= visit.time.date else { return false }
    }
    let anywhen = VisitWish(practitioner: wish.practitioner, specialty: wish.specialty)
    let time = OfferedTime(
      practitioner: visit.practitioner, date: visit.time.date, start: visit.time.start,
      minutes: visit.time.minutes)
    return anywhen.fits(time, specialties: specialties)
  }
}

extension WaitingEntry.Purpose {
  func isSameKind(as other: Self) -> Bool {
    switch (self, other) {
    case (.visit, .visit), (.recall, .recall): true
    case (.earlier(let one), .earlier(let another)): one == another
    default: false
    }
  }
}

extension ClinicStore {
  /// Ends the waits that a booked visit meets: nobody is called for what is booked already.
  func settleWaits(with visit: Appointment) throws {
    guard visit.status == .booked || visit.status == .pending else { return }
    let waits = try waitingEntries(of: visit.patient)
    guard !waits.isEmpty else { return }
    let specialties = try practitioner(visit.practitioner)?.details.specialties.map(\.name) ?? []
    for entry in waits where entry.isMet(by: visit, specialties: specialties) {
      var ended = entry
      ended.status = .booked
      ended.visit = visit.id
      try update(ended, from: entry)
    }
  }

  /// Takes the wish for an earlier time along with a visit that moves; where the new time is what
  /// was wished for, the wait is over.
  func carryWaits(from old: Appointment, to visit: Appointment) throws {
    let waits = try waitingEntries(of: visit.patient).filter { $0.bookedVisit == old.id }
    guard !waits.isEmpty else { return }
    let time = OfferedTime(
      practitioner: visit.practitioner, date: visit.time.date, start: visit.time.start,
      minutes: visit.time.minutes)
    let specialties = try practitioner(visit.practitioner)?.details.specialties.map(\.name) ?? []
    let booked = CivilDateTime(date: old.time.date, time: old.time.start)
    for entry in waits {
      var carried = entry
      if visit.status.isOpen, entry.takes(time, specialties: specialties, bookedAt: booked) {
        carried.status = .booked
        carried.visit = visit.id
      } else {
        carried.purpose = .earlier(visit.id)
      }
      try update(carried, from: entry)
    }
  }

  func isOwnWait(_ id: WaitingEntryID, of actor: Actor) throws -> Bool {
    guard let own = actor.practitioner else { return false }
    return try waitingEntry(id)?.wish.practitioner == own
  }

  func changeWait(
    _ id: WaitingEntryID, _ change: (inout WaitingEntry) throws -> Void
  ) throws -> Done {
    guard let current = try waitingEntry(id), current.status == .waiting else {
      throw Refusal.notFound(.waitingEntry)
    }
    var changed = current
    try change(&changed)
    if changed != current { try update(changed, from: current) }
    return Done()
  }
}
