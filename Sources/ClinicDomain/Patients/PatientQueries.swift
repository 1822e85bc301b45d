/// Finds patients by parts of names in any order, documents, phone or birth date in any usual form.
///
/// An empty text lists the recently used ones first, then all by name. Results come in pages.
public struct SearchPatients: ClinicQuery {
  public static let capability = Capability.readPatients
  /// Rows of a page.
  public static let pageSize = 50
  public let text: String
  /// Rows that are on the screen already.
  public let skipping: Int

  public init(text: String, skipping: Int = 0) {
    self.text = text
    self.skipping = skipping
  }

  /// One page.
  public struct Answer: Hashable, Sendable {
    public let rows: [PatientRow]
    /// Whether there are more than these.
    public let hasMore: Bool

    public init(rows: [PatientRow], hasMore: Bool) {
      self.rows = rows
      self.hasMore = hasMore
    }
  }
}

/// A patient in a list.
public struct PatientRow: Hashable, Sendable {
  public let id: PatientID
  public let chartNumber: Int
  public let name: String
  /// The social name, or empty.
  public let socialName: String
  public let birthDate: CivilDate?
  public let sex: Sex
  /// Digits, or empty.
  public let cpf: String
  /// Digits, or empty.
  public let cns: String
  /// The first phone as it is shown, or empty.
  public let phone: String

  public init(
    id: PatientID, chartNumber: Int, name: String, socialName: String, birthDate: CivilDate?,
    sex: Sex, cpf: String, cns: String, phone: String
  ) {
    self.id = id
    self.chartNumber = chartNumber
    self.name = name
    self.socialName = socialName
    self.birthDate = birthDate
    self.sex = sex
    self.cpf = cpf
    self.cns = cns
    self.phone = phone
  }

  /// What staff see and call.
  public var calledName: String { socialName.isEmpty ? name : socialName }
}

/// A patient with what the desk wants to know at a glance.
public struct ReadPatientCard: ClinicQuery {
  public static let capability = Capability.readPatients
  public let patient: PatientID

  public init(patient: PatientID) { self.patient = patient }

  /// nil where there is no such patient.
  public typealias Answer = PatientCard?
}

/// The answer to `ReadPatientCard`.
public struct PatientCard: Equatable, Sendable {
  public let patient: Patient
  /// Newest first, at most 20.
  public let visits: [VisitRow]
  public let nextVisit: VisitRow?
  public let lastVisit: VisitRow?
  public let missedVisits: Int
  public let visitCount: Int
  /// What is owed; nil where the actor may not read billing.
  public let openBalance: Money?
  /// How many files the record has, and how many of them are not wholly here.
  public var fileCount = 0
  public var pendingFileCount = 0

  public init(
    patient: Patient, visits: [VisitRow], nextVisit: VisitRow?, lastVisit: VisitRow?,
    missedVisits: Int, visitCount: Int, openBalance: Money?
  ) {
    self.patient = patient
    self.visits = visits
    self.nextVisit = nextVisit
    self.lastVisit = lastVisit
    self.missedVisits = missedVisits
    self.visitCount = visitCount
    self.openBalance = openBalance
  }
}

/// Patients by their ids, in that order: the candidates of a duplicate warning.
public struct ReadPatients: ClinicQuery {
  public static let capability = Capability.readPatients
  public let ids: [PatientID]

  public init(ids: [PatientID]) { self.ids = ids }

  public typealias Answer = [PatientRow]
}
