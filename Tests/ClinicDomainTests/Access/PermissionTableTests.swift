import ClinicDomain
import Testing

/// What each role may do with each command, written out by hand from the clinic's permission table:
/// `a` all, `o` one's own, `-` denied.
///
/// The columns are reception, doctor, nurse, billing, manager, auditor and the machine's operator.
private let table: [(any ClinicCommand.Type, String)] = [
  (RegisterPatient.self, "a---a--"),
  (UpdatePatient.self, "a-a-a--"),
  (RegisterPractitioner.self, "----a-a"),
  (UpdatePractitioner.self, "----a-a"),
  (SaveUnit.self, "----a-a"),
  (SaveRoom.self, "----a-a"),
  (AssignToUnit.self, "----a-a"),
  (EndUnitAssignment.self, "----a-a"),
  (SaveBed.self, "----a-a"),
  (SetBedState.self, "a-a-a--"),
  (AdmitPatient.self, "aoa-a--"),
  (TransferPatient.self, "aoa-a--"),
  (DischargePatient.self, "aoa-a--"),
  (HandOverStay.self, "aoa-a--"),
  (CorrectStayReason.self, "-oo----"),
  (SetWeeklyAgenda.self, "ao--a-a"),
  (AddAgendaException.self, "ao--a-a"),
  (RemoveAgendaException.self, "ao--a-a"),
  (SaveHoliday.self, "ao--a-a"),
  (RemoveHoliday.self, "ao--a-a"),
  (SaveVisitKind.self, "---oa-a"),
  (KeepDisplacedVisit.self, "ao--a--"),
  (ReplaceBusyTimes.self, "ao--a-a"),
  (BookAppointment.self, "ao--a--"),
  (AnswerRequest.self, "ao--a--"),
  (MoveAppointment.self, "ao--a--"),
  (ChangeVisitLength.self, "ao--a--"),
  (ChangePayer.self, "ao--a--"),
  (BookVisits.self, "ao--a--"),
  (MoveVisits.self, "ao--a--"),
  (CancelVisits.self, "ao--a--"),
  (RecordConfirmation.self, "ao--a--"),
  (CancelAppointment.self, "ao--a--"),
  (CheckIn.self, "aoa-a--"),
  (MarkNoShow.self, "ao--a--"),
  (MarkAttended.self, "ao--a--"),
  (ReopenAppointment.self, "----a--"),
  (UndoVisitChange.self, "ao--a--"),
  (UndoCheckIn.self, "aoa-a--"),
  (RegisterWalkIn.self, "a---a--"),
  (TakeTicket.self, "aoa-a--"),
  (RecordTriage.self, "-oa----"),
  (UndoTriage.self, "-oa----"),
  (UndoCall.self, "aoa-a--"),
  (RegisterAttendance.self, "aoa-a--"),
  (TriageAttendance.self, "-oa----"),
  (CallAttendance.self, "aoa-a--"),
  (StartAttendance.self, "-o-----"),
  (FinishAttendance.self, "-o-----"),
  (CloseAttendance.self, "aoa-a--"),
  (ReopenAttendance.self, "aoa-a--"),
  (CallToRoom.self, "aoa-a--"),
  (AddToWaitingList.self, "ao--a--"),
  (ChangeWaitingEntry.self, "ao--a--"),
  (RecordCall.self, "ao--a--"),
  (AcceptOffer.self, "ao--a--"),
  (WithdrawWaiting.self, "ao--a--"),
  (RecordTeleConsent.self, "aoa-a--"),
  (StartEncounter.self, "-o-----"),
  (FinishEncounter.self, "-o-----"),
  (UndoEncounter.self, "-o-----"),
  (OpenChart.self, "-oo----"),
  (KeepDraft.self, "-o-----"),
  (DiscardDraft.self, "-o-----"),
  (SignEntry.self, "-o-----"),
  (RecordAllergy.self, "-oo----"),
  (AmendEntry.self, "-o-----"),
  (RetractEntry.self, "-o-----"),
  (OrderExam.self, "-o-----"),
  (PerformExam.self, "-oo----"),
  (RecordExamResult.self, "-oo----"),
  (AddAttachment.self, "-oo----"),
  (OpenAttachment.self, "-oo----"),
  (CreateInvoice.self, "a--aa--"),
  (ChangeInvoiceLines.self, "a--aa--"),
  (IssueInvoice.self, "a--aa--"),
  (TakePayment.self, "a--aa--"),
  (IssueReceipt.self, "a--aa--"),
  (CancelInvoice.self, "a--aa--"),
  (SettleRebooking.self, "ao--a--"),
  (ReopenRebooking.self, "ao--a--"),
  (SettleIdentity.self, "a-a-a--"),
  (ReopenIdentity.self, "a-a-a--"),
  (RepairHeld.self, "----a-a"),
  (SettleReplay.self, "aaaaa--"),
  (SwitchService.self, "----a--"),
  (CreateUser.self, "----a-a"),
  (ChangeUserRoles.self, "----a-a"),
  (SetUserActive.self, "----a-a"),
  (SetPassword.self, "----a-a"),
]

private let roles: [Role] = [.reception, .doctor, .nurse, .billing, .manager, .auditor]

@Suite("Permissions")
struct PermissionTableTests {
  @Test("the table names every command once")
  func isComplete() {
    #expect(Set(table.map { $0.0.kind }) == Set(CommandKind.allCases))
    #expect(table.count == CommandKind.allCases.count)
  }

  @Test("every command and role is granted what the table says", arguments: table.indices)
  func grants(row: Int) {
    let (command, expected) = table[row]
    let operatorActor = Actor(operator: "root", uid: 0)
    let grants =
      roles.map { PermissionTable.grant(command.capability, to: $0) }
      + [PermissionTable.grant(command.capability, to: operatorActor)]
    let letters = grants.map { grant in
      switch grant {
      case .all: "a"
      case .own: "o"
      case .denied: "-"
      }
    }.joined()
    #expect(letters == expected, "\(command.kind.rawValue)")
  }

  @Test("several roles give the widest of their grants, and no role gives nothing")
  func union() throws {
    let id = try UserID(parsing: "01890a5d-ac96-774b-bcce-b302099a8057")
    let both = Actor(user: id, practitioner: nil, roles: [.doctor, .reception])
    #expect(PermissionTable.grant(.changeBookings, to: both) == .all)
    #expect(PermissionTable.grant(.readChart, to: both) == .own)
    let none = Actor(user: id, practitioner: nil, roles: [])
    for capability in Capability.allCases {
      #expect(PermissionTable.grant(capability, to: none) == .denied)
    }
  }

  @Test("nobody but the auditor reads the audit trail, and the operator never reads charts")
  func secrets() {
    for role in roles where role != .auditor {
      #expect(PermissionTable.grant(.readAudit, to: role) == .denied)
    }
    for capability in [Capability.readChart, .breakGlass, .writeNotes, .readPatients] {
      #expect(!PermissionTable.operatorCapabilities.contains(capability))
    }
  }

  @Test("the wall's account sees the board and nothing else, and nobody else sees it")
  func wall() {
    for capability in Capability.allCases {
      let grant = PermissionTable.grant(capability, to: Role.board)
      #expect((grant == .all) == (capability == .readBoard))
    }
    for role in roles { #expect(PermissionTable.grant(.readBoard, to: role) == .denied) }
  }

  @Test("what waits for the database can be staged, credentials and chart reading can't")
  func staging() {
    #expect(StagedCommands.canStage(.bookAppointment))
    for kind in [CommandKind.openChart, .createUser, .setPassword, .keepDraft] {
      #expect(!StagedCommands.canStage(kind))
    }
  }
}
