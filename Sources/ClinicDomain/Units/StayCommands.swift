/// Puts a patient into a bed.
public struct AdmitPatient: ClinicCommand {
  public static let kind = CommandKind.admitPatient
  public static let capability = Capability.changeStays
  public let id: StayID
  public let patient: PatientID
  public let bed: BedID
  /// Who answers for the patient.
  public let practitioner: PractitionerID
  /// Clinical, kept sealed; may be empty.
  public let reason: String

  public init(
    id: StayID, patient: PatientID, bed: BedID, practitioner: PractitionerID, reason: String = ""
  ) {
    self.id = id
    self.patient = patient
    self.bed = bed
    self.practitioner = practitioner
    self.reason = reason
  }

  public var subject: Subject { Subject(.stay, id) }

  /// A doctor admits to her own care only.
  public func isOwn(of context: CommandContext, in store: any ClinicStore) -> Bool {
    practitioner == context.actor.practitioner
  }

  /// One patient has at most one open stay, and one bed at most one.
  public func execute(by context: CommandContext, in store: any ClinicStore) throws -> StayID {
    if try store.stay(id) != nil { return id }
    guard reason.count <= Stay.reasonLength else {
      throw Refusal.invalid([FieldProblem(.reason, .tooLong)])
    }
    guard let known = try store.patient(patient) else { throw Refusal.notFound(.patient) }
    guard known.details.deathDate == nil else { throw Refusal.scheduling(.patientDeceased) }
    guard let doctor = try store.practitioner(practitioner) else {
      throw Refusal.notFound(.practitioner)
    }
    guard doctor.isActive else { throw Refusal.scheduling(.practitionerInactive) }
    guard try store.openStay(of: patient) == nil else { throw Refusal.stay(.patientAdmitted) }
    try store.occupy(bed)
    try store.insert(
      Stay(
        id: id, patient: patient, practitioner: practitioner, reason: reason, bed: bed,
        admittedAt: context.now, admittedBy: context.actor.reference))
    return id
  }
}

/// Puts a patient into another bed; the one she leaves is to be cleaned.
public struct TransferPatient: ClinicCommand {
  public static let kind = CommandKind.transferPatient
  public static let capability = Capability.changeStays
  public let id: StayID
  public let bed: BedID

  public init(id: StayID, bed: BedID) {
    self.id = id
    self.bed = bed
  }

  public var subject: Subject { Subject(.stay, id) }

  public func isOwn(of context: CommandContext, in store: any ClinicStore) throws -> Bool {
    try store.isOwnStay(id, of: context.actor)
  }

  public func execute(by context: CommandContext, in store: any ClinicStore) throws -> Done {
    guard let current = try store.stay(id) else { throw Refusal.notFound(.stay) }
    guard current.isOpen else { throw Refusal.stay(.discharged) }
    guard current.bed != bed else { return Done() }
    try store.occupy(bed)
    var moved = current
    moved.move(to: bed, at: context.now)
    try store.update(moved, from: current)
    try store.leave(current.bed)
    return Done()
  }
}

/// Ends a stay; its bed is to be cleaned.
public struct DischargePatient: ClinicCommand {
  public static let kind = CommandKind.dischargePatient
  public static let capability = Capability.changeStays
  public let id: StayID
  public let disposition: Stay.Disposition

  public init(id: StayID, disposition: Stay.Disposition) {
    self.id = id
    self.disposition = disposition
  }

  public var subject: Subject { Subject(.stay, id) }

  public func isOwn(of context: CommandContext, in store: any ClinicStore) throws -> Bool {
    try store.isOwnStay(id, of: context.actor)
  }

  public func execute(by context: CommandContext, in store: any ClinicStore) throws -> Done {
    guard let current = try store.stay(id) else { throw Refusal.notFound(.stay) }
    if let discharge = current.discharge {
      guard discharge.disposition == disposition else { throw Refusal.stay(.discharged) }
      return Done()
    }
    var ended = current
    ended.discharge = Stay.Discharge(
      disposition: disposition, at: context.now, by: context.actor.reference)
    try store.update(ended, from: current)
    try store.leave(current.bed)
    return Done()
  }
}

extension ClinicStore {
  /// Takes a bed for a patient; its row says so before the stay's does, as the schema asks.
  fileprivate func occupy(_ id: BedID) throws {
    guard let bed = try bed(id), bed.details.isActive else { throw Refusal.notFound(.bed) }
    guard try !closedPlaces().closes(bed.unit, bed.details.room) else {
      throw Refusal.notFound(.bed)
    }
    guard bed.state.takesPatients else { throw Refusal.stay(.bedNotFree(bed.state)) }
    try change(bed, to: .occupied)
  }

  fileprivate func leave(_ id: BedID) throws {
    guard let bed = try bed(id) else { throw Refusal.notFound(.bed) }
    try change(bed, to: .cleaning)
  }

  func isOwnStay(_ id: StayID, of actor: Actor) throws -> Bool {
    guard let own = actor.practitioner else { return false }
    return try stay(id)?.practitioner == own
  }
}
