/// What takes place when patient and practitioner meet.
public struct Encounter: Aggregate {
  public static let entity = EntityKind.encounter
  /// FHIR's encounter status, as far as the clinic uses it.
  public enum Status: String, CaseIterable, Hashable, Codable, Sendable {
    case inProgress = "in-progress"
    case finished
    /// Begun by mistake and taken back at once.
    case cancelled
  }

  public let id: EncounterID
  /// nil for that of an attendance without a visit.
  public let appointment: AppointmentID?
  public let patient: PatientID
  public let practitioner: PractitionerID
  public let startedAt: Instant
  public var finishedAt: Instant?
  public var status: Status

  public init(
    id: EncounterID, appointment: AppointmentID?, patient: PatientID, practitioner: PractitionerID,
    startedAt: Instant, finishedAt: Instant? = nil, status: Status = .inProgress
  ) {
    self.id = id
    self.appointment = appointment
    self.patient = patient
    self.practitioner = practitioner
    self.startedAt = startedAt
    self.finishedAt = finishedAt
    self.status = status
  }
}

/// Calls the patient in; by video only with her consent.
public struct StartEncounter: ClinicCommand {
  public static let kind = CommandKind.startEncounter
  public static let capability = Capability.conductEncounter
  public let id: EncounterID
  public let appointment: AppointmentID

  public init(id: EncounterID, appointment: AppointmentID) {
    self.id = id
    self.appointment = appointment
  }

  public var subject: Subject { Subject(.encounter, id) }

  public func isOwn(of context: CommandContext, in store: any ClinicStore) throws -> Bool {
    try store.isOwnVisit(appointment, of: context.actor)
  }

  public func execute(by context: CommandContext, in store: any ClinicStore) throws -> EncounterID {
    guard let visit = try store.appointment(appointment) else {
      throw Refusal.notFound(.appointment)
    }
    guard visit.status.isPresent else { throw Refusal.scheduling(.wrongStatus(visit.status)) }
    if let open = try store.openEncounter(of: visit.practitioner) {
      if open.appointment == appointment { return open.id }
      throw Refusal.scheduling(.encounterOpen(open.id))
    }
    if VisitKinds(stored: try store.storedVisitKinds()).isTele(visit.kind),
      try !store.hasTeleConsent(visit.patient)
    {
      throw Refusal.scheduling(.consentMissing)
    }
    try store.insert(
      Encounter(
        id: id, appointment: appointment, patient: visit.patient,
        practitioner: visit.practitioner, startedAt: context.now))
    return id
  }
}

/// Ends the encounter; its visit is fulfilled, and who came without one goes home.
public struct FinishEncounter: ClinicCommand {
  public static let kind = CommandKind.finishEncounter
  public static let capability = Capability.conductEncounter
  public let id: EncounterID

  public init(id: EncounterID) { self.id = id }

  public var subject: Subject { Subject(.encounter, id) }

  public func isOwn(of context: CommandContext, in store: any ClinicStore) throws -> Bool {
    guard let own = context.actor.practitioner else { return false }
    return try store.encounter(id)?.practitioner == own
  }

  public func execute(by context: CommandContext, in store: any ClinicStore) throws -> Done {
    guard let current = try store.encounter(id) else { throw Refusal.notFound(.encounter) }
    guard current.status == .inProgress else { return Done() }
    var finished = current
    finished.status = .finished
    finished.finishedAt = context.now
    try store.update(finished, from: current)
    if let visit = current.appointment {
      return try store.changeVisit(visit, from: [.arrived, .checkedIn]) { $0.status = .fulfilled }
    }
    if let attendance = try store.attendance(begunAs: id), attendance.end == nil {
      try store.end(attendance, .home, context)
    }
    return Done()
  }
}
