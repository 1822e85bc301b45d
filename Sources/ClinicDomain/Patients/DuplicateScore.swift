/// How likely two registrations are one person.
///
/// Source of the weights: the project's domain rules.
public struct DuplicateScore: Hashable, Sendable, Comparable {
  /// Points from which a warning is shown.
  public static let warning = 8
  /// The score of an equal CPF or CNS.
  public static let certain = DuplicateScore(points: 100)

  public let points: Int

  /// Whether the same document says it is one person.
  public var isCertain: Bool { self >= .certain }

  public static func < (left: DuplicateScore, right: DuplicateScore) -> Bool {
    left.points < right.points
  }

  private init(points: Int) { self.points = points }

  /// Name 6, birth date 6, sex 2, phonetic surname 2, phone 1, e-mail 6, mother's name 4; an equal
  /// CPF or CNS is certain.
  ///
  /// Names are compared with accents and case folded.
  public init(_ one: PatientDetails, _ other: PatientDetails) {
    if let cpf = one.cpf, cpf == other.cpf { self = .certain; return }
    if let cns = one.cns, cns == other.cns { self = .certain; return }
    var points = 0
    let names = (SearchKey(one.name.value), SearchKey(other.name.value))
    let sameBirth = one.birthDate != nil && one.birthDate == other.birthDate
    if names.0 == names.1 { points += 6 }
    if sameBirth { points += 6 }
    if one.sex == other.sex, one.sex != .unknown { points += 2 }
    if let mine = names.0.tokens.last, let theirs = names.1.tokens.last,
      PhoneticKey(mine) == PhoneticKey(theirs)
    {
      points += 2
    }
    if !Set(one.phones).isDisjoint(with: other.phones) { points += 1 }
    if let email = one.email, email == other.email { points += 6 }
    if let mother = one.motherName, let theirs = other.motherName,
      SearchKey(mother.value) == SearchKey(theirs.value)
    {
      points += 4
    }
    if sameBirth, Self.sameBeginnings(names.0, names.1) { points = max(points, Self.warning) }
    self.points = points
  }

  /// Same first two letters of the first and of the last name.
  private static func sameBeginnings(_ one: SearchKey, _ other: SearchKey) -> Bool {
    let (mine, theirs) = (one.tokens, other.tokens)
    guard let first = mine.first, let last = mine.last, let otherFirst = theirs.first,
      let otherLast = theirs.last
    else { return false }
    return first.prefix(2) == otherFirst.prefix(2) && last.prefix(2) == otherLast.prefix(2)
  }
}

/// Registrations that may be the same person as the one being registered.
public struct DuplicateFound: Hashable, Codable, Sendable {
  public let patients: [PatientID]
  /// Whether a document is the same: then registering again is refused outright.
  public let isCertain: Bool

  public init(patients: [PatientID], isCertain: Bool) {
    self.patients = patients
    self.isCertain = isCertain
  }
}
