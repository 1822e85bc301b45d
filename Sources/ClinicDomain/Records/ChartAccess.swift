/// Leave to read one patient's chart for a while, given and audited by `OpenChart`.
public struct ChartAccess: Hashable, Codable, Sendable {
  /// How long an access lasts, in minutes.
  public static let minutes = 240
  /// How long breaking the glass lasts, in minutes.
  public static let breakGlassMinutes = 60

  public let patient: PatientID
  public let reader: UserID
  public let grantedAt: Instant
  public let expiresAt: Instant
  /// Why the glass was broken; nil for one's own patient.
  public let breakGlassReason: String?

  public init(
    patient: PatientID, reader: UserID, grantedAt: Instant, expiresAt: Instant,
    breakGlassReason: String?
  ) {
    self.patient = patient
    self.reader = reader
    self.grantedAt = grantedAt
    self.expiresAt = expiresAt
    self.breakGlassReason = breakGlassReason
  }
}

/// Opens a chart: the read is audited before anything is shown.
public struct OpenChart: ClinicCommand {
  public static let kind = CommandKind.openChart
  public static let capability = Capability.readChart
  public let patient: PatientID
  /// A doctor's reason to read the chart of a patient who is not her own.
  public let breakGlassReason: String?

  public init(patient: PatientID, breakGlassReason: String? = nil) {
    self.patient = patient
    self.breakGlassReason = breakGlassReason
  }

  public var subject: Subject { Subject(.patient, patient) }

  /// Whose patient it is decides `execute`, which tells the reason.
  public func isOwn(of context: CommandContext, in store: any ClinicStore) -> Bool { true }

  public func execute(
    by context: CommandContext, in store: any ClinicStore
  ) throws -> ChartAccess {
    guard let reader = context.actor.userID else { throw Refusal.denied(.readChart) }
    guard let person = try store.patient(patient) else { throw Refusal.notFound(.patient) }
    let isOwn = try store.isOwnPatient(patient, of: context)
    if !isOwn {
      guard context.grant(.breakGlass) == .all else {
        throw Refusal.record(.notOwnPatient)
      }
      // Known before a reason is asked for: there is none that would do.
      guard try !store.isActor(person, context) else { throw Refusal.record(.ownChart) }
      guard let breakGlassReason else { throw Refusal.record(.notOwnPatient) }
      guard breakGlassReason.contains(where: { !$0.isWhitespace }) else {
        throw Refusal.record(.reasonRequired)
      }
    }
    let minutes = isOwn ? ChartAccess.minutes : ChartAccess.breakGlassMinutes
    let access = ChartAccess(
      patient: patient, reader: reader, grantedAt: context.now,
      expiresAt: context.now.adding(minutes: minutes),
      breakGlassReason: isOwn ? nil : breakGlassReason)
    try store.insert(access)
    return access
  }
}

extension ClinicStore {
  /// Whether the chart is the actor's to read: a doctor's own patient (booked, admitted or registered
  /// by another person, or seen), for a nurse a patient of the day or in a bed.
  func isOwnPatient(_ patient: PatientID, of context: CommandContext) throws -> Bool {
    if let practitioner = context.actor.practitioner, context.actor.roles.contains(.doctor),
      try hasCare(of: patient, by: practitioner, asideFrom: context.actor.reference)
        || hasStay(of: patient, with: practitioner, asideFrom: context.actor.reference)
        || hasAttended(patient, by: practitioner, asideFrom: context.actor.reference)
    {
      return true
    }
    guard context.actor.roles.contains(.nurse) else { return false }
    return try hasVisit(of: patient, on: context.today) || openStay(of: patient) != nil
      || hasAttendance(of: patient, on: context.today)
  }

  /// Whether the patient is the one who acts, as far as both have given their CPF.
  fileprivate func isActor(_ patient: Patient, _ context: CommandContext) throws -> Bool {
    guard let cpf = patient.details.cpf, let id = context.actor.practitioner else { return false }
    return try practitioner(id)?.details.cpf == cpf
  }

  /// Whether the actor may write in the chart now: her own patient, or one whose glass she broke.
  func mayWrite(_ patient: PatientID, _ context: CommandContext) throws -> Bool {
    if try isOwnPatient(patient, of: context) { return true }
    guard let reader = context.actor.userID,
      let access = try chartAccess(to: patient, by: reader)
    else { return false }
    return access.expiresAt > context.now
  }
}
