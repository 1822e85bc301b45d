/// Changes who is to pay for a visit: the patient, or an insurer that she is with.
///
/// What was invoiced is settled at the invoice: it no longer changes here.
public struct ChangePayer: ClinicCommand {
  public static let kind = CommandKind.changePayer
  public static let capability = Capability.changeBookings
  public let id: AppointmentID
  /// Who paid as the person saw it.
  public let base: Payer?
  public let payer: Payer

  public init(id: AppointmentID, base: Payer?, payer: Payer) {
    self.id = id
    self.base = base
    self.payer = payer
  }

  public var subject: Subject { Subject(.appointment, id) }

  public func isOwn(of context: CommandContext, in store: any ClinicStore) throws -> Bool {
    try store.isOwnVisit(id, of: context.actor)
  }

  /// - Throws: `alreadyInvoiced` once there is an invoice of the visit.
  public func execute(by context: CommandContext, in store: any ClinicStore) throws -> Done {
    try store.changeVisit(
      id, from: [.proposed, .pending, .booked, .arrived, .checkedIn, .fulfilled]
    ) { visit in
      guard visit.payer != payer else { return }
      guard visit.payer == base else { throw Refusal.changedMeanwhile([.payer]) }
      guard try store.patient(visit.patient)?.details.payers.contains(payer) ?? false else {
        throw Refusal.invalid([FieldProblem(.payer, .outOfRange)])
      }
      if let invoice = try store.liveInvoice(of: id) {
        throw Refusal.billing(.alreadyInvoiced(invoice))
      }
      visit.payer = payer
    }
  }
}
