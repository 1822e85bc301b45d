import ClinicDomain

extension Wording {
  // The booking form.

  var bookTitle: String { pick("Marcar", "Book") }
  var squeezeIn: String { pick("Encaixe", "Squeeze in") }
  var startLabel: String { pick("Horário", "Time") }
  var minutesLabel: String { pick("Minutos", "Minutes") }
  var patientLabel: String { pick("Paciente", "Patient") }
  var patientSearchHint: String {
    pick(
      "nome, CPF, telefone ou nascimento (14:30 maria s retorno)",
      "name, CPF, phone or birth date (14:30 maria s follow-up)")
  }
  var kindLabel: String { pick("Tipo", "Kind") }
  var authorisationLabel: String { pick("Autorização", "Authorisation") }
  var observationLabel: String { pick("Observação", "Note") }
  /// Who allowed an encaixe.
  var allowedByLabel: String { pick("Autorizou", "Allowed by") }
  /// The person logged in, as a choice.
  var myself: String { pick("eu", "me") }
  var overbookingReasonLabel: String { pick("Motivo", "Reason") }

  var noSuchTime: String { pick("Não é um horário.", "That is no time.") }
  var minutesNeeded: String { pick("Quantos minutos?", "How many minutes?") }
  var chooseThePatient: String { pick("Escolha o paciente.", "Choose the patient.") }
  var overbookingReasonNeeded: String {
    pick("Diga o motivo do encaixe.", "Say why it is squeezed in.")
  }
  var noPatientFoundRegister: String {
    pick("Nenhum paciente encontrado. + cadastra.", "No patient found. + registers.")
  }
  var freeNearby: String { pick("Livres perto", "Free nearby") }
  var timeTaken: String { pick("Esse horário está ocupado.", "That time is taken.") }

  /// Why it was not booked, with the times that are free as choices.
  func takenWithChoices(_ party: SchedulingRefusal.Party, _ near: [CivilTime]) -> String {
    let why = refusal(.scheduling(.taken(by: party, visits: [], near: [])))
    guard !near.isEmpty else { return why }
    return why + pick(" Livres: ", " Free: ") + numbered(near)
  }

  var busyKeepsForm: String {
    pick(
      "Banco de dados ocupado: nada foi gravado. O que digitou está aqui; Ctrl-S tenta de novo.",
      "Database busy: nothing was written. What you typed is here; Ctrl-S tries again.")
  }

  /// What tells homonyms apart, and what the desk wants to know of the patient.
  func lines(about card: PatientCard, today: CivilDate) -> [String] {
    let details = card.patient.details
    var first: [String] = []
    if let birth = details.birthDate {
      first.append("\(date(birth)) (\(age(of: birth, on: today)))")
    }
    if let phone = details.phones.first { first.append(phone.formatted) }
    if let coverage = details.coverage {
      first.append([coverage.insurer, coverage.plan].filter { !$0.isEmpty }.joined(separator: " "))
    }
    var second: [String] = []
    if let next = card.nextVisit {
      second.append(
        pick("próxima ", "next ") + "\(dayAndTime(next.date, next.start)) \(next.practitionerName)")
    }
    if let last = card.lastVisit {
      second.append(pick("última visita ", "last visit ") + date(last.date))
    }
    if card.missedVisits > 0 {
      second.append(
        pick(
          "faltas \(card.missedVisits) em \(card.visitCount)",
          "missed \(card.missedVisits) of \(card.visitCount)"))
    }
    if let open = card.openBalance, open > .zero {
      second.append(pick("em aberto \(money(open))", "owes \(money(open))"))
    }
    return [first, second].map { $0.joined(separator: " · ") }.filter { !$0.isEmpty }
  }

  // News.

  /// Never booked before the hub, or a lease, says so.
  func booked(
    _ name: String, _ date: CivilDate, _ start: CivilTime, _ practitioner: PractitionerRow,
    isAsked: Bool = false
  ) -> String {
    let doctor = doctorName(practitioner.name, practitioner.sex)
    let time = dayAndTime(date, start)
    if isAsked {
      return pick(
        "Pedido, a confirmar: \(name) · \(time) · \(doctor)",
        "Asked for, to confirm: \(name) · \(time) · \(doctor)")
    }
    return pick("Marcado: \(name) · \(time) · \(doctor)", "Booked: \(name) · \(time) · \(doctor)")
  }

  func moved(_ visit: VisitRow, to target: MoveAppointment) -> String {
    let to =
      visit.date == target.date
      ? target.start.text : dayAndTime(target.date, target.start)
    let way = "\(dayAndTime(visit.date, visit.start)) → \(to)"
    return pick("Remarcado: ", "Moved: ") + "\(visit.patientName) · \(way)"
  }

  func cancelled(_ visit: VisitRow) -> String {
    pick("Cancelado: \(visit.patientName)", "Cancelled: \(visit.patientName)")
      + " · \(dayAndTime(visit.date, visit.start))"
  }

  func refused(_ visit: VisitRow) -> String {
    pick("Pedido recusado: \(visit.patientName)", "Request refused: \(visit.patientName)")
  }

  var putBack: String { pick("Ficou como estava.", "Left as it was.") }

  func done(_ action: VisitAction, _ name: String) -> String {
    switch action {
    case .confirm: pick("\(name): confirmada.", "\(name): confirmed.")
    case .unconfirm: pick("\(name): confirmação desfeita.", "\(name): confirmation undone.")
    case .checkIn: pick("\(name): chegada registrada.", "\(name): checked in.")
    case .ticket: pick("\(name): na fila da recepção.", "\(name): waits for the reception.")
    case .pay(let payer):
      pick("\(name): quem paga: ", "\(name): who pays: ") + self.payer(payer) + "."
    case .markAttended: pick("\(name): veio, consulta realizada.", "\(name): came, visit done.")
    case .markMissed: pick("\(name): falta registrada.", "\(name): marked as missed.")
    case .reopen: pick("\(name): de volta a marcada.", "\(name): booked again.")
    case .start: pick("\(name): em atendimento.", "\(name): in consultation.")
    case .finish: pick("\(name): atendimento encerrado.", "\(name): encounter finished.")
    case .accept: pick("\(name): pedido aceito.", "\(name): request accepted.")
    case .last(let minutes):
      pick("\(name): agora \(minutes) min.", "\(name): \(minutes) min now.")
    case .consent: pick("\(name): consentiu na teleconsulta.", "\(name): agreed to video.")
    case .revokeConsent:
      pick("\(name): retirou o consentimento.", "\(name): took the consent back.")
    case .triage: pick("\(name): triagem feita.", "\(name): triage done.")
    case .callIn: pick("\(name): chamado à sala.", "\(name): called to the room.")
    case .earlier:
      pick("\(name): será chamado se vagar antes.", "\(name): called if an earlier time is free.")
    case .recall: pick("\(name): retorno em 6 meses.", "\(name): recall in 6 months.")
    }
  }

  /// The line for a question that got no answer.
  func problem(_ reply: Reply) -> Message {
    switch reply {
    case .denied(let capability): Message(denied(capability), .warning)
    case .failed(let fault): Message(self.fault(fault), .error)
    case .answer: Message("")
    }
  }
}
