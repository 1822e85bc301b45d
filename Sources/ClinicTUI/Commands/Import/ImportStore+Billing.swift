import ClinicDomain
import Exchange
import Storage

extension ImportStore {
  /// Stores an invoice, a line or a payment.
  ///
  /// Lines go on drafts: an invoice is issued when its first
  /// payment comes, or at the end of the file.
  func store(_ row: ImportedInvoicePart, _ batch: BulkBatch) throws -> Outcome {
    switch row.part {
    case .invoice:
      let known: InvoiceID? = try batch.known(.invoice, row.invoice)
      guard known == nil else { return .known }
      let draft = try draft(row, batch)
      return Self.outcome(try batch.row { try insert(draft, row.invoice, $0, batch) })
    case .line(let line): return try add(line, row, batch)
    case .payment(let payment): return try add(payment, row, batch)
    }
  }

  /// Issues a draft that has lines; does nothing to any other.
  func issue(_ foreign: ForeignID, in batch: BulkBatch) throws {
    let known: InvoiceID? = try batch.known(.invoice, foreign)
    guard let id = known, let invoice = try batch.store.invoice(id),
      invoice.status == .draft, !invoice.lines.isEmpty
    else { return }
    _ = try batch.row { try issue(invoice, $0) }.get()
  }

  private func draft(_ row: ImportedInvoicePart, _ batch: BulkBatch) throws -> Invoice {
    guard let patient = row.patient else {
      throw UnknownReference(field: "invoice", foreign: row.invoice)
    }
    let appointment = try row.appointment.map { try references.appointment($0, batch) }
    // A visit has one live invoice; what else a source charged for it stands without the visit.
    let isFree = try appointment.map { try batch.store.liveInvoice(of: $0) == nil } ?? false
    return Invoice(
      id: batch.makeID(), patient: try references.patient(patient, batch),
      practitioner: try row.practitioner.map { try references.practitioner($0, batch) },
      appointment: isFree ? appointment : nil, lines: [],
      createdAt: row.issuedAt?.instant(in: zone) ?? now)
  }

  private func insert(
    _ draft: Invoice, _ foreign: ForeignID, _ store: any ClinicStore, _ batch: BulkBatch
  ) throws {
    try store.insert(draft)
    try batch.remember(.invoice, foreign, as: draft.id)
  }

  private func add(
    _ line: InvoiceLine, _ row: ImportedInvoicePart, _ batch: BulkBatch
  ) throws -> Outcome {
    let name = ForeignID(
      namespace: row.foreignID.namespace, value: "line " + row.foreignID.value)
    let known: InvoiceID? = try batch.known(.invoice, name)
    guard known == nil else { return .known }
    let (current, isNew) = try invoice(row, batch)
    let result: Result<Void, Refusal> = try batch.row { store in
      guard current.status == .draft else {
        throw Refusal.billing(.wrongStatus(current.status))
      }
      if isNew { try insert(current, row.invoice, store, batch) }
      var changed = current
      changed.lines.append(line)
      try store.update(changed, from: current)
      try batch.remember(.invoice, name, as: current.id)
    }
    return Self.outcome(result)
  }

  private func invoice(
    _ row: ImportedInvoicePart, _ batch: BulkBatch
  ) throws -> (Invoice, isNew: Bool) {
    let known: InvoiceID? = try batch.known(.invoice, row.invoice)
    if let known, let found = try batch.store.invoice(known) { return (found, false) }
    return (try draft(row, batch), true)
  }

  private func add(
    _ payment: ImportedPayment, _ row: ImportedInvoicePart, _ batch: BulkBatch
  ) throws -> Outcome {
    let known: InvoiceID? = try batch.known(.invoice, row.invoice)
    guard let invoiceID = known, let current = try batch.store.invoice(invoiceID) else {
      throw UnknownReference(field: "invoice", foreign: row.invoice)
    }
    let receivedAt = payment.receivedAt?.instant(in: zone) ?? now
    return try add(Payment.self, row.foreignID, batch) { store, id in
      let issued = try issue(current, store)
      let stored = Payment(
        id: id, invoice: issued.id, receiptNumber: try store.nextReceiptNumber(),
        amount: payment.amount, method: payment.method, payerName: payment.payerName,
        payerCPF: payment.payerCPF, receivedAt: receivedAt, receivedBy: actor.reference)
      try store.insert(stored)
      try store.post(
        LedgerPosting.payment(payment.amount, by: payment.method), for: issued.id, at: receivedAt)
      let paid = try store.payments(of: issued.id).reduce(Money.zero) { $0 + $1.amount }
      var changed = issued
      changed.status = paid >= issued.total ? .paid : .partiallyPaid
      if changed != issued { try store.update(changed, from: issued) }
      return stored
    }
  }

  /// Gives a draft its number; what is issued already stays as it is.
  private func issue(_ invoice: Invoice, _ store: any ClinicStore) throws -> Invoice {
    guard invoice.status == .draft else { return invoice }
    guard !invoice.lines.isEmpty else { throw Refusal.billing(.noLines) }
    var issued = invoice
    issued.number = try store.nextInvoiceNumber()
    issued.issuedAt = invoice.createdAt
    issued.status = .issued
    try store.update(issued, from: invoice)
    try store.post(LedgerPosting.issue(issued.total), for: issued.id, at: invoice.createdAt)
    return issued
  }
}
