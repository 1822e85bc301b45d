import ClinicDomain
import TerminalKit

/// A doctor's details as the fields of a form, and back.
struct DoctorFormFields {
  let wording: Wording
  let places: WorkPlaces

  static let sexes: [Sex] = [.female, .male, .other, .unknown]
  static let councils = ProfessionalCouncil.allCases
  static let states = FederativeUnit.allCases
  /// How many specialties the form has room for; more are kept as they are.
  static let specialtyCount = 2

  enum ID {
    static let name = FieldName.name.rawValue
    static let sex = FieldName.sex.rawValue
    static let cpf = FieldName.cpf.rawValue
    static let council = "registration.council"
    static let state = "registration.state"
    static let number = "registration.number"
    static let phone = FieldName.phones.rawValue
    static let email = FieldName.email.rawValue
    static let place = FieldName.room.rawValue
    static let slot = FieldName.slotMinutes.rawValue
    static let price = FieldName.price.rawValue
    static let isActive = "isActive"

    static func specialty(_ index: Int) -> String { "specialties.\(index)" }
    static func rqe(_ index: Int) -> String { "rqe.\(index)" }

    /// The field of a practitioner that a field of the form belongs to.
    static func field(of id: String) -> FieldName? {
      let name = id.prefix { $0 != "." }
      return name == "rqe" ? .specialties : FieldName(rawValue: String(name))
    }
  }

  func fields(_ practitioner: Practitioner?) -> [FormField] {
    let details = practitioner?.details
    return identity(details) + work(details)
      + AddressFields(wording: wording).fields(details?.address) + activity(practitioner)
  }

  private func identity(_ details: PractitionerDetails?) -> [FormField] {
    let registration = details?.registration
    var fields = [
      FormField(
        ID.name, label: wording.field(.name),
        .text(TextField(details?.name.value ?? "", maximumLength: 200)), isRequired: true),
      FormField(
        ID.sex, label: wording.field(.sex),
        .choice(
          ChoiceField(
            Self.sexes.map(wording.sex),
            selected: Self.sexes.firstIndex(of: details?.sex ?? .unknown))),
        hint: wording.doctorSexHint),
      FormField(
        ID.cpf, label: wording.field(.cpf),
        .masked(MaskedField(.cpf, value: details?.cpf?.digits ?? "")),
        hint: wording.doctorCPFHint, sharesRow: true),
      FormField(
        ID.council, label: wording.councilColumn,
        .choice(
          ChoiceField(
            Self.councils.map(\.rawValue),
            selected: Self.councils.firstIndex(of: registration?.council ?? .crm)))),
      FormField(
        ID.state, label: wording.field(.state),
        .choice(
          ChoiceField(
            Self.states.map(\.rawValue),
            selected: registration.flatMap { Self.states.firstIndex(of: $0.uf) },
            isOptional: true, placeholder: "—")), sharesRow: true),
      FormField(
        ID.number, label: wording.councilNumber,
        .text(TextField(registration?.number ?? "", maximumLength: 14)),
        hint: wording.councilHint),
    ]
    let specialties = details?.specialties ?? []
    for index in 0..<Self.specialtyCount {
      let specialty = specialties.indices.contains(index) ? specialties[index] : nil
      fields += [
        FormField(
          ID.specialty(index), label: wording.specialtyLabel(index),
          .text(TextField(specialty?.name ?? "", maximumLength: 60)), isRequired: index == 0),
        FormField(
          ID.rqe(index), label: "RQE",
          .text(TextField(specialty?.rqe ?? "", filter: .digits, maximumLength: 8)),
          sharesRow: true),
      ]
    }
    return fields
  }

  private func work(_ details: PractitionerDetails?) -> [FormField] {
    [
      FormField(
        ID.phone, label: wording.field(.phones),
        .masked(MaskedField(.phone, value: details?.phone?.digits ?? "", takesWords: true)),
        hint: wording.phoneHint),
      FormField(
        ID.email, label: wording.field(.email),
        .text(TextField(details?.email?.value ?? "", filter: .noBlanks, maximumLength: 254)),
        sharesRow: true),
      FormField(
        ID.place, label: wording.placeLabel,
        places.control(unit: details?.unit, room: details?.room)),
      FormField(
        ID.slot, label: wording.field(.slotMinutes),
        .text(
          TextField(String(details?.slotMinutes ?? 30), filter: .digits, maximumLength: 3)),
        isRequired: true, hint: wording.slotHint),
      FormField(
        ID.price, label: wording.field(.price),
        .money(MoneyField(cents: details?.price?.centavos)), sharesRow: true),
    ]
  }

  private func activity(_ practitioner: Practitioner?) -> [FormField] {
    guard let practitioner else { return [] }
    return [
      FormField(
        ID.isActive, label: wording.statusColumn,
        .choice(
          ChoiceField(
            [wording.active, wording.inactive], selected: practitioner.isActive ? 0 : 1)),
        hint: wording.inactiveHint, heading: wording.clinicHeading)
    ]
  }

  /// What is wrong with a field; an imported doctor may stay without a council number.
  func error(_ id: String, _ form: Form, needsRegistration: Bool) -> String? {
    let value = form[id]
    let isEmpty = value.allSatisfy(\.isWhitespace)
    switch id {
    case ID.name:
      if isEmpty { return wording.requiredField }
      return (try? PersonName(parsing: value)) == nil ? wording.problem(.malformed) : nil
    case ID.number:
      if isEmpty { return needsRegistration ? wording.requiredField : nil }
      return registration(form) == nil && form.choice(ID.state, of: Self.states) != nil
        ? wording.problem(.malformed) : nil
    case ID.state:
      return isEmpty && (needsRegistration || !form[ID.number].isEmpty)
        ? wording.requiredField : nil
    case ID.cpf: return isEmpty ? nil : wording.documentError(CPF.self, value)
    case ID.phone:
      return isEmpty || (try? Phone(parsing: value)) != nil ? nil : wording.problem(.malformed)
    case ID.email:
      return isEmpty || (try? EmailAddress(parsing: value)) != nil ? nil : wording.emailError
    case ID.slot: return Int(value).map(VisitLength.isValid) == true ? nil : wording.slotHint
    case AddressFields.ID.postalCode:
      return isEmpty ? nil : wording.documentError(PostalCode.self, value)
    default: return nil
    }
  }

  private func registration(_ form: Form) -> CouncilRegistration? {
    guard let council = form.choice(ID.council, of: Self.councils),
      let state = form.choice(ID.state, of: Self.states)
    else { return nil }
    return try? CouncilRegistration(council: council, uf: state, number: form[ID.number])
  }

  /// The details that a form without errors means; what has no field is taken from `base`.
  func details(_ form: Form, base: PractitionerDetails?) -> PractitionerDetails? {
    guard let name = try? PersonName(parsing: form[ID.name]) else { return nil }
    var details = base ?? PractitionerDetails(name: name)
    details.name = name
    details.sex = form.choice(ID.sex, of: Self.sexes) ?? .unknown
    details.cpf = try? CPF(parsing: form[ID.cpf])
    details.registration = registration(form)
    let typed = (0..<Self.specialtyCount).compactMap { index -> Specialty? in
      let specialty = form.line(ID.specialty(index))
      let rqe = form.line(ID.rqe(index))
      return specialty.isEmpty ? nil : Specialty(name: specialty, rqe: rqe.isEmpty ? nil : rqe)
    }
    details.specialties = typed + (base?.specialties ?? []).dropFirst(Self.specialtyCount)
    details.phone = try? Phone(parsing: form[ID.phone])
    details.email = try? EmailAddress(parsing: form[ID.email])
    details.address = AddressFields(wording: wording).address(form)
    let place = places.chosen(ID.place, in: form)
    details.unit = place?.unit
    details.room = place?.room
    details.slotMinutes = Int(form[ID.slot]) ?? 0
    details.price = Int64(form[ID.price]).map(Money.init(centavos:))
    return details
  }
}
