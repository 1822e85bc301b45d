import ClinicDomain
import GRDB
import Testing

@testable import Storage

@Suite struct ReceiptTests {
  let fixture: Fixture
  init() throws { fixture = try Fixture() }

  /// An issued invoice with two payments.
  private func payments() throws -> (invoice: InvoiceID, payments: [PaymentID]) {
    let patient = try fixture.patient("Maria da Silva")
    let invoice: InvoiceID = fixture.id()
    let line = InvoiceLine(description: "Consulta", unitPrice: Money(centavos: 30_000))
    func done<Command: ClinicCommand>(_ command: Command) throws {
      let outcome = fixture.service.perform(command, as: fixture.reception, now: Fixture.now)
      _ = try #require(outcome.value, "\(outcome)")
    }
    try done(CreateInvoice(id: invoice, patient: patient, lines: [line]))
    try done(IssueInvoice(id: invoice))
    let payments: [PaymentID] = [fixture.id(), fixture.id()]
    for payment in payments {
      try done(
        TakePayment(id: payment, invoice: invoice, amount: Money(centavos: 10_000), method: .pix))
    }
    return (invoice, payments)
  }

  private func issue(_ payment: PaymentID, as actor: Actor? = nil) -> CommandOutcome<Int> {
    fixture.service.perform(
      IssueReceipt(id: fixture.id(), payment: payment, way: .file),
      as: actor ?? fixture.reception, now: Fixture.now)
  }

  @Test func `every issue counts for its own payment, at any terminal`() throws {
    let (invoice, payments) = try payments()
    #expect(issue(payments[1]) == .done(1))
    #expect(issue(payments[1]) == .done(2))
    try fixture.reopen()
    #expect(issue(payments[1], as: fixture.actor([.billing])) == .done(3))
    #expect(issue(payments[0]) == .done(1))
    let detail = try #require(
      try fixture.service.answer(
        ReadInvoice(invoice: invoice), as: fixture.reception, now: Fixture.now))
    #expect(detail.receiptCopies == [payments[0]: 1, payments[1]: 3])
    #expect(
      try fixture.count(
        """
        SELECT count(*) FROM audit_log WHERE action = 'receipt.issue' AND outcome = 'done'
        AND entity_id = '\(payments[1].text)'
        """) == 3)
    #expect(
      try fixture.count(
        "SELECT count(*) FROM sync_log WHERE entity = 'receipt' AND op = 'append'") == 4)
  }

  @Test func `the same issue sent twice is one`() throws {
    let payment = try payments().payments[0]
    let command = IssueReceipt(id: fixture.id(), payment: payment, way: .clipboard)
    for _ in 0..<2 {
      let outcome = fixture.service.perform(command, as: fixture.reception, now: Fixture.now)
      #expect(outcome == .done(1))
    }
    #expect(issue(payment) == .done(2))
  }

  @Test func `a receipt stands: no process changes or removes it`() throws {
    let payment = try payments().payments[0]
    #expect(issue(payment) == .done(1))
    #expect(throws: StorageError.self) { try fixture.execute("DELETE FROM receipt") }
    #expect(throws: StorageError.self) { try fixture.execute("UPDATE receipt SET copy = 7") }
  }

  @Test func `a reader of invoices issues no receipt, and there is none without a payment`() throws
  {
    let payment = try payments().payments[0]
    #expect(issue(payment, as: fixture.actor([.auditor])) == .refused(.denied(.takePayment)))
    #expect(issue(fixture.id()) == .refused(.notFound(.payment)))
  }
}
