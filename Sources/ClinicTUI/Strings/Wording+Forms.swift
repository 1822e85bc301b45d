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
    case .guardianRequired:
      pick("menor de 18 anos: informe o responsável", "under 18: name a guardian")
    }
  }
}
