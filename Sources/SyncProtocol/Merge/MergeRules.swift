/// Which concurrent changes of a field a person has to look at.
///
/// Contact data and the like go by the last writer. Who a patient is doesn't: both values are kept
/// until somebody chooses. What is only ever appended has no conflicts.
public enum MergeRules {
  private static let identity: [String: Set<String>] = [
    "patient": ["name", "socialName", "birthDate", "sex", "cpf", "cns", "motherName"],
    "practitioner": ["name", "registration", "cpf"],
  ]

  /// Whether both values of a conflict are kept for a person to choose.
  public static func needsPerson(entity: String, field: String) -> Bool {
    identity[entity]?.contains(field) ?? false
  }
}
