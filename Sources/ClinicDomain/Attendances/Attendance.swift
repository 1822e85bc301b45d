/// A patient who comes to a unit without a visit and is seen by whoever is free: FHIR's Encounter of
/// class AMB or EMER, from the registration to the end.
///
/// The time with the practitioner is an `Encounter` of its own, as that of a visit is.
public struct Attendance: Aggregate {
  public static let entity = EntityKind.attendance
  /// The most characters of a reason.
  public static let reasonLength = 300

  /// The code of HL7 v3's ActEncounterCode.
  public enum Class: String, CaseIterable, Hashable, Codable, Sendable {
    case ambulatory = "AMB"
    case emergency = "EMER"
  }

  /// How soon she has to be seen, as a nurse or doctor judges it: the colours of the Ministry of
  /// Health's risk classification (acolhimento com classificação de risco).
  ///
  /// It is what a person said, never computed.
  public enum Risk: String, CaseIterable, Hashable, Codable, Sendable {
    case red, orange, yellow, green, blue

    /// The lower is called first.
    public var rank: Int {
      switch self {
      case .red: 0
      case .orange: 1
      case .yellow: 2
      case .green: 3
      case .blue: 4
      }
    }

    /// The minutes within which she is usually to be seen.
    public var targetMinutes: Int {
      switch self {
      case .red: 0
      case .orange: 10
      case .yellow: 60
      case .green: 120
      case .blue: 240
      }
    }
  }

  /// What became of it.
  public enum Outcome: String, CaseIterable, Hashable, Codable, Sendable {
    case home
    /// To a bed of this house.
    case admitted
    /// To another house.
    case otherFacility = "other-hcf"
    /// Against advice.
    case againstAdvice = "aadvice"
    case deceased = "exp"
    /// She went before she was seen.
    case left
    /// It should not have been registered.
    case mistaken = "entered-in-error"

    /// Whether it is said of one whom a practitioner saw.
    public var isOfSeen: Bool { self != .left && self != .mistaken }
  }

  /// How and when it ended.
  public struct End: Hashable, Codable, Sendable {
    public let outcome: Outcome
    public let at: Instant
    public let by: String

    public init(outcome: Outcome, at: Instant, by: String) {
      self.outcome = outcome
      self.at = at
      self.by = by
    }
  }

  /// FHIR's encounter status.
  public enum State: String, CaseIterable, Hashable, Codable, Sendable {
    case arrived, triaged
    case inProgress = "in-progress"
    case finished, cancelled
    case enteredInError = "entered-in-error"

    /// Whether she waits to be seen.
    public var isWaiting: Bool { self == .arrived || self == .triaged }
    public var isOpen: Bool { isWaiting || self == .inProgress }
  }

  public let id: AttendanceID
  public let patient: PatientID
  public let unit: UnitID
  public let kind: Class
  /// Why she came: clinical, and kept sealed.
  public let reason: String
  public let date: CivilDate
  /// Counted per day, together with those of visits.
  public let ticket: Int
  public let registeredAt: Instant
  public let registeredBy: String
  public var facts: ArrivalFacts
  /// nil until triage.
  public var risk: Risk?
  public var triagedAt: Instant?
  /// When she was last called, and to which room.
  public var calledAt: Instant?
  public var room: RoomID?
  /// Her time with the practitioner; nil before it.
  public var encounter: EncounterID?
  public var end: End?

  public init(
    id: AttendanceID, patient: PatientID, unit: UnitID, kind: Class, reason: String = "",
    date: CivilDate, ticket: Int, registeredAt: Instant, registeredBy: String,
    facts: ArrivalFacts = ArrivalFacts(), risk: Risk? = nil, triagedAt: Instant? = nil,
    calledAt: Instant? = nil, room: RoomID? = nil, encounter: EncounterID? = nil, end: End? = nil
  ) {
    self.id = id
    self.patient = patient
    self.unit = unit
    self.kind = kind
    self.reason = reason
    self.date = date
    self.ticket = ticket
    self.registeredAt = registeredAt
    self.registeredBy = registeredBy
    self.facts = facts
    self.risk = risk
    self.triagedAt = triagedAt
    self.calledAt = calledAt
    self.room = room
    self.encounter = encounter
    self.end = end
  }

  public var state: State {
    State(outcome: end?.outcome, isSeen: encounter != nil, isTriaged: risk != nil)
  }
}

extension Attendance.State {
  /// The state that follows from what is known.
  public init(outcome: Attendance.Outcome?, isSeen: Bool, isTriaged: Bool) {
    self =
      switch outcome {
      case .mistaken: .enteredInError
      case .left: .cancelled
      case _?: .finished
      case nil: isSeen ? .inProgress : isTriaged ? .triaged : .arrived
      }
  }
}

/// Where somebody stands in a unit's queue.
///
/// The risk counts first, then the law's priorities, then who came before; who was not triaged
/// stands behind who was.
public struct AttendanceRank: Comparable, Hashable, Sendable {
  private let risk: Int
  private let priority: Int
  private let at: Instant
  private let ticket: Int

  public init(
    risk: Attendance.Risk?, priority: QueuePriority, registeredAt: Instant, ticket: Int
  ) {
    self.risk = risk?.rank ?? Attendance.Risk.allCases.count
    self.priority = priority.rank
    at = registeredAt
    self.ticket = ticket
  }

  public static func < (left: Self, right: Self) -> Bool {
    (left.risk, left.priority, left.at, left.ticket)
      < (right.risk, right.priority, right.at, right.ticket)
  }
}

/// Why an attendance can't go on as it was asked.
public enum AttendanceRefusal: Error, Hashable, Codable, Sendable {
  /// The patient has one that is open.
  case alreadyHere
  /// A practitioner has begun to see the patient.
  case beingSeen
  /// No practitioner has seen the patient yet.
  case notSeen
  case ended
}
