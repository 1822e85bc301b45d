import ClinicDomain
import TerminalKit

extension Wording {
  // The grid.

  func week(_ number: Int) -> String { pick("semana \(number)", "week \(number)") }

  /// Yesterday, today, tomorrow; nil for other days.
  func nameOfDay(_ distance: Int) -> String? {
    switch distance {
    case -1: pick("ontem", "yesterday")
    case 0: pick("hoje", "today")
    case 1: pick("amanhã", "tomorrow")
    default: nil
    }
  }

  /// `23–29 nov 2026`.
  func daySpan(_ first: CivilDate, _ last: CivilDate) -> String {
    let begin =
      first.month == last.month ? "\(first.day)" : "\(first.day) \(month(first.month))"
    return "\(begin)–\(last.day) \(month(last.month)) \(last.year)"
  }

  /// `31 marcadas · 14 livres · 1 encaixe`.
  func counts(_ grid: AgendaGrid, _ context: ScreenContext) -> String {
    let visits = grid.columns.flatMap(\.visits)
    let booked = visits.count { $0.status.isLive }
    let squeezed = visits.count { $0.status.isLive && $0.isOverbooked }
    let asked = visits.count { $0.status == .proposed }
    let days = Set(grid.columns.map(\.date))
    let free = days.reduce(0) { count, day in
      guard day >= context.today else { return count }
      return count
        + grid.freeSlots(on: day, at: context.civilNow)
    }
    var parts = [pick(booked == 1 ? "1 marcada" : "\(booked) marcadas", "\(booked) booked")]
    if days.contains(where: { $0 >= context.today }) {
      parts.append(pick(free == 1 ? "1 livre" : "\(free) livres", "\(free) free"))
    }
    if squeezed > 0 {
      parts.append(
        pick(squeezed == 1 ? "1 encaixe" : "\(squeezed) encaixes", "\(squeezed) squeezed in"))
    }
    if asked > 0 {
      parts.append(pick(asked == 1 ? "1 pedido" : "\(asked) pedidos", "\(asked) requested"))
    }
    return parts.joined(separator: " · ")
  }

  /// A column's two lines: the doctor; specialty, and the room where it has its place.
  func title(of doctor: PractitionerRow, columns: Int = .max) -> (name: String, detail: String) {
    let specialty = doctor.specialties.split(separator: ",").first.map(String.init) ?? ""
    let both = [specialty, doctor.roomName].filter { !$0.isEmpty }.joined(separator: " · ")
    return (
      doctorName(doctor.name, doctor.sex),
      TextWidth.width(of: both) <= columns ? both : specialty
    )
  }

  var free: String { pick("livre", "free") }
  func freeShort(_ minutes: Int) -> String { pick("livre \(minutes) min", "free \(minutes) min") }
  var pause: String { pick("intervalo", "break") }
  var emptyDay: String {
    pick(
      "Nenhuma agenda neste dia. PgDn vai ao dia seguinte, d a outro dia.",
      "No agenda on this day. PgDn goes to the next day, d to another.")
  }

  // The line that explains what is under the cursor.

  func explain(_ visit: VisitRow, now: Instant, zone: SiteZone) -> String {
    var parts = [
      "\(visit.start.text)–\(visit.end.text) \(visit.patientName)", visitKind(visit.kind),
      stateOf(visit),
    ]
    if visit.isWaiting, let arrived = visit.arrivedAt, let minutes = visit.minutesWaiting(now) {
      let time = zone.civil(at: arrived).time.text
      parts.append(
        pick(
          "chegou \(time), espera \(duration(minutes: minutes))",
          "arrived \(time), waiting \(duration(minutes: minutes))"))
    }
    if visit.isOverbooked { parts.append(pick("encaixe", "squeezed in")) }
    if let payer = visit.payer { parts.append(self.payer(payer)) }
    if visit.isHistorical { parts.append(pick("importada", "imported")) }
    switch visit.reservation {
    case .requested, .held: parts.append(pick("à espera do hub", "waiting for the hub"))
    case .refused: parts.append(pick("recusada pelo hub", "refused by the hub"))
    case .contested: parts.append(pick("horário disputado", "time contested"))
    case .local, .confirmed: break
    }
    return parts.joined(separator: " · ")
  }

  /// What became of it, and where it is still to come, what the patient said.
  func stateOf(_ visit: VisitRow) -> String {
    if visit.isInConsultation { return pick("em atendimento", "in consultation") }
    guard visit.isBooked, visit.confirmation != .none else { return status(visit.status) }
    return confirmation(visit.confirmation)
  }

  /// The specialty and the room give way where the line is short; the price stays.
  func explainFree(
    _ time: CivilTime, minutes: Int, isOver: Bool, _ doctor: PractitionerRow, columns: Int
  ) -> String {
    let end = time.adding(minutes: minutes)?.text ?? ""
    let free = "\(time.text)–\(end) " + (isOver ? pick("sem marcação", "not booked") : self.free)
    let price = (kinds[.routine]?.price ?? doctor.price).map { "\(patientPays) \(money($0))" } ?? ""
    let specialty = doctor.specialties.split(separator: ",").first.map(String.init) ?? ""
    let details = [[specialty, doctor.roomName], [doctor.roomName], []]
    let lines = details.map { detail in
      ([free, doctorName(doctor.name, doctor.sex)] + detail + [price])
        .filter { !$0.isEmpty }.joined(separator: " · ")
    }
    return lines.first { TextWidth.width(of: $0) <= columns } ?? lines[2]
  }

  func explainClosed(
    _ from: CivilTime, _ until: CivilTime, _ reason: String, _ doctor: PractitionerRow
  ) -> String {
    let name = title(of: doctor).name
    if from == .midnight, until == .endOfDay {
      return pick(
        "Bloqueado o dia todo: \(reason) · \(name)", "Blocked all day: \(reason) · \(name)")
    }
    return pick(
      "\(from.text)–\(until.text) bloqueado: \(reason) · \(name)",
      "\(from.text)–\(until.text) blocked: \(reason) · \(name)")
  }

  func outOfUse(_ place: String) -> String {
    pick("\(place) fora de uso", "\(place) out of use")
  }

  func explainRetired(_ gone: AgendaColumn.Retired, _ doctor: PractitionerRow) -> String {
    "\(gone.from.text)–\(gone.until.text) " + outOfUse(gone.place)
      + " · \(title(of: doctor).name)"
  }

  func explainPause(_ until: CivilTime, _ doctor: PractitionerRow) -> String {
    let name = title(of: doctor).name
    return pick(
      "Intervalo até \(until.text) · \(name)", "Break until \(until.text) · \(name)")
  }

  func explainOff(_ doctor: PractitionerRow) -> String {
    let name = title(of: doctor).name
    guard doctor.isActive else {
      return pick("Médico inativo · \(name)", "Inactive doctor · \(name)")
    }
    return pick("Fora da agenda · \(name)", "Outside the agenda · \(name)")
  }

  // Questions and prompts.

  var dayPrompt: String { pick("Ir para o dia", "Go to the day") }
  var dayPromptHint: String {
    pick("t hoje · +1 · +2s · seg · 1405", "t today · +1 · +2w · mon · 1405")
  }
  /// What may be typed for a date, for the help.
  var dateHelp: [KeyHint] {
    [
      KeyHint("t h", pick("hoje", "today"), isSecondary: true),
      KeyHint("+1 -1", pick("dias depois, antes", "days later, earlier"), isSecondary: true),
      KeyHint(
        pick("+2s +1m +1a", "+2w +1m +1y"),
        pick("semanas, meses, anos", "weeks, months, years"), isSecondary: true),
      KeyHint(
        pick("seg qua", "mon wed"),
        pick("o próximo; hoje não conta", "the next one; today doesn't count"),
        isSecondary: true),
      KeyHint(
        "1405 14/5", pick("14 de maio mais perto de hoje", "the 14th of May nearest to today"),
        isSecondary: true),
      KeyHint(
        "140526 2026-05-14", pick("com ano", "with its year"), isSecondary: true),
    ]
  }
  var noSuchDay: String { pick("Não é um dia.", "That is no day.") }
  var findPatient: String { pick("Achar a consulta de um paciente", "Find a patient's visit") }
  var noSuchPatient: String { pick("Nenhum paciente encontrado.", "No patient found.") }
  func noVisits(of name: String) -> String {
    pick("\(name): nenhuma consulta.", "\(name): no visits.")
  }
  var noFreeTime: String {
    pick("Nenhum horário livre nos próximos 12 meses.", "No free time in the next 12 months.")
  }

  func carrying(_ carried: Carried, choices: [CivilTime]) -> String {
    switch carried {
    case .patient(_, let name, _):
      return pick(
        "Marcar para \(name): escolha o horário.",
        "Book for \(name): choose the time.")
    case .group(let group):
      let from = dayAndTime(group.date, group.start)
      return pick(
        "Mover o grupo \(groupName(group.kind)) (\(from)): escolha o novo horário.",
        "Move the group \(groupName(group.kind)) (\(from)): choose the new time.")
    case .visit(let visit):
      guard choices.isEmpty else {
        return pick("Livres perto: ", "Free nearby: ") + numbered(choices)
      }
      let from = dayAndTime(visit.date, visit.start)
      return pick(
        "Mover \(visit.patientName) (\(from)): escolha o novo horário.",
        "Move \(visit.patientName) (\(from)): choose the new time.")
    }
  }

  func numbered(_ times: [CivilTime]) -> String {
    times.enumerated().map { "\($0.offset + 1) \($0.element.text)" }.joined(separator: " · ")
  }

  func answerQuestion(_ visit: VisitRow) -> String {
    pick(
      "Pedido de \(visit.patientName), \(dayAndTime(visit.date, visit.start)): aceitar?",
      "Request of \(visit.patientName), \(dayAndTime(visit.date, visit.start)): accept it?")
  }
  var acceptLetter: Character { "a" }
  var refuseLetter: Character { "r" }
}
