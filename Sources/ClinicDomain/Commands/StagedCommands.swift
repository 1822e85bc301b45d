/// The commands that may wait in the staging area while the database can't be written.
///
/// What depends on an answer before the next step (opening a chart, credentials) is not among them.
public enum StagedCommands {
  /// By name, each command's type.
  public static let types: [CommandKind: any ClinicCommand.Type] = Dictionary(
    uniqueKeysWithValues: (listed as [any ClinicCommand.Type]).map { ($0.kind, $0) })

  /// Commands that are kept; the others are refused with a word that the database is away.
  public static func canStage(_ kind: CommandKind) -> Bool { types[kind] != nil }

  private static let listed: [any ClinicCommand.Type] = [
    RegisterPatient.self, UpdatePatient.self, RegisterPractitioner.self, UpdatePractitioner.self,
    SaveUnit.self, SaveRoom.self, AssignToUnit.self, EndUnitAssignment.self, SaveBed.self,
    SetBedState.self, AdmitPatient.self,
    TransferPatient.self, DischargePatient.self, HandOverStay.self, CorrectStayReason.self,
    SetWeeklyAgenda.self, AddAgendaException.self,
    RemoveAgendaException.self, SaveHoliday.self, RemoveHoliday.self, KeepDisplacedVisit.self,
    SaveVisitKind.self, RecordTeleConsent.self,
    BookAppointment.self, AnswerRequest.self, MoveAppointment.self,
    ChangeVisitLength.self, ChangePayer.self, BookVisits.self, MoveVisits.self,
    CancelVisits.self,
    RecordConfirmation.self, CancelAppointment.self, CheckIn.self, MarkNoShow.self,
    MarkAttended.self,
    ReopenAppointment.self, StartEncounter.self, FinishEncounter.self, SignEntry.self,
    RecordAllergy.self, AmendEntry.self, RetractEntry.self, OrderExam.self, PerformExam.self,
    RecordExamResult.self, CreateInvoice.self, ChangeInvoiceLines.self, IssueInvoice.self,
    TakePayment.self, CancelInvoice.self, AddToWaitingList.self, ChangeWaitingEntry.self,
    RecordCall.self, AcceptOffer.self, WithdrawWaiting.self, RegisterWalkIn.self,
    TakeTicket.self, RecordTriage.self, CallToRoom.self, RegisterAttendance.self,
    TriageAttendance.self, CallAttendance.self, StartAttendance.self, FinishAttendance.self,
    CloseAttendance.self, ReopenAttendance.self,
  ]
}
