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
    func free(_ column: String, _ value: String?) throws -> String? {
      guard placing != nil, let value else { return value }
      let others = try int(
        "SELECT count(*) FROM practitioner WHERE \(column) = ? AND id <> ?",
        [value, practitioner.id.blob])
      return others == 0 ? value : nil
    }
    return [
      details.name.value, TextFolding.fold(details.name.value), details.sex.rawValue,
      try free("cpf", details.cpf?.value),
      try free("registration", details.registration?.value), specialties,
      TextFolding.fold(specialties),
      place?.municipality ?? "", TextFolding.fold(place?.municipality ?? ""),
      place?.state?.rawValue, try key(.unit, orNil: details.unit),
      try key(.room, orNil: details.room),
      details.slotMinutes, details.price?.centavos, practitioner.isActive,
      try JSONValue(encoding: details).canonicalText,
    ]
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
