/// A visit in a list or grid.
public struct VisitRow: Hashable, Sendable {
  public let id: AppointmentID
  public let patient: PatientID
  public let patientName: String
  public let practitioner: PractitionerID
  public let practitionerName: String
  public let date: CivilDate
  public let start: CivilTime
  public let minutes: Int
  public let status: AppointmentStatus
  public let confirmation: Confirmation
  public let reservation: Reservation
  public let kind: VisitKind
  public let isOverbooked: Bool
  public let isHistorical: Bool
  public let arrivedAt: Instant?
  /// The encounter in progress or finished.
  public let encounter: EncounterID?
  public let encounterStatus: Encounter.Status?
  public let encounterStartedAt: Instant?
  /// The invoice that is not cancelled.
  public let invoice: InvoiceID?
  /// Minutes kept free before and after it.
  public let before: Int
  public let after: Int
  /// Whether the patient agreed to be seen by video.
  public let hasTeleConsent: Bool
  /// The series that it is one of.
  public let series: SeriesID?
  /// The group that it is one of.
  public let group: GroupPlace?
  /// Who is to pay; nil where that was never said.
  public let payer: Payer?

  public init(
    id: AppointmentID, patient: PatientID, patientName: String, practitioner: PractitionerID,
    practitionerName: String, date: CivilDate, start: CivilTime, minutes: Int,
    status: AppointmentStatus, confirmation: Confirmation, reservation: Reservation,
    kind: VisitKind, isOverbooked: Bool, isHistorical: Bool, arrivedAt: Instant?,
    encounter: EncounterID?, encounterStatus: Encounter.Status?, encounterStartedAt: Instant?,
    invoice: InvoiceID?, before: Int = 0, after: Int = 0, hasTeleConsent: Bool = false,
    series: SeriesID? = nil, group: GroupPlace? = nil, payer: Payer? = nil
  ) {
    self.id = id
    self.patient = patient
    self.patientName = patientName
    self.practitioner = practitioner
    self.practitionerName = practitionerName
    self.date = date
    self.start = start
    self.minutes = minutes
    self.status = status
    self.confirmation = confirmation
    self.reservation = reservation
    self.kind = kind
    self.isOverbooked = isOverbooked
    self.isHistorical = isHistorical
    self.arrivedAt = arrivedAt
    self.encounter = encounter
    self.encounterStatus = encounterStatus
    self.encounterStartedAt = encounterStartedAt
    self.invoice = invoice
    self.before = before
    self.after = after
    self.hasTeleConsent = hasTeleConsent
    self.series = series
    self.group = group
    self.payer = payer
  }
}

/// One practitioner's day: open time, what closed it, and visits that are not cancelled.
public struct AgendaColumn: Hashable, Sendable {
  public let practitioner: PractitionerRow
  public let date: CivilDate
  public let open: [OpenTime]
  /// The day's exceptions that close time.
  public let closures: [Closure]
  /// The holidays that close something of the day.
  public let holidays: [HolidayCalendar.Kept]
  /// Hours whose room or unit is no longer in use.
  public let retired: [Retired]
  /// What the agenda asks of bookings.
  public let policy: AgendaPolicy
  /// When she begins on such a day, whatever closes this one; nil where she has no hours on it.
  public let usualStart: CivilTime?
  /// Ordered by start; cancelled and mistaken visits are left out.
  public let visits: [VisitRow]

  /// Time closed by an exception, with its reason.
  public struct Closure: Hashable, Sendable {
    public let from: CivilTime
    public let until: CivilTime
    public let reason: String

    public init(from: CivilTime, until: CivilTime, reason: String) {
      self.from = from
      self.until = until
      self.reason = reason
    }
  }

  /// Hours that are not worked in a place that is no longer in use.
  public struct Retired: Hashable, Sendable {
    public let from: CivilTime
    public let until: CivilTime
    /// The room's name, or the unit's where that is what was retired.
    public let place: String

    public init(from: CivilTime, until: CivilTime, place: String) {
      self.from = from
      self.until = until
      self.place = place
    }
  }

  public init(
    practitioner: PractitionerRow, date: CivilDate, open: [OpenTime], closures: [Closure],
    visits: [VisitRow], holidays: [HolidayCalendar.Kept] = [], retired: [Retired] = [],
    policy: AgendaPolicy = AgendaPolicy(), usualStart: CivilTime? = nil
  ) {
    self.practitioner = practitioner
    self.date = date
    self.open = open
    self.closures = closures
    self.holidays = holidays
    self.retired = retired
    self.policy = policy
    self.usualStart = usualStart
    self.visits = visits
  }
}

extension AgendaColumn {
  /// From when the day can be booked now: past, notice, horizon and the day's cap; nil where it
  /// can't be at all.
  public func firstBookable(at now: CivilDateTime) -> CivilTime? {
    var counts = VisitCounts()
    for visit in visits where visit.status.isLive && !visit.isOverbooked && !visit.isHistorical {
      counts.add(visit.kind, inGroup: visit.group?.id)
    }
    guard policy.cap(on: counts, against: nil) == nil else { return nil }
    return policy.earliestStart(on: date, at: now)
  }
}

/// A day of all practitioners who have open time or visits on it (all active ones where none has).
public struct ReadAgendaDay: ClinicQuery {
  public static let capability = Capability.readAgenda
  public let date: CivilDate

  public init(date: CivilDate) { self.date = date }

  /// Ordered by practitioner's name.
  public typealias Answer = [AgendaColumn]
}

/// Seven days of one practitioner, from a Monday.
public struct ReadAgendaWeek: ClinicQuery {
  public static let capability = Capability.readAgenda
  public let practitioner: PractitionerID
  public let monday: CivilDate

  public init(practitioner: PractitionerID, monday: CivilDate) {
    self.practitioner = practitioner
    self.monday = monday
  }

  /// Seven columns, or none where there is no such practitioner.
  public typealias Answer = [AgendaColumn]
}

/// One visit with its texts.
public struct ReadVisit: ClinicQuery {
  public static let capability = Capability.readAgenda
  public let appointment: AppointmentID

  public init(appointment: AppointmentID) { self.appointment = appointment }

  /// nil where there is no such visit.
  public typealias Answer = VisitDetail?
}

/// The answer to `ReadVisit`.
public struct VisitDetail: Equatable, Sendable {
  public let row: VisitRow
  public let appointment: Appointment
  public let patient: PatientRow
  public let roomName: String
  public let unitName: String
  /// The name of who booked it, as far as it is known here.
  public let bookedByName: String
  /// The name of who allowed an encaixe; empty where nobody is named.
  public let allowedByName: String
  /// Whether it is a return that costs nothing; nil for other kinds.
  public let window: ReturnWindow?
  /// What the patient said of being seen by video; nil where she was never asked.
  public let consent: TeleConsentRow?
  /// Who may pay for it: the patient and her insurers; empty for who may not read patients.
  public let payers: [Payer]

  public init(
    row: VisitRow, appointment: Appointment, patient: PatientRow, roomName: String,
    unitName: String, bookedByName: String, allowedByName: String = "",
    window: ReturnWindow? = nil,
    consent: TeleConsentRow? = nil, payers: [Payer] = []
  ) {
    self.row = row
    self.appointment = appointment
    self.patient = patient
    self.roomName = roomName
    self.unitName = unitName
    self.bookedByName = bookedByName
    self.allowedByName = allowedByName
    self.window = window
    self.consent = consent
    self.payers = payers
  }
}

/// Today's desk: every visit of a day, cancelled ones too, by start.
public struct ReadDesk: ClinicQuery {
  public static let capability = Capability.readAgenda
  public let date: CivilDate

  public init(date: CivilDate) { self.date = date }

  public typealias Answer = [VisitRow]
}
