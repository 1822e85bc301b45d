import ClinicDomain
import TerminalKit

extension Wording {
  var cityLabel: String { pick("Cidade", "City") }
  var councilColumn: String { pick("Conselho", "Council") }
  var placeColumn: String { pick("Local", "Place") }
  var scheduleKey: String { pick("dia", "day") }
  var weeklyKey: String { pick("agenda semanal", "weekly agenda") }
  var exceptionKey: String { pick("nova exceção", "new exception") }
  var removeExceptionKey: String { pick("exclui", "remove") }
  var showInactive: String { pick("mostra inativos", "show inactive") }
  var hideInactive: String { pick("esconde inativos", "hide inactive") }
  var otherField: String { pick("outro campo", "next field") }
  var save: String { pick("salva", "save") }
  var remove: String { pick("exclui", "remove") }
  var removed: String { pick("Excluído.", "Removed.") }
  var active: String { pick("ativo", "active") }
  var inactive: String { pick("inativo", "inactive") }
  var doctorGone: String { pick("Esse cadastro não existe mais.", "No longer registered.") }

  func doctorCount(_ count: Int, withInactive: Bool) -> String {
    let doctors =
      count == 1 ? pick("1 médico", "1 doctor") : pick("\(count) médicos", "\(count) doctors")
    return withInactive ? pick("\(doctors), com inativos", "\(doctors), inactive too") : doctors
  }

  func noDoctor(hasCriteria: Bool, mayRegister: Bool) -> String {
    if hasCriteria { return pick("Nenhum médico assim.", "No such doctor.") }
    return mayRegister
      ? pick("Nenhum médico. n cadastra o primeiro.", "No doctor. n registers the first.")
      : pick("Nenhum médico.", "No doctor.")
  }

  /// ` · Cardiologia · CRM-ES 12345`.
  func doctorFacts(_ row: PractitionerRow) -> String {
    [row.specialties, row.registration, row.isActive ? "" : inactive].filter { !$0.isEmpty }
      .map { " · \($0)" }.joined()
  }

  /// `Centro · Sala 1 · Vitória/ES · 30 min · R$ 250,00`.
  func doctorPlace(_ row: PractitionerRow) -> String {
    let town = [row.municipality, row.state?.rawValue ?? ""].filter { !$0.isEmpty }
      .joined(separator: "/")
    let parts = [
      row.unitName, row.roomName, town, "\(row.slotMinutes) min", row.price.map(money) ?? "",
    ]
    return parts.filter { !$0.isEmpty }.joined(separator: " · ")
  }

  /// `Cardiologia (RQE 1234), Clínica médica`.
  func specialties(_ specialties: [Specialty]) -> String {
    specialties.map { specialty in
      specialty.rqe.map { "\(specialty.name) (RQE \($0))" } ?? specialty.name
    }.joined(separator: ", ")
  }

  func doctorCardFacts(_ card: PractitionerCard) -> [(label: String, value: String)] {
    let details = card.practitioner.details
    let place = [card.row.unitName, card.row.roomName].filter { !$0.isEmpty }
      .joined(separator: " · ")
    let facts: [(label: String, value: String)] = [
      (placeLabel, place), (alsoInLabel, assignedUnits(card.assignments)),
      (field(.phones), details.phone?.formatted ?? ""),
      (field(.price), details.price.map(money) ?? ""), (field(.email), details.email?.value ?? ""),
      (visitLengthLabel, "\(details.slotMinutes) min"),
      (field(.address), details.address.map(address) ?? ""),
    ]
    return facts.filter { !$0.value.isEmpty }
  }

  var placeLabel: String { pick("Local", "Place") }
  var visitLengthLabel: String { pick("Consulta", "Visit") }
  var weeklyTitle: String { pick("Agenda semanal", "Weekly agenda") }
  var exceptionsTitle: String { pick("Exceções daqui em diante", "Exceptions from today on") }
  var noAgenda: String { pick("Sem agenda ainda.", "No agenda yet.") }
  var noAgendaNow: String { pick("Nenhuma regra vale hoje.", "No rule holds today.") }
  var noExceptions: String { pick("Nenhuma.", "None.") }

  /// A day, or the first and the last of a run.
  func days(_ exception: AgendaException) -> String {
    exception.lastDate == exception.date
      ? longDay(exception.date) : "\(date(exception.date)) – \(date(exception.lastDate))"
  }

  /// `08:00–12:00`, or the whole day.
  func times(_ exception: AgendaException) -> String {
    exception.from == .midnight && exception.until == .endOfDay
      ? pick("o dia todo", "all day") : "\(exception.from.text)–\(exception.until.text)"
  }

  func effect(_ exception: AgendaException) -> String {
    switch exception.effect {
    case .closes(let reason):
      reason.isEmpty ? pick("fechado", "closed") : pick("fechado: \(reason)", "closed: \(reason)")
    case .opens(let minutes):
      pick("aberto, a cada \(minutes) min", "open, every \(minutes) min")
    }
  }

  /// `qui 24 dez–sáb 26 dez férias`: what an exception does to a drawn week.
  func weekNote(_ exception: AgendaException) -> String {
    var days = shortDay(exception.date)
    if exception.lastDate != exception.date { days += "–" + shortDay(exception.lastDate) }
    let times =
      exception.from == .midnight && exception.until == .endOfDay ? nil : times(exception)
    let what: String? =
      switch exception.effect {
      case .closes(let reason) where reason.isEmpty: pick("fechado", "closed")
      case .closes(let reason): reason
      case .opens: pick("abre", "opens")
      }
    return [days, times, what].compactMap(\.self).joined(separator: " ")
  }

  /// `sex 25 dez Natal`: a holiday that the agenda keeps.
  func weekNote(_ holiday: HolidayCalendar.Kept, on date: CivilDate) -> String {
    "\(shortDay(date)) \(self.holiday(holiday.name))"
  }

  func removeException(_ exception: AgendaException) -> Dialog {
    Dialog(
      title: pick("Excluir esta exceção?", "Remove this exception?"),
      message: "\(days(exception)) · \(times(exception)) · \(effect(exception))",
      answers: [Dialog.Answer(yesLetter, remove, isDangerous: true)])
  }
}
