import ClinicDomain
import Foundation
import GRDB
import SyncProtocol

extension ListInvoices: AnsweredQuery {
  func answer(from runner: QueryRunner) throws -> Answer {
    var (condition, arguments): (String, StatementArguments) =
      switch filter {
      case .all: ("1", [])
      case .open: ("i.status IN ('issued', 'partially-paid')", [])
      case .patient(let patient): ("p.id = ?", [patient.blob])
      }
    if runner.grant(Self.capability) != .all {
      condition += " AND d.id = ?"
      arguments += [runner.actor.practitioner?.blob]
    }
    let rows = try runner.invoices(
      condition, arguments + [count + 1, skipping], tail: "LIMIT ? OFFSET ?")
    return Answer(rows: Array(rows.prefix(count)), hasMore: rows.count > count)
  }
}

extension QueryRunner {
  func invoices(
    _ condition: String, _ arguments: StatementArguments, tail: String = ""
  ) throws -> [InvoiceRow] {
    let shown = try InvoiceNumber(in: db)
    return try rows(
      """
      SELECT i.id, i.number, p.id, p.name, p.social, coalesce(d.name, ''), i.created_at, i.status,
        i.total, coalesce((SELECT sum(amount) FROM payment WHERE invoice = i.key), 0)
      FROM invoice i JOIN patient p ON p.key = i.patient
        LEFT JOIN practitioner d ON d.key = i.practitioner
      WHERE \(condition) ORDER BY i.created_at DESC, i.key DESC \(tail)
      """, arguments
    ).map { row in
      let number: Int? = row[1]
      let social: String = row[4]
      return InvoiceRow(
        id: try row.id(0), number: number.map(shown.text) ?? "",
        patient: try row.id(2), patientName: social.isEmpty ? row[3] : social,
        practitionerName: row[5],
        createdOn: zone.civil(at: Instant(milliseconds: row[6])).date,
        status: try Invoice.Status(stored: row[7], "invoice", "status"),
        total: Money(centavos: row[8]), paid: Money(centavos: row[9]))
    }
  }
}

/// An invoice's number as people see it.
struct InvoiceNumber {
  private let own: String
  private let sites: SitePrefixes

  init(in db: Database) throws {
    own = try String.fetchOne(try db.cachedStatement(sql: "SELECT prefix FROM site")) ?? ""
    sites = try SitePrefixes(in: db)
  }

  /// The prefix of the site that gave it and at least six digits: `BV-000482`.
  func text(_ number: Int) -> String {
    let (prefix, given) = sites.parts(number, own: own)
    let digits = String(given)
    return "\(prefix)-\(String(repeating: "0", count: max(0, 6 - digits.count)))\(digits)"
  }
}

extension ReadInvoice: AnsweredQuery {
  func answer(from runner: QueryRunner) throws -> InvoiceDetail? {
    guard let row = try runner.invoices("i.id = ?", [invoice.blob]).first,
      let stored = try runner.row(InvoiceReader.sql("i.id = ?"), [invoice.blob])
    else { return nil }
    let (found, _) = try InvoiceReader(db: runner.db, keyring: runner.keyring).invoice(stored)
    if runner.grant(Self.capability) != .all,
      found.practitioner == nil || found.practitioner != runner.actor.practitioner
    {
      return nil
    }
    guard
      let patient = try runner.row(
        "SELECT id, chart, body, registered_at FROM patient WHERE id = ?", [found.patient.blob])
    else { return nil }
    let practitioner = try found.practitioner.flatMap {
      try runner.row("SELECT id, body, active FROM practitioner WHERE id = ?", [$0.blob])
    }.map { runner.shown(try Practitioner(row: $0)) }
    let visit = try found.appointment.flatMap {
      try runner.visits("a.id = ?", [$0.blob], order: "a.key").first
    }
    return InvoiceDetail(
      row: row, invoice: found,
      payments: try runner.rows(InvoiceReader.paymentSQL("i.id = ?"), [invoice.blob])
        .map(Payment.init(row:)),
      receiptCopies: try runner.receiptCopies(of: invoice), patient: try Patient(row: patient),
      practitioner: practitioner,
      unit: try runner.unit(practitioner?.details.unit), visit: visit,
      clinicName: try String.fetchOne(
        try runner.db.cachedStatement(sql: "SELECT name FROM site")) ?? "")
  }
}

extension QueryRunner {
  /// The unit that heads a paper: the practitioner's, else the first by name.
  fileprivate func unit(_ id: UnitID?) throws -> ClinicDomain.Unit? {
    try row(
      "SELECT body FROM unit ORDER BY id IS NOT ?, name LIMIT 1", [id?.blob]
    ).map { row in
      let body: String = row[0]
      return try JSONValue(text: body).decode(ClinicDomain.Unit.self)
    }
  }
}

extension SitePrefixes {
  init(in db: Database) throws {
    let rows = try Row.fetchAll(try db.cachedStatement(sql: "SELECT number, prefix FROM peer"))
    self.init(others: Dictionary(uniqueKeysWithValues: rows.map { ($0[0], $0[1]) }))
  }
}
