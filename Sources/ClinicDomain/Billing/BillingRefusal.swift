/// Why billing says no.
public enum BillingRefusal: Hashable, Codable, Sendable {
  /// The invoice's state does not allow it.
  case wrongStatus(Invoice.Status)
  case noLines
  /// More than is owed.
  case overpaid(open: Money)
  /// A discount above this share of the line, in percent, needs a manager.
  case discountNeedsApproval(limitPercent: Int)
  /// The visit has an invoice already.
  case alreadyInvoiced(InvoiceID)
  /// Money was taken: it must be given back first.
  case hasPayments
}
