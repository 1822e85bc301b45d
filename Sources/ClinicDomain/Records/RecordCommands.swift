/// Keeps what is being written, so that a dropped connection loses nothing.
public struct KeepDraft: ClinicCommand {
  public static let kind = CommandKind.keepDraft
  public static let capability = Capability.writeNotes
  public let id: RecordEntryID
  public let patient: PatientID
  public let content: RecordContent
  public let amends: RecordEntryID?

  public init(
    id: RecordEntryID, patient: PatientID, content: RecordContent, amends: RecordEntryID? = nil
  ) {
    self.id = id
    self.patient = patient
    self.content = content
    self.amends = amends
  }

  public var subject: Subject { Subject(.draft, id) }

  public func isOwn(of context: CommandContext, in store: any ClinicStore) throws -> Bool {
    try store.mayWrite(patient, context)
  }

  public func execute(by context: CommandContext, in store: any ClinicStore) throws -> Done {
    guard let author = context.actor.userID else { throw Refusal.denied(Self.capability) }
    // A keystroke that arrives behind the signature brings no draft back.
    if try store.recordEntry(id) != nil { return Done() }
    if let current = try store.draft(id), current.author != author {
      throw Refusal.record(.notAuthor)
    }
    try store.keep(
      RecordDraft(
        id: id, patient: patient, author: author, content: content, amends: amends,
        savedAt: context.now))
    return Done()
  }
}

/// Throws a draft away.
public struct DiscardDraft: ClinicCommand {
  public static let kind = CommandKind.discardDraft
  public static let capability = Capability.writeNotes
  public let id: RecordEntryID

  public init(id: RecordEntryID) { self.id = id }

  public var subject: Subject { Subject(.draft, id) }

  /// A draft is its author's, which `execute` checks.
  public func isOwn(of context: CommandContext, in store: any ClinicStore) -> Bool { true }

  public func execute(by context: CommandContext, in store: any ClinicStore) throws -> Done {
    guard let draft = try store.draft(id) else { return Done() }
    guard draft.author == context.actor.userID else { throw Refusal.record(.notAuthor) }
    try store.discardDraft(id)
    return Done()
  }
}

/// Signs an entry: from then on it is the record's, and its draft is gone.
public struct SignEntry: ClinicCommand {
  public static let kind = CommandKind.signEntry
  public static let capability = Capability.writeNotes
  public let id: RecordEntryID
  public let patient: PatientID
  public let encounter: EncounterID?
  public let occurredAt: Instant
  public let content: RecordContent

  public init(
    id: RecordEntryID, patient: PatientID, encounter: EncounterID? = nil, occurredAt: Instant,
    content: RecordContent
  ) {
    self.id = id
    self.patient = patient
    self.encounter = encounter
    self.occurredAt = occurredAt
    self.content = content
  }

  public var subject: Subject { Subject(.recordEntry, id) }

  public func isOwn(of context: CommandContext, in store: any ClinicStore) throws -> Bool {
    try store.mayWrite(patient, context)
  }

  public func execute(
    by context: CommandContext, in store: any ClinicStore
  ) throws -> RecordEntryID {
    try store.sign(
      id: id, patient: patient, encounter: encounter, occurredAt: occurredAt, content: content,
      by: context)
  }
}

/// Records an allergy, or that none is known.
public struct RecordAllergy: ClinicCommand {
  public static let kind = CommandKind.recordAllergy
  public static let capability = Capability.writeAllergies
  public let id: RecordEntryID
  public let patient: PatientID
  /// nil states "no known allergies".
  public let allergy: Allergy?

  public init(id: RecordEntryID, patient: PatientID, allergy: Allergy?) {
    self.id = id
    self.patient = patient
    self.allergy = allergy
  }

  public var subject: Subject { Subject(.recordEntry, id) }

  public func isOwn(of context: CommandContext, in store: any ClinicStore) throws -> Bool {
    try store.mayWrite(patient, context)
  }

  public func execute(
    by context: CommandContext, in store: any ClinicStore
  ) throws -> RecordEntryID {
    if allergy == nil, try store.hasAllergies(patient) {
      throw Refusal.record(.allergiesOnRecord)
    }
    return try store.sign(
      id: id, patient: patient, encounter: nil, occurredAt: context.now,
      content: allergy.map { .allergy($0) } ?? .noKnownAllergies, by: context)
  }
}

extension ClinicStore {
  fileprivate func sign(
    id: RecordEntryID, patient: PatientID, encounter: EncounterID?, occurredAt: Instant,
    content: RecordContent, amends: RecordEntryID? = nil, by context: CommandContext
  ) throws -> RecordEntryID {
    if try recordEntry(id) != nil { return id }
    guard try self.patient(patient) != nil else { throw Refusal.notFound(.patient) }
    let problems = content.problems()
    guard problems.isEmpty else { throw Refusal.invalid(problems) }
    guard occurredAt <= context.now.adding(minutes: 5) else {
      throw Refusal.invalid([FieldProblem(.date, .inTheFuture)])
    }
    try insert(
      RecordEntry(
        id: id, patient: patient, encounter: encounter, author: context.actor.reference,
        practitioner: context.actor.practitioner, occurredAt: occurredAt,
        enteredAt: context.now, amends: amends, content: content))
    try discardDraft(id)
    return id
  }
}

/// Adds a new version of one's own entry; the old one stays readable.
public struct AmendEntry: ClinicCommand {
  public static let kind = CommandKind.amendEntry
  public static let capability = Capability.writeNotes
  public let id: RecordEntryID
  public let amends: RecordEntryID
  public let content: RecordContent

  public init(id: RecordEntryID, amends: RecordEntryID, content: RecordContent) {
    self.id = id
    self.amends = amends
    self.content = content
  }

  public var subject: Subject { Subject(.recordEntry, amends) }

  /// Only the author amends, which `execute` checks.
  public func isOwn(of context: CommandContext, in store: any ClinicStore) -> Bool { true }

  public func execute(
    by context: CommandContext, in store: any ClinicStore
  ) throws -> RecordEntryID {
    if try store.recordEntry(id) != nil { return id }
    guard let old = try store.recordEntry(amends) else { throw Refusal.notFound(.recordEntry) }
    guard old.author == context.actor.reference else { throw Refusal.record(.notAuthor) }
    guard old.status == .signed else { throw Refusal.record(.closed(old.status)) }
    var superseded = old
    superseded.status = .amended
    try store.update(superseded, from: old)
    return try store.sign(
      id: id, patient: old.patient, encounter: old.encounter, occurredAt: old.occurredAt,
      content: content, amends: amends, by: context)
  }
}

/// Takes one's own entry back: it stays, struck through, with the reason.
public struct RetractEntry: ClinicCommand {
  public static let kind = CommandKind.retractEntry
  public static let capability = Capability.writeNotes
  public let id: RecordEntryID
  public let reason: String

  public init(id: RecordEntryID, reason: String) {
    self.id = id
    self.reason = reason
  }

  public var subject: Subject { Subject(.recordEntry, id) }

  /// Only the author retracts, which `execute` checks.
  public func isOwn(of context: CommandContext, in store: any ClinicStore) -> Bool { true }

  public func execute(by context: CommandContext, in store: any ClinicStore) throws -> Done {
    guard let current = try store.recordEntry(id) else { throw Refusal.notFound(.recordEntry) }
    guard current.author == context.actor.reference else { throw Refusal.record(.notAuthor) }
    guard current.status == .signed else { throw Refusal.record(.closed(current.status)) }
    guard reason.contains(where: { !$0.isWhitespace }) else {
      throw Refusal.invalid([FieldProblem(.reason, .required)])
    }
    var retracted = current
    retracted.status = .retracted
    retracted.retractionReason = reason
    try store.update(retracted, from: current)
    return Done()
  }
}
