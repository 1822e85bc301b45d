extension PatientDetails {
  /// The age below which someone else answers.
  public static let ageOfMajority = 18

  /// What keeps these details from being registered at the desk, field by field.
  public func problems(today: CivilDate) -> [FieldProblem] {
    var problems: [FieldProblem] = []
    if let birthDate {
      if birthDate > today {
        problems.append(FieldProblem(.birthDate, .inTheFuture))
      } else if today.years(since: birthDate) > 130 {
        problems.append(FieldProblem(.birthDate, .outOfRange))
      } else if today.years(since: birthDate) < Self.ageOfMajority, guardian == nil {
        problems.append(FieldProblem(.guardian, .guardianRequired))
      }
    } else {
      problems.append(FieldProblem(.birthDate, .required))
    }
    if let deathDate, deathDate > today || deathDate < birthDate ?? deathDate {
      problems.append(FieldProblem(.birthDate, .outOfRange))
    }
    if phones.count > 4 { problems.append(FieldProblem(.phones, .tooLong)) }
    return problems
  }

  /// The fields in which two versions differ.
  public func changedFields(from other: PatientDetails) -> [FieldName] {
    var fields: [FieldName] = []
    func compare<Value: Equatable>(_ path: KeyPath<PatientDetails, Value>, _ field: FieldName) {
      if self[keyPath: path] != other[keyPath: path] { fields.append(field) }
    }
    compare(\.name, .name)
    compare(\.socialName, .socialName)
    compare(\.birthDate, .birthDate)
    compare(\.sex, .sex)
    compare(\.motherName, .motherName)
    compare(\.cpf, .cpf)
    compare(\.cns, .cns)
    compare(\.phones, .phones)
    compare(\.email, .email)
    compare(\.address, .address)
    compare(\.coverage, .coverage)
    compare(\.guardian, .guardian)
    compare(\.contactConsent, .contactConsent)
    return fields
  }

  /// Takes the given fields from another version.
  public mutating func take(_ fields: [FieldName], from other: PatientDetails) {
    for field in fields {
      switch field {
      case .name: name = other.name
      case .socialName: socialName = other.socialName
      case .birthDate: birthDate = other.birthDate
      case .sex: sex = other.sex
      case .motherName: motherName = other.motherName
      case .cpf: cpf = other.cpf
      case .cns: cns = other.cns
      case .phones: phones = other.phones
      case .email: email = other.email
      case .address: address = other.address
      case .coverage: coverage = other.coverage
      case .guardian: guardian = other.guardian
      case .contactConsent: contactConsent = other.contactConsent
      default: break
      }
      filledFields.removeAll { $0 == field.rawValue }
    }
  }
}
