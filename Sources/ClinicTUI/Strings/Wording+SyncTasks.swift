import ClinicDomain

extension Wording {
  var rebookNote: String { pick("perdeu o lugar", "lost its time") }
  var identityNote: String { pick("quem é quem", "who is who") }
  var heldNote: String { pick("não recebido", "not taken") }

  /// `Ivo Sampaio · qua 25/11 10:30 Dra. Ana Lima`.
  func rebooking(_ row: RebookingRow, _ zone: SiteZone) -> String {
    let lost = zone.civil(at: row.task.lost.start)
    return "\(row.patientName) · \(dayAndTime(lost.date, lost.time)) \(row.practitionerName)"
  }

  func rebookingReason(_ reason: Rebooking.Reason) -> String {
    switch reason {
    case .taken: pick("Horário já tomado", "The time was taken")
    case .patientTaken: pick("Paciente já tinha outra consulta", "The patient has another visit")
    case .roomTaken: pick("Sala já tomada", "The room was taken")
    case .refused: pick("A outra unidade recusou", "The other site refused")
    }
  }

  /// The nearest free times with the digits that take them, and whom to call.
  func rebookingDetail(_ row: RebookingRow, _ zone: SiteZone, today: CivilDate) -> [String] {
    let phone = row.phone.isEmpty ? pick("sem telefone", "no phone") : row.phone
    let calls =
      row.task.calls == 0
      ? ""
      : pick(
        " · em vão: \(row.task.calls)", " · in vain: \(row.task.calls)")
    let times = row.free.prefix(Self.offeredTimes).enumerated().map { index, slot in
      let civil = zone.civil(at: slot.start)
      let lost = zone.civil(at: row.task.lost.start).date
      return "\(index + 1) "
        + (civil.date == lost ? civil.time.text : dayAndTime(civil.date, civil.time))
    }
    return [
      "\(rebookingReason(row.task.reason)) (\(row.practitionerName))"
        + pick(". Ligue: ", ". Call: ") + phone + calls,
      times.isEmpty
        ? pick("Nada livre perto: Enter procura na agenda.", "Nothing free near: Enter searches.")
        : pick("Livres perto: ", "Free near: ") + times.joined(separator: " · "),
    ]
  }

  /// How many of the nearest times have a digit.
  static let offeredTimes = 5

  func identityQuestion(_ question: IdentityQuestion) -> String {
    let names = question.people.map(personName)
    switch question.kind {
    case .field:
      return pick("\(syncField(question.field)) de ", "\(syncField(question.field)) of ")
        + (names.first ?? "") + pick(": dois valores", ": two values")
    case .samePerson:
      return pick("Mesmo \(question.field.uppercased()): ", "Same \(question.field.uppercased()): ")
        + names.joined(separator: pick(" e ", " and "))
    }
  }

  private func personName(_ person: IdentityQuestion.Person) -> String {
    person.name.isEmpty ? pick("alguém que ainda não chegou", "someone not here yet") : person.name
  }

  /// What can be chosen, each with its key.
  func identityChoices(
    _ question: IdentityQuestion, now: Instant, _ zone: SiteZone
  ) -> [String] {
    question.choices.enumerated().map { index, choice in
      "\(index + 1)  " + describe(choice, question, now, zone)
    }
  }

  private func describe(
    _ choice: IdentityChoice, _ question: IdentityQuestion, _ now: Instant, _ zone: SiteZone
  ) -> String {
    switch choice {
    case .value(let place):
      let value = question.values[place]
      let origin = [
        moment(value.at, now: now, zone), value.siteName, value.byName,
      ].filter { !$0.isEmpty }.joined(separator: ", ")
      let standing = place == 0 ? pick(" · vale agora", " · stands now") : ""
      return "\(identityValue(value.content))  (\(origin))\(standing)"
    case .numberOf(let place):
      let person = question.people[place]
      var about = personName(person)
      if let chart = person.chart, chart > 0 {
        about += pick(", pront. ", ", chart ") + sites.chart(chart)
      }
      if let birth = person.birthDate { about += ", \(date(birth))" }
      return pick("É de ", "It is that of ") + about
        + pick(": sai do outro cadastro", ": the other card loses it")
    case .samePerson:
      return pick(
        "É a mesma pessoa: os dois cadastros ficam", "The same person: both cards stay")
    }
  }

  func identityValue(_ value: IdentityValue) -> String {
    switch value {
    case .none: pick("(vazio)", "(empty)")
    case .date(let day): date(day)
    case .text(let text):
      Sex(rawValue: text).map { sex($0) } ?? (try? CPF(parsing: text))?.formatted ?? text
    }
  }

  func held(_ item: HeldCommand) -> String {
    let what = item.changes.first.map(syncEntry) ?? ""
    let more = item.changes.count > 1 ? " (+\(item.changes.count - 1))" : ""
    return what + more
  }

  func heldDetail(_ item: HeldCommand) -> [String] {
    [
      item.state == .behind
        ? pick(
          "Espera outra mudança retida da mesma coisa; resolva a outra primeiro.",
          "Waits behind another held change of the same thing; settle that one first.")
        : pick("Motivo dado pelo hub: ", "The hub's reason: ") + heldReason(item.reason),
      pick(
        "Só isto espera; todo o resto é enviado. Nada se perde.",
        "Only this waits; all else is sent. Nothing is lost."),
    ]
  }

  func heldReason(_ code: String) -> String {
    switch code {
    case "malformed": pick("não conseguiu ler.", "it could not be read.")
    case "version", "unknown_version":
      pick("o hub é de outra versão.", "the hub is of another version.")
    case "too_large": pick("grande demais.", "too large.")
    default: code
    }
  }

  func asked(_ item: AskedVisit) -> String {
    let visit = item.visit
    return "\(visit.patientName) · \(dayAndTime(visit.date, visit.start)) \(visit.practitionerName)"
  }

  func askedDetail(_ item: AskedVisit) -> [String] {
    if item.visit.reservation == .contested {
      return [
        pick(
          "Outra consulta chegou antes a este horário; o hub ainda vai dizer qual fica.",
          "Another visit came to this time first; the hub is yet to say which one stays.")
      ]
    }
    let who =
      item.siteName.isEmpty ? pick("o hub responda", "the hub answers") : item.siteName
    return [
      item.siteName.isEmpty
        ? pick("Ainda não confirmada: espera que \(who).", "Not confirmed yet: waits until \(who).")
        : pick(
          "Ainda não confirmada: \(who) tem a agenda de \(item.visit.practitionerName) e responde "
            + "quando houver contato.",
          "Not confirmed yet: \(who) has the agenda of \(item.visit.practitionerName) and answers "
            + "once in touch.")
    ]
  }

  var rebookKey: String { pick("marca noutro horário", "pick another time") }
  var takeFreeKey: String { pick("marca o livre", "take the free time") }
  var rebookedKey: String { pick("já marcado", "booked already") }
  var unreachedKey: String { pick("não atendeu", "no answer") }
  var givenUpKey: String { pick("desistiu", "gave up") }
  var chooseValueKey: String { pick("escolhe", "choose") }
  var resendKey: String { pick("reenvia", "resend") }
  var discardHeldKey: String { pick("descarta", "discard") }
  var passOnKey: String { pick("grava p/ suporte", "file for support") }
  var settledKey: String { pick("resolvido", "settled") }
  var discardTitle: String { pick("Descartar: não será enviado", "Discard: it won't be sent") }

  /// Why a lost visit is closed, as its card tells later.
  var lostTimeReason: String {
    pick("Perdeu o horário para outra unidade", "Lost its time to another site")
  }
  var gaveUpReason: String {
    pick("Desistiu ao perder o horário", "Gave up when the time was lost")
  }

  func rebookingSettled(_ name: String, _ outcome: Rebooking.Outcome) -> String {
    switch outcome {
    case .booked: pick("\(name): resolvido.", "\(name): settled.")
    case .declined: pick("\(name): desistiu, consulta fechada.", "\(name): gave up, visit closed.")
    case .unreached: pick("\(name): não atendeu; continua na lista.", "\(name): no answer; stays.")
    }
  }
  func rebooked(_ name: String, _ civil: CivilDateTime, isAsked: Bool) -> String {
    let when = dayAndTime(civil.date, civil.time)
    return isAsked
      ? pick(
        "\(name): pedido para \(when), a confirmar.", "\(name): asked for \(when), to confirm.")
      : pick("\(name): marcado para \(when).", "\(name): booked for \(when).")
  }
  var identitySettled: String {
    pick("Decidido: vale em todas as unidades.", "Decided: it holds at all sites.")
  }
  var heldResent: String { pick("Será enviado de novo.", "It will be sent again.") }
  var heldDiscarded: String {
    pick("Descartado: não será enviado.", "Discarded: it won't be sent.")
  }
  var replaySettled: String { pick("Resolvido.", "Settled.") }
}
