/// All units with their rooms, those no longer offered too.
public struct ListUnits: ClinicQuery {
  public static let capability = Capability.readPractitioners

  public init() {}

  /// Those in use first, by name.
  public typealias Answer = [UnitWithRooms]
}

/// A unit and its rooms.
public struct UnitWithRooms: Equatable, Sendable {
  public let unit: Unit
  /// Those in use first, by name.
  public let rooms: [Room]
  /// How many beds in use a room has; nil names those of the unit at large.
  public let beds: [RoomID?: Int]

  public init(unit: Unit, rooms: [Room], beds: [RoomID?: Int] = [:]) {
    self.unit = unit
    self.rooms = rooms
    self.beds = beds
  }

  /// The unit with the rooms that are offered; nil where it is not.
  public var offered: UnitWithRooms? {
    unit.isActive
      ? UnitWithRooms(unit: unit, rooms: rooms.filter(\.isActive), beds: beds) : nil
  }
}
