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

  func queueLine(_ priority: QueuePriority) -> String {
    pick("Fila: ", "Queue: ") + self.priority(priority)
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

  /// What the ticket adds to the wait: `P007 · espera 19m · triado`.
  func waitNote(_ arrival: Arrival, minutes: Int) -> String {
    var parts = [
      ticket(arrival),
      pick("espera \(duration(minutes: minutes))", "waiting \(duration(minutes: minutes))"),
    ]
    if arrival.calledAt != nil {
      parts.append(pick("chamado", "called"))
    } else if arrival.triagedAt != nil {
      parts.append(pick("triado", "triaged"))
    }
    return parts.joined(separator: " · ")
  }

  /// At the end of the day: proposed, never done by itself.
  func unresolvedHint(_ count: Int) -> String {
    count == 1
      ? pick("1 não veio? g l revê", "1 did not come? g l reviews")
      : pick("\(count) não vieram? g l revê", "\(count) did not come? g l reviews")
  }
}
