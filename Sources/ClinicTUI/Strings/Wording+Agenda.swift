import ClinicDomain
import TerminalKit

extension Wording {
  func agendaTitle(_ name: String) -> String {
    pick("Agenda semanal · \(name)", "Weekly agenda · \(name)")
  }
  var notSaved: String { pick("não salva", "not saved") }
  var newRule: String { pick("nova regra", "new rule") }
  var newRuleTitle: String { pick("Nova regra da agenda", "New agenda rule") }
  var ruleTitle: String { pick("Regra da agenda", "Agenda rule") }
  var noRules: String { pick("Nenhuma regra. n cria a primeira.", "No rule. n makes the first.") }
  var dayColumn: String { pick("Dia", "Day") }
  var hoursColumn: String { pick("Horário", "Hours") }
  var slotColumn: String { "min" }
  var mondayToFriday: String { pick("segunda a sexta", "Monday to Friday") }
  var validFrom: String { pick("Vale de", "Valid from") }
  var slotHint: String {
    pick("De 5 a 360 minutos, de 5 em 5.", "5 to 360 minutes, in steps of 5.")
  }
  var dateHint: String { pick("dd/mm/aaaa, t, +1, seg…", "dd/mm/yyyy, t, +1, mon…") }
  var openEndHint: String { pick("Vazio: sem fim.", "Empty: no end.") }
  var endsBeforeStart: String { pick("termina antes do começo", "ends before it starts") }
  var overlapsRule: String {
    pick("outra regra do mesmo dia cobre esse horário", "another rule of the day covers that time")
  }
  var agendaChanged: String {
    pick(
      "Outra pessoa mudou esta agenda. Nada seu se perdeu: confira e salve de novo.",
      "Someone else changed this agenda. Nothing of yours is lost: check and save again.")
  }
  var discardAgenda: Dialog {
    Dialog(
      title: pick("Descartar as mudanças da agenda?", "Discard the changes to the agenda?"),
      message: pick("Esc volta a editar.", "Esc goes back to editing."),
      answers: [Dialog.Answer("d", pick("descarta", "discard"), isDangerous: true)])
  }

  func longWeekday(_ weekday: Weekday) -> String {
    let portuguese = ["segunda", "terça", "quarta", "quinta", "sexta", "sábado", "domingo"]
    let english = [
      "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
    ]
    return pick(portuguese[weekday.rawValue - 1], english[weekday.rawValue - 1])
  }

  /// When a rule begins or ends, where that is not simply now and on.
  func validity(_ rule: AgendaRule, today: CivilDate) -> String? {
    if rule.validFrom > today {
      return pick("a partir de \(date(rule.validFrom))", "from \(date(rule.validFrom))")
    }
    guard let until = rule.validUntil else { return nil }
    return pick("até \(date(until))", "until \(date(until))")
  }

  func exceptionTitle(_ name: String) -> String {
    pick("Exceção na agenda · \(name)", "Agenda exception · \(name)")
  }
  var effectLabel: String { pick("O que faz", "What it does") }
  var closes: String { pick("fecha horário", "closes time") }
  var opens: String { pick("abre horário", "opens time") }
  var lastDate: String { pick("Até o dia", "To day") }
  var lastDateHint: String {
    pick(
      "Para vários dias seguidos, como férias; vazio: só um dia.",
      "For a run of days, as a vacation; empty: one day.")
  }
  var wholeDayHint: String { pick("Vazio: o dia todo.", "Empty: all day.") }
  var slotWhenOpenHint: String {
    pick("Só quando abre: minutos por consulta.", "Only when it opens: minutes per visit.")
  }
  var placeWhenOpenHint: String {
    pick(
      "Só quando abre: onde atende; vazio: na unidade e sala de sempre.",
      "Only when it opens: where; empty: the usual unit and room.")
  }
  var closureReasonHint: String {
    pick("Aparece na agenda: férias, congresso…", "Shown in the schedule: vacation, congress…")
  }
  var dateIsPast: String { pick("esse dia já passou", "that day is past") }
  func longestRun(_ days: Int) -> String {
    pick("no máximo \(days) dias de uma vez", "at most \(days) days at once")
  }
}

/// The form of a doctor.
extension Wording {
  var newDoctorTitle: String { pick("Novo médico", "New doctor") }
  var clinicHeading: String { pick("Na clínica", "At the clinic") }
  var councilNumber: String { pick("Nº no conselho", "Council number") }
  var councilHint: String { pick("Só o número: 12345, 12345-P.", "The number: 12345, 12345-P.") }
  var doctorSexHint: String { pick("Decide entre Dr. e Dra.", "Decides how they are addressed.") }
  var doctorCPFHint: String {
    pick(
      "Impede o acesso de emergência ao próprio prontuário.",
      "Keeps her from emergency access to her own chart.")
  }
  var inactiveHint: String {
    pick(
      "Inativo não recebe consultas; nada se apaga.",
      "Inactive takes no visits; nothing is lost.")
  }
  func specialtyLabel(_ index: Int) -> String {
    index == 0 ? field(.specialties) : pick("Outra especialidade", "Other specialty")
  }
}
