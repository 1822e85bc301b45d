import ClinicDomain
import TerminalKit

/// A patient's details as the fields of a form, and back.
struct PatientFormFields {
  let wording: Wording
  let today: CivilDate

  static let sexes: [Sex] = [.female, .male, .other, .unknown]
  static let consents = ContactConsent.Status.allCases

  /// The ids of the fields, by the field of the patient they belong to.
  enum ID {
    static let name = FieldName.name.rawValue
    static let socialName = FieldName.socialName.rawValue
    static let birthDate = FieldName.birthDate.rawValue
    static let sex = FieldName.sex.rawValue
    static let motherName = FieldName.motherName.rawValue
    static let cpf = FieldName.cpf.rawValue
    static let cns = FieldName.cns.rawValue
    static let phones = ["phones.0", "phones.1"]
    static let email = FieldName.email.rawValue
    static let consent = FieldName.contactConsent.rawValue
    static let insurer = "coverage.insurer"
    static let plan = "coverage.plan"
    static let memberNumber = "coverage.memberNumber"
    static let validUntil = "coverage.validUntil"
    static let guardianName = "guardian.name"
    static let relationship = "guardian.relationship"
    static let guardianCPF = "guardian.cpf"
    static let guardianPhone = "guardian.phone"
  }

  /// All fields in the order of the cursor's way, filled with what is there.
  func fields(_ details: PatientDetails?, name: String = "") -> [FormField] {
    person(details, name: name) + contact(details)
      + AddressFields(wording: wording).fields(details?.address)
      + coverage(details?.coverage) + guardian(details?.guardian)
  }

  private func person(_ details: PatientDetails?, name: String) -> [FormField] {
    [
      FormField(
        ID.name, label: wording.field(.name), text(details?.name.value ?? name), isRequired: true),
      FormField(
        ID.socialName, label: wording.field(.socialName), text(details?.socialName?.value),
        hint: wording.socialNameHint),
      FormField(
        ID.birthDate, label: wording.field(.birthDate),
        .masked(
          MaskedField(
            .date, value: details?.birthDate?.brazilianText ?? "",
            placeholder: wording.datePlaceholder)), isRequired: true),
      FormField(
        ID.sex, label: wording.field(.sex),
        .choice(
          ChoiceField(
            Self.sexes.map(wording.sex),
            selected: Self.sexes.firstIndex(of: details?.sex ?? .unknown))), sharesRow: true),
      FormField(
        ID.motherName, label: wording.field(.motherName), text(details?.motherName?.value)),
      FormField(
        ID.cpf, label: wording.field(.cpf), masked(.cpf, details?.cpf?.digits)),
      FormField(
        ID.cns, label: wording.field(.cns), masked(.cns, details?.cns?.digits), sharesRow: true),
    ]
  }

  private func contact(_ details: PatientDetails?) -> [FormField] {
    let phones = details?.phones ?? []
    return [
      FormField(
        ID.phones[0], label: wording.field(.phones), phone(phones.first),
        hint: wording.phoneHint),
      FormField(
        ID.phones[1], label: wording.secondPhone, phone(phones.dropFirst().first),
        hint: wording.phoneHint, sharesRow: true),
      FormField(
        ID.email, label: wording.field(.email),
        .text(TextField(details?.email?.value ?? "", filter: .noBlanks, maximumLength: 254))),
      FormField(
        ID.consent, label: wording.field(.contactConsent),
        .choice(
          ChoiceField(
            Self.consents.map(wording.consent),
            selected: Self.consents.firstIndex(of: details?.contactConsent.status ?? .unknown))),
        hint: wording.consentHint),
    ]
  }

  private func coverage(_ coverage: Coverage?) -> [FormField] {
    [
      FormField(
        ID.insurer, label: wording.insurer, text(coverage?.insurer),
        heading: wording.field(.coverage)),
      FormField(ID.plan, label: wording.plan, text(coverage?.plan), sharesRow: true),
      FormField(ID.memberNumber, label: wording.memberNumber, text(coverage?.memberNumber)),
      FormField(
        ID.validUntil, label: wording.validUntil,
        .masked(
          MaskedField(
            .date, value: coverage?.validUntil?.brazilianText ?? "",
            placeholder: wording.datePlaceholder, takesWords: true)), sharesRow: true),
    ]
  }

  private func guardian(_ guardian: Guardian?) -> [FormField] {
    [
      FormField(
        ID.guardianName, label: wording.field(.name), text(guardian?.name.value),
        hint: wording.guardianHint, heading: wording.field(.guardian)),
      FormField(
        ID.relationship, label: wording.relationship, text(guardian?.relationship),
        sharesRow: true),
      FormField(ID.guardianCPF, label: wording.field(.cpf), masked(.cpf, guardian?.cpf?.digits)),
      FormField(
        ID.guardianPhone, label: wording.field(.phones), phone(guardian?.phone), sharesRow: true),
    ]
  }

  private func text(_ value: String?) -> FormControl {
    .text(TextField(value ?? "", maximumLength: 200))
  }

  private func masked(_ mask: Mask, _ digits: String?) -> FormControl {
    .masked(MaskedField(mask, value: digits ?? ""))
  }

  /// A number of another country keeps its `+` in a plain field.
  private func phone(_ phone: Phone?) -> FormControl {
    if let phone, phone.kind == .international { return .text(TextField(phone.value)) }
    return .masked(MaskedField(.phone, value: phone?.digits ?? "", takesWords: true))
  }
}
