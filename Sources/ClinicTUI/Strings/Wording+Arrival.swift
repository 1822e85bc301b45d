import ClinicDomain

extension Wording {
  var checkInTitle: String { pick("Chegada", "Check in") }
  var identityKey: String { pick("é a pessoa", "identity ok") }
  var noDocumentKey: String { pick("sem documento", "no document") }
  var reviewedKey: String { pick("dados lidos", "data read back") }
  var cardKey: String { pick("carteirinha", "card seen") }
  var queueKey: String { pick("prioridade", "priority") }
  var triageKey: String { pick("triagem", "triage") }
  var callInKey: String { pick("chama", "call") }
  var walkInKey: String { pick("sem hora", "walk-in") }
  var nextPatientKey: String { pick("próximo", "next") }
  var otherDoctorKey: String { pick("outro médico", "other doctor") }
  var walkInReason: String { pick("sem hora marcada", "walk-in") }
  var nobodyOnDuty: String {
    pick("Nenhum médico atende agora.", "No doctor sees patients now.")
  }

  var nobodyWaitsForYou: String { pick("Ninguém espera por você.", "Nobody waits for you.") }

  private func box(_ isOn: Bool) -> String { isOn ? "[x]" : "[ ]" }

  func dataLine(_ reviewed: CivilDate, isStale: Bool, isReviewed: Bool) -> String {
    let since = date(reviewed)
    let text =
      isStale
      ? pick("! Cadastro de \(since): releia com o paciente", "! Data of \(since): read them back")
      : pick("Cadastro revisto em \(since)", "Data reviewed on \(since)")
    return "\(box(isReviewed)) d  \(text)"
  }

  /// The insurer that pays, and whether something is odd about it; the patient where she pays.
  ///
  /// A visit of which nobody said who pays goes by the registration.
  func cardLine(
    _ coverage: Coverage?, paidBy payer: Payer?, isSeen: Bool, today: CivilDate
  ) -> (text: String, isOdd: Bool) {
    let known = coverage?.payer
    guard let insurer = (payer ?? known)?.insurerName else {
      return (pick("       Particular", "       Private"), false)
    }
    let mark = "\(box(isSeen)) c  "
    guard let coverage, payer == nil || payer == known else {
      let now = known?.insurerName ?? patientPays
      return (mark + insurer + pick(" · ! no cadastro: ", " · ! on file: ") + now, true)
    }
    var text = [coverage.insurer, coverage.plan, coverage.memberNumber]
      .filter { !$0.isEmpty }.joined(separator: " · ")
    guard let until = coverage.validUntil, until < today else { return (mark + text, false) }
    text += pick(" · ! vencida em ", " · ! expired on ") + date(until)
    return (mark + text, true)
  }

  var triageFirstKey: String { pick("triagem antes", "triage first") }

  func queue(_ priority: QueuePriority) -> String {
    pick("Fila: ", "Queue: ") + self.priority(priority)
  }

  func queueLine(_ priority: QueuePriority, needsTriage: Bool) -> String {
    queue(priority)
      + (needsTriage ? pick(" · triagem antes", " · triage first") : "")
  }

  func priority(_ priority: QueuePriority) -> String {
    switch priority {
    case .none: pick("normal", "normal")
    case .over60: pick("60 anos ou mais", "60 and over")
    case .over80: pick("80 anos ou mais", "80 and over")
    case .pregnant: pick("gestante", "pregnant")
    case .disabled: pick("pessoa com deficiência", "disabled")
    case .withInfant: pick("com criança de colo", "with an infant")
    }
  }

  /// `P007`, `N012`: the letter says the queue.
  func ticket(_ arrival: Arrival) -> String {
    ticket(BoardTicket(ticket: arrival.ticket, priority: arrival.facts.priority ?? .none))
  }

  func queueLength(_ count: Int) -> String {
    switch count {
    case 0: pick("ninguém espera", "nobody waits")
    case 1: pick("1 espera", "1 waits")
    default: pick("\(count) esperam", "\(count) wait")
    }
  }

  func walkInTitle(_ name: String) -> String { pick("Atender \(name) com", "\(name) to see") }

  func walkedIn(_ name: String, _ doctor: String) -> String {
    pick("\(name): na fila de \(doctor).", "\(name): waiting for \(doctor).")
  }

  /// `80+`: who is called before others, in a word; empty for nobody's.
  func priorityMark(_ priority: QueuePriority) -> String {
    switch priority {
    case .none: ""
    case .over60: "60+"
    case .over80: "80+"
    case .pregnant: pick("gest.", "preg.")
    case .disabled: pick("PcD", "dis.")
    case .withInfant: pick("colo", "infant")
    }
  }

  /// Ticket, priority, wait and how far she is: `S007 80+ · espera 19m · triado`; the longest first.
  func waitNotes(_ arrival: Arrival?, minutes: Int, lacksConsent: Bool) -> [String] {
    let wait = duration(minutes: minutes)
    let queue = arrival.map { arrival in
      [ticket(arrival), priorityMark(arrival.facts.priority ?? .none)].filter { !$0.isEmpty }
        .joined(separator: " ")
    }
    let stage: String? =
      arrival?.calledAt != nil
      ? pick("chamado", "called") : arrival?.triagedAt != nil ? pick("triado", "triaged") : nil
    let consent = lacksConsent ? consentMissingShort : nil
    let short = lacksConsent ? pick("sem consent.", "no consent") : nil
    func line(_ parts: [String?], _ separator: String) -> String {
      parts.compactMap(\.self).joined(separator: separator)
    }
    return [
      line([queue, pick("espera \(wait)", "waiting \(wait)"), stage, consent], " · "),
      line([queue, wait, stage, consent], " · "),
      line([queue, wait, consent ?? stage], " · "),
      line([queue, wait, short ?? stage], " "), line([queue, wait], " "),
    ]
  }

  /// At the end of the day: proposed, never done by itself.
  func unresolvedHint(_ count: Int) -> String {
    count == 1
      ? pick("1 não veio? M revê", "1 did not come? M reviews")
      : pick("\(count) não vieram? M revê", "\(count) did not come? M reviews")
  }

  var reviewMissedKey: String { pick("quem não veio", "who did not come") }

  /// Somebody else checked her in, or called the visit off, while it was asked who she is.
  func noLongerAwaited(_ visit: VisitRow) -> Message {
    let state = status(visit.status)
    return Message(
      pick(
        "\(visit.patientName): outra pessoa foi mais rápida (\(state)).",
        "\(visit.patientName): somebody else was quicker (\(state))."), .warning)
  }

  /// What was done, with the ticket to be handed out.
  func withTicket(_ told: String, _ arrival: Arrival) -> String {
    told + pick(" Senha ", " Ticket ") + ticket(arrival) + "."
  }
}
