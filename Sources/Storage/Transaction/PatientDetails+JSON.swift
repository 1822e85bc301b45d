import ClinicDomain
import SyncProtocol

extension PatientDetails {
  /// The members that `Codable` encodes, written by hand: an import makes tens of thousands a second.
  func members() throws -> JSONObject {
    var members = JSONObject()
    members["address"] = try address.map { try JSONValue(encoding: $0) }
    members["birthDate"] = birthDate.map(\.json)
    members["cns"] = cns.map { .string($0.value) }
    members["contactConsent"] = .object(contactConsent.members)
    members["coverage"] = try coverage.map { try JSONValue(encoding: $0) }
    members["cpf"] = cpf.map { .string($0.value) }
    members["deathDate"] = deathDate.map(\.json)
    members["email"] = email.map { .string($0.value) }
    members["filledFields"] = .array(filledFields.map { .string($0) })
    members["guardian"] = try guardian.map { try JSONValue(encoding: $0) }
    members["motherName"] = motherName.map { .string($0.value) }
    members["name"] = .string(name.value)
    members["phones"] = .array(phones.map { .string($0.value) })
    members["sex"] = .string(sex.rawValue)
    members["socialName"] = socialName.map { .string($0.value) }
    return members
  }
}

extension ContactConsent {
  fileprivate var members: JSONObject {
    var members = JSONObject()
    members["decidedOn"] = decidedOn.map(\.json)
    members["status"] = .string(status.rawValue)
    return members
  }
}

extension CivilDate {
  fileprivate var json: JSONValue { .int(Int64(dayNumber)) }
}
