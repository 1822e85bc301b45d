/// Who may do what, in one place.
///
/// Deny by default: a pair that is not listed is denied.
public enum PermissionTable {
  /// The widest grant that any of the actor's roles gives.
  public static func grant(_ capability: Capability, to actor: Actor) -> Grant {
    if case .operator = actor.identity {
      return operatorCapabilities.contains(capability) ? .all : .denied
    }
    return actor.roles.map { grant(capability, to: $0) }.max() ?? .denied
  }

  /// The grant of one role.
  public static func grant(_ capability: Capability, to role: Role) -> Grant {
    if all[role, default: []].contains(capability) { return .all }
    if own[role, default: []].contains(capability) { return .own }
    return .denied
  }

  /// What the operator of the machine may do from the command line.
  public static let operatorCapabilities: Set<Capability> = [
    .importData, .backUp, .check, .initialise, .readUsers, .changeUsers, .changeUnits, .readSync,
    .repairSync,
    .changePractitioners, .readPractitioners, .changeAgenda, .readAgenda, .changeVisitKinds,
  ]

  private static let everyone: Set<Capability> = [
    .readPatients, .readPractitioners, .readAgenda, .readSync,
  ]

  private static let all: [Role: Set<Capability>] = [
    .reception: everyone.union([
      .createPatient, .changePatient, .changeAgenda, .changeBookings, .checkIn,
      .changeBedState, .changeStays, .readBilling, .issueInvoice, .takePayment, .settleReplays,
    ]),
    .doctor: everyone.union([.breakGlass, .settleReplays]),
    .nurse: everyone.union([
      .changePatient, .checkIn, .triage, .changeBedState, .changeStays, .settleReplays,
    ]),
    .billing: everyone.union([
      .readBilling, .issueInvoice, .takePayment, .cancelIssuedInvoice, .settleReplays,
    ]),
    .manager: everyone.union([
      .createPatient, .changePatient, .changePractitioners, .changeAgenda, .changeVisitKinds,
      .changeBookings, .allowOverbooking, .checkIn, .reopenVisit, .changeBedState, .changeStays,
      .readBilling,
      .issueInvoice, .takePayment, .approveDiscount,
      .cancelIssuedInvoice, .readUsers, .changeUsers, .changeUnits, .readEmergencyAccesses,
      .settleReplays, .repairSync, .switchServices,
    ]),
    .board: [.readBoard],
    .auditor: everyone.union([.readBilling, .readUsers, .readAudit, .readEmergencyAccesses]),
  ]

  private static let own: [Role: Set<Capability>] = [
    .doctor: [
      .changeAgenda, .changeBookings, .allowOverbooking, .checkIn, .triage, .changeStays,
      .conductEncounter,
      .readChart, .writeNotes, .writeAllergies, .orderExam, .registerExam, .attachFiles,
      .readBilling,
      .correctStayReason,
    ],
    .nurse: [.readChart, .correctStayReason, .writeAllergies, .registerExam, .attachFiles],
    .billing: [.changeVisitKinds],
  ]
}
