/// Accepts or refuses a visit that was asked for.
public struct AnswerRequest: ClinicCommand {
  public static let kind = CommandKind.answerRequest
  public static let capability = Capability.changeBookings
  public let id: AppointmentID
  public let isAccepted: Bool
  public let reason: String

  public init(id: AppointmentID, isAccepted: Bool, reason: String = "") {
    self.id = id
    self.isAccepted = isAccepted
    self.reason = reason
  }

  public var subject: Subject { Subject(.appointment, id) }

  public func isOwn(of context: CommandContext, in store: any ClinicStore) throws -> Bool {
    try store.isOwnVisit(id, of: context.actor)
  }

  /// A refusal needs its reason.
  public func execute(by context: CommandContext, in store: any ClinicStore) throws -> Done {
    guard isAccepted || reason.contains(where: { !$0.isWhitespace }) else {
      throw Refusal.invalid([FieldProblem(.reason, .required)])
    }
    return try store.changeVisit(id, from: [.proposed]) { visit in
      if isAccepted {
        visit.status = .booked
        try BookingRules(context: context, store: store).check(visit, wasAsked: true)
      } else {
        visit.status = .cancelled
        visit.cancellation = Cancellation(party: .refused, reason: reason, isLate: false)
      }
    }
  }
}

/// Keeps what the patient said about coming.
public struct RecordConfirmation: ClinicCommand {
  public static let kind = CommandKind.recordConfirmation
  public static let capability = Capability.changeBookings
  public let id: AppointmentID
  public let confirmation: Confirmation

  public init(id: AppointmentID, confirmation: Confirmation) {
    self.id = id
    self.confirmation = confirmation
  }

  public var subject: Subject { Subject(.appointment, id) }

  public func isOwn(of context: CommandContext, in store: any ClinicStore) throws -> Bool {
    try store.isOwnVisit(id, of: context.actor)
  }

  public func execute(by context: CommandContext, in store: any ClinicStore) throws -> Done {
    try store.changeVisit(id, from: [.pending, .booked]) { $0.confirmation = confirmation }
  }
}

/// Calls a visit off.
public struct CancelAppointment: ClinicCommand {
  public static let kind = CommandKind.cancelAppointment
  public static let capability = Capability.changeBookings
  public let id: AppointmentID
  public let party: Cancellation.Party
  public let reason: String

  public init(id: AppointmentID, party: Cancellation.Party, reason: String) {
    self.id = id
    self.party = party
    self.reason = reason
  }

  public var subject: Subject { Subject(.appointment, id) }

  public func isOwn(of context: CommandContext, in store: any ClinicStore) throws -> Bool {
    try store.isOwnVisit(id, of: context.actor)
  }

  /// A reason is required.
  public func execute(by context: CommandContext, in store: any ClinicStore) throws -> Done {
    guard reason.contains(where: { !$0.isWhitespace }) else {
      throw Refusal.invalid([FieldProblem(.reason, .required)])
    }
    return try store.changeVisit(id, from: [.proposed, .pending, .booked, .waitlist]) { visit in
      visit.cancellation = Cancellation(
        party: party, reason: reason, isLate: visit.isLate(at: context.now))
      visit.status = .cancelled
    }
  }
}

/// The patient is here: checks in for the visit.
public struct CheckIn: ClinicCommand {
  public static let kind = CommandKind.checkIn
  public static let capability = Capability.checkIn
  public let id: AppointmentID
  /// What the desk made sure of.
  public let facts: ArrivalFacts?

  public init(id: AppointmentID, facts: ArrivalFacts? = nil) {
    self.id = id
    self.facts = facts
  }

  public var subject: Subject { Subject(.appointment, id) }

  public func isOwn(of context: CommandContext, in store: any ClinicStore) throws -> Bool {
    try store.isOwnVisit(id, of: context.actor)
  }

  public func execute(by context: CommandContext, in store: any ClinicStore) throws -> Done {
    try store.changeVisit(id, from: [.pending, .booked, .arrived]) { visit in
      guard visit.time.date <= context.today else { throw Refusal.scheduling(.tooEarly) }
      guard visit.time.date == context.today else { throw Refusal.scheduling(.inThePast) }
      try store.refuseSecondWait(visit, context)
      visit.status = .checkedIn
      visit.arrivedAt = visit.arrivedAt ?? context.now
      try store.arrive(visit, facts, context)
    }
  }
}

/// The patient did not come.
public struct MarkNoShow: ClinicCommand {
  public static let kind = CommandKind.markNoShow
  public static let capability = Capability.changeBookings
  public let id: AppointmentID

  public init(id: AppointmentID) { self.id = id }

  public var subject: Subject { Subject(.appointment, id) }

  public func isOwn(of context: CommandContext, in store: any ClinicStore) throws -> Bool {
    try store.isOwnVisit(id, of: context.actor)
  }

  /// Refused before the start of the visit.
  public func execute(by context: CommandContext, in store: any ClinicStore) throws -> Done {
    try store.changeVisit(id, from: [.pending, .booked]) { visit in
      guard visit.time.slot.startMinute <= context.now.minutes else {
        throw Refusal.scheduling(.tooEarly)
      }
      visit.status = .noshow
    }
  }
}

/// The patient came, and nobody checked her in: the visit took place.
public struct MarkAttended: ClinicCommand {
  public static let kind = CommandKind.markAttended
  public static let capability = Capability.changeBookings
  public let id: AppointmentID

  public init(id: AppointmentID) { self.id = id }

  public var subject: Subject { Subject(.appointment, id) }

  public func isOwn(of context: CommandContext, in store: any ClinicStore) throws -> Bool {
    try store.isOwnVisit(id, of: context.actor)
  }

  /// Refused before the start of the visit.
  public func execute(by context: CommandContext, in store: any ClinicStore) throws -> Done {
    try store.changeVisit(id, from: [.pending, .booked]) { visit in
      guard visit.time.slot.startMinute <= context.now.minutes else {
        throw Refusal.scheduling(.tooEarly)
      }
      visit.status = .fulfilled
    }
  }
}

/// Takes a check-in, a missed or a cancelled visit back to booked: a permission of its own.
public struct ReopenAppointment: ClinicCommand {
  public static let kind = CommandKind.reopenAppointment
  public static let capability = Capability.reopenVisit
  public let id: AppointmentID

  public init(id: AppointmentID) { self.id = id }

  public var subject: Subject { Subject(.appointment, id) }

  public func execute(by context: CommandContext, in store: any ClinicStore) throws -> Done {
    try store.changeVisit(id, from: [.arrived, .checkedIn, .noshow, .cancelled]) { visit in
      // Its encounter could be finished no more, and would keep the doctor from the next one.
      if let open = try store.openEncounter(of: visit.practitioner), open.appointment == id {
        throw Refusal.scheduling(.encounterOpen(open.id))
      }
      let wasLive = visit.status.isLive
      visit.status = .booked
      visit.cancellation = nil
      visit.arrivedAt = nil
      if !wasLive { try BookingRules(context: context, store: store).check(visit, wasAsked: true) }
    }
  }
}

extension ClinicStore {
  func isOwnVisit(_ id: AppointmentID, of actor: Actor) throws -> Bool {
    guard let own = actor.practitioner else { return false }
    return try appointment(id)?.practitioner == own
  }

  func changeVisit(
    _ id: AppointmentID, from statuses: Set<AppointmentStatus>,
    _ change: (inout Appointment) throws -> Void
  ) throws -> Done {
    guard let current = try appointment(id) else { throw Refusal.notFound(.appointment) }
    guard statuses.contains(current.status) else {
      throw Refusal.scheduling(.wrongStatus(current.status))
    }
    var changed = current
    try change(&changed)
    if changed != current { try update(changed, from: current) }
    return Done()
  }
}
