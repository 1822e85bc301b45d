/// A visit as agreed with the patient.
public struct Appointment: Aggregate {
  public static let entity = EntityKind.appointment
  public let id: AppointmentID
  public let patient: PatientID
  public let practitioner: PractitionerID
  public var unit: UnitID?
  public var room: RoomID?
  public var time: VisitTime
  public var status: AppointmentStatus
  public var confirmation: Confirmation
  public var reservation: Reservation
  public let kind: VisitKind
  /// Free text of the desk; sealed where it is stored.
  public var observation: String?
  /// The insurer's authorisation number.
  public var authorisation: String?
  /// Who is to pay; nil where that was never said, as in what was imported.
  public var payer: Payer?
  public let exclusivity: Exclusivity
  /// Who allowed an encaixe, where that was said.
  public let allowedBy: OverbookingAuthority?
  public var cancellation: Cancellation?
  public let rescheduledFrom: AppointmentID?
  /// The series that it is one of.
  public let series: SeriesID?
  public var arrivedAt: Instant?
  /// Who booked it, as in `Actor.reference`.
  public let bookedBy: String
  public let bookedAt: Instant
  /// Fields that a rule filled because the imported source had nothing, by their names.
  public let filledFields: [String]

  public init(
    id: AppointmentID, patient: PatientID, practitioner: PractitionerID, unit: UnitID? = nil,
    room: RoomID? = nil, time: VisitTime, status: AppointmentStatus,
    confirmation: Confirmation = .none, reservation: Reservation = .confirmed, kind: VisitKind,
    observation: String? = nil, authorisation: String? = nil, payer: Payer? = nil,
    exclusivity: Exclusivity = .exclusive, allowedBy: OverbookingAuthority? = nil,
    cancellation: Cancellation? = nil, rescheduledFrom: AppointmentID? = nil,
    arrivedAt: Instant? = nil, bookedBy: String,
    bookedAt: Instant, filledFields: [String] = [], series: SeriesID? = nil
  ) {
    self.id = id
    self.patient = patient
    self.practitioner = practitioner
    self.unit = unit
    self.room = room
    self.time = time
    self.status = status
    self.confirmation = confirmation
    self.reservation = reservation
    self.kind = kind
    self.observation = observation
    self.authorisation = authorisation
    self.payer = payer
    self.exclusivity = exclusivity
    self.allowedBy = allowedBy
    self.cancellation = cancellation
    self.rescheduledFrom = rescheduledFrom
    self.arrivedAt = arrivedAt
    self.bookedBy = bookedBy
    self.bookedAt = bookedAt
    self.filledFields = filledFields
    self.series = series
  }

  /// Whether the visit takes its time from others: live and exclusive, or a group's.
  public var blocks: Bool { status.isLive && exclusivity.takesTime }
}

/// When a visit is: the civil date and time were agreed and win over the UTC minutes when the rules
/// of the zone change.
public struct VisitTime: Hashable, Codable, Sendable {
  public let date: CivilDate
  public let start: CivilTime
  public let minutes: Int
  /// IANA name of the zone in which it was agreed.
  public let zone: String
  /// UTC minutes.
  public let slot: TimeSlot
  /// UTC minutes that nobody else gets: buffers included.
  public let busy: TimeSlot

  /// - Returns: nil unless the length is a visit's (`VisitLength`) or any positive one where
  ///   `isHistorical`.
  public init?(
    date: CivilDate, start: CivilTime, minutes: Int, zone: any ZoneRules, before: Int = 0,
    after: Int = 0, isHistorical: Bool = false
  ) {
    guard isHistorical ? minutes > 0 : VisitLength.isValid(minutes) else { return nil }
    let startMinute = zone.utcMinute(of: date, start)
    guard let slot = TimeSlot(startMinute: startMinute, length: minutes) else { return nil }
    self.date = date
    self.start = start
    self.minutes = minutes
    self.zone = zone.identifier
    self.slot = slot
    busy = slot.extended(before: before, after: after)
  }

  /// Takes stored parts as they are.
  public init(
    date: CivilDate, start: CivilTime, minutes: Int, zone: String, slot: TimeSlot, busy: TimeSlot
  ) {
    self.date = date
    self.start = start
    self.minutes = minutes
    self.zone = zone
    self.slot = slot
    self.busy = busy
  }
}

/// FHIR R4's appointment status.
public enum AppointmentStatus: String, CaseIterable, Hashable, Codable, Sendable {
  case proposed, pending, booked, arrived
  case checkedIn = "checked-in"
  case fulfilled, cancelled, noshow, waitlist
  case enteredInError = "entered-in-error"

  /// Whether the time is taken: asked-for, waiting, cancelled, missed and mistaken ones don't.
  public var isLive: Bool {
    switch self {
    case .pending, .booked, .arrived, .checkedIn, .fulfilled: true
    case .proposed, .cancelled, .noshow, .waitlist, .enteredInError: false
    }
  }

  /// Whether the visit is still to come: it may be moved or cancelled.
  public var isOpen: Bool { self == .proposed || self == .pending || self == .booked }

  /// Whether the patient is in the house.
  public var isPresent: Bool { self == .arrived || self == .checkedIn }
}

/// What the patient said.
public enum Confirmation: String, CaseIterable, Hashable, Codable, Sendable {
  case none, confirmed, declined, unreachable
}

/// What the hub said; a site that is not enrolled is its own authority and confirms at once.
public enum Reservation: String, CaseIterable, Hashable, Codable, Sendable {
  case local, requested, held, confirmed, refused, contested
}

/// Whether the visit keeps others out of its time, and if not, why.
public enum Exclusivity: Hashable, Codable, Sendable {
  case exclusive
  /// Encaixe: squeezed in on purpose.
  case overbooked(reason: String)
  /// One of several who share the time, as many as have a place.
  case group(id: String, capacity: Int)
  /// Imported past, kept as it was.
  case historical
}

/// Why a visit did not take place.
public struct Cancellation: Hashable, Codable, Sendable {
  /// Who called it off.
  public enum Party: String, CaseIterable, Hashable, Codable, Sendable {
    case clinic, patient, rescheduled, refused
    /// The clinic moved it, a late doctor's for one: the patient has to be told.
    case rescheduledByClinic = "rescheduled-by-clinic"
    /// Nobody: it was booked by mistake and taken back at once.
    case undone
  }

  public let party: Party
  /// Free text; sealed where it is stored.
  public let reason: String
  /// Less than 24 hours before the start.
  public let isLate: Bool

  public init(party: Party, reason: String, isLate: Bool) {
    self.party = party
    self.reason = reason
    self.isLate = isLate
  }
}
