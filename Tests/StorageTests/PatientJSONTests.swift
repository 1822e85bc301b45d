import ClinicDomain
import SyncProtocol
import Testing

@testable import Storage

@Suite struct PatientJSONTests {
  @Test func `what is written by hand is what Codable writes`() throws {
    var details = PatientDetails(name: try PersonName(parsing: "Ana \"Nina\" Conceição"))
    #expect(try details.members() == JSONValue.members(encoding: details))
    details.socialName = try PersonName(parsing: "Téo")
    details.birthDate = CivilDate(dayNumber: -9000)
    details.sex = .other
    details.motherName = try PersonName(parsing: "Rita Conceição")
    details.cpf = try CPF(parsing: "390.533.447-05")
    details.cns = try CNS(parsing: "700000000000005")
    details.phones = [try Phone(parsing: "27 99999-1234"), try Phone(parsing: "(27) 3333-1234")]
    details.email = try EmailAddress(parsing: "ana@example.com")
    details.address = Address(
      street: "Rua A", municipality: "Vitória", state: try FederativeUnit(parsing: "ES"),
      postalCode: try PostalCode(parsing: "29010-000"))
    details.coverage = Coverage(insurer: "Unimed", validUntil: CivilDate(dayNumber: 21_000))
    details.guardian = Guardian(name: try PersonName(parsing: "Rita Conceição"))
    details.contactConsent = ContactConsent(
      status: .granted, decidedOn: CivilDate(dayNumber: 20_000))
    details.deathDate = CivilDate(dayNumber: 20_500)
    details.filledFields = ["name"]
    #expect(try details.members() == JSONValue.members(encoding: details))
    // A property that is new has to be written by hand too.
    #expect(try Mirror(reflecting: details).children.count == details.members().count)
  }
}
