/// Puts a patient on the waiting list, asks for an earlier time, or plans a recall.
public struct AddToWaitingList: ClinicCommand {
  public static let kind = CommandKind.addToWaitingList
  public static let capability = Capability.changeBookings
  public let id: WaitingEntryID
  public let patient: PatientID
  public let purpose: WaitingEntry.Purpose
  public let wish: VisitWish

  public init(
    id: WaitingEntryID, patient: PatientID, purpose: WaitingEntry.Purpose = .visit,
    wish: VisitWish
  ) {
    self.id = id
    self.patient = patient
    self.purpose = purpose
    self.wish = wish
  }

  public var subject: Subject { Subject(.waitingEntry, id) }

  /// A doctor asks for her own patients only: the wish names her.
  public func isOwn(of context: CommandContext, in store: any ClinicStore) -> Bool {
    wish.practitioner != nil && wish.practitioner == context.actor.practitioner
  }

  /// One who waits already for the same is refused.
  public func execute(
    by context: CommandContext, in store: any ClinicStore
  ) throws -> WaitingEntryID {
    if try store.waitingEntry(id) != nil { return id }
    guard let known = try store.patient(patient) else { throw Refusal.notFound(.patient) }
    guard known.details.deathDate == nil else { throw Refusal.scheduling(.patientDeceased) }
    try wish.check(purpose, context)
    if case .earlier(let booked) = purpose {
      guard let visit = try store.appointment(booked), visit.patient == patient else {
        throw Refusal.notFound(.appointment)
      }
      guard visit.status.isOpen else { throw Refusal.scheduling(.wrongStatus(visit.status)) }
    }
    let isThere = try store.waitingEntries(of: patient).contains {
      $0.purpose.isSameKind(as: purpose) && $0.wish.practitioner == wish.practitioner
        && TextFolding.fold($0.wish.specialty) == TextFolding.fold(wish.specialty)
        && $0.wish.kind == wish.kind
    }
    guard !isThere else { throw Refusal.scheduling(.alreadyWaiting) }
    try store.insert(
      WaitingEntry(
        id: id, patient: patient, purpose: purpose, wish: wish,
        addedBy: context.actor.reference, addedAt: context.now))
    return id
  }
}

/// Changes what is wished for, or when a recall is due.
public struct ChangeWaitingEntry: ClinicCommand {
  public static let kind = CommandKind.changeWaitingEntry
  public static let capability = Capability.changeBookings
  public let id: WaitingEntryID
  /// What the person saw.
  public let base: VisitWish
  public let wish: VisitWish
  /// A recall's new day; nil keeps it.
  public let due: CivilDate?

  public init(id: WaitingEntryID, base: VisitWish, wish: VisitWish, due: CivilDate? = nil) {
    self.id = id
    self.base = base
    self.wish = wish
    self.due = due
  }

  public var subject: Subject { Subject(.waitingEntry, id) }

  public func isOwn(of context: CommandContext, in store: any ClinicStore) throws -> Bool {
    try store.isOwnWait(id, of: context.actor)
      && wish.practitioner == context.actor.practitioner
  }

  public func execute(by context: CommandContext, in store: any ClinicStore) throws -> Done {
    try store.changeWait(id) { entry in
      guard entry.wish == base || entry.wish == wish else {
        throw Refusal.changedMeanwhile([.rules])
      }
      entry.wish = wish
      if let due, entry.due != nil { entry.purpose = .recall(due: due) }
      try wish.check(entry.purpose, context)
    }
  }
}

/// Keeps a call that led to no visit: nobody answered, or the offer was refused.
///
/// A refused offer leaves the patient on the list; without an offer the wait itself is refused.
public struct RecordCall: ClinicCommand {
  public static let kind = CommandKind.recordCall
  public static let capability = Capability.changeBookings
  public let id: WaitingEntryID
  public let hasAnswered: Bool
  public let offer: OfferedTime?

  public init(id: WaitingEntryID, hasAnswered: Bool, offer: OfferedTime? = nil) {
    self.id = id
    self.hasAnswered = hasAnswered
    self.offer = offer
  }

  public var subject: Subject { Subject(.waitingEntry, id) }

  public func isOwn(of context: CommandContext, in store: any ClinicStore) throws -> Bool {
    try store.isOwnWait(id, of: context.actor)
  }

  public func execute(by context: CommandContext, in store: any ClinicStore) throws -> Done {
    try store.changeWait(id) { entry in
      entry.attempts.append(
        CallAttempt(
          at: context.now, by: context.actor.reference,
          outcome: hasAnswered ? .refused : .noAnswer, offer: offer))
      if hasAnswered, offer == nil { entry.status = .declined }
    }
  }
}

/// The patient takes an offered time: it is booked, or the booked visit moves there.
///
/// What is booked is of the kind that was wished for; a recall is a return where one costs nothing.
public struct AcceptOffer: ClinicCommand {
  public static let kind = CommandKind.acceptOffer
  public static let capability = Capability.changeBookings
  public let id: WaitingEntryID
  public let offer: OfferedTime
  /// The id of the visit that is booked.
  public let visit: AppointmentID

  public init(id: WaitingEntryID, offer: OfferedTime, visit: AppointmentID) {
    self.id = id
    self.offer = offer
    self.visit = visit
  }

  public var subject: Subject { Subject(.waitingEntry, id) }

  /// The offered agenda and, where one moves, the visit must be the doctor's own.
  public func isOwn(of context: CommandContext, in store: any ClinicStore) throws -> Bool {
    guard let own = context.actor.practitioner, own == offer.practitioner else { return false }
    guard let booked = try store.waitingEntry(id)?.bookedVisit else { return true }
    return try store.appointment(booked)?.practitioner == own
  }

  /// The booking obeys every rule of a booking; whatever it refuses leaves the wait as it was.
  public func execute(
    by context: CommandContext, in store: any ClinicStore
  ) throws -> AppointmentID {
    guard let entry = try store.waitingEntry(id) else { throw Refusal.notFound(.waitingEntry) }
    if entry.visit == visit { return visit }
    guard entry.status == .waiting else { throw Refusal.notFound(.waitingEntry) }
    if let booked = entry.bookedVisit {
      _ = try MoveAppointment(
        id: booked, newID: visit, practitioner: offer.practitioner, date: offer.date,
        start: offer.start
      ).execute(by: context, in: store)
    } else {
      let (kind, minutes) = try store.visit(for: entry, at: offer)
      _ = try BookAppointment(
        id: visit, patient: entry.patient, practitioner: offer.practitioner, date: offer.date,
        start: offer.start, minutes: minutes, visitKind: kind
      ).execute(by: context, in: store)
    }
    guard let current = try store.waitingEntry(id) else { throw Refusal.notFound(.waitingEntry) }
    var ended = current
    ended.status = .booked
    ended.visit = visit
    ended.attempts.append(
      CallAttempt(
        at: context.now, by: context.actor.reference, outcome: .accepted, offer: offer))
    try store.update(ended, from: current)
    return visit
  }
}

/// Takes a patient off the list.
public struct WithdrawWaiting: ClinicCommand {
  public static let kind = CommandKind.withdrawWaiting
  public static let capability = Capability.changeBookings
  public let id: WaitingEntryID

  public init(id: WaitingEntryID) { self.id = id }

  public var subject: Subject { Subject(.waitingEntry, id) }

  public func isOwn(of context: CommandContext, in store: any ClinicStore) throws -> Bool {
    try store.isOwnWait(id, of: context.actor)
  }

  public func execute(by context: CommandContext, in store: any ClinicStore) throws -> Done {
    try store.changeWait(id) { $0.status = .withdrawn }
  }
}
