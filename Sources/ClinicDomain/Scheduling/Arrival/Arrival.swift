/// A patient in the house: her ticket and what became of it until the doctor sees her.
public struct Arrival: Aggregate {
  public static let entity = EntityKind.arrival
  /// The visit's id names its arrival too.
  public let visit: AppointmentID
  public let date: CivilDate
  /// Counted per day.
  public let ticket: Int
  public var facts: ArrivalFacts
  public var triagedAt: Instant?
  /// When the patient was last called to the room.
  public var calledAt: Instant?

  public init(
    visit: AppointmentID, date: CivilDate, ticket: Int, facts: ArrivalFacts,
    triagedAt: Instant? = nil, calledAt: Instant? = nil
  ) {
    self.visit = visit
    self.date = date
    self.ticket = ticket
    self.facts = facts
    self.triagedAt = triagedAt
    self.calledAt = calledAt
  }

  public var id: AppointmentID { visit }
}

/// What the desk makes sure of when a patient arrives.
public struct ArrivalFacts: Hashable, Codable, Sendable {
  /// Whether a document was compared with the person.
  public var isIdentityConfirmed: Bool
  /// Whether address, phone and insurer were read back and are right.
  public var isDataReviewed: Bool
  public var isCardSeen: Bool
  /// Whether she is seen by the nurse before the practitioner.
  public var needsTriage: Bool
  /// nil takes what the age gives.
  public var priority: QueuePriority?

  public init(
    isIdentityConfirmed: Bool = false, isDataReviewed: Bool = false, isCardSeen: Bool = false,
    needsTriage: Bool = false, priority: QueuePriority? = nil
  ) {
    self.isIdentityConfirmed = isIdentityConfirmed
    self.isDataReviewed = isDataReviewed
    self.isCardSeen = isCardSeen
    self.needsTriage = needsTriage
    self.priority = priority
  }

  /// Reads also what was written before there was a queue for triage.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      isIdentityConfirmed: try values.decode(Bool.self, forKey: .isIdentityConfirmed),
      isDataReviewed: try values.decode(Bool.self, forKey: .isDataReviewed),
      isCardSeen: try values.decode(Bool.self, forKey: .isCardSeen),
      needsTriage: try values.decodeIfPresent(Bool.self, forKey: .needsTriage) ?? false,
      priority: try values.decodeIfPresent(QueuePriority.self, forKey: .priority))
  }
}

/// Whose turn it is to see a patient who waits.
public enum QueueStage: String, CaseIterable, Hashable, Codable, Sendable {
  case reception, triage, practitioner

  /// Who has a ticket and is not checked in waits for the reception; then for triage where she
  /// needs it, then for the practitioner.
  public init(of status: AppointmentStatus, _ arrival: Arrival?) {
    if status == .arrived {
      self = .reception
    } else if let arrival, arrival.facts.needsTriage, arrival.triagedAt == nil {
      self = .triage
    } else {
      self = .practitioner
    }
  }
}

/// Who is seen before others by law: Lei 10.048/2000, and over eighty before all by
/// Lei 13.466/2017.
public enum QueuePriority: String, CaseIterable, Hashable, Codable, Sendable {
  case none, over60 = "over-60", over80 = "over-80", pregnant, disabled
  case withInfant = "with-infant"

  /// What an age gives by itself.
  public static func ofAge(_ birth: CivilDate?, on today: CivilDate) -> QueuePriority {
    guard let birth else { return .none }
    let years = today.years(since: birth)
    return years >= 80 ? .over80 : years >= 60 ? .over60 : .none
  }

  /// What a person at the desk chooses after this one, all in a circle; of what an age gives, where
  /// the birth date is known, only what it gives her.
  public func next(bornOn birth: CivilDate?, on today: CivilDate) -> QueuePriority {
    let ofAges: Set<QueuePriority> = [.over60, .over80]
    let offered = Self.allCases.filter { one in
      birth == nil || one == self || !ofAges.contains(one) || one == .ofAge(birth, on: today)
    }
    return offered[((offered.firstIndex(of: self) ?? 0) + 1) % offered.count]
  }

  /// The lower is called first.
  public var rank: Int {
    switch self {
    case .over80: 0
    case .over60, .pregnant, .disabled, .withInfant: 1
    case .none: 2
    }
  }
}

/// Gives who comes in a ticket for the reception, before anybody has looked at her data.
public struct TakeTicket: ClinicCommand {
  public static let kind = CommandKind.takeTicket
  public static let capability = Capability.checkIn
  public let id: AppointmentID
  /// nil takes what the age gives.
  public let priority: QueuePriority?

  public init(id: AppointmentID, priority: QueuePriority? = nil) {
    self.id = id
    self.priority = priority
  }

  public var subject: Subject { Subject(.appointment, id) }

  public func isOwn(of context: CommandContext, in store: any ClinicStore) throws -> Bool {
    try store.isOwnVisit(id, of: context.actor)
  }

  public func execute(by context: CommandContext, in store: any ClinicStore) throws -> Done {
    try store.changeVisit(id, from: [.pending, .booked]) { visit in
      guard visit.time.date <= context.today else { throw Refusal.scheduling(.tooEarly) }
      guard visit.time.date == context.today else { throw Refusal.scheduling(.inThePast) }
      try store.refuseSecondWait(visit, context)
      visit.status = .arrived
      visit.arrivedAt = visit.arrivedAt ?? context.now
      try store.arrive(visit, ArrivalFacts(priority: priority), context)
    }
  }
}

/// Marks that triage was done.
public struct RecordTriage: ClinicCommand {
  public static let kind = CommandKind.recordTriage
  public static let capability = Capability.triage
  public let id: AppointmentID

  public init(id: AppointmentID) { self.id = id }

  public var subject: Subject { Subject(.arrival, id) }

  public func isOwn(of context: CommandContext, in store: any ClinicStore) throws -> Bool {
    try store.isOwnVisit(id, of: context.actor)
  }

  public func execute(by context: CommandContext, in store: any ClinicStore) throws -> Done {
    try store.changeArrival(id, context) {
      $0.triagedAt = $0.triagedAt ?? context.now
      // Who was called to triage is not called to the practitioner yet.
      if $0.facts.needsTriage { $0.calledAt = nil }
    }
  }
}

/// Calls the patient to the room, or calls once more.
public struct CallToRoom: ClinicCommand {
  public static let kind = CommandKind.callToRoom
  public static let capability = Capability.checkIn
  public let id: AppointmentID

  public init(id: AppointmentID) { self.id = id }

  public var subject: Subject { Subject(.arrival, id) }

  public func isOwn(of context: CommandContext, in store: any ClinicStore) throws -> Bool {
    try store.isOwnVisit(id, of: context.actor)
  }

  public func execute(by context: CommandContext, in store: any ClinicStore) throws -> Done {
    try store.changeArrival(id, context) { $0.calledAt = context.now }
  }
}

extension ClinicStore {
  /// Gives a visit its ticket; one that was reopened keeps the one it had.
  func arrive(
    _ visit: Appointment, _ facts: ArrivalFacts?, _ context: CommandContext
  ) throws {
    var facts = facts ?? ArrivalFacts()
    let birth = try patient(visit.patient)?.details.birthDate
    facts.priority = facts.priority ?? .ofAge(birth, on: context.today)
    if let current = try arrival(visit.id) {
      var changed = current
      changed.facts = facts
      changed.triagedAt = nil
      changed.calledAt = nil
      if changed != current { try update(changed, from: current) }
    } else {
      try insert(
        Arrival(
          visit: visit.id, date: context.today, ticket: try nextTicket(on: context.today),
          facts: facts))
    }
  }

  /// A patient stands once in a doctor's queue.
  func refuseSecondWait(_ visit: Appointment, _ context: CommandContext) throws {
    let others = try waitingVisits(
      of: visit.patient, with: visit.practitioner, on: context.today)
    guard others.allSatisfy({ $0 == visit.id }) else {
      throw Refusal.scheduling(.alreadyWaiting)
    }
  }

  fileprivate func changeArrival(
    _ id: AppointmentID, _ context: CommandContext, _ change: (inout Arrival) -> Void
  ) throws -> Done {
    guard let visit = try appointment(id) else { throw Refusal.notFound(.appointment) }
    guard visit.status.isPresent else { throw Refusal.scheduling(.wrongStatus(visit.status)) }
    // Who arrived before tickets were given gets one now.
    if try arrival(id) == nil { try arrive(visit, nil, context) }
    guard let current = try arrival(id) else { throw Refusal.notFound(.arrival) }
    var changed = current
    change(&changed)
    if changed != current { try update(changed, from: current) }
    return Done()
  }
}
