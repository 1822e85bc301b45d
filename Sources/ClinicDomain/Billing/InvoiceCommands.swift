/// Starts an invoice, from a visit or on its own.
public struct CreateInvoice: ClinicCommand {
  public static let kind = CommandKind.createInvoice
  public static let capability = Capability.issueInvoice
  public let id: InvoiceID
  public let patient: PatientID
  public let appointment: AppointmentID?
  public let lines: [InvoiceLine]

  public init(
    id: InvoiceID, patient: PatientID, appointment: AppointmentID? = nil, lines: [InvoiceLine]
  ) {
    self.id = id
    self.patient = patient
    self.appointment = appointment
    self.lines = lines
  }

  public var subject: Subject { Subject(.invoice, id) }

  public func execute(by context: CommandContext, in store: any ClinicStore) throws -> InvoiceID {
    if try store.invoice(id) != nil { return id }
    guard try store.patient(patient) != nil else { throw Refusal.notFound(.patient) }
    try InvoiceRules.check(lines, by: context)
    var (practitioner, payer) = (nil as PractitionerID?, nil as Payer?)
    if let appointment {
      guard let visit = try store.appointment(appointment), visit.patient == patient else {
        throw Refusal.notFound(.appointment)
      }
      if let other = try store.liveInvoice(of: appointment) {
        throw Refusal.billing(.alreadyInvoiced(other))
      }
      (practitioner, payer) = (visit.practitioner, visit.payer)
    }
    try store.insert(
      Invoice(
        id: id, patient: patient, practitioner: practitioner, appointment: appointment,
        payer: payer, lines: lines, createdAt: context.now))
    return id
  }
}

/// Changes the lines of an invoice that is not issued yet.
public struct ChangeInvoiceLines: ClinicCommand {
  public static let kind = CommandKind.changeInvoiceLines
  public static let capability = Capability.issueInvoice
  public let id: InvoiceID
  /// The lines that the person saw before changing them.
  public let base: [InvoiceLine]
  public let lines: [InvoiceLine]

  public init(id: InvoiceID, base: [InvoiceLine], lines: [InvoiceLine]) {
    self.id = id
    self.base = base
    self.lines = lines
  }

  public var subject: Subject { Subject(.invoice, id) }

  public func execute(by context: CommandContext, in store: any ClinicStore) throws -> Done {
    guard let current = try store.invoice(id) else { throw Refusal.notFound(.invoice) }
    guard current.status == .draft else { throw Refusal.billing(.wrongStatus(current.status)) }
    guard current.lines == base || current.lines == lines else {
      throw Refusal.changedMeanwhile([.lines])
    }
    try InvoiceRules.check(lines, by: context)
    var changed = current
    changed.lines = lines
    if changed != current { try store.update(changed, from: current) }
    return Done()
  }
}

/// Issues an invoice: its lines freeze and it gets its number.
public struct IssueInvoice: ClinicCommand {
  public static let kind = CommandKind.issueInvoice
  public static let capability = Capability.issueInvoice
  public let id: InvoiceID

  public init(id: InvoiceID) { self.id = id }

  public var subject: Subject { Subject(.invoice, id) }

  public func execute(by context: CommandContext, in store: any ClinicStore) throws -> Done {
    guard let current = try store.invoice(id) else { throw Refusal.notFound(.invoice) }
    guard current.status == .draft else { throw Refusal.billing(.wrongStatus(current.status)) }
    guard !current.lines.isEmpty else { throw Refusal.billing(.noLines) }
    var issued = current
    issued.number = try store.nextInvoiceNumber()
    issued.issuedAt = context.now
    issued.status = current.total == .zero ? .paid : .issued
    try store.update(issued, from: current)
    try store.post(LedgerPosting.issue(current.total), for: id, at: context.now)
    return Done()
  }
}

/// Cancels an invoice on which nothing was paid.
public struct CancelInvoice: ClinicCommand {
  public static let kind = CommandKind.cancelInvoice
  public static let capability = Capability.issueInvoice
  public let id: InvoiceID
  public let reason: String

  public init(id: InvoiceID, reason: String) {
    self.id = id
    self.reason = reason
  }

  public var subject: Subject { Subject(.invoice, id) }

  /// Once issued it takes the right to cancel issued invoices.
  public func execute(by context: CommandContext, in store: any ClinicStore) throws -> Done {
    guard let current = try store.invoice(id) else { throw Refusal.notFound(.invoice) }
    guard current.status == .draft || current.status == .issued else {
      throw Refusal.billing(
        current.status == .cancelled ? .wrongStatus(.cancelled) : .hasPayments)
    }
    if current.status == .issued, context.grant(.cancelIssuedInvoice) != .all {
      throw Refusal.denied(.cancelIssuedInvoice)
    }
    guard reason.contains(where: { !$0.isWhitespace }) else {
      throw Refusal.invalid([FieldProblem(.reason, .required)])
    }
    var cancelled = current
    cancelled.status = .cancelled
    cancelled.cancellationReason = reason
    try store.update(cancelled, from: current)
    if current.status == .issued {
      try store.post(LedgerPosting.cancel(current.total), for: id, at: context.now)
    }
    return Done()
  }
}

enum InvoiceRules {
  /// Percent of a line that the desk may take off without a manager.
  static let discountLimitPercent = 10

  static func check(_ lines: [InvoiceLine], by context: CommandContext) throws {
    var problems: Set<FieldProblem> = []
    for line in lines {
      if line.description.allSatisfy(\.isWhitespace) {
        problems.insert(FieldProblem(.lines, .required))
      }
      if !InvoiceLine.quantities.contains(line.quantity) {
        problems.insert(FieldProblem(.quantity, .outOfRange))
      }
      if line.unitPrice < .zero || line.unitPrice > Money(centavos: 99_999_999_99) {
        problems.insert(FieldProblem(.amount, .outOfRange))
      }
      if line.discount < .zero || line.discount > line.gross {
        problems.insert(FieldProblem(.discount, .outOfRange))
      } else if line.discount > .zero, line.discountReason.allSatisfy(\.isWhitespace) {
        problems.insert(FieldProblem(.discount, .required))
      }
    }
    guard problems.isEmpty else {
      throw Refusal.invalid(problems.sorted { $0.field.rawValue < $1.field.rawValue })
    }
    let isLarge = lines.contains {
      $0.discount.centavos * 100 > $0.gross.centavos * Int64(discountLimitPercent)
    }
    if isLarge, context.grant(.approveDiscount) != .all {
      throw Refusal.billing(.discountNeedsApproval(limitPercent: discountLimitPercent))
    }
  }
}
