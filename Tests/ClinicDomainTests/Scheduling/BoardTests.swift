import ClinicDomain
import Testing

@Suite("Names on the wall")
struct BoardTests {
  @Test(
    "initials or the social name, never a civil name",
    arguments: [
      ("Maria da Silva", "", "M. S."), ("João dos Santos e Souza", "", "J. S. S."),
      ("José Prado", "Bia Prado", "Bia Prado"), ("Élida", "", "É."),
    ])
  func label(_ name: String, _ social: String, _ expected: String) {
    #expect(BoardCall.label(name: name, socialName: social) == expected)
  }
}
