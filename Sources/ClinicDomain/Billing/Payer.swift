/// Who is to pay for a visit.
public enum Payer: Hashable, Sendable {
  /// The patient, or who answers for her (particular).
  case patient
  /// An insurer by one of its plans (convênio); the plan may be empty.
  case insurer(String, plan: String)

  public var isInsurer: Bool { self != .patient }

  /// The insurer with the plan; nil where the patient pays.
  public var insurerName: String? {
    guard case .insurer(let name, let plan) = self else { return nil }
    return plan.isEmpty ? name : "\(name) \(plan)"
  }
}

extension Payer: Codable {
  private enum Key: String, CodingKey { case by, insurer, plan }
  private enum Kind: String, Codable { case patient, insurer }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: Key.self)
    switch try values.decode(Kind.self, forKey: .by) {
    case .patient: self = .patient
    case .insurer:
      self = .insurer(
        try values.decode(String.self, forKey: .insurer),
        plan: try values.decode(String.self, forKey: .plan))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: Key.self)
    switch self {
    case .patient: try values.encode(Kind.patient, forKey: .by)
    case .insurer(let name, let plan):
      try values.encode(Kind.insurer, forKey: .by)
      try values.encode(name, forKey: .insurer)
      try values.encode(plan, forKey: .plan)
    }
  }
}

extension Coverage {
  public var payer: Payer { .insurer(insurer, plan: plan) }

  /// Whether it still holds on a day.
  public func isValid(on date: CivilDate) -> Bool { validUntil.map { date <= $0 } ?? true }
}

extension PatientDetails {
  /// Who may pay for her visits: herself and the insurers of her coverages.
  public var payers: [Payer] { [.patient] + (coverage.map { [$0.payer] } ?? []) }

  /// Who pays for a visit of a day unless something else is said: the insurer whose coverage holds
  /// then, else herself.
  public func usualPayer(on date: CivilDate) -> Payer {
    coverage.flatMap { $0.isValid(on: date) ? $0.payer : nil } ?? .patient
  }
}
