import ClinicDomain
import Foundation
import GRDB
import SyncProtocol

/// Things with sealed texts.
extension Placing {
  /// Stands for a text whose blob is stored as it came.
  private static let standIn = "\u{FFFC}"

  private func keep(_ blob: Data?, _ field: String, of id: String, as text: String = standIn) {
    if let blob { store.keepSealed([field: (text, blob)], of: id) }
  }

  func visit(_ body: DocumentBody) throws -> Appointment {
    var body = body
    let observation = try body.takeBlob("observation")
    keep(observation, "observation", of: body.id)
    if observation != nil { body.object["observation"] = .string(Self.standIn) }
    if body.object["exclusivity"]?.stringValue == "overbooked" {
      let reason = try body.takeBlob("overbookingReason")
      keep(reason, "overbooking", of: body.id)
      body.object["exclusivity"] = ["overbooked": ["reason": text(reason)]]
    }
    if var parts = body.object["cancellation"]?.objectValue {
      let reason = try parts["reason"].map(DocumentBody.blob)
      keep(reason, "cancellation", of: body.id)
      parts["reason"] = text(reason)
      body.object["cancellation"] = .object(parts)
    }
    return try body.decode(Appointment.self)
  }

  private func text(_ blob: Data?) -> JSONValue { .string(blob == nil ? "" : Self.standIn) }

  /// A stay or an attendance: why the patient came is sealed.
  @discardableResult
  func putReasoned<Item: Aggregate>(
    _ body: DocumentBody, _ isNew: Bool, _ insert: (Item) throws -> Void,
    _ update: (Item, Item) throws -> Void
  ) throws -> Item {
    var body = body
    let reason = try body.takeBlob("reason")
    keep(reason, "reason", of: body.id)
    body.object["reason"] = text(reason)
    let item = try body.decode(Item.self)
    if isNew { try insert(item) } else { try update(item, item) }
    return item
  }

  func putStayChange(_ body: DocumentBody, _ isNew: Bool) throws {
    guard isNew else { return }
    var body = body
    let content: StayChange.Content
    if body.object["practitioner"] == nil {
      let reasons = try ["reasonWas", "reason"].map { name in
        let blob = try body.takeBlob(name)
        keep(blob, name, of: body.id)
        return blob == nil ? "" : Self.standIn
      }
      content = .reason(from: reasons[0], to: reasons[1])
    } else {
      content = .practitioner(
        from: try body.reference("practitionerWas"), to: try body.reference("practitioner"))
    }
    try store.insert(
      StayChange(
        id: try body.identity(), stay: try body.reference("stay"),
        patient: try body.reference("patient"), content: content,
        at: Instant(milliseconds: Int64(try body.int("at"))), by: try body.text("by")))
  }

  func putDisplaced(_ body: DocumentBody, _ isNew: Bool) throws {
    var body = body
    let reason = try body.takeBlob("reason")
    keep(reason, "kept", of: body.id)
    let state: DisplacedVisit.State
    switch try body.text("state") {
    case "open": state = .open
    case "settled": state = .settled
    case "kept": state = .kept(reason: Self.standIn)
    default: throw JSONParseFailure()
    }
    let item = DisplacedVisit(
      appointment: try body.identity(),
      cause: try DisplacedVisit.Cause(stored: body.text("cause"), "displaced_visit", "cause"),
      since: Instant(milliseconds: Int64(try body.int("since"))), state: state)
    if isNew { try store.insert(item) } else { try store.update(item, from: item) }
  }

  func putEntry(_ body: DocumentBody, _ isNew: Bool) throws {
    var body = body
    let content = try RecordKind(stored: body.text("kind"), "record_entry", "kind").standIn
    keep(
      try body.takeBlob("content"), "content", of: body.id,
      as: try JSONValue(encoding: content).canonicalText)
    let retraction = try body.takeBlob("retractionReason")
    keep(retraction, "retraction", of: body.id)
    if retraction != nil { body.object["retractionReason"] = .string(Self.standIn) }
    body.object["content"] = try JSONValue(encoding: content)
    let entry = try body.decode(RecordEntry.self)
    if isNew { try store.insert(entry) } else { try store.update(entry, from: entry) }
  }

  func putExam(_ body: DocumentBody, _ isNew: Bool) throws {
    var body = body
    for field in ["name", "code", "result"] {
      guard let blob = try body.takeBlob(field) else { continue }
      keep(blob, field, of: body.id)
      body.object[field] = .string(Self.standIn)
    }
    let exam = try body.decode(Exam.self)
    if isNew { try store.insert(exam) } else { try store.update(exam, from: exam) }
  }

  func putAttachment(_ body: DocumentBody, _ isNew: Bool) throws {
    guard isNew else { return }
    var body = body
    keep(try body.takeBlob("name"), "name", of: body.id)
    body.object["name"] = .string(Self.standIn)
    try store.insert(try body.decode(Attachment.self))
  }

  func putInvoice(
    _ body: DocumentBody, _ document: ReplicatedDocument, _ isNew: Bool
  ) throws {
    var body = body
    // One line of the same total stands for the sealed ones.
    let total = Money(centavos: Int64(try body.int("total")))
    let lines = [InvoiceLine(description: Self.standIn, unitPrice: total)]
    keep(
      try body.takeBlob("lines"), "lines", of: body.id,
      as: try JSONValue(encoding: lines).canonicalText)
    body.object["lines"] = try JSONValue(encoding: lines)
    let reason = try body.takeBlob("cancellationReason")
    keep(reason, "cancellation", of: body.id)
    if reason != nil { body.object["cancellationReason"] = .string(Self.standIn) }
    if let number = body.object["number"]?.intValue {
      let site = body.object["numberSite"]?.stringValue ?? document.origin?.site
      guard let stored = try numbers.stored(Int(number), of: site) else {
        throw Refusal.notFound(.site)
      }
      body.object["number"] = .int(Int64(stored))
      if site == numbers.own { try moveOn("invoice", to: Int(number)) }
    }
    let invoice = try body.decode(Invoice.self)
    if isNew { try store.insert(invoice) } else { try store.update(invoice, from: invoice) }
    try post(invoice, total, document)
  }

  /// The movements that an invoice stands for: what is logged is the invoice.
  private func post(
    _ invoice: Invoice, _ total: Money, _ document: ReplicatedDocument
  ) throws {
    guard let issuedAt = invoice.issuedAt else { return }
    let posted = try store.int(
      """
      SELECT count(*) FROM ledger_posting l JOIN invoice i ON i.key = l.invoice
      WHERE i.id = ? AND account = 'revenue'
      """, [invoice.id.blob])
    if posted == 0 {
      try store.post(LedgerPosting.issue(total), for: invoice.id, at: issuedAt)
    }
    if posted < 2, invoice.status == .cancelled {
      let clock = HybridTimestamp(rawValue: document.fields["status"]?.clock ?? 0) ?? .zero
      try store.post(LedgerPosting.cancel(total), for: invoice.id, at: clock.instant)
    }
  }

  func putPayment(
    _ body: DocumentBody, _ document: ReplicatedDocument, _ isNew: Bool
  ) throws {
    guard isNew else { return }
    var body = body
    let given = try body.int("receiptNumber")
    guard let number = try numbers.stored(given, of: document.origin?.site) else {
      throw Refusal.notFound(.site)
    }
    if document.origin?.site == numbers.own { try moveOn("receipt", to: given) }
    body.object["receiptNumber"] = .int(Int64(number))
    let payment = try body.decode(Payment.self)
    try store.insert(payment)
    try store.post(
      LedgerPosting.payment(payment.amount, by: payment.method), for: payment.invoice,
      at: payment.receivedAt)
  }
}

extension RecordKind {
  /// A content of this kind, for the time a sealed one is stored.
  fileprivate var standIn: RecordContent {
    switch self {
    case .note: .note(SOAPNote())
    case .allergy: .allergy(Allergy(substance: ""))
    case .noKnownAllergies: .noKnownAllergies
    case .problem: .problem(Problem(description: ""))
    case .medication: .medication(Medication(name: ""))
    }
  }
}
