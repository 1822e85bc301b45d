import ClinicDomain
import Storage
import SyncClient
import SyncProtocol

extension Wording {
  var aboutWorker: String {
    pick(
      "Leva o que foi escrito ao hub e traz o das outras unidades, até que o encerrem.",
      "Carry what was written to the hub and bring the other sites' changes, until ended.")
  }
  var helpOnce: String { pick("Uma vez só, e sai.", "Once only, then leave.") }
  var helpMetrics: String {
    pick(
      "Conta ao Prometheus desta máquina, nesta porta, o que espera e o que foi feito.",
      "Tell Prometheus on this machine, at this port, what waits and what was done.")
  }
  var helpLongestWait: String {
    pick(
      "A maior espera depois de uma tentativa que falhou, em segundos.",
      "The longest wait after a failed try, in seconds.")
  }
  var aboutEnrol: String { pick("Liga a unidade a um hub.", "Join the site to a hub.") }
  var helpHub: String {
    pick("Endereço do hub: https://…", "Address of the hub: https://…")
  }
  var helpCodeFD: String {
    pick(
      "Descritor de onde ler o código; senão, é digitado no terminal.",
      "Descriptor to read the code from; else it is typed at the terminal.")
  }
  var enrolCodePrompt: String { pick("Código do hub", "Code of the hub") }
  func enrolled(_ hub: String, _ number: Int) -> String {
    pick(
      "Ligada ao hub \(hub) como unidade \(number). \"clinic worker\" envia e recebe.",
      "Joined to the hub \(hub) as site \(number). \"clinic worker\" sends and receives.")
  }

  var aboutSyncStatus: String {
    pick("Diz o que espera envio e o que falhou.", "Tell what waits to be sent and what failed.")
  }
  var aboutSyncNow: String { pick("Sincroniza agora.", "Synchronise now.") }
  var aboutSyncRetry: String {
    pick("Tenta de novo já o que falhou.", "Try again at once what failed.")
  }
  var aboutNextRuns: String {
    pick("Mostra as próximas vezes de CRONTAB.", "Show the next runs by CRONTAB.")
  }
  var helpRunCount: String { pick("Quantas.", "How many.") }
  var aboutQuarantine: String {
    pick(
      "O que o hub não pôde receber, e o que fazer com isso.",
      "What the hub could not take, and what to do about it.")
  }
  var aboutQuarantineList: String { pick("Lista a quarentena.", "List the quarantine.") }
  var aboutQuarantineShow: String { pick("Mostra um item.", "Show one item.") }
  var aboutQuarantineResend: String {
    pick("Envia de novo, com o que espera atrás.", "Send again, with what waits behind.")
  }
  var aboutQuarantineDiscard: String {
    pick("Descarta, com um motivo que fica registrado.", "Discard, for a reason that is recorded.")
  }
  var aboutQuarantinePassOn: String {
    pick(
      "Grava as entradas num arquivo para quem vai examiná-las; tudo fica como está.",
      "Write the entries to a file for who will examine them; all stays as it is.")
  }
  var helpQuarantined: String {
    pick(
      "O id, ou o começo dele, como em \"list\".", "The id, or its beginning, as in \"list\".")
  }
  var helpDiscardReason: String { pick("Por que não será enviado.", "Why it won't be sent.") }
  var helpPassOnFile: String { pick("Arquivo novo, ou - .", "The file, or - .") }

  var aboutSyncTasks: String {
    pick(
      "O que o hub pede a uma pessoa: remarcações, e consultas à espera de outra unidade.",
      "What the hub asks a person for: rebookings, and visits that wait for another site.")
  }
  var aboutSyncConflicts: String {
    pick(
      "Dúvidas sobre quem é quem, sem os valores: as telas mostram os dois (F9).",
      "Questions about who somebody is, without the values: the screens show both (F9).")
  }
  var syncTaskColumns: [String] {
    pick("id|o quê|desde|motivo|coisa", "id|what|since|reason|thing")
      .split(separator: "|").map(String.init)
  }
  var syncConflictColumns: [String] {
    pick("id|tipo|campo|de quem", "id|kind|field|whose")
      .split(separator: "|").map(String.init)
  }

  func syncEnding(_ ending: SyncCommand.Ending) -> String {
    switch ending {
    case .done: pick("Em dia com o hub.", "Up to date with the hub.")
    case .askedWorker:
      pick(
        "O worker foi avisado: \"clinic sync status\" mostra como vai.",
        "The worker was told: \"clinic sync status\" shows how it goes.")
    case .notEnrolled:
      pick(
        "A unidade não está ligada a um hub: \"clinic enrol --hub URL\".",
        "The site is not joined to a hub: \"clinic enrol --hub URL\".")
    case .nothingToRetry: pick("Nada falhou.", "Nothing failed.")
    case .failed: ""
    }
  }

  func syncLines(_ standing: SiteStanding, held: Int, isWorking: Bool) -> [String] {
    guard let enrolment = standing.enrolment else { return [] }
    return [
      pick("Hub: ", "Hub: ") + enrolment.address,
      pick(
        "Diário: \(standing.acknowledged) de \(standing.lastSequence) no hub (época \(standing.epoch))",
        "Log: \(standing.acknowledged) of \(standing.lastSequence) at the hub (epoch \(standing.epoch))"
      ),
      pick("Recebido até: ", "Received up to: ") + standing.feed.text,
      pick("Em quarentena: \(held)", "In quarantine: \(held)"),
      isWorking
        ? pick("O worker está em ação.", "The worker is running.")
        : pick(
          "O worker não está em ação: nada é enviado por si.",
          "The worker is not running: nothing is sent by itself."),
    ]
  }

  /// Why a try failed, what is safe, what to do.
  func syncFailure(_ failure: SyncFailure) -> String {
    switch failure {
    case .unreachable:
      pick(
        "O hub não responde. Nada se perdeu: tudo espera aqui e será enviado.",
        "The hub doesn't answer. Nothing is lost: all waits here and will be sent.")
    case .certificate:
      pick(
        "O certificado do hub não é de confiança: nada foi enviado. Confira o endereço.",
        "The hub's certificate can't be trusted: nothing was sent. Check the address.")
    case .answer:
      pick(
        "A resposta não é a de um hub: confira o endereço e a rede.",
        "The answer is not a hub's: check address and network.")
    case .storage:
      pick(
        "Os dados da unidade não puderam ser lidos ou gravados: veja \"clinic check\".",
        "The site's data could not be read or written: see \"clinic check\".")
    case .problem(let problem): hubProblem(problem.code)
    }
  }

  private func hubProblem(_ code: HubProblem.Code) -> String {
    switch code {
    case .enrolmentCode:
      pick(
        "O código não vale: peça outro ao administrador do hub.",
        "The code is not good: ask the hub's administrator for another.")
    case .prefixTaken:
      pick(
        "Outra unidade já usa o prefixo desta.", "Another site has this site's prefix already.")
    case .unauthorised:
      pick("O hub não conhece esta unidade.", "The hub doesn't know this site.")
    case .clock:
      pick("O relógio desta máquina está errado.", "This machine's clock is wrong.")
    case .forked, .frozen:
      pick(
        "Duas cópias dos dados enviaram como a mesma unidade: desligue a cópia e chame o "
          + "administrador do hub. Nada se perdeu.",
        "Two copies of the data sent as one site: stop the copy and call the hub's administrator. "
          + "Nothing is lost.")
    case .decommissioned:
      pick("A unidade foi desligada do hub.", "The site was taken out of the hub.")
    case .version:
      pick(
        "O hub fala outra versão: atualize o programa.",
        "The hub speaks another version: update the program.")
    case .busy:
      pick("O hub está ocupado: tente de novo.", "The hub is busy: try again.")
    case .malformed, .tooLarge, .expectedNext, .staleEpoch, .hubEpoch, .notFound:
      pick("O hub recusou: \(code.rawValue).", "The hub refused: \(code.rawValue).")
    }
  }

  func scheduleProblem(_ error: CronSchedule.ParseError, _ text: String) -> String {
    let start = "CRONTAB \"\(text)\": "
    return start
      + {
        switch error {
        case .fieldCount(let count):
          pick(
            "são cinco campos (minuto hora dia mês dia-da-semana), há \(count).",
            "five fields are wanted (minute hour day month weekday), there are \(count).")
        case .unreadable(let field, let part):
          pick("não entendo \"\(part)\" em ", "can't read \"\(part)\" in ") + cronField(field) + "."
        case .outOfRange(let field, let part):
          pick("\"\(part)\" não cabe em ", "\"\(part)\" is out of range in ") + cronField(field)
            + "."
        case .backwards(let field, let part):
          pick("\"\(part)\" acaba antes de começar em ", "\"\(part)\" ends before it begins in ")
            + cronField(field) + "."
        case .never: pick("esse dia nunca chega.", "that day never comes.")
        }
      }()
  }

  private func cronField(_ field: CronSchedule.Field) -> String {
    switch field {
    case .minute: pick("minuto", "minute")
    case .hour: pick("hora", "hour")
    case .dayOfMonth: pick("dia do mês", "day of the month")
    case .month: pick("mês", "month")
    case .weekday: pick("dia da semana", "weekday")
    }
  }

  var quarantineColumns: [String] {
    pick("id|desde|estado|motivo|o quê", "id|since|state|reason|what")
      .split(separator: "|").map(String.init)
  }
  var quarantineEntryColumns: [String] {
    pick("nº|coisa|ação|id|campos", "no|thing|action|id|fields")
      .split(separator: "|").map(String.init)
  }
  func quarantineState(_ state: QuarantinedTransaction.State) -> String {
    switch state {
    case .held: pick("retida", "held")
    case .behind: pick("espera outra", "waits behind another")
    case .released: pick("será enviada", "will be sent")
    case .sent: pick("enviada", "sent")
    case .discarded: pick("descartada", "discarded")
    }
  }
  func quarantineLines(_ item: QuarantinedTransaction) -> [String] {
    var lines = [
      "\(item.id) · \(item.at.isoText) · \(quarantineState(item.state))",
      pick("Motivo: ", "Reason: ") + item.reason,
    ]
    if let note = item.note { lines.append(pick("Nota: ", "Note: ") + note) }
    return lines
  }
  func quarantineDecided(_ repair: RepairHeld.Repair) -> String {
    switch repair {
    case .passOn: ""
    case .resend: pick("Será enviada de novo.", "It will be sent again.")
    case .discard: pick("Descartada: não será enviada.", "Discarded: it will not be sent.")
    }
  }
  func quarantinePassedOn(_ count: Int, _ file: String) -> String {
    pick(
      "\(count) entradas em \(file), só para seus olhos e de quem as examinar.",
      "\(count) entries in \(file), for your eyes and those of who examines them.")
  }
}
