/// A unit of the Brazilian federation: a state or the Federal District.
public enum FederativeUnit: String, ParsedValue, CaseIterable {
  case ac = "AC"
  case al = "AL"
  case am = "AM"
  case ap = "AP"
  case ba = "BA"
  case ce = "CE"
  case df = "DF"
  case es = "ES"
  case go = "GO"
  case ma = "MA"
  case mg = "MG"
  case ms = "MS"
  case mt = "MT"
  case pa = "PA"
  case pb = "PB"
  case pe = "PE"
  case pi = "PI"
  case pr = "PR"
  case rj = "RJ"
  case rn = "RN"
  case ro = "RO"
  case rr = "RR"
  case rs = "RS"
  case sc = "SC"
  case se = "SE"
  case sp = "SP"
  case to = "TO"

  /// Why a text is no federative unit.
  public enum ParseError: Error, Equatable, Sendable {
    case empty
    case unknown
  }

  /// Reads the two letters, or the name with or without accents.
  public init(parsing text: String) throws(ParseError) {
    let folded = TextFolding.fold(text)
    guard !folded.isEmpty else { throw .empty }
    guard let unit = Self.byText[folded] else { throw .unknown }
    self = unit
  }

  /// The two letters.
  public var value: String { rawValue }
  /// The two letters.
  public var formatted: String { rawValue }

  /// The name, as it is written in Brazil.
  public var name: String {
    switch self {
    case .ac: "Acre"
    case .al: "Alagoas"
    case .am: "Amazonas"
    case .ap: "Amapá"
    case .ba: "Bahia"
    case .ce: "Ceará"
    case .df: "Distrito Federal"
    case .es: "Espírito Santo"
    case .go: "Goiás"
    case .ma: "Maranhão"
    case .mg: "Minas Gerais"
    case .ms: "Mato Grosso do Sul"
    case .mt: "Mato Grosso"
    case .pa: "Pará"
    case .pb: "Paraíba"
    case .pe: "Pernambuco"
    case .pi: "Piauí"
    case .pr: "Paraná"
    case .rj: "Rio de Janeiro"
    case .rn: "Rio Grande do Norte"
    case .ro: "Rondônia"
    case .rr: "Roraima"
    case .rs: "Rio Grande do Sul"
    case .sc: "Santa Catarina"
    case .se: "Sergipe"
    case .sp: "São Paulo"
    case .to: "Tocantins"
    }
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let unit = FederativeUnit(rawValue: text) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "no such unit")
    }
    self = unit
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(rawValue)
  }

  private static let byText: [String: FederativeUnit] = {
    var table: [String: FederativeUnit] = [:]
    for unit in allCases {
      table[TextFolding.fold(unit.rawValue)] = unit
      table[TextFolding.fold(unit.name)] = unit
    }
    return table
  }()
}
