/// A patient's chart, for someone whose access `OpenChart` granted and who still has it.
public struct ReadChart: ClinicQuery {
  public static let capability = Capability.readChart
  public let patient: PatientID

  public init(patient: PatientID) { self.patient = patient }

  /// nil where the access is missing or has run out.
  public typealias Answer = Chart?
}

/// Charts that were opened by breaking the glass, newest first: who, whose, when and why.
///
/// The reason is given in order to be shown to those who answer for it, who read no charts.
public struct ListEmergencyAccesses: ClinicQuery {
  public static let capability = Capability.readEmergencyAccesses
  /// Rows by which the list grows.
  public static let pageSize = 200
  /// The most rows to answer.
  public let count: Int

  public init(count: Int = Self.pageSize) { self.count = count }

  /// The newest ones.
  public struct Answer: Hashable, Sendable {
    public let rows: [EmergencyAccess]
    public let hasMore: Bool

    public init(rows: [EmergencyAccess], hasMore: Bool) {
      self.rows = rows
      self.hasMore = hasMore
    }
  }
}

/// One breaking of the glass.
public struct EmergencyAccess: Hashable, Sendable {
  public let readerName: String
  public let patient: PatientID
  public let patientName: String
  public let chartNumber: Int
  public let grantedAt: Instant
  public let expiresAt: Instant
  public let reason: String

  public init(
    readerName: String, patient: PatientID, patientName: String, chartNumber: Int,
    grantedAt: Instant, expiresAt: Instant, reason: String
  ) {
    self.readerName = readerName
    self.patient = patient
    self.patientName = patientName
    self.chartNumber = chartNumber
    self.grantedAt = grantedAt
    self.expiresAt = expiresAt
    self.reason = reason
  }
}

/// The answer to `ReadChart`.
public struct Chart: Equatable, Sendable {
  public let patient: PatientRow
  /// Newest first by time of occurrence, all versions.
  public let entries: [ChartEntry]
  /// Newest first.
  public let exams: [Exam]
  /// Whom the exams' steps name, by `Actor.reference`.
  public let actorNames: [String: String]
  /// The reader's own drafts.
  public let drafts: [RecordDraft]
  /// The encounter in progress with the reader.
  public let openEncounter: Encounter?
  public let access: ChartAccess

  public init(
    patient: PatientRow, entries: [ChartEntry], exams: [Exam], actorNames: [String: String] = [:],
    drafts: [RecordDraft], openEncounter: Encounter?, access: ChartAccess
  ) {
    self.patient = patient
    self.entries = entries
    self.exams = exams
    self.actorNames = actorNames
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
