/// A professional who sees patients.
public struct Practitioner: Aggregate {
  public static let entity = EntityKind.practitioner
  public let id: PractitionerID
  public var details: PractitionerDetails
  public var isActive: Bool

  public init(id: PractitionerID, details: PractitionerDetails, isActive: Bool = true) {
    self.id = id
    self.details = details
    self.isActive = isActive
  }
}

/// What the clinic keeps of a practitioner; each property is one field of a merge.
public struct PractitionerDetails: Hashable, Codable, Sendable {
  public var name: PersonName
  /// How a woman or man is addressed: decides between `Dra.` and `Dr.` on screen.
  public var sex: Sex
  /// Tells whose chart is her own, which she can't open by breaking the glass; unique where given.
  public var cpf: CPF?
  /// Council, UF and number; imported practitioners may have none.
  public var registration: CouncilRegistration?
  public var specialties: [Specialty]
  public var phone: Phone?
  public var email: EmailAddress?
  public var address: Address?
  public var unit: UnitID?
  public var room: RoomID?
  /// The usual length of a visit, minutes, 5–360 in steps of 5.
  public var slotMinutes: Int
  /// The private price of a visit.
  public var price: Money?

  public init(
    name: PersonName, sex: Sex = .unknown, cpf: CPF? = nil,
    registration: CouncilRegistration? = nil, specialties: [Specialty] = [], phone: Phone? = nil,
    email: EmailAddress? = nil,
    address: Address? = nil, unit: UnitID? = nil, room: RoomID? = nil, slotMinutes: Int = 30,
    price: Money? = nil
  ) {
    self.name = name
    self.sex = sex
    self.cpf = cpf
    self.registration = registration
    self.specialties = specialties
    self.phone = phone
    self.email = email
    self.address = address
    self.unit = unit
    self.room = room
    self.slotMinutes = slotMinutes
    self.price = price
  }

  /// What keeps these details from being registered, field by field.
  public func problems() -> [FieldProblem] {
    var problems: [FieldProblem] = []
    if registration == nil { problems.append(FieldProblem(.registration, .required)) }
    if specialties.isEmpty { problems.append(FieldProblem(.specialties, .required)) }
    if !VisitLength.isValid(slotMinutes) {
      problems.append(FieldProblem(.slotMinutes, .outOfRange))
    }
    if let price, price < .zero { problems.append(FieldProblem(.price, .outOfRange)) }
    return problems
  }
}

/// A specialty with its register number (RQE) where the council gave one.
public struct Specialty: Hashable, Codable, Sendable {
  public var name: String
  public var rqe: String?

  public init(name: String, rqe: String? = nil) {
    self.name = name
    self.rqe = rqe
  }
}
