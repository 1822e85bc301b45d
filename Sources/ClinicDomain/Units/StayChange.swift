/// What was changed of a stay after the admission: who was in charge before, or the reason as it read.
///
/// Kept beside the stay, which says how it is now: nothing of a stay is ever overwritten in silence.
public struct StayChange: Aggregate {
  public static let entity = EntityKind.stayChange

  /// What it was and what it became.
  public enum Content: Hashable, Codable, Sendable {
    case practitioner(from: PractitionerID, to: PractitionerID)
    /// Clinical, and kept sealed.
    case reason(from: String, to: String)
  }

  public let id: StayChangeID
  public let stay: StayID
  public let patient: PatientID
  public let content: Content
  public let at: Instant
  public let by: String

  public init(
    id: StayChangeID, stay: StayID, patient: PatientID, content: Content, at: Instant, by: String
  ) {
    self.id = id
    self.stay = stay
    self.patient = patient
    self.content = content
    self.at = at
    self.by = by
  }
}

/// Gives a patient in a bed into another practitioner's care.
public struct HandOverStay: ClinicCommand {
  public static let kind = CommandKind.handOverStay
  public static let capability = Capability.changeStays
  /// Names the change.
  public let change: StayChangeID
  public let id: StayID
  /// Who was seen to be in charge.
  public let from: PractitionerID
  public let to: PractitionerID

  public init(
    change: StayChangeID, id: StayID, from: PractitionerID, to: PractitionerID
  ) {
    self.change = change
    self.id = id
    self.from = from
    self.to = to
  }

  public var subject: Subject { Subject(.stay, id) }

  /// A doctor hands over whom she has in her care.
  public func isOwn(of context: CommandContext, in store: any ClinicStore) throws -> Bool {
    try store.isOwnStay(id, of: context.actor)
  }

  public func execute(by context: CommandContext, in store: any ClinicStore) throws -> Done {
    if try store.hasStayChange(change) { return Done() }
    guard let current = try store.stay(id) else { throw Refusal.notFound(.stay) }
    guard current.isOpen else { throw Refusal.stay(.discharged) }
    guard current.practitioner != to else { return Done() }
    guard current.practitioner == from else { throw Refusal.changedMeanwhile([.practitioner]) }
    guard let doctor = try store.practitioner(to) else { throw Refusal.notFound(.practitioner) }
    guard doctor.isActive else { throw Refusal.scheduling(.practitionerInactive) }
    var handed = current
    handed.practitioner = to
    try store.keep(
      current, to: handed, .practitioner(from: from, to: to), change, by: context)
    return Done()
  }
}

/// Corrects why a patient was admitted; how it read before stays with the stay.
///
/// The reason is clinical: it is corrected by those only who may write in the chart.
public struct CorrectStayReason: ClinicCommand {
  public static let kind = CommandKind.correctStayReason
  public static let capability = Capability.correctStayReason
  /// Names the change.
  public let change: StayChangeID
  public let id: StayID
  /// The reason as it was seen.
  public let base: String
  public let reason: String

  public init(change: StayChangeID, id: StayID, base: String, reason: String) {
    self.change = change
    self.id = id
    self.base = base
    self.reason = reason
  }

  public var subject: Subject { Subject(.stay, id) }

  public func isOwn(of context: CommandContext, in store: any ClinicStore) throws -> Bool {
    guard let stay = try store.stay(id) else { return false }
    return try store.mayWrite(stay.patient, context)
  }

  /// A stay that has ended can be corrected too.
  public func execute(by context: CommandContext, in store: any ClinicStore) throws -> Done {
    if try store.hasStayChange(change) { return Done() }
    guard reason.contains(where: { !$0.isWhitespace }) else {
      throw Refusal.invalid([FieldProblem(.reason, .required)])
    }
    guard reason.count <= Stay.reasonLength else {
      throw Refusal.invalid([FieldProblem(.reason, .tooLong)])
    }
    guard let current = try store.stay(id) else { throw Refusal.notFound(.stay) }
    guard current.reason != reason else { return Done() }
    guard current.reason == base else { throw Refusal.changedMeanwhile([.reason]) }
    var corrected = current
    corrected.reason = reason
    try store.keep(
      current, to: corrected, .reason(from: base, to: reason), change, by: context)
    return Done()
  }
}

extension ClinicStore {
  /// Keeps what it was before the stay says what it is, as the schema asks.
  fileprivate func keep(
    _ stay: Stay, to changed: Stay, _ content: StayChange.Content, _ id: StayChangeID,
    by context: CommandContext
  ) throws {
    try insert(
      StayChange(
        id: id, stay: stay.id, patient: stay.patient, content: content, at: context.now,
        by: context.actor.reference))
    try update(changed, from: stay)
  }
}
