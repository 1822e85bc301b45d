import ClinicDomain
import TerminalKit

/// An address as fields of a form, and back.
struct AddressFields {
  let wording: Wording

  static let states = FederativeUnit.allCases

  /// The fields' ids; all belong to `FieldName.address`.
  enum ID {
    static let postalCode = "address.postalCode"
    static let street = "address.street"
    static let number = "address.number"
    static let complement = "address.complement"
    static let district = "address.district"
    static let municipality = "address.municipality"
    static let state = "address.state"
  }

  func fields(_ address: Address?) -> [FormField] {
    [
      FormField(
        ID.postalCode, label: wording.field(.postalCode),
        .masked(MaskedField(.cep, value: address?.postalCode?.digits ?? "")),
        heading: wording.field(.address)),
      FormField(
        ID.state, label: wording.field(.state),
        .choice(
          ChoiceField(
            Self.states.map(\.rawValue),
            selected: address?.state.flatMap { Self.states.firstIndex(of: $0) },
            isOptional: true, placeholder: "—")), sharesRow: true),
      FormField(ID.municipality, label: wording.field(.municipality), text(address?.municipality)),
      FormField(
        ID.district, label: wording.district, text(address?.district), sharesRow: true),
      FormField(ID.street, label: wording.street, text(address?.street)),
      FormField(ID.number, label: wording.houseNumber, text(address?.number)),
      FormField(
        ID.complement, label: wording.complement, text(address?.complement), sharesRow: true),
    ]
  }

  private func text(_ value: String?) -> FormControl {
    .text(TextField(value ?? "", maximumLength: 200))
  }

  /// The address that the fields mean; nil where all are empty.
  func address(_ form: Form) -> Address? {
    let address = Address(
      street: form.line(ID.street), number: form.line(ID.number),
      complement: form.line(ID.complement), district: form.line(ID.district),
      municipality: form.line(ID.municipality), state: form.choice(ID.state, of: Self.states),
      postalCode: try? PostalCode(parsing: form[ID.postalCode]))
    return address == Address() ? nil : address
  }
}

extension Form {
  /// A field's text without blanks at its ends and without runs of them.
  func line(_ id: String) -> String {
    self[id].split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  /// The chosen one of the values that a choice stands for.
  func choice<Value>(_ id: String, of values: [Value]) -> Value? {
    Int(self[id]).flatMap { values.indices.contains($0) ? values[$0] : nil }
  }
}
