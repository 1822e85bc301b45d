/// What a `PatientID` names.
public enum PatientEntity {}
/// What a `PractitionerID` names.
public enum PractitionerEntity {}
/// What a `UnitID` names.
public enum UnitEntity {}
/// What a `RoomID` names.
public enum RoomEntity {}
/// What a `UnitAssignmentID` names.
public enum UnitAssignmentEntity {}
/// What a `BedID` names.
public enum BedEntity {}
/// What an `AttendanceID` names.
public enum AttendanceEntity {}
/// What a `StayID` names.
public enum StayEntity {}
/// What a `StayChangeID` names.
public enum StayChangeEntity {}
/// What an `AgendaRuleID` names.
public enum AgendaRuleEntity {}
/// What an `AgendaExceptionID` names.
public enum AgendaExceptionEntity {}
/// What a `HolidayID` names.
public enum HolidayEntity {}
/// What a `VisitKindID` names.
public enum VisitKindEntity {}
/// What a `TeleConsentID` names.
public enum TeleConsentEntity {}
/// What an `AppointmentID` names.
public enum AppointmentEntity {}
/// What a `SeriesID` names.
public enum SeriesEntity {}
/// What a `WaitingEntryID` names.
public enum WaitingEntryEntity {}
/// What an `EncounterID` names.
public enum EncounterEntity {}
/// What a `RecordEntryID` names.
public enum RecordEntryEntity {}
/// What an `ExamID` names.
public enum ExamEntity {}
/// What an `InvoiceID` names.
public enum InvoiceEntity {}
/// What an `InvoiceLineID` names.
public enum InvoiceLineEntity {}
/// What a `PaymentID` names.
public enum PaymentEntity {}
/// What a `ReceiptID` names.
public enum ReceiptEntity {}
/// What a `UserID` names.
public enum UserEntity {}
/// What a `SiteID` names.
public enum SiteEntity {}
/// What a `TransactionID` names.
public enum TransactionEntity {}
/// What an `AttachmentID` names.
public enum AttachmentEntity {}
/// What a `SyncTaskID` names.
public enum SyncTaskEntity {}
/// What a `SyncEntryID` names.
public enum SyncEntryEntity {}

/// Names a patient.
public typealias PatientID = EntityID<PatientEntity>
/// Names a practitioner.
public typealias PractitionerID = EntityID<PractitionerEntity>
/// Names a unit of the clinic.
public typealias UnitID = EntityID<UnitEntity>
/// Names a room.
public typealias RoomID = EntityID<RoomEntity>
/// Names a practitioner's assignment to a unit.
public typealias UnitAssignmentID = EntityID<UnitAssignmentEntity>
/// Names a bed.
public typealias BedID = EntityID<BedEntity>
/// Names an attendance without a visit.
public typealias AttendanceID = EntityID<AttendanceEntity>
/// Names a patient's stay in a bed.
public typealias StayID = EntityID<StayEntity>
/// Names what was changed of a stay.
public typealias StayChangeID = EntityID<StayChangeEntity>
/// Names a weekly agenda rule.
public typealias AgendaRuleID = EntityID<AgendaRuleEntity>
/// Names a dated exception of an agenda.
public typealias AgendaExceptionID = EntityID<AgendaExceptionEntity>
/// Names a holiday that the clinic entered.
public typealias HolidayID = EntityID<HolidayEntity>
/// Names a kind of visit as the clinic set it up.
public typealias VisitKindID = EntityID<VisitKindEntity>
/// Names a patient's word on being seen by video.
public typealias TeleConsentID = EntityID<TeleConsentEntity>
/// Names a visit.
public typealias AppointmentID = EntityID<AppointmentEntity>
/// Names visits that were booked as one series.
public typealias SeriesID = EntityID<SeriesEntity>
/// Names an entry of the waiting list or a recall.
public typealias WaitingEntryID = EntityID<WaitingEntryEntity>
/// Names an encounter.
public typealias EncounterID = EntityID<EncounterEntity>
/// Names an entry of a patient's record.
public typealias RecordEntryID = EntityID<RecordEntryEntity>
/// Names an exam.
public typealias ExamID = EntityID<ExamEntity>
/// Names an invoice.
public typealias InvoiceID = EntityID<InvoiceEntity>
/// Names a line of an invoice.
public typealias InvoiceLineID = EntityID<InvoiceLineEntity>
/// Names a payment.
public typealias PaymentID = EntityID<PaymentEntity>
/// Names an issue of a receipt.
public typealias ReceiptID = EntityID<ReceiptEntity>
/// Names a user account.
public typealias UserID = EntityID<UserEntity>
/// Names a site.
public typealias SiteID = EntityID<SiteEntity>
/// Names one command's transaction.
public typealias TransactionID = EntityID<TransactionEntity>
/// Names an entry of the sync log.
public typealias SyncEntryID = EntityID<SyncEntryEntity>
/// Names what the hub asks a person for.
public typealias SyncTaskID = EntityID<SyncTaskEntity>
/// Names a file of a record.
public typealias AttachmentID = EntityID<AttachmentEntity>
