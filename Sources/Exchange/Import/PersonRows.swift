import ClinicDomain

extension RowFields {
  /// Reads a patient's fields.
  mutating func patient(_ foreignID: ForeignID, today: CivilDate) -> ImportedPatient? {
    _ = required("name")
    let name = value("name", as: PersonName.self)
    let birthDate = date("birth_date")
    if let birthDate {
      if birthDate > today || today.years(since: birthDate) > 130 {
        reject("birth_date", .outOfRange)
      }
    }
    let deathDate = date("death_date")
    if let deathDate, deathDate > today || deathDate < birthDate ?? deathDate {
      reject("death_date", .outOfRange)
    }
    let coverageEnd = date("coverage.valid_until")
    let coverage = text("coverage.insurer").map {
      Coverage(
        insurer: $0, plan: text("coverage.plan") ?? "",
        memberNumber: text("coverage.member_number") ?? "", validUntil: coverageEnd)
    }
    var guardian: Guardian?
    if let guardianName = value("guardian.name", as: PersonName.self) {
      guardian = Guardian(
        name: guardianName, relationship: text("guardian.relationship") ?? "",
        cpf: value("guardian.cpf", as: CPF.self), phone: value("guardian.phone", as: Phone.self))
    }
    let phones = ["phone", "phone2"].compactMap { value($0, as: Phone.self) }
    let consent = ContactConsent(status: choice("contact_consent", or: .unknown))
    let sex = choice("sex", or: Sex.unknown)
    let socialName = value("social_name", as: PersonName.self)
    let motherName = value("mother_name", as: PersonName.self)
    let cpf = value("cpf", as: CPF.self)
    let cns = value("cns", as: CNS.self)
    let email = value("email", as: EmailAddress.self)
    let address = address()
    guard let name, problems.isEmpty else { return nil }
    return ImportedPatient(
      foreignID: foreignID,
      details: PatientDetails(
        name: name, socialName: socialName, birthDate: birthDate, sex: sex,
        motherName: motherName, cpf: cpf, cns: cns, phones: phones, email: email,
        address: address, coverage: coverage, guardian: guardian, contactConsent: consent,
        deathDate: deathDate, filledFields: domainNames(filled)))
  }

  /// Reads a practitioner's fields.
  mutating func practitioner(_ foreignID: ForeignID) -> ImportedPractitioner? {
    _ = required("name")
    let name = value("name", as: PersonName.self)
    let registration = value("registration", as: CouncilRegistration.self)
    let sex = choice("sex", or: Sex.unknown)
    let phone = value("phone", as: Phone.self)
    let email = value("email", as: EmailAddress.self)
    let address = address()
    let price = money("price")
    let slotMinutes = number("slot_minutes", in: 5...360) ?? 30
    if slotMinutes % 5 != 0 { reject("slot_minutes", .outOfRange) }
    let specialties = text("specialty").map { [Specialty(name: $0, rqe: text("specialty.rqe"))] }
    guard let name, problems.isEmpty else { return nil }
    return ImportedPractitioner(
      foreignID: foreignID,
      details: PractitionerDetails(
        name: name, sex: sex, registration: registration, specialties: specialties ?? [],
        phone: phone, email: email, address: address, slotMinutes: slotMinutes, price: price),
      filledFields: domainNames(filled))
  }

  /// The domain's names of fields, each once.
  func domainNames(_ fields: [String]) -> [String] {
    var names: [String] = []
    for field in fields {
      let name =
        switch field {
        case "social_name": "socialName"
        case "birth_date": "birthDate"
        case "death_date": "deathDate"
        case "mother_name": "motherName"
        case "phone", "phone2": "phones"
        case "contact_consent": "contactConsent"
        case "specialty", "specialty.rqe": "specialties"
        case "slot_minutes": "slotMinutes"
        case "booked_at": "bookedAt"
        case "occurred_at": "occurredAt"
        case "issued_at": "issuedAt"
        case "unit_price": "unitPrice"
        case "paid_at": "paidAt"
        default: String(field.prefix { $0 != "." })
        }
      if !names.contains(name) { names.append(name) }
    }
    return names
  }
}
