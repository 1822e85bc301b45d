/// What may be allowed: the rows of the permission table, finer than a screen, coarser than a
/// command.
public enum Capability: String, CaseIterable, Codable, Sendable, Hashable {
  case readPatients, createPatient, changePatient
  case readPractitioners, changePractitioners
  case readAgenda, changeAgenda, changeBookings, allowOverbooking, checkIn, triage, reopenVisit
  case changeVisitKinds
  case changeBedState, changeStays, correctStayReason
  case readBoard
  case conductEncounter
  case readChart, breakGlass, writeNotes, writeAllergies, orderExam, registerExam
  case attachFiles
  case readBilling, issueInvoice, takePayment, approveDiscount, cancelIssuedInvoice
  case readUsers, changeUsers, changeUnits
  case readAudit, readEmergencyAccesses, readSync
  /// To do by hand what a replay refused; to decide what the hub could not take.
  case settleReplays, repairSync
  /// To give the hub's services the keys of what they read.
  case switchServices
  case importData, backUp, check, initialise
}

/// How far a capability reaches.
public enum Grant: String, Codable, Sendable, Hashable, Comparable {
  /// Not at all: what is not granted is denied.
  case denied
  /// Only what is the actor's own: the doctor's agenda, patients and invoices; for a nurse, the
  /// day's patients; for billing, of the kinds of visit the prices.
  case own
  /// Everything.
  case all

  private var rank: Int {
    switch self {
    case .denied: 0
    case .own: 1
    case .all: 2
    }
  }

  public static func < (left: Grant, right: Grant) -> Bool { left.rank < right.rank }
}
