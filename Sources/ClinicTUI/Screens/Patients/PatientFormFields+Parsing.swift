import ClinicDomain
import TerminalKit

extension PatientFormFields {
  /// What is wrong with a field, in words; nil where nothing is.
  func error(_ id: String, _ form: Form) -> String? {
    let value = form[id]
    let isEmpty = value.allSatisfy(\.isWhitespace)
    switch id {
    case ID.name: return isEmpty ? wording.requiredField : nameError(value)
    case ID.birthDate:
      return isEmpty ? wording.requiredField : birthDateError(value)
    case ID.guardianName:
      if isEmpty {
        let hasMore = [ID.relationship, ID.guardianCPF, ID.guardianPhone].contains {
          !form[$0].isEmpty
        }
        return hasMore || isMinor(form) ? wording.guardianHint : nil
      }
      return nameError(value)
    case ID.insurer:
      let hasMore = [ID.plan, ID.memberNumber, ID.validUntil].contains { !form[$0].isEmpty }
      return isEmpty && hasMore ? wording.requiredField : nil
    default: return isEmpty ? nil : filledError(id, value)
    }
  }

  private func filledError(_ id: String, _ value: String) -> String? {
    switch id {
    case ID.socialName, ID.motherName: nameError(value)
    case ID.cpf, ID.guardianCPF: wording.documentError(CPF.self, value)
    case ID.cns: wording.documentError(CNS.self, value)
    case AddressFields.ID.postalCode: wording.documentError(PostalCode.self, value)
    case ID.phones[0], ID.phones[1], ID.guardianPhone: phoneError(value)
    case ID.email: (try? EmailAddress(parsing: value)) == nil ? wording.emailError : nil
    case ID.validUntil:
      (try? CivilDate.parse(value, today: today)) == nil ? wording.dateError : nil
    default: nil
    }
  }

  private func nameError(_ value: String) -> String? {
    do {
      _ = try PersonName(parsing: value)
      return nil
    } catch {
      return wording.nameError(error)
    }
  }

  private func phoneError(_ value: String) -> String? {
    do {
      _ = try Phone(parsing: value)
      return nil
    } catch {
      return wording.phoneError(error)
    }
  }

  private func birthDateError(_ value: String) -> String? {
    do {
      _ = try CivilDate.parseBirthDate(value, today: today)
      return nil
    } catch {
      return wording.birthDateError(error)
    }
  }

  private func isMinor(_ form: Form) -> Bool {
    guard let birth = try? CivilDate.parseBirthDate(form[ID.birthDate], today: today) else {
      return false
    }
    return today.years(since: birth) < PatientDetails.ageOfMajority
  }

  /// The details that a form without errors means; what has no field is taken from `base`.
  func details(_ form: Form, base: PatientDetails?) -> PatientDetails? {
    guard let name = try? PersonName(parsing: form[ID.name]) else { return nil }
    var details = base ?? PatientDetails(name: name)
    details.name = name
    details.socialName = try? PersonName(parsing: form[ID.socialName])
    details.birthDate = try? CivilDate.parseBirthDate(form[ID.birthDate], today: today)
    details.sex = form.choice(ID.sex, of: Self.sexes) ?? .unknown
    details.motherName = try? PersonName(parsing: form[ID.motherName])
    details.cpf = try? CPF(parsing: form[ID.cpf])
    details.cns = try? CNS(parsing: form[ID.cns])
    details.phones =
      ID.phones.compactMap { try? Phone(parsing: form[$0]) }
      + (base?.phones ?? []).dropFirst(ID.phones.count)
    details.email = try? EmailAddress(parsing: form[ID.email])
    details.address = AddressFields(wording: wording).address(form)
    details.coverage = coverage(form)
    details.guardian = guardian(form)
    let status = form.choice(ID.consent, of: Self.consents) ?? .unknown
    if status != details.contactConsent.status {
      details.contactConsent = ContactConsent(
        status: status, decidedOn: status == .unknown ? nil : today)
    }
    return details
  }

  private func coverage(_ form: Form) -> Coverage? {
    let insurer = form.line(ID.insurer)
    guard !insurer.isEmpty else { return nil }
    return Coverage(
      insurer: insurer, plan: form.line(ID.plan),
      memberNumber: form.line(ID.memberNumber),
      validUntil: try? CivilDate.parse(form[ID.validUntil], today: today))
  }

  private func guardian(_ form: Form) -> Guardian? {
    guard let name = try? PersonName(parsing: form[ID.guardianName]) else { return nil }
    return Guardian(
      name: name, relationship: form.line(ID.relationship),
      cpf: try? CPF(parsing: form[ID.guardianCPF]),
      phone: try? Phone(parsing: form[ID.guardianPhone]))
  }
}
