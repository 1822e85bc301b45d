/// The tickets of a day.
public struct ReadArrivals: ClinicQuery {
  public static let capability = Capability.readAgenda
  public let date: CivilDate

  public init(date: CivilDate) { self.date = date }

  public typealias Answer = [Arrival]
}

/// The visits of a day that were made for who walked in.
public struct ListWalkIns: ClinicQuery {
  public static let capability = Capability.readAgenda
  public let date: CivilDate

  public init(date: CivilDate) { self.date = date }

  public typealias Answer = Set<AppointmentID>
}

/// What the desk looks at while a patient checks in.
public struct ReadCheckIn: ClinicQuery {
  public static let capability = Capability.readPatients
  public let patient: PatientID

  public init(patient: PatientID) { self.patient = patient }

  /// nil where there is no such patient.
  public typealias Answer = CheckInCard?
}

/// The answer to `ReadCheckIn`.
public struct CheckInCard: Equatable, Sendable {
  public let patient: Patient
  /// When the registration was last made, changed or read back and found right.
  public let reviewedAt: Instant

  public init(patient: Patient, reviewedAt: Instant) {
    self.patient = patient
    self.reviewedAt = reviewedAt
  }

  /// Whether the registration is older than a year.
  public func isStale(at now: Instant) -> Bool {
    now.minutes - reviewedAt.minutes > 365 * 24 * 60
  }
}

/// Who sees patients now, the shortest queue first.
public struct ListOnDuty: ClinicQuery {
  public static let capability = Capability.readAgenda
  public let date: CivilDate
  public let time: CivilTime

  public init(date: CivilDate, time: CivilTime) {
    self.date = date
    self.time = time
  }

  public typealias Answer = [OnDutyRow]
}

/// A practitioner at work with her queue.
public struct OnDutyRow: Hashable, Sendable {
  public let practitioner: PractitionerID
  public let name: String
  public let specialties: String
  /// Patients who have arrived and are not seen yet.
  public let waiting: Int

  public init(practitioner: PractitionerID, name: String, specialties: String, waiting: Int) {
    self.practitioner = practitioner
    self.name = name
    self.specialties = specialties
    self.waiting = waiting
  }
}

/// Visits that are over and of which nobody said whether the patient came: no-shows to be decided
/// on, never taken for a fact.
public struct ListUnresolved: ClinicQuery {
  public static let capability = Capability.readAgenda
  /// How far back it looks.
  public static let days = 14

  public init() {}

  /// Oldest first, at most 200.
  public typealias Answer = [ConfirmationRow]
}
