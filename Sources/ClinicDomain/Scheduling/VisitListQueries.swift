/// Every visit of a patient, past and to come, called-off ones too.
public struct ListPatientVisits: ClinicQuery {
  public static let capability = Capability.readAgenda
  /// As many as anybody looks through.
  public static let limit = 500
  public let patient: PatientID

  public init(patient: PatientID) { self.patient = patient }

  /// The latest first, `limit` at most.
  public typealias Answer = [VisitRow]
}

/// A day's visits with the patients' phones: what is printed for the desk or the doctor.
///
/// It goes out of the house on paper: every reading is audited.
public struct ReadDayList: ClinicQuery {
  public static let capability = Capability.readPatients
  public let date: CivilDate
  /// None means every practitioner with visits.
  public let practitioners: [PractitionerID]

  public init(date: CivilDate, practitioners: [PractitionerID] = []) {
    self.date = date
    self.practitioners = practitioners
  }

  /// Visits that are still meant to take place, by doctor's name and start; nothing clinical.
  public struct Answer: Hashable, Sendable {
    public let doctors: [Doctor]

    public init(doctors: [Doctor]) { self.doctors = doctors }
  }

  /// One practitioner's visits.
  public struct Doctor: Hashable, Sendable {
    public let practitioner: PractitionerRow
    public let visits: [Line]

    public init(practitioner: PractitionerRow, visits: [Line]) {
      self.practitioner = practitioner
      self.visits = visits
    }
  }

  /// One visit.
  public struct Line: Hashable, Sendable {
    public let visit: VisitRow
    /// As it is shown, or empty.
    public let phone: String

    public init(visit: VisitRow, phone: String) {
      self.visit = visit
      self.phone = phone
    }
  }
}

extension ReadDayList {
  /// What the audit names: each practitioner, or the agendas as a whole.
  public var auditSubjects: [Subject] {
    practitioners.isEmpty
      ? [Subject(.practitioner)] : practitioners.map { Subject(.practitioner, $0) }
  }
}
