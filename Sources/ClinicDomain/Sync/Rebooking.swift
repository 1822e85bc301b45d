/// A visit that lost its time to another site's, for its desk to book anew.
///
/// It never says who got the time.
public struct Rebooking: Hashable, Sendable {
  /// Why the time was lost.
  public enum Reason: String, CaseIterable, Codable, Hashable, Sendable {
    case taken
    case patientTaken = "patient_taken"
    case roomTaken = "room_taken"
    /// By the site that leases the practitioner's time.
    case refused
  }

  /// What came of it.
  public enum Outcome: String, CaseIterable, Codable, Hashable, Sendable {
    case booked
    /// The patient wants no other time.
    case declined
    /// Nobody answered: it stays, with the call counted.
    case unreached
  }

  public let id: SyncTaskID
  public let visit: AppointmentID
  public let practitioner: PractitionerID
  public let patient: PatientID
  public let reason: Reason
  public let lost: TimeSlot
  /// The nearest free times as far as the hub knew, nearest first.
  public let free: [TimeSlot]
  public let madeAt: Instant
  public var isDone: Bool
  public var outcome: Outcome?
  /// How often the patient was called in vain.
  public var calls: Int

  public init(
    id: SyncTaskID, visit: AppointmentID, practitioner: PractitionerID, patient: PatientID,
    reason: Reason, lost: TimeSlot, free: [TimeSlot], madeAt: Instant, isDone: Bool = false,
    outcome: Outcome? = nil, calls: Int = 0
  ) {
    self.id = id
    self.visit = visit
    self.practitioner = practitioner
    self.patient = patient
    self.reason = reason
    self.lost = lost
    self.free = free
    self.madeAt = madeAt
    self.isDone = isDone
    self.outcome = outcome
    self.calls = calls
  }
}

/// Says what came of a visit that lost its time.
public struct SettleRebooking: ClinicCommand {
  public static let kind = CommandKind.settleRebooking
  public static let capability = Capability.changeBookings
  public let id: SyncTaskID
  public let outcome: Rebooking.Outcome
  /// Why the lost visit itself is closed, for its card.
  public let reason: String

  public init(id: SyncTaskID, outcome: Rebooking.Outcome, reason: String = "") {
    self.id = id
    self.outcome = outcome
    self.reason = reason
  }

  public var subject: Subject { Subject(.rebookTask, id) }

  public func isOwn(of context: CommandContext, in store: any ClinicStore) throws -> Bool {
    try store.isOwn(id, context)
  }

  public func execute(by context: CommandContext, in store: any ClinicStore) throws -> Done {
    guard let task = try store.rebooking(id) else { throw Refusal.notFound(.rebookTask) }
    guard !task.isDone else {
      if task.outcome == outcome { return Done() }
      throw Refusal.changedMeanwhile([])
    }
    var settled = task
    settled.outcome = outcome
    guard outcome != .unreached else {
      settled.calls += 1
      try store.update(settled, from: task)
      return Done()
    }
    settled.isDone = true
    try store.update(settled, from: task)
    try closeVisit(of: task, in: store)
    return Done()
  }

  /// The visit that lost its time is not to come any more.
  private func closeVisit(of task: Rebooking, in store: any ClinicStore) throws {
    guard let visit = try store.appointment(task.visit), visit.reservation == .refused,
      visit.status.isOpen, visit.time.slot == task.lost
    else { return }
    var closed = visit
    closed.status = .cancelled
    closed.cancellation = Cancellation(
      party: outcome == .declined ? .patient : .refused, reason: reason, isLate: false)
    try store.update(closed, from: visit)
  }

  public func auditDetail(of outcome: Done) -> String { self.outcome.rawValue }
}

/// Takes back that a lost visit was settled.
public struct ReopenRebooking: ClinicCommand {
  public static let kind = CommandKind.reopenRebooking
  public static let capability = Capability.changeBookings
  public let id: SyncTaskID

  public init(id: SyncTaskID) { self.id = id }

  public var subject: Subject { Subject(.rebookTask, id) }

  public func isOwn(of context: CommandContext, in store: any ClinicStore) throws -> Bool {
    try store.isOwn(id, context)
  }

  public func execute(by context: CommandContext, in store: any ClinicStore) throws -> Done {
    guard let found = try store.rebooking(id) else { throw Refusal.notFound(.rebookTask) }
    if let visit = try store.appointment(found.visit), visit.status == .cancelled,
      visit.reservation == .refused, visit.time.slot == found.lost
    {
      var open = visit
      open.status = .booked
      open.cancellation = nil
      try store.update(open, from: visit)
    }
    guard let task = try store.rebooking(id) else { return Done() }
    var open = task
    open.isDone = false
    open.outcome = nil
    if task.outcome == .unreached { open.calls = max(0, open.calls - 1) }
    try store.update(open, from: task)
    return Done()
  }
}

extension ClinicStore {
  /// Whether a lost visit was the acting practitioner's.
  fileprivate func isOwn(_ id: SyncTaskID, _ context: CommandContext) throws -> Bool {
    guard let task = try rebooking(id) else { return true }
    return task.practitioner == context.actor.practitioner
  }
}
