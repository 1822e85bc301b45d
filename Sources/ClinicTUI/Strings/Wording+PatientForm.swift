import ClinicDomain

extension Wording {
  var newPatientTitle: String { pick("Novo paciente", "New patient") }
  func editTitle(_ name: String) -> String {
    pick("Cadastro de \(name)", "Registration of \(name)")
  }
  var registered: String { pick("Cadastrado.", "Registered.") }
  var formIsOpen: String {
    pick(
      "Há um cadastro não salvo: salve (Ctrl-S) ou desista (Esc) antes.",
      "A registration is not saved yet: save it (Ctrl-S) or give up (Esc) first.")
  }

  var socialNameHint: String {
    pick("Como a pessoa quer ser chamada.", "How the person wants to be called.")
  }
  var phoneHint: String {
    pick("DDD e número; + para outro país.", "Area code and number; + for another country.")
  }
  var consentHint: String {
    pick("Pode receber lembretes da clínica?", "May the clinic send reminders?")
  }
  var guardianHint: String {
    pick("Quem responde por menor de 18 anos.", "Who answers for someone under 18.")
  }
  var secondPhone: String { pick("Outro telefone", "Other phone") }
  var street: String { pick("Rua", "Street") }
  var houseNumber: String { pick("Número", "Number") }
  var complement: String { pick("Complemento", "Complement") }
  var district: String { pick("Bairro", "District") }
  var insurer: String { pick("Operadora", "Insurer") }
  var plan: String { pick("Plano", "Plan") }
  var memberNumber: String { pick("Carteirinha", "Member number") }
  var validUntil: String { pick("Validade", "Valid until") }
  var relationship: String { pick("Parentesco", "Relationship") }

  var duplicateTitle: String {
    pick(
      "Pode já estar cadastrado: é a mesma pessoa?", "Maybe registered already: the same person?")
  }
  var sameDocumentTitle: String {
    pick(
      "O mesmo documento já está cadastrado: é esta pessoa.",
      "The same document is registered already: it is this person.")
  }
  var typedColumn: String { pick("Digitado", "Typed") }
  var openExisting: String { pick("abre o cadastro", "open it") }
  var registerAnyway: String { pick("é outra pessoa", "someone else") }
  var backToForm: String { pick("volta a editar", "back to editing") }
  var otherCandidate: String { pick("outro", "another") }

  /// What is compared with likely duplicates.
  func comparison(of details: PatientDetails) -> [(label: String, value: String)] {
    comparison(
      name: details.name.value, socialName: details.socialName?.value ?? "",
      birthDate: details.birthDate, sex: details.sex, cpf: details.cpf?.formatted ?? "",
      cns: details.cns?.digits ?? "", phone: details.phones.first?.formatted ?? "")
  }

  /// The same of a registration.
  func comparison(of row: PatientRow) -> [(label: String, value: String)] {
    let cpf = (try? CPF(parsing: row.cpf))?.formatted ?? row.cpf
    return comparison(
      name: row.name, socialName: row.socialName, birthDate: row.birthDate, sex: row.sex,
      cpf: cpf, cns: row.cns, phone: row.phone)
  }

  private func comparison(
    name: String, socialName: String, birthDate: CivilDate?, sex: Sex, cpf: String, cns: String,
    phone: String
  ) -> [(label: String, value: String)] {
    func shown(_ text: String) -> String { text.isEmpty ? "—" : text }
    return [
      (field(.name), name), (field(.socialName), shown(socialName)),
      (field(.birthDate), birthDate.map(date) ?? "—"), (field(.sex), self.sex(sex)),
      (field(.cpf), shown(cpf)), (field(.cns), shown(cns)), (field(.phones), shown(phone)),
    ]
  }
}
