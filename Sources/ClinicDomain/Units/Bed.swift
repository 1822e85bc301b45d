/// A bed in which a patient can stay.
public struct Bed: Aggregate {
  public static let entity = EntityKind.bed
  /// What a bed is good for now: FHIR's `Location.operationalStatus` (HL7 v2 table 0116) where it
  /// has a code for it.
  public enum State: String, CaseIterable, Hashable, Codable, Sendable {
    /// Unoccupied (U).
    case free
    /// A patient's stay is in it (O).
    case occupied
    /// Kept for somebody who is to come; the table has no code for it, others read it as U.
    case reserved
    /// Housekeeping (H).
    case cleaning
    /// Closed (C): broken, isolated, without staff.
    case blocked

    /// The code of HL7 v2 table 0116.
    public var operationalStatus: String {
      switch self {
      case .free, .reserved: "U"
      case .occupied: "O"
      case .cleaning: "H"
      case .blocked: "C"
      }
    }

    /// Whether a patient can be put there.
    public var takesPatients: Bool { self == .free || self == .reserved }

    /// The states that a person may give a bed that is in this one; `occupied` is begun by an
    /// admission and ended by a discharge, never typed.
    public var following: Set<State> {
      switch self {
      case .free: [.reserved, .cleaning, .blocked]
      case .occupied: []
      case .reserved: [.free, .cleaning, .blocked]
      case .cleaning: [.free, .blocked]
      case .blocked: [.free, .cleaning]
      }
    }

    /// Whether it has to be said why.
    public var needsReason: Bool { self == .blocked }
  }

  public let id: BedID
  public let unit: UnitID
  public var details: BedDetails
  public var state: State
  /// Why it is blocked or for what it is reserved; no clinical text and no patient's name.
  public var note: String

  public init(
    id: BedID, unit: UnitID, details: BedDetails, state: State = .free, note: String = ""
  ) {
    self.id = id
    self.unit = unit
    self.details = details
    self.state = state
    self.note = note
  }
}

/// What a manager keeps of a bed.
public struct BedDetails: Hashable, Codable, Sendable {
  /// The most characters of a code.
  public static let codeLength = 12

  /// The room or ward it stands in; nil for one of the unit at large.
  public var room: RoomID?
  /// What is written on it, unique among the beds of its unit: `12A`.
  public var code: String
  /// false for one that was taken away.
  public var isActive: Bool

  public init(room: RoomID?, code: String, isActive: Bool = true) {
    self.room = room
    self.code = code
    self.isActive = isActive
  }

  func problems() -> [FieldProblem] {
    if !code.contains(where: { !$0.isWhitespace }) { return [FieldProblem(.code, .required)] }
    return code.count > Self.codeLength ? [FieldProblem(.code, .tooLong)] : []
  }
}
