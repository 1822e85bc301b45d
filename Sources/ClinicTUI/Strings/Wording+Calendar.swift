import ClinicDomain
import Exchange
import WebClient

/// Calendars for others and of others.
extension Wording {
  /// What a visit is called in a calendar: its kind, and the patient where she is named.
  func calendarSummary(_ visit: CalendarVisit, isNamed: Bool) -> String {
    let kind = visitKind(visit.kind)
    let title = kind.prefix(1).uppercased() + kind.dropFirst()
    return isNamed ? "\(visit.patientName) · \(kind)" : title
  }

  var exportAgendaKey: String { "agenda .ics" }
  var exportVisitKey: String { pick("arquivo .ics", ".ics file") }
  var noVisitsToExport: String {
    pick("Não há consultas para exportar.", "There are no visits to export.")
  }

  func agendaFileName(_ practitioner: String, _ date: CivilDate) -> String {
    "agenda-\(practitioner)-\(date.isoText).ics"
  }
  func visitFileName(_ date: CivilDate, _ start: CivilTime) -> String {
    let time = start.text.filter { $0 != ":" }
    return pick("consulta", "visit") + "-\(date.isoText)-\(time).ics"
  }

  var aboutCalendar: String {
    pick("Calendários (iCalendar, CalDAV).", "Calendars (iCalendar, CalDAV).")
  }
  var aboutCalendarExport: String {
    pick(
      "Grava uma agenda ou uma consulta como iCalendar.",
      "Write an agenda or one visit as iCalendar.")
  }
  var aboutCalendarPublish: String {
    pick(
      "Publica uma agenda num servidor CalDAV: só o que mudou.",
      "Publish an agenda to a CalDAV server: what changed only.")
  }
  var aboutCalendarImportBusy: String {
    pick(
      "Fecha na agenda os horários ocupados de outro calendário.",
      "Close in the agenda what another calendar says is busy.")
  }
  var helpFrom: String { pick("Do dia; senão hoje.", "From this day; else today.") }
  var helpUntil: String {
    pick("Até este dia; senão um ano.", "Until this day; else a year.")
  }
  var helpNames: String {
    pick("Com o nome do paciente; sem isto, nunca.", "With the patient's name; never without it.")
  }
  var helpCancelled: String { pick("Também as canceladas.", "Cancelled ones too.") }
  var helpKeepCancelled: String {
    pick(
      "Deixa as canceladas no servidor, marcadas; senão saem.",
      "Leave cancelled ones on the server, marked so; else they go.")
  }
  var helpCredentials: String {
    pick(
      "Arquivo 0600 com usuário:senha (senão CLINIC_CALDAV_USER e CLINIC_CALDAV_PASSWORD).",
      "0600 file with user:password (else CLINIC_CALDAV_USER and CLINIC_CALDAV_PASSWORD).")
  }
  var helpCalendarFile: String {
    pick("Arquivo .ics, ou - para a saída padrão.", "An .ics file, or - for standard output.")
  }
  var helpCalendarURL: String {
    pick("Endereço do calendário CalDAV.", "Address of the CalDAV calendar.")
  }
  var helpBusyFile: String {
    pick("Arquivo .ics, endereço, ou - para a entrada.", "An .ics file, address, or - for input.")
  }
  var helpSource: String {
    pick(
      "Nome do calendário: importar de novo com o mesmo nome substitui.",
      "The calendar's name: importing again under the same name replaces.")
  }
  var helpTitles: String {
    pick(
      "Mostra na agenda os títulos dos eventos; senão só o nome do calendário.",
      "Show the events' titles in the agenda; else the calendar's name alone.")
  }
  var practitionerOrVisit: String {
    pick("Diga --practitioner ou --visit, um dos dois.", "Say --practitioner or --visit, one.")
  }

  func calendarExported(_ count: Int, _ file: String) -> String {
    pick("\(count) consultas em \(file).", "\(count) visits in \(file).")
  }

  func calendarPublished(_ report: PublicationReport) -> [String] {
    let counts = pick(
      "Novas \(report.created), mudadas \(report.updated), retiradas \(report.deleted), "
        + "iguais \(report.unchanged).",
      "New \(report.created), changed \(report.updated), removed \(report.deleted), "
        + "unchanged \(report.unchanged).")
    return [counts]
      + report.overwritten.map {
        pick("Mudado no servidor, agora como aqui: \($0)", "Changed there, now as here: \($0)")
      }
      + report.foreign.map {
        pick("De outro no servidor, deixado: \($0)", "Another's on the server, left alone: \($0)")
      }
  }

  func busyImported(_ report: BusyReport) -> [String] {
    let counts =
      report.isDone
      ? pick(
        "\(report.source): novos \(report.added), mudados \(report.moved), retirados "
          + "\(report.removed), iguais \(report.kept).",
        "\(report.source): new \(report.added), moved \(report.moved), removed "
          + "\(report.removed), unchanged \(report.kept).")
      : pick(
        "\(report.source): nada foi mudado; \(report.added) horários lidos.",
        "\(report.source): nothing was changed; \(report.added) times read.")
    return [counts]
      + report.visits.map {
        pick("Consulta no horário fechado: \($0)", "Visit in closed time: \($0)")
      }
      + report.problems.map { problem in
        let effect =
          problem.effect == CalendarProblem.Effect.skipped.rawValue
          ? pick("não lido", "not read") : pick("lido mesmo assim", "read all the same")
        let reason =
          CalendarProblem.Reason(rawValue: problem.reason).map(calendarReason) ?? problem.reason
        let subject = problem.subject.isEmpty ? "" : "\(problem.subject): "
        return pick("linha", "line") + " \(problem.line): \(subject)\(reason) (\(effect))"
      }
  }

  func calendarReason(_ reason: CalendarProblem.Reason) -> String {
    switch reason {
    case .notACalendar: pick("não é um calendário", "no calendar")
    case .encoding: pick("não está em UTF-8", "not in UTF-8")
    case .syntax: pick("linha malformada", "malformed line")
    case .unclosed: pick("falta o fim", "its end is missing")
    case .unexpectedEnd: pick("fim sem começo", "an end without a beginning")
    case .tooLarge: pick("grande demais", "too large")
    case .tooMany: pick("repete demais", "recurs too often")
    case .missing: pick("falta", "missing")
    case .malformed: pick("valor malformado", "malformed value")
    case .repeated: pick("repetido", "repeated")
    case .unsupported: pick("não entendido", "not understood")
    case .unknownZone: pick("fuso horário desconhecido", "unknown time zone")
    case .endBeforeStart: pick("acaba antes de começar", "ends before it starts")
    case .unmatched: pick("não combina com o resto", "does not fit the rest")
    }
  }

  var tornCalendar: String {
    pick(
      "O calendário está incompleto ou não é um: nada foi mudado.",
      "The calendar is not whole or none at all: nothing was changed.")
  }

  func webProblem(_ problem: WebProblem) -> String {
    switch problem {
    case .failure(let failure): webFailure(failure)
    case .denied:
      pick("O servidor não aceita usuário e senha.", "The server refuses user and password.")
    case .notFound:
      pick(
        "Não há esse calendário no servidor: crie-o antes.",
        "There is no such calendar on the server: make it first.")
    case .status(let status): pick("O servidor respondeu \(status).", "The server said \(status).")
    case .readableByOthers(let path):
      pick("Outros podem ler \(path): chmod 600.", "Others can read \(path): chmod 600.")
    case .noCredentials(let path):
      pick("\(path) não tem usuário:senha.", "\(path) holds no user:password.")
    case .credentialsInAddress:
      pick(
        "Usuário e senha não vão no endereço: use --credentials.",
        "User and password don't go in the address: use --credentials.")
    case .unencrypted:
      pick("Sem cifra qualquer um lê: use https.", "Anyone could read it: use https.")
    }
  }

  private func webFailure(_ failure: WebFailure) -> String {
    switch failure {
    case .unreachable(let words): pick("Servidor fora de alcance: ", "No connection: ") + words
    case .timeOut: pick("O servidor demorou demais.", "The server took too long.")
    case .certificate(let words): pick("Certificado: ", "Certificate: ") + words
    case .tooLarge: pick("A resposta é grande demais.", "The answer is too large.")
    case .other(let words): words
    }
  }
}
