import ClinicDomain
import Testing

@Suite("Ledger")
struct LedgerTests {
  @Test("every movement sums to zero", arguments: [1, 25_000, 99_999_999])
  func balances(centavos: Int64) {
    let amount = Money(centavos: centavos)
    let movements =
      [LedgerPosting.issue(amount), LedgerPosting.cancel(amount)]
      + Payment.Method.allCases.map { LedgerPosting.payment(amount, by: $0) }
    for postings in movements {
      #expect(postings.reduce(Money.zero) { $0 + $1.amount } == .zero)
      #expect(postings.contains { $0.amount != .zero })
    }
  }

  @Test("a line's total is quantity times price less the discount")
  func line() {
    let line = InvoiceLine(
      description: "Consulta", quantity: 2, unitPrice: Money(centavos: 25_000),
      discount: Money(centavos: 5_000), discountReason: "retorno")
    #expect(line.total == Money(centavos: 45_000))
  }
}
