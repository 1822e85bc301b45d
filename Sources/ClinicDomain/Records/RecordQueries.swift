/// A patient's chart, for someone whose access `OpenChart` granted and who still has it.
public struct ReadChart: ClinicQuery {
  public static let capability = Capability.readChart
  public let patient: PatientID

  public init(patient: PatientID) { self.patient = patient }

  /// nil where the access is missing or has run out.
  public typealias Answer = Chart?
}

/// The answer to `ReadChart`.
public struct Chart: Equatable, Sendable {
  public let patient: PatientRow
  /// Newest first by time of occurrence, all versions.
  public let entries: [ChartEntry]
  /// Newest first.
  public let exams: [Exam]
  /// The reader's own drafts.
  public let drafts: [RecordDraft]
  /// The encounter in progress with the reader.
  public let openEncounter: Encounter?
  public let access: ChartAccess

  public init(
    patient: PatientRow, entries: [ChartEntry], exams: [Exam], drafts: [RecordDraft],
    openEncounter: Encounter?, access: ChartAccess
  ) {
    self.patient = patient
    self.entries = entries
    self.exams = exams
    self.drafts = drafts
    self.openEncounter = openEncounter
    self.access = access
  }

  /// Allergies that stand.
  public var allergies: [Allergy] {
    entries.compactMap {
      if $0.entry.status == .signed, case .allergy(let allergy) = $0.entry.content {
        allergy
      } else {
        nil
      }
    }
  }

  /// Whether someone stated that no allergy is known, and none is on record.
  public var statesNoAllergies: Bool {
    allergies.isEmpty
      && entries.contains { $0.entry.status == .signed && $0.entry.content == .noKnownAllergies }
  }
}

/// An entry with its author's name.
public struct ChartEntry: Equatable, Sendable {
  public let entry: RecordEntry
  public let authorName: String

  public init(entry: RecordEntry, authorName: String) {
    self.entry = entry
    self.authorName = authorName
  }
}
