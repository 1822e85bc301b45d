/// Takes the actor's own last change of a visit back, with all that the same command did to others.
///
/// What was booked is called off, what was called off or moved stands again where it stood, and
/// every rule of a booking is asked again. Nothing is done where anybody changed one of the visits
/// since.
public struct UndoVisitChange: ClinicCommand {
  public static let kind = CommandKind.undoVisitChange
  public static let capability = Capability.changeBookings
  /// What it takes back; other commands have changed what this one can't put back.
  public static let undone: Set<CommandKind> = [
    .bookAppointment, .moveAppointment, .changeVisitLength, .changePayer, .cancelAppointment,
    .recordConfirmation,
    .markNoShow, .markAttended,
    .answerRequest, .acceptOffer, .bookVisits, .moveVisits, .cancelVisits,
  ]
  public let id: AppointmentID
  /// What the person wants to take back.
  public let command: CommandKind

  public init(id: AppointmentID, command: CommandKind) {
    self.id = id
    self.command = command
  }

  public var subject: Subject { Subject(.appointment, id) }

  /// Every visit of the change must be the doctor's own.
  public func isOwn(of context: CommandContext, in store: any ClinicStore) throws -> Bool {
    try store.isOwnChange(id, of: context.actor)
  }

  public func execute(by context: CommandContext, in store: any ClinicStore) throws -> UndoneChange
  {
    guard Self.undone.contains(command) else { throw Refusal.scheduling(.changedSince) }
    return try ChangeUndoer(context: context, store: store).undo(command, of: id)
  }

  public func auditDetail(of outcome: UndoneChange) -> String { outcome.auditDetail }
}

/// Takes the actor's own check-in or walk-in back, until the patient was seen by triage or called.
///
/// The attendance of who walked in is called off; a patient registered with it stays registered.
public struct UndoCheckIn: ClinicCommand {
  public static let kind = CommandKind.undoCheckIn
  public static let capability = Capability.checkIn
  public let id: AppointmentID

  public init(id: AppointmentID) { self.id = id }

  public var subject: Subject { Subject(.appointment, id) }

  public func isOwn(of context: CommandContext, in store: any ClinicStore) throws -> Bool {
    try store.isOwnChange(id, of: context.actor)
  }

  public func execute(by context: CommandContext, in store: any ClinicStore) throws -> UndoneChange
  {
    if let arrival = try store.arrival(id), arrival.triagedAt != nil || arrival.calledAt != nil {
      throw Refusal.scheduling(.changedSince)
    }
    if let visit = try store.appointment(id),
      let open = try store.openEncounter(of: visit.practitioner), open.appointment == id
    {
      throw Refusal.scheduling(.encounterOpen(open.id))
    }
    let isWalkIn = try store.lastChange(of: id)?.command == .registerWalkIn
    return try ChangeUndoer(context: context, store: store)
      .undo(isWalkIn ? .registerWalkIn : .checkIn, of: id)
  }

  public func auditDetail(of outcome: UndoneChange) -> String { outcome.auditDetail }
}

/// Puts all visits of one change back.
private struct ChangeUndoer {
  let context: CommandContext
  let store: any ClinicStore

  func undo(_ command: CommandKind, of id: AppointmentID) throws -> UndoneChange {
    guard let last = try store.lastChange(of: id), last.command == command,
      last.actor == context.actor.reference,
      last.at.adding(minutes: VisitChange.keptHours * 60) > context.now
    else { throw Refusal.scheduling(.changedSince) }
    let changes = try store.changes(of: last.transaction)
    let isLast = try changes.allSatisfy {
      try store.lastChange(of: $0.visit)?.transaction == last.transaction
    }
    guard isLast else { throw Refusal.scheduling(.changedSince) }
    // Their times are let go before the others take theirs again.
    for change in changes where change.before == nil { try callOff(change.visit) }
    for change in changes { if let before = change.before { try restore(change.visit, before) } }
    try store.logUndo(of: last.transaction, changes.map(\.visit))
    let shown = changes.first { $0.before != nil } ?? last
    guard let visit = try store.appointment(shown.visit) else {
      throw Refusal.notFound(.appointment)
    }
    return UndoneChange(last, count: changes.count, at: visit)
  }

  private func callOff(_ id: AppointmentID) throws {
    guard let current = try store.appointment(id) else { throw Refusal.notFound(.appointment) }
    var visit = current
    visit.status = .cancelled
    visit.cancellation = Cancellation(party: .undone, reason: "", isLate: false)
    try store.update(visit, from: current)
    try store.reopenWaits(settledBy: visit)
    if let from = visit.rescheduledFrom {
      try store.returnWaits(from: visit, to: from)
    }
  }

  private func restore(_ id: AppointmentID, _ before: VisitChange.State) throws {
    guard let current = try store.appointment(id) else { throw Refusal.notFound(.appointment) }
    var visit = current
    visit.status = before.status
    visit.confirmation = before.confirmation
    visit.arrivedAt = before.arrivedAt
    visit.time = before.time
    if let paid = before.paid { visit.payer = paid.by }
    if before.status != .cancelled { visit.cancellation = nil }
    // One that lost its time comes back without it.
    let takesTime =
      visit.status.isLive && visit.reservation != .refused
      && (!current.status.isLive || visit.time != current.time)
    if takesTime {
      try BookingRules(context: context, store: store).check(visit, wasAsked: true, isBack: true)
    }
    try store.update(visit, from: current)
  }
}

extension ClinicStore {
  /// Whether every visit of the last change of one is the actor's own.
  fileprivate func isOwnChange(_ id: AppointmentID, of actor: Actor) throws -> Bool {
    guard let last = try lastChange(of: id) else { return try isOwnVisit(id, of: actor) }
    return try changes(of: last.transaction).allSatisfy { try isOwnVisit($0.visit, of: actor) }
  }

  /// Gives the wish for an earlier time back to the visit that had moved.
  fileprivate func returnWaits(from moved: Appointment, to visit: AppointmentID) throws {
    for entry in try waitingEntries(of: moved.patient) where entry.bookedVisit == moved.id {
      var back = entry
      back.purpose = .earlier(visit)
      try update(back, from: entry)
    }
  }

  /// Lets those wait again who waited until the visit was booked.
  fileprivate func reopenWaits(settledBy visit: Appointment) throws {
    for entry in try waitingEntries(settledBy: visit) {
      var open = entry
      open.status = .waiting
      open.visit = nil
      try update(open, from: entry)
    }
  }
}
