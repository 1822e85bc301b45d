/// A practitioner's work in a unit beside the one she is registered at, for some time.
public struct UnitAssignment: Aggregate {
  public static let entity = EntityKind.unitAssignment

  /// What she does there.
  public enum Role: String, CaseIterable, Hashable, Codable, Sendable {
    /// Sees patients there.
    case member
    /// Answers for the unit.
    case head
    /// On duty when called.
    case onCall = "on-call"
    /// From another house.
    case visiting
  }

  public let id: UnitAssignmentID
  public let practitioner: PractitionerID
  public let unit: UnitID
  public let role: Role
  public let from: CivilDate
  /// The last day; nil while none is set.
  public var until: CivilDate?

  public init(
    id: UnitAssignmentID, practitioner: PractitionerID, unit: UnitID, role: Role = .member,
    from: CivilDate, until: CivilDate? = nil
  ) {
    self.id = id
    self.practitioner = practitioner
    self.unit = unit
    self.role = role
    self.from = from
    self.until = until
  }

  /// Whether she is assigned there on a day.
  public func holds(on date: CivilDate) -> Bool {
    from <= date && until.map { date <= $0 } ?? true
  }

  /// Whether two last for a day in common.
  func overlaps(_ other: UnitAssignment) -> Bool {
    (until.map { other.from <= $0 } ?? true) && (other.until.map { from <= $0 } ?? true)
  }
}

/// Assigns a practitioner to a unit from a day on.
public struct AssignToUnit: ClinicCommand {
  public static let kind = CommandKind.assignToUnit
  public static let capability = Capability.changePractitioners
  public let assignment: UnitAssignment

  public init(assignment: UnitAssignment) { self.assignment = assignment }

  public var subject: Subject { assignment.subject }

  /// One practitioner has at most one assignment to a unit at a time.
  public func execute(by context: CommandContext, in store: any ClinicStore) throws -> Done {
    if try store.unitAssignment(assignment.id) != nil { return Done() }
    guard let practitioner = try store.practitioner(assignment.practitioner) else {
      throw Refusal.notFound(.practitioner)
    }
    guard practitioner.isActive else { throw Refusal.scheduling(.practitionerInactive) }
    guard let unit = try store.unit(assignment.unit) else { throw Refusal.notFound(.unit) }
    guard unit.isActive else { throw Refusal.invalid([FieldProblem(.unit, .notInUse)]) }
    if let until = assignment.until, until < assignment.from {
      throw Refusal.invalid([FieldProblem(.until, .outOfRange)])
    }
    let others = try store.unitAssignments(of: assignment.practitioner)
    guard !others.contains(where: { $0.unit == unit.id && $0.overlaps(assignment) }) else {
      throw Refusal.invalid([FieldProblem(.unit, .taken)])
    }
    try store.insert(assignment)
    return Done()
  }
}

/// Ends an assignment with a last day; one that would end before it began is taken back whole.
public struct EndUnitAssignment: ClinicCommand {
  public static let kind = CommandKind.endUnitAssignment
  public static let capability = Capability.changePractitioners
  public let id: UnitAssignmentID
  public let lastDay: CivilDate

  public init(id: UnitAssignmentID, lastDay: CivilDate) {
    self.id = id
    self.lastDay = lastDay
  }

  public var subject: Subject { Subject(.unitAssignment, id) }

  /// It can be ended sooner than it was to end, never later.
  public func execute(by context: CommandContext, in store: any ClinicStore) throws -> Done {
    guard let current = try store.unitAssignment(id) else {
      throw Refusal.notFound(.unitAssignment)
    }
    guard current.until != lastDay else { return Done() }
    if let until = current.until, until < lastDay {
      throw Refusal.invalid([FieldProblem(.until, .outOfRange)])
    }
    guard current.from <= lastDay else {
      try store.remove(current)
      return Done()
    }
    var ended = current
    ended.until = lastDay
    try store.update(ended, from: current)
    return Done()
  }
}

/// The assignments of a practitioner or to a unit that last on a day or later.
public struct ListUnitAssignments: ClinicQuery {
  public static let capability = Capability.readPractitioners
  /// nil for those of all.
  public let practitioner: PractitionerID?
  /// nil for those to all.
  public let unit: UnitID?
  public let from: CivilDate

  public init(practitioner: PractitionerID? = nil, unit: UnitID? = nil, from: CivilDate) {
    self.practitioner = practitioner
    self.unit = unit
    self.from = from
  }

  /// By the practitioner's name, then by first day.
  public typealias Answer = [UnitAssignmentRow]
}

/// An assignment in a list.
public struct UnitAssignmentRow: Equatable, Sendable {
  public let assignment: UnitAssignment
  public let practitionerName: String
  public let sex: Sex
  public let specialties: String
  public let unitName: String

  public init(
    assignment: UnitAssignment, practitionerName: String, sex: Sex, specialties: String,
    unitName: String
  ) {
    self.assignment = assignment
    self.practitionerName = practitionerName
    self.sex = sex
    self.specialties = specialties
    self.unitName = unitName
  }
}
