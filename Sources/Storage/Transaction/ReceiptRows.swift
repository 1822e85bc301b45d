import ClinicDomain
import GRDB
import SyncProtocol

extension StoreTransaction {
  func receipt(_ id: ReceiptID) throws -> Receipt? {
    try row(
      """
      SELECT r.id, p.id, r.copy, r.way, r.issued_at, r.issued_by
      FROM receipt r JOIN payment p ON p.key = r.payment WHERE r.id = ?
      """, [id.blob]
    ).map(Receipt.init(row:))
  }

  func receiptCopies(of payment: PaymentID) throws -> Int {
    try int(
      """
      SELECT coalesce(max(copy), 0) FROM receipt r JOIN payment p ON p.key = r.payment
      WHERE p.id = ?
      """, [payment.blob])
  }

  func insert(_ receipt: Receipt) throws {
    try run(
      """
      INSERT INTO receipt(id, payment, copy, way, issued_at, issued_by, hlc)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      """,
      [
        receipt.id.blob, try key(.payment, receipt.payment), receipt.copy, receipt.way.rawValue,
        receipt.issuedAt.milliseconds, receipt.issuedBy, hlc,
      ])
    try logAppend(receipt, .members(encoding: receipt))
    touched.insert(.billing)
  }
}

extension Receipt {
  fileprivate init(row: Row) throws {
    self.init(
      id: try row.id(0), payment: try row.id(1), copy: row[2],
      way: try Way(stored: row[3], "receipt", "way"), issuedAt: Instant(milliseconds: row[4]),
      issuedBy: row[5])
  }
}

extension QueryRunner {
  /// How often the receipts of an invoice's payments were issued.
  func receiptCopies(of invoice: InvoiceID) throws -> [PaymentID: Int] {
    let rows = try rows(
      """
      SELECT p.id, max(r.copy) FROM receipt r JOIN payment p ON p.key = r.payment
        JOIN invoice i ON i.key = p.invoice WHERE i.id = ? GROUP BY p.id
      """, [invoice.blob])
    return Dictionary(uniqueKeysWithValues: try rows.map { (try $0.id(0), $0[1]) })
  }
}
