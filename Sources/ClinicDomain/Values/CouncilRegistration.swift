/// A regional council that registers health professionals.
public enum ProfessionalCouncil: String, Sendable, Hashable, Codable, CaseIterable {
  /// Medicine.
  case crm = "CRM"
  /// Dentistry.
  case cro = "CRO"
  /// Psychology.
  case crp = "CRP"
  /// Nursing.
  case coren = "COREN"
  /// Physiotherapy and occupational therapy.
  case crefito = "CREFITO"
  /// Nutrition.
  case crn = "CRN"
  /// Pharmacy.
  case crf = "CRF"
  /// Speech therapy; also written CREFONO.
  case crfa = "CRFa"
  /// Biomedicine.
  case crbm = "CRBM"
  /// Physical education.
  case cref = "CREF"
  /// Social work.
  case cress = "CRESS"
  /// Radiology technicians.
  case crtr = "CRTR"

  /// Reads the council's letters in either case.
  public init?(parsing text: some StringProtocol) {
    let upper = text.uppercased()
    let match =
      upper == "CREFONO"
      ? Self.crfa : Self.allCases.first { $0.rawValue.uppercased() == upper }
    guard let match else { return nil }
    self = match
  }
}

/// A professional's registration: council, federative unit and number, together a key.
///
/// The number has no check digit: up to eight digits, perhaps after a region (`06/12345`), and
/// perhaps one or two letters behind (`P` for a provisional registration).
public struct CouncilRegistration: ParsedValue {
  /// The council.
  public let council: ProfessionalCouncil
  /// The federative unit.
  public let uf: FederativeUnit
  /// The number without leading zeros, such as `123456`, `06/12345` or `12345-P`.
  public let number: String

  /// Why a text is no registration.
  public enum ParseError: Error, Equatable, Sendable {
    case empty
    case council
    case federativeUnit
    case number
  }

  /// The registration with that council, unit and number.
  public init(
    council: ProfessionalCouncil, uf: FederativeUnit, number: String
  ) throws(ParseError) {
    var characters = Array(number.utf8.filter { $0 != 0x20 && $0 != 0x2E && $0 != 0x2D })
    var suffix: [UInt8] = []
    while let last = characters.last, (0x41...0x5A).contains(last & 0xDF), !Digits.isDigit(last) {
      suffix.insert(last & 0xDF, at: 0)
      characters.removeLast()
    }
    let groups = characters.split(separator: 0x2F, omittingEmptySubsequences: false)
    guard suffix.count <= 2, groups.count == 1 || groups.count == 2, let last = groups.last,
      last.count <= 8, let digits = Digits.number(last), digits > 0
    else { throw .number }
    var text = String(digits)
    if groups.count == 2 {
      guard groups[0].count <= 2, let region = Digits.number(groups[0]) else { throw .number }
      text = Digits.padded(region, width: 2) + "/" + text
    }
    if !suffix.isEmpty { text += "-" + DocumentText.text(suffix) }
    self.council = council
    self.uf = uf
    self.number = text
  }

  /// Reads `CRM-SP 123456`, `crm/sp 123.456`, `CRM SP 12345-P`, `CRM 123456 SP` and the like.
  public init(parsing text: String) throws(ParseError) {
    let separators: Set<Character> = [" ", "-", "/", ":", ",", "."]
    let words = text.split { $0.isWhitespace || separators.contains($0) }
    guard let first = words.first else { throw .empty }
    guard let council = ProfessionalCouncil(parsing: first) else { throw .council }
    var rest = text[first.endIndex...]
    for word in words.dropFirst() where word.count == 2 {
      guard let uf = FederativeUnit(rawValue: word.uppercased()) else { continue }
      if word.startIndex == words[1].startIndex {
        rest = text[word.endIndex...]
      } else {
        rest = text[first.endIndex..<word.startIndex]
      }
      let number = rest.drop { !$0.isNumber }.filter { !$0.isWhitespace && $0 != "." }
      let trimmedNumber = String(number.reversed().drop { separators.contains($0) }.reversed())
      try self.init(council: council, uf: uf, number: trimmedNumber)
      return
    }
    throw .federativeUnit
  }

  /// The registration as `CRM-SP 123456`.
  public var value: String { "\(council.rawValue)-\(uf.rawValue) \(number)" }
  /// The registration as `CRM-SP 123456`.
  public var formatted: String { value }
}
