import ClinicDomain
import Testing

private let today = CivilDate(year: 2026, month: 11, day: 25) ?? CivilDate(dayNumber: 0)

private func details(
  _ name: String, birth: String? = "1951-02-14", sex: Sex = .female, cpf: String? = nil,
  mother: String? = nil, phone: String? = nil, email: String? = nil
) throws -> PatientDetails {
  PatientDetails(
    name: try PersonName(parsing: name), birthDate: try birth.map { try CivilDate(iso: $0) },
    sex: sex, motherName: try mother.map { try PersonName(parsing: $0) },
    cpf: try cpf.map { try CPF(parsing: $0) },
    phones: try phone.map { [try Phone(parsing: $0)] } ?? [],
    email: try email.map { try EmailAddress(parsing: $0) })
}

@Suite("Patient rules")
struct PatientRulesTests {
  @Test("a birth date is required, not in the future, not absurd")
  func birthDate() throws {
    #expect(
      try details("Ana", birth: nil).problems(today: today) == [FieldProblem(.birthDate, .required)]
    )
    #expect(
      try details("Ana", birth: "2026-11-26").problems(today: today)
        == [FieldProblem(.birthDate, .inTheFuture)])
    #expect(
      try details("Ana", birth: "1890-01-01").problems(today: today)
        == [FieldProblem(.birthDate, .outOfRange)])
    #expect(try details("Ana").problems(today: today).isEmpty)
  }

  @Test("a minor needs a guardian until the day of turning 18")
  func guardian() throws {
    let young = try details("Bia", birth: "2008-11-26")
    #expect(young.problems(today: today) == [FieldProblem(.guardian, .guardianRequired)])
    #expect(young.problems(today: today.adding(days: 1)).isEmpty)
    var accompanied = young
    accompanied.guardian = Guardian(name: try PersonName(parsing: "Rita Campos"))
    #expect(accompanied.problems(today: today).isEmpty)
  }

  @Test(
    "the score follows the weights",
    arguments: [
      ("Maria da Silva", "1951-02-14", "MARIA DA SILVA", "1951-02-14", 16),
      ("Maria da Silva", "1951-02-14", "Maria da Silva", "1960-01-01", 10),
      ("Luíz Souza", "1951-02-14", "Luis Sousa", "1951-02-14", 10),
      ("Maria Lima", "1951-02-14", "Marta Linhares", "1951-02-14", 8),
      ("Maria Lima", "1951-02-14", "Joana Prado", "1960-01-01", 2),
    ])
  func score(
    _ one: String, _ birth: String, _ other: String, _ otherBirth: String, _ points: Int
  ) throws {
    let score = DuplicateScore(
      try details(one, birth: birth), try details(other, birth: otherBirth))
    #expect(score.points == points)
    #expect(!score.isCertain)
  }

  @Test("an equal document is certain, whatever the names")
  func certain() throws {
    let score = DuplicateScore(
      try details("Maria", cpf: "39053344705"), try details("José", cpf: "390.533.447-05"))
    #expect(score.isCertain)
  }

  @Test("changed fields are named, and taking them takes nothing else")
  func fields() throws {
    let base = try details("Maria", phone: "(27) 99876-1020")
    var changed = base
    changed.phones = []
    changed.sex = .other
    #expect(changed.changedFields(from: base) == [.sex, .phones])
    var merged = base
    merged.take([.phones], from: changed)
    #expect(merged.phones.isEmpty)
    #expect(merged.sex == .female)
  }
}
