import ClinicDomain
import Testing

@Suite struct MoneyTests {
  @Test(arguments: [
    ("1.234,56", 123_456), ("1234,56", 123_456), ("250", 25_000), ("R$ 250,00", 25_000),
    ("0,5", 50), ("1234.56", 123_456), ("1.234", 123_400), ("1.234.567", 123_456_700),
    ("-12,30", -1230), ("R$-1", -100), ("1,234.56", 123_456), ("12.50", 1250), ("0,00", 0),
    ("999.999.999,99", 99_999_999_999),
  ])
  func readsAmounts(_ text: String, _ centavos: Int64) throws {
    #expect(try Money(parsing: text).centavos == centavos)
  }

  @Test(arguments: [
    ("", Money.ParseError.empty), ("x", .form), ("1,2,3", .form), ("1.23.456", .form),
    (",50", .form), ("1,234", .form), ("12,", .form), ("1.000.000.000", .tooLarge),
    ("99999999999999999999", .tooLarge), ("1 000", .form), ("--5", .form), ("R$", .form),
  ])
  func refusesWhatIsNoAmount(_ text: String, _ reason: Money.ParseError) {
    #expect(throws: reason) { try Money(parsing: text) }
  }

  @Test(arguments: [
    (0, "0,00"), (5, "0,05"), (123_456, "1.234,56"), (100_000_000, "1.000.000,00"),
    (-1230, "-12,30"),
  ])
  func writesAmounts(_ centavos: Int64, _ text: String) throws {
    #expect(Money(centavos: centavos).text == text)
    #expect(try Money(parsing: Money(centavos: centavos).textWithSymbol).centavos == centavos)
  }

  @Test func computes() {
    let fee = Money(centavos: 15_000)
    #expect(fee * 3 - fee + Money(centavos: 1) == Money(centavos: 30_001))
    #expect(-fee < .zero)
    #expect(fee.textWithSymbol == "R$ 150,00")
    #expect((-fee).textWithSymbol == "-R$ 150,00")
  }
}
