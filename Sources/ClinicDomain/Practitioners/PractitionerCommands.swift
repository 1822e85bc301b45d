/// Registers a practitioner.
public struct RegisterPractitioner: ClinicCommand {
  public static let kind = CommandKind.registerPractitioner
  public static let capability = Capability.changePractitioners
  public let id: PractitionerID
  public let details: PractitionerDetails

  public init(id: PractitionerID, details: PractitionerDetails) {
    self.id = id
    self.details = details
  }

  public var subject: Subject { Subject(.practitioner, id) }

  public func execute(
    by context: CommandContext, in store: any ClinicStore
  ) throws -> PractitionerID {
    if try store.practitioner(id) != nil { return id }
    let problems = details.problems()
    guard problems.isEmpty else { throw Refusal.invalid(problems) }
    try store.refuseTakenNumbers(details, of: id)
    try store.refuseClosed(details.unit, details.room)
    try store.insert(Practitioner(id: id, details: details))
    return id
  }
}

/// Changes what the clinic keeps of a practitioner, field by field.
public struct UpdatePractitioner: ClinicCommand {
  public static let kind = CommandKind.updatePractitioner
  public static let capability = Capability.changePractitioners
  public let id: PractitionerID
  /// What the person saw before typing.
  public let base: PractitionerDetails
  /// What the person wants it to be.
  public let details: PractitionerDetails
  /// nil leaves it as it is.
  public let isActive: Bool?

  public init(
    id: PractitionerID, base: PractitionerDetails, details: PractitionerDetails,
    isActive: Bool? = nil
  ) {
    self.id = id
    self.base = base
    self.details = details
    self.isActive = isActive
  }

  public var subject: Subject { Subject(.practitioner, id) }

  /// Applies the fields that were changed.
  ///
  /// Fields that another person changed meanwhile to something else are refused, so that nobody's
  /// typing is lost in silence. Visits of one who takes no more of them get on the list of visits to
  /// move.
  public func execute(by context: CommandContext, in store: any ClinicStore) throws -> Done {
    guard let current = try store.practitioner(id) else { throw Refusal.notFound(.practitioner) }
    var changed = current
    let mine = try changed.details.takeChanges(of: details, seen: base)
    changed.isActive = isActive ?? current.isActive
    guard changed != current else { return Done() }
    let problems = changed.details.problems().filter { mine.contains($0.field) }
    guard problems.isEmpty else { throw Refusal.invalid(problems) }
    try store.refuseTakenNumbers(changed.details, of: id)
    if mine.contains(.unit) || mine.contains(.room) {
      try store.refuseClosed(changed.details.unit, changed.details.room)
    }
    if changed.isActive != current.isActive || changed.details.unit != current.details.unit
      || changed.details.room != current.details.room
    {
      let change = AgendaChange.practitioner(
        id, unit: changed.details.unit, room: changed.details.room, isActive: changed.isActive)
      try AgendaImpact.list(change, by: context, in: store)
    }
    try store.update(changed, from: current)
    return Done()
  }
}

extension ClinicStore {
  /// Council number and CPF belong to one practitioner each.
  fileprivate func refuseTakenNumbers(
    _ details: PractitionerDetails, of id: PractitionerID
  ) throws {
    var problems: [FieldProblem] = []
    if let registration = details.registration,
      let other = try practitioner(registeredAs: registration), other.id != id
    {
      problems.append(FieldProblem(.registration, .taken))
    }
    if let cpf = details.cpf, let other = try practitioner(withCPF: cpf), other.id != id {
      problems.append(FieldProblem(.cpf, .taken))
    }
    guard problems.isEmpty else { throw Refusal.invalid(problems) }
  }
}
