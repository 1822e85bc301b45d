import ClinicDomain
import Foundation
import GRDB
import SyncProtocol

extension StoreTransaction {
  func practitioner(_ id: PractitionerID) throws -> Practitioner? {
    try row("SELECT id, body, active FROM practitioner WHERE id = ?", [id.blob])
      .map(Practitioner.init(row:))
  }

  func practitioner(registeredAs registration: CouncilRegistration) throws -> Practitioner? {
    try row(
      "SELECT id, body, active FROM practitioner WHERE registration = ?", [registration.value]
    ).map(Practitioner.init(row:))
  }

  func practitioner(withCPF cpf: CPF) throws -> Practitioner? {
    try row("SELECT id, body, active FROM practitioner WHERE cpf = ?", [cpf.value])
      .map(Practitioner.init(row:))
  }

  func insert(_ practitioner: Practitioner) throws {
    try run(
      """
      INSERT INTO practitioner(name, name_key, sex, cpf, registration, specialties,
        specialties_key, municipality, municipality_key, state, unit, room, slot, price, active,
        body, id, hlc)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """, try columns(practitioner) + [practitioner.id.blob, hlc])
    try logCreate(practitioner, practitioner.body())
    touched.insert(.practitioners)
  }

  func update(_ practitioner: Practitioner, from loaded: Practitioner) throws {
    try run(
      """
      UPDATE practitioner SET name = ?, name_key = ?, sex = ?, cpf = ?, registration = ?,
        specialties = ?, specialties_key = ?, municipality = ?, municipality_key = ?, state = ?,
        unit = ?, room = ?, slot = ?, price = ?, active = ?, body = ? WHERE id = ?
      """, try columns(practitioner) + [practitioner.id.blob])
    try logPatch(practitioner, practitioner.body(), from: loaded.body())
    touched.insert([.practitioners, .schedule])
  }

  private func columns(_ practitioner: Practitioner) throws -> StatementArguments {
    let details = practitioner.details
    let specialties = details.specialties.map(\.name).joined(separator: ", ")
    let unit = try details.unit.flatMap { try self.unit($0) }
    let place = details.address?.municipality.isEmpty == false ? details.address : unit?.address
    return [
      details.name.value, TextFolding.fold(details.name.value), details.sex.rawValue,
      details.cpf?.value, details.registration?.value, specialties, TextFolding.fold(specialties),
      place?.municipality ?? "", TextFolding.fold(place?.municipality ?? ""),
      place?.state?.rawValue, try key(.unit, orNil: details.unit),
      try key(.room, orNil: details.room),
      details.slotMinutes, details.price?.centavos, practitioner.isActive,
      try JSONValue(encoding: details).canonicalText,
    ]
  }

  func unit(_ id: UnitID) throws -> ClinicDomain.Unit? {
    try row("SELECT body FROM unit WHERE id = ?", [id.blob]).map { row in
      let body: String = row[0]
      return try JSONValue(text: body).decode(ClinicDomain.Unit.self)
    }
  }

  func insert(_ unit: ClinicDomain.Unit) throws {
    try run(
      "INSERT INTO unit(id, name, body, hlc) VALUES (?, ?, ?, ?)",
      [unit.id.blob, unit.name, try JSONValue(encoding: unit).canonicalText, hlc])
    try logCreate(unit, .members(encoding: unit))
    touched.insert(.practitioners)
  }

  func update(_ unit: ClinicDomain.Unit, from loaded: ClinicDomain.Unit) throws {
    try run(
      "UPDATE unit SET name = ?, body = ? WHERE id = ?",
      [unit.name, try JSONValue(encoding: unit).canonicalText, unit.id.blob])
    try logPatch(unit, .members(encoding: unit), from: .members(encoding: loaded))
    touched.insert(.practitioners)
  }

  func room(_ id: RoomID) throws -> Room? {
    try row(
      "SELECT room.id, unit.id, room.name FROM room JOIN unit ON unit.key = unit WHERE room.id = ?",
      [id.blob]
    ).map { Room(id: try $0.id(0), unit: try $0.id(1), name: $0[2]) }
  }

  func insert(_ room: Room) throws {
    try run(
      "INSERT INTO room(id, unit, name, hlc) VALUES (?, ?, ?, ?)",
      [room.id.blob, try key(.unit, room.unit), room.name, hlc])
    try logCreate(room, .members(encoding: room))
    touched.insert(.practitioners)
  }

  func update(_ room: Room, from loaded: Room) throws {
    try run(
      "UPDATE room SET unit = ?, name = ? WHERE id = ?",
      [try key(.unit, room.unit), room.name, room.id.blob])
    try logPatch(room, .members(encoding: room), from: .members(encoding: loaded))
    touched.insert(.practitioners)
  }
}

extension JSONObject {
  static func members(encoding value: some Encodable) throws -> JSONObject {
    try JSONValue.members(encoding: value)
  }
}

extension Practitioner {
  /// Reads id, body and active.
  init(row: Row) throws {
    let body: String = row[1]
    self.init(
      id: try row.id(0), details: try JSONValue(text: body).decode(PractitionerDetails.self),
      isActive: row[2])
  }

  func body() throws -> JSONObject {
    var object = try JSONObject.members(encoding: details)
    object["isActive"] = .bool(isActive)
    return object
  }
}
