/// Takes money for an invoice.
public struct TakePayment: ClinicCommand {
  public static let kind = CommandKind.takePayment
  public static let capability = Capability.takePayment
  public let id: PaymentID
  public let invoice: InvoiceID
  public let amount: Money
  public let method: Payment.Method
  public let payerName: String
  public let payerCPF: CPF?

  public init(
    id: PaymentID, invoice: InvoiceID, amount: Money, method: Payment.Method,
    payerName: String = "", payerCPF: CPF? = nil
  ) {
    self.id = id
    self.invoice = invoice
    self.amount = amount
    self.method = method
    self.payerName = payerName
    self.payerCPF = payerCPF
  }

  public var subject: Subject { Subject(.payment, id) }

  /// The same id twice is one payment: a repeated key press takes no money twice.
  public func execute(by context: CommandContext, in store: any ClinicStore) throws -> PaymentID {
    if try store.payment(id) != nil { return id }
    guard let current = try store.invoice(invoice) else { throw Refusal.notFound(.invoice) }
    guard current.status.isOpen else { throw Refusal.billing(.wrongStatus(current.status)) }
    guard amount > .zero else { throw Refusal.invalid([FieldProblem(.amount, .outOfRange)]) }
    let paid = try store.payments(of: invoice).reduce(Money.zero) { $0 + $1.amount }
    let open = current.total - paid
    guard amount <= open else { throw Refusal.billing(.overpaid(open: open)) }
    try store.insert(
      Payment(
        id: id, invoice: invoice, receiptNumber: try store.nextReceiptNumber(), amount: amount,
        method: method, payerName: payerName, payerCPF: payerCPF, receivedAt: context.now,
        receivedBy: context.actor.reference))
    try store.post(
      LedgerPosting.payment(amount, by: method), for: invoice, at: context.now)
    var changed = current
    changed.status = amount == open ? .paid : .partiallyPaid
    if changed != current { try store.update(changed, from: current) }
    return id
  }
}
