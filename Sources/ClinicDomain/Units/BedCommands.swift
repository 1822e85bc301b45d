/// Adds, changes or takes away a bed.
public struct SaveBed: ClinicCommand {
  public static let kind = CommandKind.saveBed
  public static let capability = Capability.changeUnits
  public let id: BedID
  /// Where it stands; a bed never changes its unit.
  public let unit: UnitID
  /// What the person saw; nil for a new one.
  public let base: BedDetails?
  public let details: BedDetails

  public init(id: BedID, unit: UnitID, base: BedDetails?, details: BedDetails) {
    self.id = id
    self.unit = unit
    self.base = base
    self.details = details
  }

  public var subject: Subject { Subject(.bed, id) }

  /// One that is occupied can't be taken away; what is taken away leaves its state behind.
  public func execute(by context: CommandContext, in store: any ClinicStore) throws -> Done {
    let problems = details.problems()
    guard problems.isEmpty else { throw Refusal.invalid(problems) }
    let current = try store.bed(id)
    guard current?.details != details else { return Done() }
    guard current?.details == base else {
      throw base == nil
        ? Refusal.invalid([FieldProblem(.code, .taken)])
        : current == nil ? Refusal.notFound(.bed) : Refusal.changedMeanwhile([.code])
    }
    let place = current?.unit ?? unit
    guard try store.unit(place) != nil else { throw Refusal.notFound(.unit) }
    if let room = details.room, try store.room(room)?.unit != place {
      throw Refusal.notFound(.room)
    }
    if details.isActive, current?.details.room != details.room || current?.details.isActive != true
    {
      try store.refuseClosed(place, details.room)
    }
    if details.isActive, let other = try store.bed(coded: details.code, in: place), other.id != id {
      throw Refusal.invalid([FieldProblem(.code, .taken)])
    }
    guard let current else {
      try store.insert(Bed(id: id, unit: place, details: details))
      return Done()
    }
    var changed = current
    changed.details = details
    if !details.isActive {
      guard current.state != .occupied else { throw Refusal.stay(.bedNotFree(.occupied)) }
      changed.state = .free
      changed.note = ""
    }
    try store.update(changed, from: current)
    return Done()
  }
}

/// Says that a bed is clean, to be cleaned, kept or blocked.
public struct SetBedState: ClinicCommand {
  public static let kind = CommandKind.setBedState
  public static let capability = Capability.changeBedState
  public let id: BedID
  public let state: Bed.State
  /// Needed for a blocked bed; about the bed, never about a patient.
  public let reason: String

  public init(id: BedID, state: Bed.State, reason: String = "") {
    self.id = id
    self.state = state
    self.reason = reason
  }

  public var subject: Subject { Subject(.bed, id) }

  public func execute(by context: CommandContext, in store: any ClinicStore) throws -> Done {
    guard let current = try store.bed(id), current.details.isActive else {
      throw Refusal.notFound(.bed)
    }
    let hasReason = reason.contains { !$0.isWhitespace }
    guard hasReason || !state.needsReason else {
      throw Refusal.invalid([FieldProblem(.reason, .required)])
    }
    if current.state == state, current.note == reason { return Done() }
    guard current.state == state || current.state.following.contains(state) else {
      throw Refusal.stay(.bedNotFree(current.state))
    }
    guard state != .occupied else { throw Refusal.stay(.bedNotFree(.occupied)) }
    try store.change(current, to: state, note: reason)
    return Done()
  }
}

extension ClinicStore {
  /// Gives a bed its state; nothing is written where it has it.
  func change(_ bed: Bed, to state: Bed.State, note: String = "") throws {
    var changed = bed
    changed.state = state
    changed.note = note
    if changed != bed { try update(changed, from: bed) }
  }
}
