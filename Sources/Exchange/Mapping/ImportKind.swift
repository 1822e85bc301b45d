/// What a file's rows become.
public enum ImportKind: String, Sendable, Hashable, CaseIterable {
  case patients, practitioners, appointments, records, invoices

  /// The fields a mapping may give.
  public var fields: [String] {
    let address = [
      "address.street", "address.number", "address.complement", "address.district",
      "address.municipality", "address.state", "address.postal_code",
    ]
    return switch self {
    case .patients:
      [
        "foreign_id", "name", "social_name", "birth_date", "death_date", "sex", "mother_name",
        "cpf", "cns", "phone", "phone2", "email", "coverage.insurer", "coverage.plan",
        "coverage.member_number", "coverage.valid_until", "guardian.name",
        "guardian.relationship", "guardian.cpf", "guardian.phone", "contact_consent",
      ] + address
    case .practitioners:
      [
        "foreign_id", "name", "sex", "registration", "specialty", "specialty.rqe", "phone",
        "email", "slot_minutes", "price",
      ] + address
    case .appointments:
      [
        "foreign_id", "patient", "practitioner", "start", "date", "time", "end", "minutes",
        "status", "kind", "observation", "authorisation", "booked_at", "cancellation.by",
        "cancellation.reason", "historical",
      ]
    case .records:
      [
        "foreign_id", "patient", "practitioner", "appointment", "author", "occurred_at", "kind",
        "subjective", "objective", "assessment", "plan", "substance", "reaction", "criticality",
        "description", "code", "onset", "abatement", "medication", "dosage", "start", "end",
      ]
    case .invoices:
      [
        "foreign_id", "invoice", "part", "patient", "practitioner", "appointment", "issued_at",
        "description", "code", "quantity", "unit_price", "amount", "method", "payer", "payer_cpf",
        "paid_at",
      ]
    }
  }

  /// The fields a mapping must give.
  public var requiredFields: [String] {
    switch self {
    case .patients, .practitioners: ["foreign_id", "name"]
    case .appointments: ["foreign_id", "patient", "practitioner", "status"]
    case .records: ["foreign_id", "patient", "occurred_at", "kind"]
    case .invoices: ["foreign_id", "invoice", "part"]
    }
  }
}
