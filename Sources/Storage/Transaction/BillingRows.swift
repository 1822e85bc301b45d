import ClinicDomain
import Foundation
import GRDB
import SyncProtocol

extension StoreTransaction {
  func invoice(_ id: InvoiceID) throws -> Invoice? {
    try row(InvoiceReader.sql("i.id = ?"), [id.blob]).map { row in
      let (invoice, sealed) = try InvoiceReader(db: db, keyring: keyring).invoice(row)
      keepSealed(sealed, of: id.text)
      return invoice
    }
  }

  func liveInvoice(of appointment: AppointmentID) throws -> InvoiceID? {
    try row(
      """
      SELECT i.id FROM invoice i JOIN appointment a ON a.key = i.appointment
      WHERE a.id = ? AND i.status NOT IN ('cancelled', 'entered-in-error')
      """, [appointment.blob]
    ).map { try $0.id(0) }
  }

  func nextInvoiceNumber() throws -> Int { try next("invoice") }

  func nextReceiptNumber() throws -> Int { try next("receipt") }

  func insert(_ invoice: Invoice) throws {
    try run(
      """
      INSERT INTO invoice(number, status, lines, total, issued_at, cancel_reason, id, patient,
        practitioner, appointment, created_at, hlc, payer, insurer, insurer_plan)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      try changingColumns(invoice) + [
        invoice.id.blob, try key(.patient, invoice.patient),
        try key(.practitioner, orNil: invoice.practitioner),
        try key(.appointment, orNil: invoice.appointment),
        invoice.createdAt.milliseconds, hlc,
      ] + PayerColumns.values(invoice.payer))
    try logCreate(invoice, try body(invoice))
    touched.insert(.billing)
  }

  func update(_ invoice: Invoice, from loaded: Invoice) throws {
    try run(
      """
      UPDATE invoice SET number = ?, status = ?, lines = ?, total = ?, issued_at = ?,
        cancel_reason = ? WHERE id = ?
      """, try changingColumns(invoice) + [invoice.id.blob])
    try logPatch(invoice, try body(invoice), from: try body(loaded))
    touched.insert(.billing)
  }

  private func changingColumns(_ invoice: Invoice) throws -> StatementArguments {
    [
      invoice.number, invoice.status.rawValue, try sealedLines(invoice), invoice.total.centavos,
      invoice.issuedAt?.milliseconds,
      try sealedReason(invoice),
    ]
  }

  /// The lines as one sealed text.
  private func sealedLines(_ invoice: Invoice) throws -> Data? {
    try sealOnce(
      try JSONValue(encoding: invoice.lines).canonicalText, of: invoice.patient, .invoice,
      invoice.id.text, "lines")
  }

  private func sealedReason(_ invoice: Invoice) throws -> Data? {
    try sealOnce(
      invoice.cancellationReason, of: invoice.patient, .invoice, invoice.id.text, "cancellation")
  }

  private func body(_ invoice: Invoice) throws -> JSONObject {
    var object = try JSONObject.members(encoding: invoice)
    object["id"] = nil
    object["lines"] = try sealedLines(invoice).map { .string(BinaryText.base64(Array($0))) }
    object["total"] = .int(invoice.total.centavos)
    if let number = invoice.number {
      let known = try SiteNumbers(db: db, own: log.state.site.text).known(number)
      object["number"] = .int(Int64(known.number))
      object["numberSite"] = known.site.map { .string($0) }
    }
    object["cancellationReason"] = try sealedReason(invoice).map {
      .string(BinaryText.base64(Array($0)))
    }
    return object
  }

  func payment(_ id: PaymentID) throws -> Payment? {
    try row(InvoiceReader.paymentSQL("p.id = ?"), [id.blob]).map(Payment.init(row:))
  }

  func payments(of invoice: InvoiceID) throws -> [Payment] {
    try rows(InvoiceReader.paymentSQL("i.id = ?"), [invoice.blob]).map(Payment.init(row:))
  }

  func insert(_ payment: Payment) throws {
    try run(
      """
      INSERT INTO payment(id, invoice, receipt, amount, method, payer_name, payer_cpf, received_at,
        received_by, hlc) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      [
        payment.id.blob, try key(.invoice, payment.invoice), payment.receiptNumber,
        payment.amount.centavos, payment.method.rawValue, payment.payerName,
        payment.payerCPF?.value, payment.receivedAt.milliseconds, payment.receivedBy, hlc,
      ])
    try logAppend(payment, .members(encoding: payment))
    touched.insert(.billing)
  }

  func post(_ postings: [LedgerPosting], for invoice: InvoiceID, at instant: Instant) throws {
    precondition(postings.reduce(Money.zero) { $0 + $1.amount } == .zero, "a movement sums to zero")
    let movement = try next("movement")
    let owner = try key(.invoice, invoice)
    for posting in postings {
      try run(
        "INSERT INTO ledger_posting(movement, invoice, account, amount, at) VALUES (?, ?, ?, ?, ?)",
        [
          movement, owner, posting.account.rawValue, posting.amount.centavos,
          instant.milliseconds,
        ])
    }
  }
}

/// Reads invoices, for commands and for questions alike.
struct InvoiceReader {
  let db: Database
  let keyring: PatientKeyring

  static func sql(_ condition: String) -> String {
    """
    SELECT i.id, i.number, p.id, d.id, a.id, i.status, i.lines, i.created_at, i.issued_at,
      i.cancel_reason, \(PayerColumns.names("i"))
    FROM invoice i JOIN patient p ON p.key = i.patient
      LEFT JOIN practitioner d ON d.key = i.practitioner
      LEFT JOIN appointment a ON a.key = i.appointment
    WHERE \(condition)
    """
  }

  static func paymentSQL(_ condition: String) -> String {
    """
    SELECT p.id, i.id, p.receipt, p.amount, p.method, p.payer_name, p.payer_cpf, p.received_at,
      p.received_by
    FROM payment p JOIN invoice i ON i.key = p.invoice WHERE \(condition) ORDER BY p.key
    """
  }

  /// The invoice, and its texts by field, each with the blob it was read from.
  func invoice(_ row: Row) throws -> (Invoice, sealed: [String: (text: String, blob: Data)]) {
    let id: InvoiceID = try row.id(0)
    let patient: PatientID = try row.id(2)
    func opened(_ blob: Data, _ field: String) throws -> (text: String, blob: Data) {
      let place = SealedPlace(entity: .invoice, id: id.text, field: field)
      return (try keyring.open(blob, of: patient, place, in: db), blob)
    }
    let lines = try opened(row[6], "lines")
    if lines.text == PatientKeyring.locked { throw Refusal.notFound(.invoice) }
    let reason = try (row[9] as Data?).map { try opened($0, "cancellation") }
    let invoice = Invoice(
      id: id, number: row[1], patient: patient, practitioner: try row.optionalID(3),
      appointment: try row.optionalID(4), payer: try PayerColumns.read(row, at: 10),
      status: try Invoice.Status(stored: row[5], "invoice", "status"),
      lines: try JSONValue(text: lines.text).decode([InvoiceLine].self),
      createdAt: Instant(milliseconds: row[7]),
      issuedAt: (row[8] as Int64?).map(Instant.init(milliseconds:)),
      cancellationReason: reason?.text)
    return (invoice, ["lines": lines].merging(reason.map { ["cancellation": $0] } ?? [:]) { $1 })
  }
}

extension Payment {
  /// Reads the columns of `InvoiceReader.paymentSQL`.
  init(row: Row) throws {
    let cpf: String? = row[6]
    self.init(
      id: try row.id(0), invoice: try row.id(1), receiptNumber: row[2],
      amount: Money(centavos: row[3]), method: try Method(stored: row[4], "payment", "method"),
      payerName: row[5], payerCPF: try cpf.map { try CPF(parsing: $0) },
      receivedAt: Instant(milliseconds: row[7]), receivedBy: row[8])
  }
}
