/// One signed statement in a patient's record.
///
/// Entries are never changed: an amendment is a new version, a retraction stays visible.
public struct RecordEntry: Aggregate {
  public static let entity = EntityKind.recordEntry
  /// Where the statement stands.
  public enum Status: String, CaseIterable, Hashable, Codable, Sendable {
    case signed, amended, retracted
  }

  public let id: RecordEntryID
  public let patient: PatientID
  public let encounter: EncounterID?
  /// Who signed it, as in `Actor.reference`; for imported entries the importing operator.
  public let author: String
  public let practitioner: PractitionerID?
  /// The foreign author of an imported entry.
  public let foreignAuthor: String?
  public let occurredAt: Instant
  public let enteredAt: Instant
  /// `amended` once a newer version exists.
  public var status: Status
  /// The version this one takes the place of.
  public let amends: RecordEntryID?
  /// Why it was retracted; sealed where it is stored.
  public var retractionReason: String?
  /// Sealed where it is stored.
  public let content: RecordContent

  public init(
    id: RecordEntryID, patient: PatientID, encounter: EncounterID? = nil, author: String,
    practitioner: PractitionerID? = nil, foreignAuthor: String? = nil, occurredAt: Instant,
    enteredAt: Instant, status: Status = .signed, amends: RecordEntryID? = nil,
    retractionReason: String? = nil, content: RecordContent
  ) {
    self.id = id
    self.patient = patient
    self.encounter = encounter
    self.author = author
    self.practitioner = practitioner
    self.foreignAuthor = foreignAuthor
    self.occurredAt = occurredAt
    self.enteredAt = enteredAt
    self.status = status
    self.amends = amends
    self.retractionReason = retractionReason
    self.content = content
  }
}

/// What an entry says: clinical content.
public enum RecordContent: Hashable, Codable, Sendable {
  case note(SOAPNote)
  case allergy(Allergy)
  /// "No known allergies": a statement with author and date, not an empty list.
  case noKnownAllergies
  case problem(Problem)
  case medication(Medication)

  /// The kind, which may be stored in clear.
  public var kind: RecordKind {
    switch self {
    case .note: .note
    case .allergy: .allergy
    case .noKnownAllergies: .noKnownAllergies
    case .problem: .problem
    case .medication: .medication
    }
  }

  /// What keeps it from being signed.
  public func problems() -> [FieldProblem] {
    switch self {
    case .note(let note): note.isEmpty ? [FieldProblem(.note, .required)] : []
    case .allergy(let allergy):
      blank(allergy.substance) ? [FieldProblem(.substance, .required)] : []
    case .noKnownAllergies: []
    case .problem(let problem):
      blank(problem.description) ? [FieldProblem(.problem, .required)] : []
    case .medication(let medication):
      blank(medication.name) ? [FieldProblem(.medication, .required)] : []
    }
  }

  private func blank(_ text: String) -> Bool { text.allSatisfy(\.isWhitespace) }
}

/// The kinds of record entry.
public enum RecordKind: String, CaseIterable, Hashable, Codable, Sendable {
  case note, allergy
  case noKnownAllergies = "no-known-allergies"
  case problem, medication
}

/// Subjective, objective, assessment, plan.
public struct SOAPNote: Hashable, Codable, Sendable {
  public var subjective: String
  public var objective: String
  public var assessment: String
  public var plan: String

  public init(
    subjective: String = "", objective: String = "", assessment: String = "", plan: String = ""
  ) {
    self.subjective = subjective
    self.objective = objective
    self.assessment = assessment
    self.plan = plan
  }

  /// Whether nothing is written in any part.
  public var isEmpty: Bool {
    [subjective, objective, assessment, plan].allSatisfy { $0.allSatisfy(\.isWhitespace) }
  }
}

/// What the patient does not tolerate.
public struct Allergy: Hashable, Codable, Sendable {
  /// How dangerous a reaction would be.
  public enum Criticality: String, CaseIterable, Hashable, Codable, Sendable {
    case unknown, low, high
  }

  public var substance: String
  public var reaction: String
  public var criticality: Criticality

  public init(substance: String, reaction: String = "", criticality: Criticality = .unknown) {
    self.substance = substance
    self.reaction = reaction
    self.criticality = criticality
  }
}

/// A diagnosis or complaint that lasts.
public struct Problem: Hashable, Codable, Sendable {
  public var description: String
  /// CID-10 where there is one, else the foreign code as `system|code`.
  public var code: String?
  public var onset: CivilDate?
  public var abatement: CivilDate?

  public init(
    description: String, code: String? = nil, onset: CivilDate? = nil, abatement: CivilDate? = nil
  ) {
    self.description = description
    self.code = code
    self.onset = onset
    self.abatement = abatement
  }
}

/// A medication in use.
public struct Medication: Hashable, Codable, Sendable {
  public var name: String
  public var dosage: String
  public var code: String?
  public var start: CivilDate?
  public var end: CivilDate?

  public init(
    name: String, dosage: String = "", code: String? = nil, start: CivilDate? = nil,
    end: CivilDate? = nil
  ) {
    self.name = name
    self.dosage = dosage
    self.code = code
    self.start = start
    self.end = end
  }
}

/// What its author is still writing: kept at every pause of the keys, seen by nobody else, and not
/// part of the record.
///
/// It leaves the site only when it is signed.
public struct RecordDraft: Equatable, Codable, Sendable {
  public let id: RecordEntryID
  public let patient: PatientID
  public let author: UserID
  public let content: RecordContent
  /// The entry that it would amend.
  public let amends: RecordEntryID?
  public let savedAt: Instant

  public init(
    id: RecordEntryID, patient: PatientID, author: UserID, content: RecordContent,
    amends: RecordEntryID? = nil, savedAt: Instant
  ) {
    self.id = id
    self.patient = patient
    self.author = author
    self.content = content
    self.amends = amends
    self.savedAt = savedAt
  }
}
