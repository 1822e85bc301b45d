import ClinicDomain
import TerminalKit

extension Wording {
  var signQuestion: Dialog {
    Dialog(
      title: pick("O que fazer com a evolução?", "What to do with the note?"),
      message: pick(
        "Assinada, passa a ser do prontuário e não muda mais.",
        "Once signed it belongs to the record and no longer changes."),
      answers: [
        Dialog.Answer(
          language == .portuguese ? "a" : "s", pick("assina", "sign"), isDangerous: true),
        Dialog.Answer(
          language == .portuguese ? "g" : "k", pick("guarda o rascunho", "keep the draft"),
          isDangerous: true),
      ])
  }

  var discardDraftQuestion: Dialog {
    Dialog(
      title: pick("Descartar este rascunho?", "Discard this draft?"),
      answers: [Dialog.Answer("d", pick("descarta", "discard"), isDangerous: true)])
  }

  var finishQuestion: Dialog {
    Dialog(
      title: pick("Terminar o atendimento?", "Finish the encounter?"),
      message: pick("A consulta fica realizada.", "The visit is then done."),
      answers: [Dialog.Answer("f", pick("termina", "finish"), isDangerous: true)])
  }

  /// Before text is thrown away that could not be kept.
  func lossQuestion(canRetry: Bool) -> Dialog {
    let retry = Dialog.Answer(
      "t", pick("tenta guardar de novo", "try to keep it again"),
      isDangerous: true)
    let discard = Dialog.Answer(
      "d", pick("descarta o texto", "discard the text"), isDangerous: true)
    return Dialog(
      title: pick("Descartar o que não foi guardado?", "Discard what could not be kept?"),
      message: pick(
        "O texto ainda está aqui. Esc volta a ele.", "The text is still here. Esc goes back to it."),
      answers: canRetry ? [retry, discard] : [discard])
  }

  var tryAgainKey: KeyHint { KeyHint("r", pick("tenta de novo", "try again")) }
  var goOnWriting: String { pick("continua", "go on") }
  var discardKey: String { pick("descarta", "discard") }
  var amendKey: String { pick("retifica", "amend") }
  var retractKey: String { pick("invalida", "retract") }
  var examDoneKey: String { pick("foi feito", "performed") }

  var editorKeys: [KeyHint] {
    [
      KeyHint("Ctrl-S", pick("assina ou guarda", "sign or keep")),
      KeyHint("Tab", pick("parte seguinte", "next part")),
      KeyHint("Esc", pick("sai, rascunho fica", "back, draft kept")),
    ]
  }

  func chartKeys(_ context: ScreenContext, hasEncounter: Bool) -> [KeyHint] {
    var hints: [KeyHint] = []
    if context.may(.writeNotes) { hints.append(KeyHint("n", pick("evolução", "note"))) }
    if hasEncounter { hints.append(KeyHint("f", pick("termina", "finish"))) }
    if context.may(.writeAllergies) { hints.append(KeyHint("a", pick("alergia", "allergy"))) }
    if context.may(.writeNotes) {
      hints += [
        KeyHint("p", pick("problema", "problem")), KeyHint("m", pick("medicamento", "medication")),
      ]
    }
    if context.may(.orderExam) { hints.append(KeyHint("x", pick("exame", "exam"))) }
    return hints + [
      backKey, KeyHint("← →", pick("rola o texto", "scroll the text"), isSecondary: true),
    ]
  }
}
