/// What a command may load and store, within its transaction only.
///
/// Each `insert` and `update` also appends to the sync log; `update` takes the loaded value, so that
/// the log carries only the fields that changed. Errors thrown are the store's and end the
/// transaction.
public protocol ClinicStore: PatientStore, PractitionerStore, BedStore, SchedulingStore,
  AttendanceStore, RecordStore, BillingStore, StaffStore, SyncTaskStore
{}

/// Patients.
public protocol PatientStore: PatientSource, AnyObject {
  /// Candidates for being the same person: equal documents, equal folded name, or the same birth
  /// date with the same beginnings; at most 50.
  func patientsLike(_ details: PatientDetails) throws -> [Patient]
  func nextChartNumber() throws -> Int
  func insert(_ patient: Patient) throws
  func update(_ patient: Patient, from loaded: Patient) throws
}

/// Practitioners, units and rooms.
public protocol PractitionerStore: PractitionerSource, AnyObject {
  func practitioner(registeredAs registration: CouncilRegistration) throws -> Practitioner?
  func practitioner(withCPF cpf: CPF) throws -> Practitioner?
  func insert(_ practitioner: Practitioner) throws
  func update(_ practitioner: Practitioner, from loaded: Practitioner) throws
  func unit(_ id: UnitID) throws -> Unit?
  /// All units, those no longer offered too.
  func units() throws -> [Unit]
  func insert(_ unit: Unit) throws
  func update(_ unit: Unit, from loaded: Unit) throws
  func room(_ id: RoomID) throws -> Room?
  /// All rooms of a unit, those no longer offered too.
  func rooms(of unit: UnitID) throws -> [Room]
  func insert(_ room: Room) throws
  func unitAssignment(_ id: UnitAssignmentID) throws -> UnitAssignment?
  /// All of a practitioner's assignments, past ones too.
  func unitAssignments(of practitioner: PractitionerID) throws -> [UnitAssignment]
  func insert(_ assignment: UnitAssignment) throws
  func update(_ assignment: UnitAssignment, from loaded: UnitAssignment) throws
  func remove(_ assignment: UnitAssignment) throws
  func update(_ room: Room, from loaded: Room) throws
}

/// Beds and the stays in them.
public protocol BedStore: AnyObject {
  func bed(_ id: BedID) throws -> Bed?
  /// The bed in use with a code in a unit, case and accents aside.
  func bed(coded code: String, in unit: UnitID) throws -> Bed?
  /// How many patients are in a unit's beds, or in those of one of its rooms.
  func occupiedBeds(in unit: UnitID, room: RoomID?) throws -> Int
  func insert(_ bed: Bed) throws
  func update(_ bed: Bed, from loaded: Bed) throws
  func stay(_ id: StayID) throws -> Stay?
  func openStay(of patient: PatientID) throws -> Stay?
  /// Whether the patient was ever in the practitioner's care in a bed, admitted or handed over to
  /// her by someone else.
  func hasStay(
    of patient: PatientID, with practitioner: PractitionerID, asideFrom actor: String
  ) throws -> Bool
  func insert(_ stay: Stay) throws
  func update(_ stay: Stay, from loaded: Stay) throws
  func hasStayChange(_ id: StayChangeID) throws -> Bool
  func insert(_ change: StayChange) throws
}

/// Attendances without a visit.
public protocol AttendanceStore: AnyObject {
  func attendance(_ id: AttendanceID) throws -> Attendance?
  func attendance(begunAs encounter: EncounterID) throws -> Attendance?
  func openAttendance(of patient: PatientID) throws -> Attendance?
  /// Whether the patient came on a day, by mistake aside, or is still here.
  func hasAttendance(of patient: PatientID, on date: CivilDate) throws -> Bool
  /// Whether the practitioner saw the patient in an attendance that someone else registered.
  func hasAttended(
    _ patient: PatientID, by practitioner: PractitionerID, asideFrom registrar: String
  ) throws -> Bool
  func insert(_ attendance: Attendance) throws
  func update(_ attendance: Attendance, from loaded: Attendance) throws
}

/// Agendas, visits and encounters.
public protocol SchedulingStore: BookingSource, AnyObject {
  /// What may be promised of a practitioner's time: confirmed where this site is its own authority
  /// or leases her days, else requested of who does.
  func reservation(with practitioner: PractitionerID, at now: Instant) throws -> Reservation
  func insert(_ agenda: Agenda) throws
  func update(_ agenda: Agenda, from loaded: Agenda) throws
  /// The exceptions that were imported from one calendar, on the days of a range.
  func exceptions(
    of practitioner: PractitionerID, importedFrom source: String, on dates: ClosedRange<CivilDate>
  ) throws -> [AgendaException]
  func insert(_ exception: AgendaException) throws
  func remove(_ exception: AgendaException) throws
  func insert(_ holiday: Holiday) throws
  func update(_ holiday: Holiday, from loaded: Holiday) throws
  func remove(_ holiday: Holiday) throws
  func insert(_ kind: VisitKindSetup) throws
  func update(_ kind: VisitKindSetup, from loaded: VisitKindSetup) throws
  func displacedVisit(_ id: AppointmentID) throws -> DisplacedVisit?
  func insert(_ item: DisplacedVisit) throws
  func update(_ item: DisplacedVisit, from loaded: DisplacedVisit) throws

  func appointment(_ id: AppointmentID) throws -> Appointment?
  /// Whether a live visit of the patient is on the day.
  func hasVisit(of patient: PatientID, on date: CivilDate) throws -> Bool
  /// Whether the patient is the practitioner's: a visit that someone else booked and nobody
  /// cancelled, or one in which the patient arrived.
  func hasCare(
    of patient: PatientID, by practitioner: PractitionerID, asideFrom booker: String
  ) throws -> Bool
  func insert(_ appointment: Appointment) throws
  func update(_ appointment: Appointment, from loaded: Appointment) throws

  /// The newest change of a visit that was not taken back, as far as it is remembered.
  func lastChange(of visit: AppointmentID) throws -> VisitChange?
  /// What one command changed, each visit once, in its order.
  func changes(of transaction: TransactionID) throws -> [VisitChange]
  /// Logs that these visits' changes are taken back by the command at work, and forgets them.
  func logUndo(of transaction: TransactionID, _ visits: [AppointmentID]) throws

  func arrival(_ visit: AppointmentID) throws -> Arrival?
  /// The next ticket of a day, from 1, of visits and attendances together.
  func nextTicket(on date: CivilDate) throws -> Int
  /// The patient's visits with a practitioner on a day in which she has arrived and is not yet seen.
  func waitingVisits(
    of patient: PatientID, with practitioner: PractitionerID, on date: CivilDate
  ) throws -> [AppointmentID]
  func insert(_ arrival: Arrival) throws
  func update(_ arrival: Arrival, from loaded: Arrival) throws

  func waitingEntry(_ id: WaitingEntryID) throws -> WaitingEntry?
  /// The patient's entries that still wait.
  func waitingEntries(of patient: PatientID) throws -> [WaitingEntry]
  /// The patient's entries that a booked visit ended.
  func waitingEntries(settledBy visit: Appointment) throws -> [WaitingEntry]
  func insert(_ entry: WaitingEntry) throws
  func update(_ entry: WaitingEntry, from loaded: WaitingEntry) throws

  /// Whether the patient's last word is that she may be seen by video.
  func hasTeleConsent(_ patient: PatientID) throws -> Bool
  func insert(_ consent: TeleConsent) throws

  func encounter(_ id: EncounterID) throws -> Encounter?
  /// The practitioner's encounter in progress.
  func openEncounter(of practitioner: PractitionerID) throws -> Encounter?
  func insert(_ encounter: Encounter) throws
  func update(_ encounter: Encounter, from loaded: Encounter) throws
}

/// The record, its drafts and the leave to read it.
public protocol RecordStore: AnyObject {
  func recordEntry(_ id: RecordEntryID) throws -> RecordEntry?
  func hasAllergies(_ patient: PatientID) throws -> Bool
  /// Whether anything was written in the patient's record since, drafts too, for an encounter or by
  /// its practitioner.
  func hasWritten(in encounter: Encounter, since: Instant) throws -> Bool
  func insert(_ entry: RecordEntry) throws
  func update(_ entry: RecordEntry, from loaded: RecordEntry) throws
  func draft(_ id: RecordEntryID) throws -> RecordDraft?
  func keep(_ draft: RecordDraft) throws
  func discardDraft(_ id: RecordEntryID) throws
  func insert(_ access: ChartAccess) throws
  /// The newest access of a reader to a chart, expired or not.
  func chartAccess(to patient: PatientID, by reader: UserID) throws -> ChartAccess?
  func exam(_ id: ExamID) throws -> Exam?
  func insert(_ exam: Exam) throws
  func update(_ exam: Exam, from loaded: Exam) throws
  func attachment(_ id: AttachmentID) throws -> Attachment?
  /// Seals the content; its pieces are named by the store.
  func insert(_ attachment: Attachment, content: [UInt8]) throws
  /// nil while pieces, or the key that opens them, are on their way.
  func content(of attachment: Attachment) throws -> [UInt8]?
}

/// Invoices, payments and the ledger.
public protocol BillingStore: AnyObject {
  func invoice(_ id: InvoiceID) throws -> Invoice?
  /// The invoice of a visit that is not cancelled or mistaken.
  func liveInvoice(of appointment: AppointmentID) throws -> InvoiceID?
  func nextInvoiceNumber() throws -> Int
  func nextReceiptNumber() throws -> Int
  func insert(_ invoice: Invoice) throws
  func update(_ invoice: Invoice, from loaded: Invoice) throws
  func payment(_ id: PaymentID) throws -> Payment?
  func payments(of invoice: InvoiceID) throws -> [Payment]
  func insert(_ payment: Payment) throws
  func receipt(_ id: ReceiptID) throws -> Receipt?
  /// How often a payment's receipt was issued.
  func receiptCopies(of payment: PaymentID) throws -> Int
  func insert(_ receipt: Receipt) throws
  /// Appends a movement whose postings sum to zero.
  func post(_ postings: [LedgerPosting], for invoice: InvoiceID, at instant: Instant) throws
}

/// Accounts.
public protocol StaffStore: AnyObject {
  func user(_ id: UserID) throws -> User?
  func user(login: String) throws -> User?
  func activeManagers() throws -> Int
  func insert(_ user: User) throws
  func update(_ user: User, from loaded: User) throws
  /// Replaces the credential and takes failures and lock away.
  func setCredential(_ credential: String, of user: UserID) throws
}

/// What a person is asked for by the hub, by what it could not take, or by a replay.
public protocol SyncTaskStore: AnyObject {
  func rebooking(_ id: SyncTaskID) throws -> Rebooking?
  func update(_ task: Rebooking, from loaded: Rebooking) throws
  /// Names of people and sites are left out.
  func identityQuestion(_ id: SyncTaskID) throws -> IdentityQuestion?
  /// Writes what was chosen into the thing itself, and that the question is settled.
  func settle(_ question: IdentityQuestion, _ choice: IdentityChoice) throws
  func reopen(_ question: IdentityQuestion) throws
  func heldCommand(_ id: TransactionID) throws -> HeldCommand.State?
  /// It is sent next, with what waits behind it.
  func release(_ id: TransactionID) throws
  /// It is never sent; what waits behind it is let go.
  func discard(_ id: TransactionID, reason: String) throws
  /// The entries of a held command, one canonical JSON a line.
  func heldText(_ id: TransactionID) throws -> String
  /// Whether a refused replay waits for a person; nil for none of that place.
  func replayTaskIsOpen(_ key: Int) throws -> Bool?
  func settleReplayTask(_ key: Int) throws
  /// The services that the hub tells of.
  func hubServices() throws -> [HubServiceRow]
  func switchService(_ name: String, isOn: Bool) throws
}
