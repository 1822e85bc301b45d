/// What a patient said about being seen by video; never changed, the newest counts (CFM
/// 2.314/2022: recorded consent).
public struct TeleConsent: Aggregate {
  public static let entity = EntityKind.teleConsent
  public let id: TeleConsentID
  public let patient: PatientID
  /// Whether she agreed; false takes an earlier consent back.
  public let isGiven: Bool
  public let recordedAt: Instant
  /// Who recorded it, as in `Actor.reference`.
  public let recordedBy: String

  public init(
    id: TeleConsentID, patient: PatientID, isGiven: Bool, recordedAt: Instant, recordedBy: String
  ) {
    self.id = id
    self.patient = patient
    self.isGiven = isGiven
    self.recordedAt = recordedAt
    self.recordedBy = recordedBy
  }
}

/// Records that the patient of a visit agrees to be seen by video, or no longer does.
public struct RecordTeleConsent: ClinicCommand {
  public static let kind = CommandKind.recordTeleConsent
  public static let capability = Capability.checkIn
  public let id: TeleConsentID
  /// The visit at which it was asked.
  public let appointment: AppointmentID
  public let isGiven: Bool

  public init(id: TeleConsentID, appointment: AppointmentID, isGiven: Bool = true) {
    self.id = id
    self.appointment = appointment
    self.isGiven = isGiven
  }

  public var subject: Subject { Subject(.teleConsent, id) }

  public func isOwn(of context: CommandContext, in store: any ClinicStore) throws -> Bool {
    try store.isOwnVisit(appointment, of: context.actor)
  }

  public func execute(by context: CommandContext, in store: any ClinicStore) throws -> Done {
    guard let visit = try store.appointment(appointment) else {
      throw Refusal.notFound(.appointment)
    }
    guard try store.hasTeleConsent(visit.patient) != isGiven else { return Done() }
    try store.insert(
      TeleConsent(
        id: id, patient: visit.patient, isGiven: isGiven, recordedAt: context.now,
        recordedBy: context.actor.reference))
    return Done()
  }
}

/// A consent as people read it.
public struct TeleConsentRow: Hashable, Sendable {
  public let isGiven: Bool
  public let recordedAt: Instant
  /// The name of who recorded it, as far as it is known here.
  public let recordedByName: String

  public init(isGiven: Bool, recordedAt: Instant, recordedByName: String) {
    self.isGiven = isGiven
    self.recordedAt = recordedAt
    self.recordedByName = recordedByName
  }
}
