import ClinicDomain
import TerminalKit

extension Wording {
  var goBack: String { pick("volta", "back") }
  var requiredField: String { pick("preencha", "required") }
  var changedByAnother: String {
    pick("outra pessoa mudou este campo", "someone else changed this field")
  }
  var saved: String { pick("Salvo.", "Saved.") }
  var saving: String { pick("Salvando…", "Saving…") }

  /// Asked before typed text is thrown away; Enter does not answer it.
  var discardQuestion: Dialog {
    Dialog(
      title: pick("Descartar o que foi digitado?", "Discard what was typed?"),
      message: pick("Esc volta a editar.", "Esc goes back to editing."),
      answers: [
        Dialog.Answer("d", pick("descarta", "discard"), isDangerous: true)
      ])
  }

  /// The keys of every form.
  var formKeys: [KeyHint] {
    [
      KeyHint("Ctrl-S", pick("salva", "save")),
      KeyHint("Enter", pick("campo seguinte", "next field")),
      KeyHint("S-Tab", pick("anterior", "previous")),
      KeyHint("Esc", pick("desiste", "give up")),
      KeyHint("← → Space", pick("trocam a opção", "change the option"), isSecondary: true),
      KeyHint("Ctrl-U", pick("limpa o campo", "clear the field"), isSecondary: true),
    ]
  }

  /// What is wrong with a field, without its name.
  func problem(_ reason: FieldProblem.Reason) -> String {
    switch reason {
    case .required: requiredField
    case .malformed: pick("não confere", "not valid")
    case .inTheFuture: pick("está no futuro", "lies in the future")
    case .tooLong: pick("longo demais", "too long")
    case .outOfRange: pick("fora do limite", "out of range")
    case .taken: pick("já está em uso", "already taken")
    case .notInUse: pick("fora de uso", "no longer in use")
    case .guardianRequired:
      pick("menor de 18 anos: informe o responsável", "under 18: name a guardian")
    }
  }
}

extension Wording {
  /// The line for a reply that is no answer; nil where it is one.
  func message(for reply: Reply) -> Message? {
    switch reply {
    case .answer: nil
    case .denied(let capability): Message(denied(capability), .error)
    case .failed(let fault): Message(self.fault(fault), .error)
    }
  }

  /// A fault while a form is open: what was typed is still there.
  func faultWithRetry(_ fault: Fault) -> String {
    switch fault {
    case .busy:
      pick(
        "Banco de dados ocupado: nada foi gravado, nada se perdeu. Ctrl-S tenta de novo.",
        "Database busy: nothing written, nothing lost. Ctrl-S tries again.")
    default: self.fault(fault)
    }
  }

  var datePlaceholder: String { pick("dd/mm/aaaa", "dd/mm/yyyy") }
  var dateError: String { pick("essa data não existe", "there is no such date") }
  var timeError: String { pick("essa hora não existe", "there is no such time") }
  var emailError: String { pick("não é um e-mail", "not an e-mail address") }

  /// What is wrong with a document number, or nothing.
  func documentError<Document: ParsedValue>(_ type: Document.Type, _ text: String) -> String?
  where Document.ParseError == DocumentNumberError {
    do {
      _ = try Document(parsing: text)
      return nil
    } catch {
      switch error {
      case .empty: return requiredField
      case .character: return pick("há um caractere estranho", "holds a strange character")
      case .length: return pick("faltam ou sobram dígitos", "too few or too many digits")
      case .neverIssued: return pick("esse número não existe", "that number is never issued")
      case .checkDigits:
        return pick("os dígitos não conferem: confira", "the check digits don't fit")
      }
    }
  }

  func nameError(_ error: PersonName.ParseError) -> String {
    switch error {
    case .empty: requiredField
    case .controlCharacter: pick("há um caractere invisível", "holds an invisible character")
    case .noLetter: pick("um nome tem letras", "a name has letters")
    case .tooLong: problem(.tooLong)
    }
  }

  func phoneError(_ error: Phone.ParseError) -> String {
    switch error {
    case .empty: requiredField
    case .character: pick("há um caractere estranho", "holds a strange character")
    case .length: pick("faltam ou sobram dígitos (DDD + número)", "too few or too many digits")
    case .areaCode: pick("esse DDD não existe", "there is no such area code")
    case .firstDigit: pick("o número não começa assim", "no number begins like that")
    }
  }

  func birthDateError(_ error: CivilDate.ParseError) -> String {
    switch error {
    case .empty: requiredField
    case .form: pick("faltam dígitos: dia, mês e ano", "digits are missing: day, month and year")
    case .noSuchDay: dateError
    case .inTheFuture: problem(.inTheFuture)
    case .tooLongAgo: pick("há mais de 130 anos?", "more than 130 years ago?")
    }
  }
}
