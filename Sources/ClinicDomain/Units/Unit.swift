/// A place of the clinic.
public struct Unit: Aggregate {
  public static let entity = EntityKind.unit
  public let id: UnitID
  public var name: String
  public var address: Address?
  public var phone: Phone?
  public var cnpj: CNPJ?

  public init(
    id: UnitID, name: String, address: Address? = nil, phone: Phone? = nil, cnpj: CNPJ? = nil
  ) {
    self.id = id
    self.name = name
    self.address = address
    self.phone = phone
    self.cnpj = cnpj
  }
}

/// A room of a unit.
public struct Room: Aggregate {
  public static let entity = EntityKind.room
  public let id: RoomID
  public var unit: UnitID
  public var name: String

  public init(id: RoomID, unit: UnitID, name: String) {
    self.id = id
    self.unit = unit
    self.name = name
  }
}

/// Adds or changes a unit.
public struct SaveUnit: ClinicCommand {
  public static let kind = CommandKind.saveUnit
  public static let capability = Capability.changeUnits
  public let unit: Unit

  public init(unit: Unit) { self.unit = unit }

  public var subject: Subject { unit.subject }

  public func execute(by context: CommandContext, in store: any ClinicStore) throws -> Done {
    guard unit.name.contains(where: { !$0.isWhitespace }) else {
      throw Refusal.invalid([FieldProblem(.name, .required)])
    }
    if let current = try store.unit(unit.id) {
      if current != unit { try store.update(unit, from: current) }
    } else {
      try store.insert(unit)
    }
    return Done()
  }
}

/// Adds or changes a room.
public struct SaveRoom: ClinicCommand {
  public static let kind = CommandKind.saveRoom
  public static let capability = Capability.changeUnits
  public let room: Room

  public init(room: Room) { self.room = room }

  public var subject: Subject { room.subject }

  public func execute(by context: CommandContext, in store: any ClinicStore) throws -> Done {
    guard room.name.contains(where: { !$0.isWhitespace }) else {
      throw Refusal.invalid([FieldProblem(.name, .required)])
    }
    guard try store.unit(room.unit) != nil else { throw Refusal.notFound(.unit) }
    if let current = try store.room(room.id) {
      if current != room { try store.update(room, from: current) }
    } else {
      try store.insert(room)
    }
    return Done()
  }
}
