import ClinicDomain
import TerminalKit

extension Wording {
  func chartNumber(_ number: Int) -> String {
    let shown = sites.chart(number)
    return pick("Pront. \(shown)", "Chart \(shown)")
  }

  func allergyLine(_ chart: Chart) -> String {
    let allergies = chart.allergies
    guard allergies.isEmpty else {
      let names = allergies.map {
        $0.criticality == .high ? $0.substance.uppercased() : $0.substance
      }
      return pick("ALERGIA: ", "ALLERGY: ") + names.joined(separator: ", ")
    }
    return chart.statesNoAllergies
      ? pick("Nega alergias", "No known allergies")
      : pick("Alergias não informadas: pergunte", "Allergies not recorded: ask")
  }

  /// How the chart may be read, at the right of the banner.
  func accessMark(_ chart: Chart, now: Instant) -> (text: String, isWarning: Bool) {
    let left = max(0, Int(chart.access.expiresAt.milliseconds(since: now) / 60_000))
    if chart.access.breakGlassReason != nil {
      return (
        pick("! sigilo quebrado · \(left) min", "! glass broken · \(left) min"), true
      )
    }
    return chart.openEncounter == nil
      ? ("", false) : (pick("▶ em atendimento", "▶ in consultation"), false)
  }

  var breakGlassTitle: String {
    pick(
      "Não é paciente seu. Abrir mesmo assim? Vale por 1 hora e a gestão vê.",
      "Not your patient. Open all the same? For 1 hour, and the manager sees it.")
  }
  var breakGlassHint: String {
    pick("O motivo fica na auditoria.", "The reason is kept in the audit trail.")
  }
  var finishWritingFirst: String {
    pick("Termine o que está escrevendo antes.", "Finish what you are writing first.")
  }
  var chartUnreadable: String {
    pick(
      "O prontuário não pôde ser aberto. r tenta de novo, Esc volta.",
      "The chart could not be opened. r tries again, Esc goes back.")
  }
  var recordDone: String { pick("Registrado.", "Recorded.") }
  func emptyChart(canWrite: Bool) -> String {
    canWrite
      ? pick(
        "Prontuário vazio. n escreve a primeira evolução.", "Empty chart. n writes the first note.")
      : pick("Prontuário vazio.", "Empty chart.")
  }

  var draft: String { pick("rascunho", "draft") }
  var draftKept: String { pick("Rascunho guardado.", "Draft kept.") }
  var draftIsKept: String {
    pick("cada tecla fica guardada", "every key is kept")
  }
  var noteTitle: String { pick("Nova evolução", "New note") }
  var amendTitle: String { pick("Retificação", "Amendment") }

  func soapPart(_ part: String) -> String {
    switch part {
    case "s": pick("S Subjetivo", "S Subjective")
    case "o": pick("O Objetivo", "O Objective")
    case "a": pick("A Avaliação", "A Assessment")
    default: pick("P Plano", "P Plan")
    }
  }

  func recordKind(_ kind: RecordKind) -> String {
    switch kind {
    case .note: pick("Evolução", "Note")
    case .allergy: pick("Alergia", "Allergy")
    case .noKnownAllergies: pick("Nega alergias", "No known allergies")
    case .problem: pick("Problema", "Problem")
    case .medication: pick("Medicamento", "Medication")
    }
  }

  func contentTitle(_ content: RecordContent) -> String {
    switch content {
    case .note, .noKnownAllergies: recordKind(content.kind)
    case .allergy(let allergy): "\(recordKind(.allergy)): \(allergy.substance)"
    case .problem(let problem): problem.description
    case .medication(let medication): medication.name
    }
  }

  func status(_ status: RecordEntry.Status) -> String {
    switch status {
    case .signed: pick("assinado", "signed")
    case .amended: pick("retificado depois", "amended later")
    case .retracted: pick("invalidado", "retracted")
    }
  }

  func examStatus(_ status: Exam.Status) -> String {
    switch status {
    case .ordered: pick("solicitado", "ordered")
    case .performed: pick("realizado", "performed")
    case .resulted: pick("resultado", "result")
    }
  }

  func criticality(_ criticality: Allergy.Criticality) -> String {
    switch criticality {
    case .unknown: pick("não sei", "unknown")
    case .low: pick("leve", "low")
    case .high: pick("grave", "high")
    }
  }

  /// Who signed, when, and what became of it.
  func entryHead(_ entry: ChartEntry, _ zone: SiteZone) -> [String] {
    let entered = zone.civil(at: entry.entry.enteredAt)
    var lines = [
      "\(entry.authorName) · \(status(entry.entry.status)) · "
        + pick("registrado ", "entered ") + "\(date(entered.date)) \(entered.time.text)"
    ]
    if entry.entry.amends != nil {
      lines.append(pick("retifica uma versão anterior", "amends an earlier version"))
    }
    if let reason = entry.entry.retractionReason {
      lines.append(pick("Invalidado: ", "Retracted: ") + reason)
    }
    return lines + [""]
  }

  func text(of content: RecordContent) -> [String] {
    switch content {
    case .note(let note):
      [("S", note.subjective), ("O", note.objective), ("A", note.assessment), ("P", note.plan)]
        .filter { !$0.1.isEmpty }
        .flatMap { part, text in
          ("\(part)  " + text).split(separator: "\n", omittingEmptySubsequences: false)
            .map(String.init)
        }
    case .allergy(let allergy):
      [allergy.substance]
        + (allergy.reaction.isEmpty ? [] : ["\(reaction): \(allergy.reaction)"])
        + ["\(criticality): \(criticality(allergy.criticality))"]
    case .noKnownAllergies: [recordKind(.noKnownAllergies)]
    case .problem(let problem):
      [problem.description, problem.code ?? ""]
        + [(since, problem.onset), (pick("até", "until"), problem.abatement)].compactMap {
          label, day in day.map { "\(label) \(date($0))" }
        }
    case .medication(let medication):
      [medication.name, medication.dosage]
        + [(since, medication.start), (pick("até", "until"), medication.end)].compactMap {
          label, day in day.map { "\(label) \(date($0))" }
        }
    }
  }

  func examText(_ exam: Exam, _ names: [String: String], _ zone: SiteZone) -> [String] {
    let steps = exam.steps.map { step in
      let civil = zone.civil(at: step.at)
      let name = names[step.by].map { " · \($0)" } ?? ""
      return "\(examStatus(step.status)): \(date(civil.date)) \(civil.time.text)\(name)"
    }
    let result = (exam.result ?? "").split(separator: "\n", omittingEmptySubsequences: false)
    return [exam.name, exam.code ?? ""] + steps + [""] + result.map(String.init)
  }

  var reaction: String { pick("Reação", "Reaction") }
  var criticality: String { pick("Gravidade", "Criticality") }
  var since: String { pick("Desde", "Since") }
  var dosage: String { pick("Posologia", "Dosage") }
  var noAllergyHint: String {
    pick("Em branco registra: nega alergias.", "Left empty it records: no known allergies.")
  }

  func formTitle(_ kind: RecordFormKind) -> String {
    switch kind {
    case .allergy: pick("Alergia", "Allergy")
    case .problem: pick("Problema", "Problem")
    case .medication: pick("Medicamento em uso", "Medication in use")
    case .exam: pick("Pedido de exame", "Exam order")
    case .result: pick("Resultado do exame", "Exam result")
    case .retraction: pick("Invalidar o registro", "Retract the entry")
    }
  }
}
