import ClinicDomain
import Foundation
import GRDB
import SyncProtocol

extension StoreTransaction {
  func unit(_ id: UnitID) throws -> ClinicDomain.Unit? { try units("id = ?", [id.blob]).first }

  func units() throws -> [ClinicDomain.Unit] { try units("1", []) }

  private func units(
    _ condition: String, _ arguments: StatementArguments
  ) throws -> [ClinicDomain.Unit] {
    try rows("SELECT body, active FROM unit WHERE \(condition)", arguments)
      .map { try ClinicDomain.Unit(row: $0) }
  }

  func insert(_ unit: ClinicDomain.Unit) throws {
    try run(
      "INSERT INTO unit(id, name, body, active, hlc) VALUES (?, ?, ?, ?, ?)",
      [
        unit.id.blob, unit.name, try JSONValue(encoding: unit).canonicalText, unit.isActive, hlc,
      ])
    try logCreate(unit, .members(encoding: unit))
    touched.insert(.practitioners)
  }

  func update(_ unit: ClinicDomain.Unit, from loaded: ClinicDomain.Unit) throws {
    try run(
      "UPDATE unit SET name = ?, body = ?, active = ? WHERE id = ?",
      [unit.name, try JSONValue(encoding: unit).canonicalText, unit.isActive, unit.id.blob])
    try logPatch(unit, .members(encoding: unit), from: .members(encoding: loaded))
    touchPlaces()
  }

  func room(_ id: RoomID) throws -> Room? { try rooms("r.id = ?", [id.blob]).first }

  func rooms(of unit: UnitID) throws -> [Room] { try rooms("u.id = ?", [unit.blob]) }

  private func rooms(_ condition: String, _ arguments: StatementArguments) throws -> [Room] {
    try rows(
      """
      SELECT r.id, u.id, r.name, r.active FROM room r JOIN unit u ON u.key = r.unit
      WHERE \(condition)
      """, arguments
    ).map { Room(id: try $0.id(0), unit: try $0.id(1), name: $0[2], isActive: $0[3]) }
  }

  func insert(_ room: Room) throws {
    try run(
      "INSERT INTO room(id, unit, name, active, hlc) VALUES (?, ?, ?, ?, ?)",
      [room.id.blob, try key(.unit, room.unit), room.name, room.isActive, hlc])
    try logCreate(room, .members(encoding: room))
    touched.insert(.practitioners)
  }

  func update(_ room: Room, from loaded: Room) throws {
    try run(
      "UPDATE room SET unit = ?, name = ?, active = ? WHERE id = ?",
      [try key(.unit, room.unit), room.name, room.isActive, room.id.blob])
    try logPatch(room, .members(encoding: room), from: .members(encoding: loaded))
    touchPlaces()
  }

  /// Names and what is offered show on agendas and on the map of beds as well.
  private func touchPlaces() { touched.insert([.practitioners, .schedule, .beds]) }

  func closedPlaces() throws -> ClosedPlaces { try AgendaReader(db: db).closedPlaces() }

  func occupiedBeds(in unit: UnitID, room: RoomID?) throws -> Int {
    try int(
      """
      SELECT count(*) FROM bed b JOIN unit u ON u.key = b.unit LEFT JOIN room r ON r.key = b.room
      WHERE u.id = ? AND b.state = 'occupied' AND (? IS NULL OR r.id = ?)
      """, [unit.blob, room?.blob, room?.blob])
  }
}

extension ClinicDomain.Unit {
  /// Reads body and active; the column is what counts.
  init(row: Row, from first: Int = 0) throws {
    let body: String = row[first]
    self = try JSONValue(text: body).decode(ClinicDomain.Unit.self)
    isActive = row[first + 1]
  }
}
