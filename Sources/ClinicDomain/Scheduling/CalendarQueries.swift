/// A visit as a calendar shows it: never a text of the desk or of the record.
public struct CalendarVisit: Hashable, Sendable {
  public let id: AppointmentID
  /// The site that tells of it.
  public let site: SiteID
  /// The visit that it was moved from, and so on back to the first: one thing to a calendar.
  public let root: AppointmentID
  /// Whether it stands for the root there; another that is live beside it has a name of its own.
  public let isMain: Bool
  public let patient: PatientID
  /// As she is called.
  public let patientName: String
  public let practitioner: PractitionerID
  public let practitionerName: String
  public let date: CivilDate
  public let start: CivilTime
  public let minutes: Int
  /// IANA name of the zone in which the time was agreed.
  public let zone: String
  /// UTC.
  public let slot: TimeSlot
  public let status: AppointmentStatus
  public let reservation: Reservation
  public let kind: VisitKind
  public let unitName: String
  public let roomName: String
  /// Where it is held by video.
  public let meeting: String?
  /// How often its terms changed, moves included.
  public let sequence: Int
  public let bookedAt: Instant
  public let changedAt: Instant

  public init(
    id: AppointmentID, site: SiteID, root: AppointmentID, isMain: Bool, patient: PatientID,
    patientName: String, practitioner: PractitionerID, practitionerName: String, date: CivilDate,
    start: CivilTime, minutes: Int, zone: String, slot: TimeSlot, status: AppointmentStatus,
    reservation: Reservation, kind: VisitKind, unitName: String, roomName: String, sequence: Int,
    bookedAt: Instant, changedAt: Instant, meeting: String? = nil
  ) {
    self.id = id
    self.site = site
    self.root = root
    self.isMain = isMain
    self.patient = patient
    self.patientName = patientName
    self.practitioner = practitioner
    self.practitionerName = practitionerName
    self.date = date
    self.start = start
    self.minutes = minutes
    self.zone = zone
    self.slot = slot
    self.status = status
    self.reservation = reservation
    self.kind = kind
    self.unitName = unitName
    self.roomName = roomName
    self.meeting = meeting
    self.sequence = sequence
    self.bookedAt = bookedAt
    self.changedAt = changedAt
  }

  /// Whether it takes place, as far as is known.
  public var isOn: Bool {
    guard reservation != .refused else { return false }
    return status == .proposed || status.isLive
  }

  /// Whether it was ever meant to take place: neither a mistake nor a wish without a time.
  public var wasMeant: Bool { status != .enteredInError && status != .waitlist }
}

/// A practitioner's visits for a calendar, called-off ones too, on the days of a range.
public struct ReadCalendar: ClinicQuery {
  public static let capability = Capability.readAgenda
  public let practitioner: PractitionerID
  public let from: CivilDate
  public let until: CivilDate
  /// Visits that are told of wherever they are now, by their roots.
  public let roots: Set<AppointmentID>

  public init(
    practitioner: PractitionerID, from: CivilDate, until: CivilDate,
    roots: Set<AppointmentID> = []
  ) {
    self.practitioner = practitioner
    self.from = from
    self.until = until
    self.roots = roots
  }

  /// By start; of a moved visit only where it is now.
  public typealias Answer = [CalendarVisit]
}

/// One visit for a calendar, where it is now if it was moved.
public struct ReadCalendarVisit: ClinicQuery {
  public static let capability = Capability.readAgenda
  public let appointment: AppointmentID

  public init(appointment: AppointmentID) { self.appointment = appointment }

  /// nil where there is no such visit.
  public typealias Answer = CalendarVisit?
}
