public import ClinicDomain

/// How a command ended.
public enum CommandOutcome<Value: Equatable & Sendable>: Equatable, Sendable {
  case done(Value)
  /// A rule or the permission table said no; the audit trail has it.
  case refused(Refusal)
  /// The database can't take it now: it waits in the staging area, not yet done.
  case staged
  /// Nothing happened.
  case failed(StorageError)

  /// The value of a command that was carried out.
  public var value: Value? {
    if case .done(let value) = self { value } else { nil }
  }
}

extension Refusal {
  /// A code for the audit trail: which rule, never what was typed.
  var code: String {
    switch self {
    case .denied(let capability): "denied \(capability.rawValue)"
    case .notFound(let entity): "not-found \(entity.rawValue)"
    case .invalid(let problems):
      "invalid "
        + problems.map { "\($0.field.rawValue):\($0.reason.rawValue)" }.joined(separator: " ")
    case .changedMeanwhile(let fields):
      "changed-meanwhile " + fields.map(\.rawValue).joined(separator: " ")
    case .duplicate(let found): found.isCertain ? "duplicate certain" : "duplicate likely"
    case .scheduling(let refusal): "scheduling \(caseName(refusal))"
    case .stay(let refusal): "stay \(caseName(refusal))"
    case .attendance(let refusal): "attendance \(caseName(refusal))"
    case .record(let refusal): "record \(caseName(refusal))"
    case .billing(let refusal): "billing \(caseName(refusal))"
    case .staff(let refusal): "staff \(caseName(refusal))"
    }
  }

  /// Whether it is a matter of rights rather than of rules.
  var isDenial: Bool {
    switch self {
    case .denied, .record(.notOwnPatient), .record(.ownChart), .record(.notAuthor),
      .staff(.ownRights):
      true
    default: false
    }
  }

  private func caseName(_ refusal: Any) -> String {
    String(String(describing: refusal).prefix { $0 != "(" })
  }
}
