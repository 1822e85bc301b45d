import ClinicDomain

/// The month of the schedule, and whose agendas are shown.
extension Wording {
  var monthKey: String { pick("mês", "month") }
  var goToDayKey: String { pick("abre o dia", "open the day") }
  var moveCursorKey: String { pick("movem", "move") }

  /// `novembro de 2026`.
  func longMonth(_ date: CivilDate) -> String {
    let portuguese = [
      "janeiro", "fevereiro", "março", "abril", "maio", "junho", "julho", "agosto", "setembro",
      "outubro", "novembro", "dezembro",
    ]
    let english = [
      "January", "February", "March", "April", "May", "June", "July", "August", "September",
      "October", "November", "December",
    ]
    return pick(
      "\(portuguese[date.month - 1]) de \(date.year)", "\(english[date.month - 1]) \(date.year)")
  }

  func name(of subject: MonthPanel.Subject) -> String {
    switch subject {
    case .all: pick("todos os médicos", "all doctors")
    case .filter(let name): name
    case .doctor(let doctor): doctorName(doctor.name, doctor.sex)
    }
  }

  /// What stands beside the number of a day: a holiday, who is away, or that it is today.
  func mark(on day: DayOccupation, isToday: Bool) -> String {
    if let holiday = day.holidays.first { return "▒\(self.holiday(holiday))" }
    if day.away > 0 {
      return "▒\(day.working == 0 ? day.closures.first ?? away(day.away) : away(day.away))"
    }
    return isToday ? pick("hoje", "today") : ""
  }

  private func away(_ count: Int) -> String {
    pick(count == 1 ? "1 fora" : "\(count) fora", "\(count) away")
  }

  func visitsShort(_ count: Int) -> String { pick("\(count) cons.", "\(count) vis.") }

  /// `4h30 livre`.
  func freeTime(_ day: DayOccupation) -> String {
    let free = duration(minutes: day.openMinutes - day.takenMinutes)
    return pick("\(free) livre", "\(free) free")
  }

  /// The day under the cursor, in words.
  func explain(_ day: DayOccupation) -> String {
    var parts = [longDay(day.date)]
    if let percent = day.percent {
      parts += [
        pick("\(percent)% ocupado", "\(percent)% taken"),
        visitCount(day.visits), freeTime(day), doctorCount(day.working),
      ]
    } else {
      parts.append(pick("sem agenda", "no agenda"))
    }
    parts += day.holidays.map { self.holiday($0) }
    if day.away > 0 {
      let reasons = day.closures.joined(separator: ", ")
      parts.append(away(day.away) + (reasons.isEmpty ? "" : ": \(reasons)"))
    }
    return parts.joined(separator: " · ")
  }

  // Whose agendas are shown.

  var filterKey: String { pick("filtra", "filter") }
  var unfilterKey: String { pick("tira o filtro", "drop the filter") }
  var filterTitle: String {
    pick("Mostrar só: unidade, especialidade ou médico", "Show only: unit, specialty or doctor")
  }
  var filterLabel: String { pick("Só", "Only") }
  var nothingToFilter: String { pick("Nada com esse nome.", "Nothing of that name.") }
  func doctorCount(_ count: Int) -> String {
    pick(
      count == 1 ? "1 médico" : "\(count) médicos", count == 1 ? "1 doctor" : "\(count) doctors")
  }
  func filterHeading(_ name: String) -> String { pick("só \(name)", "only \(name)") }
  func emptyDay(under filter: AgendaFilter) -> String {
    pick(
      "\(filter.name): ninguém neste dia. Esc tira o filtro, PgDn vai ao dia seguinte.",
      "\(filter.name): nobody on this day. Esc drops the filter, PgDn goes to the next day.")
  }
}

/// A patient's visits, and the day list on paper.
extension Wording {
  var patientVisitsKey: String { pick("consultas", "visits") }

  /// `14 consultas · 2 por vir · 1 falta`.
  func visitsOf(_ visits: [VisitRow], isCut: Bool) -> String {
    let open = visits.count { $0.status.isOpen }
    let missed = visits.count { $0.status == .noshow }
    let many = isCut ? "\(visits.count)+" : "\(visits.count)"
    var parts = [
      pick(
        many == "1" ? "1 consulta" : "\(many) consultas",
        many == "1" ? "1 visit" : "\(many) visits")
    ]
    if open > 0 { parts.append(pick("\(open) por vir", "\(open) to come")) }
    if missed > 0 {
      parts.append(pick(missed == 1 ? "1 falta" : "\(missed) faltas", "\(missed) missed"))
    }
    return parts.joined(separator: " · ")
  }

  var printDayKey: String { pick("lista do dia em texto", "day list as text") }
  func dayListFileName(_ date: CivilDate) -> String {
    pick("lista", "list") + "-\(date.isoText).txt"
  }
  func pageNumber(_ number: Int, of count: Int) -> String {
    pick("página \(number)/\(count)", "page \(number)/\(count)")
  }
  var dayListTitles: (time: String, name: String, phone: String, kind: String, state: String) {
    language == .portuguese
      ? ("Horário", "Paciente", "Telefone", "Tipo", "Situação")
      : ("Time", "Patient", "Phone", "Kind", "State")
  }
  var overbookedShort: String { pick("encaixe", "squeezed in") }
  func visitCount(_ count: Int) -> String {
    pick(
      count == 1 ? "1 consulta" : "\(count) consultas", count == 1 ? "1 visit" : "\(count) visits")
  }
  func printedOn(at time: CivilDateTime) -> String {
    let moment = "\(date(time.date)) \(time.time.text)"
    return pick("impresso \(moment)", "printed \(moment)")
  }
  var aboutListDay: String {
    pick(
      "A lista do dia em texto para imprimir (A4, 80 colunas).",
      "The day's list as text to print (A4, 80 columns).")
  }
}
