/// Adds, changes or retires a unit, or brings it back.
public struct SaveUnit: ClinicCommand {
  public static let kind = CommandKind.saveUnit
  public static let capability = Capability.changeUnits
  /// What the person saw; nil for a new one, or where nobody looked.
  public let base: Unit?
  public let unit: Unit

  public init(base: Unit? = nil, unit: Unit) {
    self.base = base
    self.unit = unit
  }

  public var subject: Subject { unit.subject }

  /// A unit in whose beds somebody lies can't be retired; visits that were to take place there get
  /// on the list of visits to move.
  ///
  /// What another person changed meanwhile is refused.
  public func execute(by context: CommandContext, in store: any ClinicStore) throws -> Done {
    let current = try store.unit(unit.id)
    if current == unit { return Done() }
    if let base {
      guard let current else { throw Refusal.notFound(.unit) }
      let others = current.changedFields(from: base)
      guard others.isEmpty else { throw Refusal.changedMeanwhile(others) }
    }
    if current?.name != unit.name {
      try PlaceName.check(
        unit.name, others: store.units().filter { $0.id != unit.id }.map(\.name))
    }
    guard let current else {
      try store.insert(unit)
      return Done()
    }
    if !unit.isActive { try store.refuseWithPatients(unit: unit.id, room: nil) }
    if unit.isActive != current.isActive {
      try AgendaImpact.list(.unit(unit.id, isActive: unit.isActive), by: context, in: store)
    }
    try store.update(unit, from: current)
    return Done()
  }
}

/// Adds, changes or retires a room, or brings it back.
public struct SaveRoom: ClinicCommand {
  public static let kind = CommandKind.saveRoom
  public static let capability = Capability.changeUnits
  /// What the person saw; nil for a new one, or where nobody looked.
  public let base: Room?
  public let room: Room

  public init(base: Room? = nil, room: Room) {
    self.base = base
    self.room = room
  }

  public var subject: Subject { room.subject }

  /// A room in whose beds somebody lies can't be retired; visits that were to take place there get
  /// on the list of visits to move.
  ///
  /// What another person changed meanwhile is refused.
  public func execute(by context: CommandContext, in store: any ClinicStore) throws -> Done {
    guard let unit = try store.unit(room.unit) else { throw Refusal.notFound(.unit) }
    let current = try store.room(room.id)
    if current == room { return Done() }
    if let base {
      guard let current else { throw Refusal.notFound(.room) }
      guard current == base else { throw Refusal.changedMeanwhile([.name]) }
    }
    if current?.name != room.name || current?.unit != room.unit {
      try PlaceName.check(
        room.name, others: store.rooms(of: unit.id).filter { $0.id != room.id }.map(\.name))
    }
    guard let current else {
      guard unit.isActive else { throw Refusal.invalid([FieldProblem(.unit, .notInUse)]) }
      try store.insert(room)
      return Done()
    }
    if !room.isActive { try store.refuseWithPatients(unit: unit.id, room: room.id) }
    if room.isActive != current.isActive {
      try AgendaImpact.list(.room(room.id, isActive: room.isActive), by: context, in: store)
    }
    try store.update(room, from: current)
    return Done()
  }
}

private enum PlaceName {
  /// A name says something, fits, and is nobody else's, case and accents aside.
  static func check(_ name: String, others: [String]) throws {
    let own = TextFolding.fold(name)
    let reason: FieldProblem.Reason? =
      own.contains { !$0.isWhitespace }
      ? name.count > Unit.nameLength
        ? .tooLong : others.contains { TextFolding.fold($0) == own } ? .taken : nil
      : .required
    if let reason { throw Refusal.invalid([FieldProblem(.name, reason)]) }
  }
}

extension ClinicStore {
  fileprivate func refuseWithPatients(unit: UnitID, room: RoomID?) throws {
    let count = try occupiedBeds(in: unit, room: room)
    guard count == 0 else { throw Refusal.stay(.patientsInside(count)) }
  }

  /// Refuses a place that is no longer offered.
  func refuseClosed(_ unit: UnitID?, _ room: RoomID?) throws {
    guard try closedPlaces().closes(unit, room) else { return }
    throw Refusal.invalid([FieldProblem(.room, .notInUse)])
  }
}
