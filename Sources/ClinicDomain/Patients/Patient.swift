/// A person who is or was cared for.
public struct Patient: Aggregate {
  public static let entity = EntityKind.patient
  public let id: PatientID
  /// The short number that people see; local to the site.
  public let chartNumber: Int
  public var details: PatientDetails
  public let registeredAt: Instant

  public init(id: PatientID, chartNumber: Int, details: PatientDetails, registeredAt: Instant) {
    self.id = id
    self.chartNumber = chartNumber
    self.details = details
    self.registeredAt = registeredAt
  }

  /// What staff see and call: the social name where there is one.
  public var calledName: PersonName { details.socialName ?? details.name }
}

/// What the desk keeps of a patient; each property is one field of a merge.
public struct PatientDetails: Hashable, Codable, Sendable {
  public var name: PersonName
  public var socialName: PersonName?
  public var birthDate: CivilDate?
  public var sex: Sex
  public var motherName: PersonName?
  public var cpf: CPF?
  public var cns: CNS?
  public var phones: [Phone]
  public var email: EmailAddress?
  public var address: Address?
  public var coverage: Coverage?
  public var guardian: Guardian?
  public var contactConsent: ContactConsent
  public var deathDate: CivilDate?
  /// Fields that a rule filled because the imported source had nothing, by their names.
  public var filledFields: [String]

  public init(
    name: PersonName, socialName: PersonName? = nil, birthDate: CivilDate? = nil,
    sex: Sex = .unknown, motherName: PersonName? = nil, cpf: CPF? = nil, cns: CNS? = nil,
    phones: [Phone] = [], email: EmailAddress? = nil, address: Address? = nil,
    coverage: Coverage? = nil, guardian: Guardian? = nil,
    contactConsent: ContactConsent = ContactConsent(), deathDate: CivilDate? = nil,
    filledFields: [String] = []
  ) {
    self.name = name
    self.socialName = socialName
    self.birthDate = birthDate
    self.sex = sex
    self.motherName = motherName
    self.cpf = cpf
    self.cns = cns
    self.phones = phones
    self.email = email
    self.address = address
    self.coverage = coverage
    self.guardian = guardian
    self.contactConsent = contactConsent
    self.deathDate = deathDate
    self.filledFields = filledFields
  }
}

/// FHIR's administrative gender.
public enum Sex: String, CaseIterable, Hashable, Codable, Sendable {
  case female, male, other, unknown
}

/// Where someone lives or a unit stands; one field of a merge.
public struct Address: Hashable, Codable, Sendable {
  public var street: String
  public var number: String
  public var complement: String
  public var district: String
  public var municipality: String
  public var state: FederativeUnit?
  public var postalCode: PostalCode?

  public init(
    street: String = "", number: String = "", complement: String = "", district: String = "",
    municipality: String = "", state: FederativeUnit? = nil, postalCode: PostalCode? = nil
  ) {
    self.street = street
    self.number = number
    self.complement = complement
    self.district = district
    self.municipality = municipality
    self.state = state
    self.postalCode = postalCode
  }
}

/// An insurer's plan (convênio).
public struct Coverage: Hashable, Codable, Sendable {
  public var insurer: String
  public var plan: String
  public var memberNumber: String
  public var validUntil: CivilDate?

  public init(
    insurer: String, plan: String = "", memberNumber: String = "", validUntil: CivilDate? = nil
  ) {
    self.insurer = insurer
    self.plan = plan
    self.memberNumber = memberNumber
    self.validUntil = validUntil
  }
}

/// Who answers for a minor.
public struct Guardian: Hashable, Codable, Sendable {
  public var name: PersonName
  public var relationship: String
  public var cpf: CPF?
  public var phone: Phone?

  public init(
    name: PersonName, relationship: String = "", cpf: CPF? = nil, phone: Phone? = nil
  ) {
    self.name = name
    self.relationship = relationship
    self.cpf = cpf
    self.phone = phone
  }
}

/// Whether the clinic may write to the patient (LGPD); nothing is sent without `granted`.
public struct ContactConsent: Hashable, Codable, Sendable {
  /// FHIR-like consent decisions.
  public enum Status: String, CaseIterable, Hashable, Codable, Sendable {
    case unknown, granted, denied, revoked
  }

  public var status: Status
  public var decidedOn: CivilDate?

  public init(status: Status = .unknown, decidedOn: CivilDate? = nil) {
    self.status = status
    self.decidedOn = decidedOn
  }
}
