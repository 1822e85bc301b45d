/// Takes the beginning or the end of a visit's encounter back, as long as nothing was written in the
/// record since.
///
/// One that was begun is cancelled, and the patient waits again; one that ended goes on.
public struct UndoEncounter: ClinicCommand {
  public static let kind = CommandKind.undoEncounter
  public static let capability = Capability.conductEncounter
  public let id: EncounterID
  /// What the person wants to take back: `startEncounter` or `finishEncounter`.
  public let command: CommandKind

  public init(id: EncounterID, command: CommandKind) {
    self.id = id
    self.command = command
  }

  public var subject: Subject { Subject(.encounter, id) }

  public func isOwn(of context: CommandContext, in store: any ClinicStore) throws -> Bool {
    guard let own = context.actor.practitioner else { return false }
    return try store.encounter(id)?.practitioner == own
  }

  public func execute(by context: CommandContext, in store: any ClinicStore) throws -> Done {
    guard let current = try store.encounter(id) else { throw Refusal.notFound(.encounter) }
    guard let visit = current.appointment else { throw Refusal.scheduling(.changedSince) }
    switch command {
    case .startEncounter: try cancel(current, context, store)
    case .finishEncounter: try goOn(current, visit, context, store)
    default: throw Refusal.scheduling(.changedSince)
    }
    return Done()
  }

  private func cancel(
    _ current: Encounter, _ context: CommandContext, _ store: any ClinicStore
  ) throws {
    guard current.status == .inProgress else { throw Refusal.scheduling(.changedSince) }
    try check(current, since: current.startedAt, context, store)
    var taken = current
    taken.status = .cancelled
    taken.finishedAt = context.now
    try store.update(taken, from: current)
  }

  private func goOn(
    _ current: Encounter, _ visit: AppointmentID, _ context: CommandContext,
    _ store: any ClinicStore
  ) throws {
    guard current.status == .finished, let end = current.finishedAt else {
      throw Refusal.scheduling(.changedSince)
    }
    try check(current, since: end, context, store)
    if let other = try store.openEncounter(of: current.practitioner) {
      throw Refusal.scheduling(.encounterOpen(other.id))
    }
    guard try store.appointment(visit)?.status == .fulfilled else {
      throw Refusal.scheduling(.changedSince)
    }
    var open = current
    open.status = .inProgress
    open.finishedAt = nil
    try store.update(open, from: current)
    let last = try store.lastChange(of: visit).flatMap {
      $0.command == .finishEncounter ? $0 : nil
    }
    _ = try store.changeVisit(visit, from: [.fulfilled]) {
      $0.status = last?.before?.status ?? .checkedIn
    }
    if let last { try store.logUndo(of: last.transaction, [visit]) }
  }

  private func check(
    _ encounter: Encounter, since: Instant, _ context: CommandContext, _ store: any ClinicStore
  ) throws {
    guard since.adding(minutes: VisitChange.keptHours * 60) > context.now else {
      throw Refusal.scheduling(.changedSince)
    }
    guard try !store.hasWritten(in: encounter, since: since) else {
      throw Refusal.scheduling(.recordWritten)
    }
  }

  public func auditDetail(of outcome: Done) -> String { "undoes \(command.rawValue)" }
}

/// Takes back that triage was done, until the patient is called.
public struct UndoTriage: ClinicCommand {
  public static let kind = CommandKind.undoTriage
  public static let capability = Capability.triage
  public let id: AppointmentID

  public init(id: AppointmentID) { self.id = id }

  public var subject: Subject { Subject(.arrival, id) }

  public func isOwn(of context: CommandContext, in store: any ClinicStore) throws -> Bool {
    try store.isOwnVisit(id, of: context.actor)
  }

  public func execute(by context: CommandContext, in store: any ClinicStore) throws -> Done {
    try store.takeBack(id) { arrival in
      guard arrival.triagedAt != nil, arrival.calledAt == nil else { return false }
      arrival.triagedAt = nil
      return true
    }
  }
}

/// Takes a call to the room back, until the patient is seen: she waits as if nobody had called.
public struct UndoCall: ClinicCommand {
  public static let kind = CommandKind.undoCall
  public static let capability = Capability.checkIn
  public let id: AppointmentID

  public init(id: AppointmentID) { self.id = id }

  public var subject: Subject { Subject(.arrival, id) }

  public func isOwn(of context: CommandContext, in store: any ClinicStore) throws -> Bool {
    try store.isOwnVisit(id, of: context.actor)
  }

  public func execute(by context: CommandContext, in store: any ClinicStore) throws -> Done {
    try store.takeBack(id) { arrival in
      guard arrival.calledAt != nil else { return false }
      arrival.calledAt = nil
      return true
    }
  }
}

extension ClinicStore {
  /// Changes the arrival of somebody who waits and is not seen yet; `false` says that there is
  /// nothing to take back.
  fileprivate func takeBack(
    _ id: AppointmentID, _ change: (inout Arrival) -> Bool
  ) throws -> Done {
    guard let visit = try appointment(id) else { throw Refusal.notFound(.appointment) }
    if let open = try openEncounter(of: visit.practitioner), open.appointment == id {
      throw Refusal.scheduling(.encounterOpen(open.id))
    }
    guard visit.status.isPresent, let current = try arrival(id) else {
      throw Refusal.scheduling(.changedSince)
    }
    var changed = current
    guard change(&changed) else { throw Refusal.scheduling(.changedSince) }
    try update(changed, from: current)
    return Done()
  }
}
