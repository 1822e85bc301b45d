/// What the clinic asks to be paid.
public struct Invoice: Aggregate {
  public static let entity = EntityKind.invoice
  /// FHIR's invoice status, with the part-payment that the desk needs to see.
  public enum Status: String, CaseIterable, Hashable, Codable, Sendable {
    case draft, issued
    case partiallyPaid = "partially-paid"
    case paid, cancelled
    case enteredInError = "entered-in-error"

    /// Whether money is still expected.
    public var isOpen: Bool { self == .issued || self == .partiallyPaid }
  }

  public let id: InvoiceID
  /// The site's gapless number, given when it is issued; shown with the site's prefix.
  public var number: Int?
  public let patient: PatientID
  public let practitioner: PractitionerID?
  public let appointment: AppointmentID?
  /// Who is to pay, as the visit had it; nil where nobody said.
  public let payer: Payer?
  public var status: Status
  public var lines: [InvoiceLine]
  public let createdAt: Instant
  public var issuedAt: Instant?
  public var cancellationReason: String?

  public init(
    id: InvoiceID, number: Int? = nil, patient: PatientID, practitioner: PractitionerID? = nil,
    appointment: AppointmentID? = nil, payer: Payer? = nil, status: Status = .draft,
    lines: [InvoiceLine],
    createdAt: Instant, issuedAt: Instant? = nil, cancellationReason: String? = nil
  ) {
    self.id = id
    self.number = number
    self.patient = patient
    self.practitioner = practitioner
    self.appointment = appointment
    self.payer = payer
    self.status = status
    self.lines = lines
    self.createdAt = createdAt
    self.issuedAt = issuedAt
    self.cancellationReason = cancellationReason
  }

  /// The sum of the lines.
  public var total: Money { lines.reduce(.zero) { $0 + $1.total } }
}

/// One thing that is charged.
///
/// Frozen once the invoice is issued.
public struct InvoiceLine: Hashable, Codable, Sendable {
  /// Sealed where it is stored: it may name a procedure.
  public var description: String
  /// TUSS procedure code of eight digits.
  public var code: String?
  public var quantity: Int
  /// What a quantity may be.
  public static let quantities = 1...999
  public var unitPrice: Money
  /// Taken off the line as a whole; needs a reason.
  public var discount: Money
  public var discountReason: String

  public init(
    description: String, code: String? = nil, quantity: Int = 1, unitPrice: Money,
    discount: Money = .zero, discountReason: String = ""
  ) {
    self.description = description
    self.code = code
    self.quantity = quantity
    self.unitPrice = unitPrice
    self.discount = discount
    self.discountReason = discountReason
  }

  /// Before the discount.
  public var gross: Money { unitPrice * quantity }
  /// What is to be paid.
  public var total: Money { gross - discount }
}

/// Money received; never changed, and two equal payments are two payments.
public struct Payment: Aggregate {
  public static let entity = EntityKind.payment
  /// How it was paid.
  public enum Method: String, CaseIterable, Hashable, Codable, Sendable {
    case cash, debit, credit, pix, insurer
  }

  public let id: PaymentID
  public let invoice: InvoiceID
  /// The site's gapless receipt number.
  public let receiptNumber: Int
  public let amount: Money
  public let method: Method
  public let payerName: String
  public let payerCPF: CPF?
  public let receivedAt: Instant
  /// As in `Actor.reference`.
  public let receivedBy: String

  public init(
    id: PaymentID, invoice: InvoiceID, receiptNumber: Int, amount: Money, method: Method,
    payerName: String = "", payerCPF: CPF? = nil, receivedAt: Instant, receivedBy: String
  ) {
    self.id = id
    self.invoice = invoice
    self.receiptNumber = receiptNumber
    self.amount = amount
    self.method = method
    self.payerName = payerName
    self.payerCPF = payerCPF
    self.receivedAt = receivedAt
    self.receivedBy = receivedBy
  }
}

/// One side of a movement of money; the postings of a movement sum to zero.
public struct LedgerPosting: Hashable, Codable, Sendable {
  /// Where money is or comes from.
  public enum Account: String, CaseIterable, Hashable, Codable, Sendable {
    case receivable, revenue, cash, debit, credit, pix, insurer
  }

  public let account: Account
  public let amount: Money

  public init(account: Account, amount: Money) {
    self.account = account
    self.amount = amount
  }

  /// Issuing: the patient owes, the clinic earned.
  public static func issue(_ total: Money) -> [LedgerPosting] {
    [
      LedgerPosting(account: .receivable, amount: total),
      LedgerPosting(account: .revenue, amount: -total),
    ]
  }

  /// Cancelling an issued invoice takes its issue back.
  public static func cancel(_ total: Money) -> [LedgerPosting] { issue(-total) }

  /// A payment moves from what is owed to where the money went.
  public static func payment(_ amount: Money, by method: Payment.Method) -> [LedgerPosting] {
    let account: Account =
      switch method {
      case .cash: .cash
      case .debit: .debit
      case .credit: .credit
      case .pix: .pix
      case .insurer: .insurer
      }
    return [
      LedgerPosting(account: account, amount: amount),
      LedgerPosting(account: .receivable, amount: -amount),
    ]
  }
}
