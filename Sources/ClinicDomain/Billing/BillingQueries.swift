/// Invoices, newest first; a doctor whose grant is `.own` gets her own.
public struct ListInvoices: ClinicQuery {
  public static let capability = Capability.readBilling
  /// Which ones.
  public enum Filter: Hashable, Sendable {
    case all, open
    case patient(PatientID)
  }

  /// Rows of a page.
  public static let pageSize = 200
  public let filter: Filter
  public let skipping: Int
  /// The most rows to answer: a page, or all that a list holds when it asks again.
  public let count: Int

  public init(filter: Filter, skipping: Int = 0, count: Int = Self.pageSize) {
    self.filter = filter
    self.skipping = skipping
    self.count = count
  }

  /// The rows asked for.
  public struct Answer: Hashable, Sendable {
    public let rows: [InvoiceRow]
    public let hasMore: Bool

    public init(rows: [InvoiceRow], hasMore: Bool) {
      self.rows = rows
      self.hasMore = hasMore
    }
  }
}

/// An invoice in a list.
public struct InvoiceRow: Hashable, Sendable {
  public let id: InvoiceID
  /// As shown, such as `BV-000482`, or empty for a draft.
  public let number: String
  public let patient: PatientID
  public let patientName: String
  public let practitionerName: String
  public let createdOn: CivilDate
  public let status: Invoice.Status
  public let total: Money
  public let paid: Money

  public init(
    id: InvoiceID, number: String, patient: PatientID, patientName: String,
    practitionerName: String, createdOn: CivilDate, status: Invoice.Status, total: Money,
    paid: Money
  ) {
    self.id = id
    self.number = number
    self.patient = patient
    self.patientName = patientName
    self.practitionerName = practitionerName
    self.createdOn = createdOn
    self.status = status
    self.total = total
    self.paid = paid
  }

  /// What is still owed; nothing for drafts and cancelled ones.
  public var open: Money { status.isOpen ? total - paid : .zero }
}

/// One invoice with lines and payments.
public struct ReadInvoice: ClinicQuery {
  public static let capability = Capability.readBilling
  public let invoice: InvoiceID

  public init(invoice: InvoiceID) { self.invoice = invoice }

  /// nil where there is none, or it is not the doctor's own.
  public typealias Answer = InvoiceDetail?
}

/// The answer to `ReadInvoice`, with all that a receipt prints.
public struct InvoiceDetail: Equatable, Sendable {
  public let row: InvoiceRow
  public let invoice: Invoice
  public let payments: [Payment]
  /// How often each payment's receipt was issued; none where it never was.
  public let receiptCopies: [PaymentID: Int]
  public let patient: Patient
  public let practitioner: Practitioner?
  public let unit: Unit?
  public let visit: VisitRow?
  public let clinicName: String

  public init(
    row: InvoiceRow, invoice: Invoice, payments: [Payment],
    receiptCopies: [PaymentID: Int] = [:], patient: Patient, practitioner: Practitioner?,
    unit: Unit?, visit: VisitRow?, clinicName: String
  ) {
    self.row = row
    self.invoice = invoice
    self.payments = payments
    self.receiptCopies = receiptCopies
    self.patient = patient
    self.practitioner = practitioner
    self.unit = unit
    self.visit = visit
    self.clinicName = clinicName
  }
}
