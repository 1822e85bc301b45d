import ClinicDomain

extension Wording {
  /// `2 na recepção · 1 em atendimento · 8 esperados`.
  func deskCounts(_ board: DeskBoard) -> String {
    let waiting = board.waitingCount
    let inside = board[.inConsultation].count
    let expected = board[.expected].count
    let done = board[.done].count
    return [
      pick("\(waiting) esperando", "\(waiting) waiting"),
      pick("\(inside) em atendimento", "\(inside) inside"),
      pick("\(expected) por chegar", "\(expected) expected"),
      pick("\(done) feitos", "\(done) done"),
    ].joined(separator: " · ")
  }

  var walkInsOnlyKey: String { pick("só sem hora marcada", "walk-ins only") }
  var allVisitsKey: String { pick("todos", "all visits") }
  var noWalkIns: String {
    pick(
      "Ninguém veio sem hora marcada. f mostra todos.",
      "Nobody came without an appointment. f shows all.")
  }
  var nobodyToday: String {
    pick("Ninguém de hoje com esse nome.", "Nobody of today has that name.")
  }
  var walkInsOnlyTitle: String { pick("Sem hora marcada", "Walk-ins") }

  func heading(_ group: DeskBoard.Group, count: Int) -> String {
    let title =
      switch group {
      case .reception: pick("Recepção", "Reception")
      case .triage: pick("Triagem", "Triage")
      case .waiting: pick("Esperando", "Waiting")
      case .inConsultation: pick("Em atendimento", "In consultation")
      case .expected: pick("Por chegar", "Expected")
      case .done: pick("Feitos", "Done")
      case .missed: pick("Faltas e cancelados", "Missed and cancelled")
      }
    return count == 0 ? title : "\(title) (\(count))"
  }

  var doctorsQueueKey: String { pick("só este médico", "this doctor only") }
  var allDoctorsKey: String { pick("todos os médicos", "all doctors") }
  func queue(of doctor: String) -> String { pick("fila de \(doctor)", "queue of \(doctor)") }
  var ticketKey: String { pick("senha", "ticket") }
  var ownPatients: String { pick("meus pacientes", "my patients") }

  func emptyDesk(hasOthers: Bool) -> String {
    hasOthers
      ? pick(
        "Nenhuma consulta sua hoje. o mostra as de todos.",
        "No visits of yours today. o shows everybody's.")
      : pick("Nenhuma consulta hoje. F2 abre a agenda.", "No visits today. F2 opens the schedule.")
  }

  /// What the desk wants to know of a visit now, and whether it deserves a look.
  func deskNote(
    _ visit: VisitRow, now: Instant, zone: SiteZone, isShort: Bool
  ) -> (text: String, isUrgent: Bool) {
    let marks = visit.isOverbooked ? pick(" · encaixe", " · squeezed in") : ""
    func time(_ instant: Instant) -> String { zone.civil(at: instant).time.text }
    switch DeskBoard.Group(of: visit) {
    case .reception, .triage, .waiting:
      let minutes = visit.minutesWaiting(now) ?? 0
      let isLong = minutes >= 15
      if isShort { return (duration(minutes: minutes), isLong) }
      let arrived = visit.arrivedAt.map(time) ?? ""
      return (
        pick(
          "espera \(duration(minutes: minutes)) · chegou \(arrived)",
          "waiting \(duration(minutes: minutes)) · arrived \(arrived)") + marks, isLong
      )
    case .inConsultation:
      guard let started = visit.encounterStartedAt else { return ("", false) }
      let minutes = max(0, now.minutes - started.minutes)
      if isShort { return (duration(minutes: minutes), false) }
      return (
        pick(
          "há \(duration(minutes: minutes)) · desde \(time(started))",
          "for \(duration(minutes: minutes)) · since \(time(started))") + marks, false
      )
    case .expected:
      let local = zone.civil(at: now)
      let late = local.time.minuteOfDay - visit.start.minuteOfDay
      if visit.isBooked, visit.date == local.date, late > 0 {
        let text = duration(minutes: late)
        return (
          isShort
            ? pick("atraso \(text)", "late \(text)")
            : pick("atrasado \(text)", "late by \(text)") + marks, true
        )
      }
      if isShort { return ("", false) }
      return ((visit.isBooked ? stateOf(visit) : status(visit.status)) + marks, false)
    case .done:
      if isShort { return (visit.invoice == nil ? "" : "$", false) }
      return (visit.invoice == nil ? stateOf(visit) : pick("com fatura", "invoiced"), false)
    case .missed: return (isShort ? "" : status(visit.status), false)
    }
  }

  var onlyWaitingAreCalled: String {
    pick("Só se chama quem espera.", "Only who waits is called.")
  }

  var startKey: String { pick("atende", "start") }
  var finishKey: String { pick("encerra", "finish") }
  var chargeKey: String { pick("cobra", "invoice") }
  var openInvoiceKey: String { pick("fatura", "invoice") }
  var inScheduleKey: String { pick("na agenda", "in the schedule") }
  var nextGroupKey: String { pick("grupo seguinte", "next group") }
  var previousGroupKey: String { pick("grupo anterior", "group before") }
  var ownKey: String { pick("só os meus", "only mine") }
  var everybodyKey: String { pick("todos", "everybody") }
}
