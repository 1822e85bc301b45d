import ClinicDomain

extension DemoBuilder {
  /// Patients of all ages with distinct documents; minors have someone who answers for them.
  mutating func addPatients(_ count: Int) throws {
    var cpfs: Set<CPF> = []
    var cards: Set<CNS> = []
    for number in 1...max(1, count) {
      let registered = instant(
        today.adding(days: -random.number(in: 60...2200)), minute: random.number(in: 480...1080))
      var details = try person(number)
      if let cpf = details.cpf, !cpfs.insert(cpf).inserted { details.cpf = nil }
      if let card = details.cns, !cards.insert(card).inserted { details.cns = nil }
      clinic.patients.append(
        Patient(
          id: id(at: registered), chartNumber: number, details: details, registeredAt: registered))
    }
  }

  private mutating func person(_ number: Int) throws -> PatientDetails {
    let sex: Sex = random.chance(57) ? .female : .male
    let age = age()
    let birth = today.adding(days: -(age * 365 + age / 4 + random.number(in: 0...364)))
    let isMinor = today.years(since: birth) < PatientDetails.ageOfMajority
    let family = random.surname()
    let mother = try random.name(.female, family: family)
    var details = PatientDetails(
      name: try random.name(sex, family: family), birthDate: birth, sex: sex,
      motherName: mother)
    if !isMinor || random.chance(55) { details.cpf = try random.cpf() }
    if random.chance(45) { details.cns = try random.cns() }
    details.phones = [try random.mobile()]
    if random.chance(20) { details.phones.append(try random.landline()) }
    details.address = try random.address()
    details.coverage = random.coverage(today: today)
    if !isMinor, random.chance(55) {
      let login = details.name.searchKey.tokens
      let ends = [login.first, login.last].compactMap { $0 }.joined(separator: ".")
      details.email = try EmailAddress(parsing: "\(ends).\(number)@correio.example")
    }
    if isMinor {
      details.guardian = Guardian(
        name: mother, relationship: "mãe", cpf: try random.cpf(), phone: details.phones.first)
    }
    if !isMinor, random.chance(1) {
      details.socialName = try random.name(sex == .female ? .male : .female, family: family)
    }
    if random.chance(70) {
      details.contactConsent = ContactConsent(
        status: random.chance(88) ? .granted : .denied,
        decidedOn: today.adding(days: -random.number(in: 10...900)))
    }
    return details
  }

  /// Years: children, adults and many older people, as waiting rooms have them.
  private mutating func age() -> Int {
    switch random.number(in: 0...99) {
    case 0..<19: random.number(in: 0...13)
    case 19..<24: random.number(in: 14...17)
    case 24..<62: random.number(in: 18...54)
    case 62..<90: random.number(in: 55...78)
    default: random.number(in: 79...97)
    }
  }
}
