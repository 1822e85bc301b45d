/// Finds practitioners; empty criteria find all active ones, by name.
public struct SearchPractitioners: ClinicQuery {
  public static let capability = Capability.readPractitioners
  /// Parts of the name or of the council number.
  public let text: String
  public let specialty: String
  public let municipality: String
  public let state: FederativeUnit?
  /// Parts of the name of a unit in which she works, by her card or by an assignment of today.
  public let unit: String
  public let includesInactive: Bool

  public init(
    text: String = "", specialty: String = "", municipality: String = "",
    state: FederativeUnit? = nil, unit: String = "", includesInactive: Bool = false
  ) {
    self.text = text
    self.specialty = specialty
    self.municipality = municipality
    self.state = state
    self.unit = unit
    self.includesInactive = includesInactive
  }

  /// At most 500.
  public typealias Answer = [PractitionerRow]
}

/// A practitioner in a list.
public struct PractitionerRow: Hashable, Sendable {
  public let id: PractitionerID
  public let name: String
  public let sex: Sex
  /// As shown, such as `CRM/ES 12345`, or empty.
  public let registration: String
  /// Joined by commas.
  public let specialties: String
  public let unitName: String
  public let roomName: String
  public let municipality: String
  public let state: FederativeUnit?
  public let slotMinutes: Int
  public let price: Money?
  public let isActive: Bool
  /// The units to which she is assigned today beside her own; of searches only.
  public var assignedUnits: Set<UnitID> = []

  public init(
    id: PractitionerID, name: String, sex: Sex, registration: String, specialties: String,
    unitName: String, roomName: String, municipality: String, state: FederativeUnit?,
    slotMinutes: Int, price: Money?, isActive: Bool
  ) {
    self.id = id
    self.name = name
    self.sex = sex
    self.registration = registration
    self.specialties = specialties
    self.unitName = unitName
    self.roomName = roomName
    self.municipality = municipality
    self.state = state
    self.slotMinutes = slotMinutes
    self.price = price
    self.isActive = isActive
  }
}

/// A practitioner with her agenda.
public struct ReadPractitionerCard: ClinicQuery {
  public static let capability = Capability.readPractitioners
  public let practitioner: PractitionerID
  /// Exceptions from this day on.
  public let from: CivilDate

  public init(practitioner: PractitionerID, from: CivilDate) {
    self.practitioner = practitioner
    self.from = from
  }

  /// nil where there is no such practitioner.
  public typealias Answer = PractitionerCard?
}

/// The answer to `ReadPractitionerCard`.
public struct PractitionerCard: Equatable, Sendable {
  public let practitioner: Practitioner
  public let row: PractitionerRow
  public let agenda: Agenda
  public let exceptions: [AgendaException]
  /// To units beside her own, from the day on that was asked for.
  public let assignments: [UnitAssignmentRow]

  public init(
    practitioner: Practitioner, row: PractitionerRow, agenda: Agenda,
    exceptions: [AgendaException], assignments: [UnitAssignmentRow] = []
  ) {
    self.practitioner = practitioner
    self.row = row
    self.agenda = agenda
    self.exceptions = exceptions
    self.assignments = assignments
  }
}
