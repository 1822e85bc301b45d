/// Every bed that is in use, unit by unit.
public struct ReadBedMap: ClinicQuery {
  public static let capability = Capability.readPatients
  /// nil for all units.
  public let unit: UnitID?

  public init(unit: UnitID? = nil) { self.unit = unit }

  /// By unit, room and code.
  public typealias Answer = [BedRow]
}

/// A bed with who lies in it.
public struct BedRow: Equatable, Sendable {
  public let bed: Bed
  public let unitName: String
  public let roomName: String
  /// The open stay, where there is one.
  public let stay: StayRow?

  public init(bed: Bed, unitName: String, roomName: String, stay: StayRow?) {
    self.bed = bed
    self.unitName = unitName
    self.roomName = roomName
    self.stay = stay
  }

  public var id: BedID { bed.id }
}

/// The patients who are in a bed now, or were on a day.
public struct ListStays: ClinicQuery {
  public static let capability = Capability.readPatients
  /// The days on which they were there; nil for now.
  public let dates: ClosedRange<CivilDate>?

  public init(dates: ClosedRange<CivilDate>? = nil) { self.dates = dates }

  /// The newest admission first, at most 1,000.
  public typealias Answer = [StayRow]
}

/// A stay in a list; its reason is not among what lists tell.
public struct StayRow: Hashable, Sendable {
  public let id: StayID
  public let patient: PatientID
  /// As she is called.
  public let patientName: String
  public let birthDate: CivilDate?
  public let practitioner: PractitionerID
  public let practitionerName: String
  public let bed: BedID
  public let bedCode: String
  public let unitName: String
  public let admittedAt: Instant
  public let dischargedAt: Instant?
  public let disposition: Stay.Disposition?

  public init(
    id: StayID, patient: PatientID, patientName: String, birthDate: CivilDate?,
    practitioner: PractitionerID, practitionerName: String, bed: BedID, bedCode: String,
    unitName: String, admittedAt: Instant, dischargedAt: Instant? = nil,
    disposition: Stay.Disposition? = nil
  ) {
    self.id = id
    self.patient = patient
    self.patientName = patientName
    self.birthDate = birthDate
    self.practitioner = practitioner
    self.practitionerName = practitionerName
    self.bed = bed
    self.bedCode = bedCode
    self.unitName = unitName
    self.admittedAt = admittedAt
    self.dischargedAt = dischargedAt
    self.disposition = disposition
  }

  /// The nights from the day of admission to a day: 0 on the first.
  public func nights(until today: CivilDate, _ zone: some ZoneRules) -> Int {
    max(0, today.dayNumber - zone.civil(at: admittedAt).date.dayNumber)
  }
}

/// One stay with its beds; the reason only for one who has the chart open.
public struct ReadStay: ClinicQuery {
  public static let capability = Capability.readPatients
  public let id: StayID

  public init(id: StayID) { self.id = id }

  /// nil where there is no such stay.
  public typealias Answer = StayCard?
}

/// The answer to `ReadStay`.
public struct StayCard: Equatable, Sendable {
  /// A bed that the patient was in.
  public struct Place: Hashable, Sendable {
    public let bedCode: String
    public let unitName: String
    public let since: Instant

    public init(bedCode: String, unitName: String, since: Instant) {
      self.bedCode = bedCode
      self.unitName = unitName
      self.since = since
    }
  }

  /// Somebody who answered for the patient before.
  public struct Care: Hashable, Sendable {
    public let practitionerName: String
    public let until: Instant

    public init(practitionerName: String, until: Instant) {
      self.practitionerName = practitionerName
      self.until = until
    }
  }

  public let row: StayRow
  /// The first one first.
  public let places: [Place]
  /// Who was in charge before, the last one first.
  public let formerCare: [Care]
  /// nil for one who has not opened the chart: it is clinical.
  public let reason: String?
  /// As the reason read before it was corrected, the last first; for those who are told it.
  public let formerReasons: [String]

  public init(
    row: StayRow, places: [Place], formerCare: [Care] = [], reason: String?,
    formerReasons: [String] = []
  ) {
    self.row = row
    self.places = places
    self.formerCare = formerCare
    self.reason = reason
    self.formerReasons = formerReasons
  }
}
