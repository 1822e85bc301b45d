/// A payment's receipt that left the program; never changed.
public struct Receipt: Aggregate {
  public static let entity = EntityKind.receipt
  /// How it left.
  public enum Way: String, CaseIterable, Hashable, Codable, Sendable {
    case file, clipboard
  }

  public let id: ReceiptID
  public let payment: PaymentID
  /// 1 for the first; what is issued after it says which copy it is.
  public let copy: Int
  public let way: Way
  public let issuedAt: Instant
  /// As in `Actor.reference`.
  public let issuedBy: String

  public init(
    id: ReceiptID, payment: PaymentID, copy: Int, way: Way, issuedAt: Instant, issuedBy: String
  ) {
    self.id = id
    self.payment = payment
    self.copy = copy
    self.way = way
    self.issuedAt = issuedAt
    self.issuedBy = issuedBy
  }
}

/// Issues the receipt of one payment; every issue counts, so that a copy says that it is one.
public struct IssueReceipt: ClinicCommand {
  public static let kind = CommandKind.issueReceipt
  public static let capability = Capability.takePayment
  public let id: ReceiptID
  public let payment: PaymentID
  public let way: Receipt.Way

  public init(id: ReceiptID, payment: PaymentID, way: Receipt.Way) {
    self.id = id
    self.payment = payment
    self.way = way
  }

  public var subject: Subject { Subject(.payment, payment) }

  /// - Returns: which copy it is, from 1.
  public func execute(by context: CommandContext, in store: any ClinicStore) throws -> Int {
    if let issued = try store.receipt(id) { return issued.copy }
    guard try store.payment(payment) != nil else { throw Refusal.notFound(.payment) }
    let copy = try store.receiptCopies(of: payment) + 1
    try store.insert(
      Receipt(
        id: id, payment: payment, copy: copy, way: way, issuedAt: context.now,
        issuedBy: context.actor.reference))
    return copy
  }
}
