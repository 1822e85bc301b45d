/// A patient in a bed from admission to discharge: FHIR's Encounter of class IMP (or OBSENC, for an
/// observation of hours; both are kept alike).
public struct Stay: Aggregate {
  public static let entity = EntityKind.stay
  /// The most characters of a reason.
  public static let reasonLength = 300

  /// A bed and since when.
  public struct Place: Hashable, Codable, Sendable {
    public let bed: BedID
    public let since: Instant

    public init(bed: BedID, since: Instant) {
      self.bed = bed
      self.since = since
    }
  }

  /// How a stay ended.
  public struct Discharge: Hashable, Codable, Sendable {
    public let disposition: Disposition
    public let at: Instant
    public let by: String

    public init(disposition: Disposition, at: Instant, by: String) {
      self.disposition = disposition
      self.at = at
      self.by = by
    }
  }

  /// Where the patient goes: FHIR's discharge dispositions, as far as the clinic uses them.
  public enum Disposition: String, CaseIterable, Hashable, Codable, Sendable {
    case home
    /// To another house.
    case otherFacility = "other-hcf"
    /// Against advice.
    case againstAdvice = "aadvice"
    case deceased = "exp"
    case other = "oth"
  }

  public let id: StayID
  public let patient: PatientID
  /// Who answers for the patient now; earlier ones are told by its changes.
  public internal(set) var practitioner: PractitionerID
  /// Why she was admitted: clinical, and kept sealed.
  public internal(set) var reason: String
  public let admittedAt: Instant
  public let admittedBy: String
  /// The beds one after another, the last of them hers; never empty.
  public private(set) var places: [Place]
  /// nil while she is there.
  public var discharge: Discharge?

  public init(
    id: StayID, patient: PatientID, practitioner: PractitionerID, reason: String = "",
    bed: BedID, admittedAt: Instant, admittedBy: String
  ) {
    self.init(
      id: id, patient: patient, practitioner: practitioner, reason: reason,
      admittedAt: admittedAt, admittedBy: admittedBy, first: Place(bed: bed, since: admittedAt))
  }

  /// As it was stored.
  public init(
    id: StayID, patient: PatientID, practitioner: PractitionerID, reason: String,
    admittedAt: Instant, admittedBy: String, first: Place, later: [Place] = [],
    discharge: Discharge? = nil
  ) {
    self.id = id
    self.patient = patient
    self.practitioner = practitioner
    self.reason = reason
    self.admittedAt = admittedAt
    self.admittedBy = admittedBy
    places = [first] + later
    self.discharge = discharge
  }

  public var isOpen: Bool { discharge == nil }

  /// The bed in which she is, or was last.
  public var bed: BedID { places[places.count - 1].bed }

  /// Puts her into another bed.
  mutating func move(to bed: BedID, at now: Instant) {
    places.append(Place(bed: bed, since: now))
  }
}

/// Why somebody can't be put into a bed or out of it.
public enum StayRefusal: Error, Hashable, Codable, Sendable {
  /// The bed is in a state that doesn't allow it.
  case bedNotFree(Bed.State)
  /// The patient lies in another bed already.
  case patientAdmitted
  /// The stay has ended.
  case discharged
  /// So many patients are in the beds of the unit or room that was to be retired.
  case patientsInside(Int)
}
