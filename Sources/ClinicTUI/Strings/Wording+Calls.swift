import ClinicDomain

extension Wording {
  func callList(_ list: CallList, count: Int?, day: CivilDate) -> String {
    let number = count.map { " \($0)" } ?? ""
    switch list {
    case .waiting: return pick("Espera", "Waiting") + number
    case .recalls: return pick("Retornos", "Recalls") + number
    case .moved: return pick("Avisar", "To tell") + number
    case .unresolved: return pick("Vieram?", "Came?") + number
    case .confirmations: return pick("Confirmar", "Confirm") + " \(shortDay(day))" + number
    }
  }

  func emptyCalls(_ list: CallList) -> String {
    switch list {
    case .waiting:
      pick("Ninguém espera por um horário.", "Nobody waits for a time.")
    case .recalls:
      pick(
        "Nenhum retorno a chamar. v numa consulta programa um para 6 meses.",
        "No recalls due. v on a visit plans one in 6 months.")
    case .unresolved:
      pick(
        "Nenhuma consulta passada sem chegada ou falta.",
        "No past visit without an arrival or a no-show.")
    case .confirmations: pick("Nenhuma consulta nesse dia.", "No visits on that day.")
    case .moved:
      pick(
        "Ninguém a avisar de um horário que a clínica mudou.",
        "Nobody to tell of a time that the clinic changed.")
    }
  }

  func priority(_ priority: WaitingPriority) -> String {
    switch priority {
    case .routine: pick("normal", "routine")
    case .soon: pick("breve", "soon")
    case .urgent: pick("urgente", "urgent")
    }
  }

  func partOfDay(_ part: PartOfDay) -> String {
    switch part {
    case .any: pick("qualquer hora", "any time")
    case .morning: pick("manhã", "morning")
    case .afternoon: pick("tarde", "afternoon")
    case .evening: pick("noite", "evening")
    }
  }

  /// `05/2027`.
  func recallMonth(_ due: CivilDate) -> String {
    let month = due.month < 10 ? "0\(due.month)" : "\(due.month)"
    return "\(month)/\(due.year)"
  }

  /// What the patient would take: `Ana Lima · seg qui manhã · até 12/12`.
  func wish(_ row: WaitingRow, zone: SiteZone) -> String {
    let wish = row.entry.wish
    var parts: [String] = []
    if let booked = row.bookedAt {
      parts.append(
        pick("antes de ", "before ") + "\(booked.date.shortText) \(booked.time.text)")
    }
    if wish.practitioner != nil {
      parts.append(row.practitionerName)
    } else if !wish.specialty.isEmpty {
      parts.append(wish.specialty)
    }
    if let kind = wish.kind { parts.append(visitKind(kind)) }
    var when = wish.weekdays.sorted().map { weekday($0) }
    if wish.partOfDay != .any { when.append(partOfDay(wish.partOfDay)) }
    if let hours = hours(of: wish) { when.append(hours) }
    if !when.isEmpty { parts.append(when.joined(separator: " ")) }
    if let until = wish.until { parts.append(pick("até ", "until ") + until.shortText) }
    return parts.isEmpty ? pick("qualquer horário", "any time") : parts.joined(separator: " · ")
  }

  /// `14:00–16:30`, or the one bound there is.
  private func hours(of wish: VisitWish) -> String? {
    switch (wish.earliest, wish.latest) {
    case (let from?, let until?): "\(from.text)–\(until.text)"
    case (let from?, nil): pick("a partir das ", "from ") + from.text
    case (nil, let until?): pick("antes das ", "before ") + until.text
    case (nil, nil): nil
    }
  }

  /// Why somebody stands among the candidates, and the last call.
  func candidate(_ row: WaitingRow, today: CivilDate, zone: SiteZone) -> String {
    let why: String
    switch row.entry.purpose {
    case .visit:
      let days = today.days(since: zone.civil(at: row.entry.addedAt).date)
      why = pick("espera há \(days) d", "waiting \(days) d")
    case .earlier:
      why =
        row.bookedAt.map { pick("tem ", "has ") + "\($0.date.shortText) \($0.time.text)" } ?? ""
    case .recall(let due): why = pick("retorno ", "recall ") + recallMonth(due)
    }
    let priority = row.entry.wish.priority
    let pressing = priority > .routine ? " · \(self.priority(priority))" : ""
    let calls = row.entry.attempts.count
    let kind = row.entry.wish.kind.map { " · \(visitKind($0))" } ?? ""
    return why + kind + pressing + (calls == 0 ? "" : pick(" · \(calls) lig.", " · \(calls) calls"))
  }

  /// The last calls, newest first: `25/11 09:00 sem resposta`.
  func calls(_ attempts: [CallAttempt], zone: SiteZone) -> String {
    attempts.reversed().prefix(4).map { attempt in
      let at = zone.civil(at: attempt.at)
      let outcome =
        switch attempt.outcome {
        case .accepted: pick("aceitou", "accepted")
        case .noAnswer: pick("sem resposta", "no answer")
        case .refused: pick("recusou", "refused")
        }
      return "\(at.date.shortText) \(at.time.text) \(outcome)"
    }.joined(separator: " · ")
  }

  /// The time of before: `antes 09:30`, with the day where that changed too.
  func movedFrom(_ old: CivilDateTime, _ visit: VisitRow) -> String {
    let day = old.date == visit.date ? "" : old.date.shortText + " "
    return pick("antes ", "was ") + day + old.time.text
  }

  func offerTitle(_ time: OfferedTime, _ doctor: String, count: Int) -> String {
    pick("Vagou ", "Free again: ") + dayAndTime(time.date, time.start) + " · \(doctor)"
      + (count == 0 ? "" : pick(" · \(count) a chamar", " · \(count) to call"))
  }

  var nobodyWaits: String {
    pick("Ninguém mais espera por este horário.", "Nobody else waits for this time.")
  }

  func called(_ name: String, _ outcome: CallOutcome) -> String {
    switch outcome {
    case .accepted: pick("\(name): marcado.", "\(name): booked.")
    case .noAnswer: pick("\(name): não atendeu, anotado.", "\(name): no answer, noted.")
    case .refused: pick("\(name): não quis, anotado.", "\(name): refused, noted.")
    }
  }

  func confirmationCalled(_ name: String, _ outcome: CallOutcome) -> String {
    switch outcome {
    case .accepted: pick("\(name): confirmada.", "\(name): confirmed.")
    case .noAnswer: pick("\(name): não atendeu, anotado.", "\(name): no answer, noted.")
    case .refused: pick("\(name): disse que não vem.", "\(name): said no.")
    }
  }

  /// What the patient said, in the words that a list has room for.
  func answer(_ confirmation: Confirmation) -> String {
    confirmation == .declined ? pick("não vem", "not coming") : self.confirmation(confirmation)
  }

  func outcomeKeys(_ list: CallList) -> [KeyHint] {
    if list == .unresolved { return [KeyHint("c", attendedKey), KeyHint("!", missedKey)] }
    let accepted = list.isConfirmed ? pick("confirmou", "confirmed") : pick("marca", "book")
    let refused =
      list.isConfirmed ? pick("não vem", "not coming") : pick("recusou", "refused")
    return [
      KeyHint("c", accepted), KeyHint("s", pick("sem resposta", "no answer")),
      KeyHint("x", refused),
    ]
  }

  var anyone: String { pick("qualquer um", "anyone") }
  var anySpecialty: String { pick("qualquer uma", "any") }
  var anyKind: String { pick("em aberto", "open") }
  var wishKindHint: String {
    pick(
      "O que se marca; em aberto: consulta, ou retorno enquanto gratuito.",
      "What is booked; open: a visit, or a return as long as it is free.")
  }
  var wishHoursHint: String {
    pick("Começa entre estas horas; vazio: qualquer.", "Begins between these times; empty: any.")
  }
  var wishDays: String { pick("Dias", "Days") }
  var wishPart: String { pick("Período", "Part of day") }
  var wishUntil: String { pick("Até", "Until") }
  var wishPriority: String { pick("Prioridade", "Priority") }
  var recallDue: String { pick("Voltar em", "Come back on") }
  var wishDoctorHint: String {
    pick("Letras escolhem; Backspace deixa em aberto.", "Letters choose; Backspace leaves it open.")
  }
  var wishDaysHint: String {
    pick("seg ter qua qui sex sáb dom; vazio: qualquer dia.", "Mon Tue Wed…; empty: any day.")
  }
  func wishTitle(_ name: String) -> String { pick("O que serve a \(name)", "What suits \(name)") }
  var wishSaved: String { pick("Na lista.", "On the list.") }
  var addWaitingKey: String { pick("incluir", "add") }
  var wishKey: String { pick("mudar", "change") }
  var withdrawKey: String { pick("tirar da lista", "take off the list") }
  var nextListKey: String { pick("outra lista", "next list") }
  var previousListKey: String { pick("lista anterior", "list before") }
  var otherDayKey: String { pick("outro dia", "other day") }
  var earlierKey: String { pick("quer antes", "wants earlier") }
  var recallKey: String { pick("retorno em 6 meses", "recall in 6 months") }

  /// Weekdays typed with blanks or commas, in either language; nil where one is none.
  func weekdays(in text: String) -> Set<Weekday>? {
    var days: Set<Weekday> = []
    for token in TextFolding.tokens(text) {
      let found = Weekday.allCases.first { day in
        Language.allCases.contains { language in
          let name = TextFolding.fold(Wording(language: language).weekday(day))
          return token.hasPrefix(name)
        }
      }
      guard let found else { return nil }
      days.insert(found)
    }
    return days
  }
}
