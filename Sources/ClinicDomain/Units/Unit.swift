/// A place of the clinic.
public struct Unit: Aggregate {
  public static let entity = EntityKind.unit
  /// The most characters of a unit's or a room's name.
  public static let nameLength = 60

  public let id: UnitID
  public var name: String
  public var address: Address?
  public var phone: Phone?
  public var cnpj: CNPJ?
  /// false for one that is no longer offered; what stands in it stays.
  public var isActive: Bool

  public init(
    id: UnitID, name: String, address: Address? = nil, phone: Phone? = nil, cnpj: CNPJ? = nil,
    isActive: Bool = true
  ) {
    self.id = id
    self.name = name
    self.address = address
    self.phone = phone
    self.cnpj = cnpj
    self.isActive = isActive
  }

  /// Reads also what was written before units could be retired.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      id: try values.decode(UnitID.self, forKey: .id),
      name: try values.decode(String.self, forKey: .name),
      address: try values.decodeIfPresent(Address.self, forKey: .address),
      phone: try values.decodeIfPresent(Phone.self, forKey: .phone),
      cnpj: try values.decodeIfPresent(CNPJ.self, forKey: .cnpj),
      isActive: try values.decodeIfPresent(Bool.self, forKey: .isActive) ?? true)
  }

  /// The fields in which two versions differ.
  func changedFields(from other: Unit) -> [FieldName] {
    var fields: [FieldName] = []
    if name != other.name { fields.append(.name) }
    if address != other.address { fields.append(.address) }
    if phone != other.phone { fields.append(.phones) }
    if cnpj != other.cnpj { fields.append(.cnpj) }
    if isActive != other.isActive { fields.append(.unit) }
    return fields
  }
}

/// A room of a unit.
public struct Room: Aggregate {
  public static let entity = EntityKind.room
  public let id: RoomID
  public var unit: UnitID
  public var name: String
  /// false for one that is no longer offered; what stands in it stays.
  public var isActive: Bool

  public init(id: RoomID, unit: UnitID, name: String, isActive: Bool = true) {
    self.id = id
    self.unit = unit
    self.name = name
    self.isActive = isActive
  }

  /// Reads also what was written before rooms could be retired.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      id: try values.decode(RoomID.self, forKey: .id),
      unit: try values.decode(UnitID.self, forKey: .unit),
      name: try values.decode(String.self, forKey: .name),
      isActive: try values.decodeIfPresent(Bool.self, forKey: .isActive) ?? true)
  }
}

/// The units and rooms that are no longer offered.
public struct ClosedPlaces: Equatable, Sendable {
  public let units: Set<UnitID>
  public let rooms: Set<RoomID>

  public init(units: Set<UnitID> = [], rooms: Set<RoomID> = []) {
    self.units = units
    self.rooms = rooms
  }

  public var isEmpty: Bool { units.isEmpty && rooms.isEmpty }

  /// The places as they are once some of them are closed, or opened again.
  func with(_ places: ClosedPlaces, closed: Bool) -> ClosedPlaces {
    guard closed else {
      return ClosedPlaces(
        units: units.subtracting(places.units), rooms: rooms.subtracting(places.rooms))
    }
    return ClosedPlaces(units: units.union(places.units), rooms: rooms.union(places.rooms))
  }

  /// Whether nothing new may be planned there; a place that isn't known is open.
  public func closes(_ unit: UnitID?, _ room: RoomID?) -> Bool {
    (unit.map(units.contains) ?? false) || (room.map(rooms.contains) ?? false)
  }
}
