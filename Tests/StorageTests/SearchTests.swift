import ClinicDomain
import Testing

@testable import Storage

@Suite struct SearchTests {
  let fixture: Fixture

  init() throws {
    fixture = try Fixture()
    try fixture.patient("Maria da Silva") {
      $0.cpf = try CPF(parsing: "39053344705")
      $0.phones = [try Phone(parsing: "(27) 99876-1020")]
    }
    try fixture.patient("Márcio da Silva Neto") {
      $0.cns = try CNS(parsing: "898000000000002")
      $0.birthDate = CivilDate(year: 1979, month: 11, day: 11)
    }
    try fixture.patient("José Conceição Prado") {
      $0.socialName = try PersonName(parsing: "Joana Prado")
      $0.birthDate = CivilDate(year: 1988, month: 9, day: 2)
    }
  }

  private func search(_ text: String, as actor: Actor? = nil) throws -> [String] {
    try fixture.service.answer(
      SearchPatients(text: text), as: actor ?? fixture.actor([.auditor]), now: Fixture.now
    ).rows.map(\.name)
  }

  @Test(
    arguments: [
      ("mar sil", ["Maria da Silva", "Márcio da Silva Neto"]),
      ("sil mar", ["Maria da Silva", "Márcio da Silva Neto"]),
      ("MARCIO", ["Márcio da Silva Neto"]), ("márc", ["Márcio da Silva Neto"]),
      ("conceicao", ["José Conceição Prado"]), ("joana", ["José Conceição Prado"]),
      ("prado jos", ["José Conceição Prado"]), ("390.533.447-05", ["Maria da Silva"]),
      ("390533", ["Maria da Silva"]), ("8980000", ["Márcio da Silva Neto"]),
      ("(27) 99876-1020", ["Maria da Silva"]), ("99876", ["Maria da Silva"]),
      ("14/02/1951", ["Maria da Silva"]), ("14021951", ["Maria da Silva"]),
      ("02/09/88", ["José Conceição Prado"]), ("silva 11/11/1979", ["Márcio da Silva Neto"]),
      ("zzz", []), ("\" OR 1", []), ("*", nil), ("sil*", nil), ("NEAR(", nil), ("a-b:c", nil),
    ] as [(String, [String]?)])
  func `patients are found by any part in any usual form`(text: String, names: [String]?) throws {
    let found = try search(text)
    if let names { #expect(Set(found) == Set(names), "\(found)") }
  }

  @Test func `a changed name is found and the old one is not`() throws {
    let id = try fixture.patient("Zilda Couto")
    let base = try fixture.details("Zilda Couto")
    var details = base
    details.name = try PersonName(parsing: "Teresa Alves")
    let outcome = fixture.service.perform(
      UpdatePatient(id: id, base: base, details: details), as: fixture.reception,
      now: Fixture.now)
    #expect(outcome.value != nil)
    #expect(try search("zilda") == [])
    #expect(try search("teresa") == ["Teresa Alves"])
  }

  @Test func `recently used comes first, and more than a page is told`() throws {
    for number in 1...60 { try fixture.patient("Ana \(number.spelled)") }
    let last = try fixture.patient("Ana Zulmira")
    let doctor = try fixture.practitioner()
    let booking = try fixture.booking(last, doctor, at: 600)
    #expect(fixture.service.perform(booking, as: fixture.reception, now: Fixture.now).value != nil)
    let answer = try fixture.service.answer(
      SearchPatients(text: "ana"), as: fixture.reception, now: Fixture.now)
    #expect(answer.rows.first?.name == "Ana Zulmira")
    #expect(answer.rows.count == 50 && answer.hasMore)
    let next = try fixture.service.answer(
      SearchPatients(text: "ana", skipping: 50), as: fixture.reception, now: Fixture.now)
    #expect(next.rows.count == 11 && !next.hasMore)
    #expect(Set(answer.rows.map(\.id)).isDisjoint(with: next.rows.map(\.id)))
  }
}

extension Int {
  /// Letters for a number, since a name needs no digits.
  fileprivate var spelled: String {
    String(
      String(self).compactMap { Character(UnicodeScalar(97 + UInt8($0.wholeNumberValue ?? 0))) })
  }
}
