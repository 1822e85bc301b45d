import ClinicDomain
import TerminalKit

extension Wording {
  func risk(_ risk: Attendance.Risk) -> String {
    switch risk {
    case .red: pick("vermelho", "red")
    case .orange: pick("laranja", "orange")
    case .yellow: pick("amarelo", "yellow")
    case .green: pick("verde", "green")
    case .blue: pick("azul", "blue")
    }
  }

  private func riskMeaning(_ risk: Attendance.Risk) -> String {
    switch risk {
    case .red: pick("emergência", "emergency")
    case .orange: pick("muito urgente", "very urgent")
    case .yellow: pick("urgente", "urgent")
    case .green: pick("pouco urgente", "less urgent")
    case .blue: pick("não urgente", "not urgent")
    }
  }

  func attendanceClass(_ kind: Attendance.Class) -> String {
    switch kind {
    case .ambulatory: pick("ambulatório", "ambulatory")
    case .emergency: pick("urgência", "emergency")
    }
  }

  func attendanceOutcome(_ outcome: Attendance.Outcome) -> String {
    switch outcome {
    case .home: pick("para casa", "home")
    case .admitted: pick("internado", "admitted to a bed")
    case .otherFacility: pick("para outro serviço", "to another house")
    case .againstAdvice: pick("a pedido, contra orientação", "against advice")
    case .deceased: pick("óbito", "died")
    case .left: pick("foi embora sem ser atendido", "left without being seen")
    case .mistaken: pick("registrado por engano", "registered by mistake")
    }
  }

  func attendanceState(_ state: Attendance.State) -> String {
    switch state {
    case .arrived: pick("para triagem", "to be triaged")
    case .triaged: pick("espera", "waiting")
    case .inProgress: pick("em atendimento", "being seen")
    case .finished: pick("encerrado", "finished")
    case .cancelled: pick("não atendido", "not seen")
    case .enteredInError: pick("por engano", "by mistake")
    }
  }

  func ticket(_ row: AttendanceRow) -> String {
    ticket(BoardTicket(ticket: row.ticket, priority: row.priority))
  }

  var attendancesTitle: String { pick("Pronto atendimento", "Walk-in care") }
  var attendancesKey: String { pick("fila", "queue") }

  func attendanceGroup(_ group: AttendancesPanel.Group, count: Int) -> String {
    let title =
      switch group {
      case .arrived: pick("Para triagem", "To be triaged")
      case .triaged: pick("Esperam", "Waiting")
      case .inProgress: pick("Em atendimento", "Being seen")
      case .over: pick("Encerrados", "Over")
      }
    return "\(title) (\(count))"
  }

  /// `2 para triagem · 3 esperam · 1 em atendimento`.
  func attendanceCounts(_ rows: [AttendanceRow]) -> String {
    func count(_ state: Attendance.State) -> Int { rows.count { $0.state == state } }
    guard !rows.isEmpty else { return "" }
    return pick(
      "\(count(.arrived)) para triagem · \(count(.triaged)) esperam · "
        + "\(count(.inProgress)) em atendimento",
      "\(count(.arrived)) to be triaged · \(count(.triaged)) waiting · "
        + "\(count(.inProgress)) being seen")
  }

  func noAttendances(mayAdd: Bool) -> String {
    let text = pick("Ninguém veio hoje sem consulta.", "Nobody came today without a visit.")
    return mayAdd ? text + pick(" n registra quem chega.", " n registers who comes.") : text
  }

  /// What there is to know of it now: `12m · chamado · Sala 3`.
  func attendanceNote(_ row: AttendanceRow, _ context: ScreenContext) -> String {
    let waited = duration(minutes: row.minutesWaited(context.now))
    switch row.state {
    case .arrived, .triaged:
      var parts = [row.isLate(context.now) ? "! \(waited)" : waited]
      if row.calledAt != nil {
        parts += [pick("chamado", "called"), row.roomName]
      } else if row.priority != .none {
        parts.append(priority(row.priority))
      }
      return parts.filter { !$0.isEmpty }.joined(separator: " · ")
    case .inProgress:
      guard let seen = row.seen else { return "" }
      let minutes = max(0, context.now.minutes - seen.at.minutes)
      return "\(duration(minutes: minutes)) · \(seen.practitionerName)"
    case .finished, .cancelled, .enteredInError:
      let time = row.endedAt.map { context.zone.civil(at: $0).time.text }
      return [time, row.outcome.map(attendanceOutcome)].compactMap { $0 }.joined(separator: " · ")
    }
  }

  /// The line that explains the attendance under the cursor.
  func attendanceLine(_ row: AttendanceRow, _ context: ScreenContext) -> String {
    let since = context.zone.civil(at: row.registeredAt)
    let came =
      pick("chegou", "came") + " "
      + (since.date == context.today
        ? since.time.text : dayAndTime(since.date, since.time))
    let parts = [
      row.patientName, row.risk.map(riskMeaning) ?? "", came, row.unitName,
      attendanceClass(row.attendanceClass),
    ]
    return parts.filter { !$0.isEmpty }.joined(separator: " · ")
  }

  /// The lines of an attendance's card.
  func facts(
    of row: AttendanceRow, _ card: AttendanceCard?, _ context: ScreenContext
  ) -> [(label: String, value: String)] {
    func moment(_ instant: Instant) -> String {
      let civil = context.zone.civil(at: instant)
      return dayAndTime(civil.date, civil.time)
    }
    let age = row.birthDate.map { " · \(self.age(of: $0, on: context.today))" } ?? ""
    var facts = [
      (field(.patient), row.patientName + age),
      (
        pick("Chegada", "Came"),
        "\(moment(row.registeredAt)) · \(attendanceClass(row.attendanceClass)) · "
          + priority(row.priority)
      ),
      (
        riskLabel,
        row.risk.map { "\(risk($0)): \(riskMeaning($0)) · " + target($0) }
          ?? attendanceState(.arrived)
      ),
    ]
    if let seen = row.seen {
      facts.append((pick("Atendido", "Seen"), "\(moment(seen.at)) · \(seen.practitionerName)"))
    } else if let called = row.calledAt {
      facts.append(
        (
          pick("Chamado", "Called"),
          [moment(called), row.roomName].filter { !$0.isEmpty }.joined(separator: " · ")
        ))
    }
    if let outcome = row.outcome, let at = row.endedAt {
      facts.append((pick("Desfecho", "Outcome"), "\(moment(at)) · \(attendanceOutcome(outcome))"))
    }
    if let card {
      facts.append(
        (
          complaintLabel,
          card.reason.map { $0.isEmpty ? "—" : $0 }
            ?? pick("no prontuário, para quem o abre", "with the chart, for whoever opens it")
        ))
    }
    return facts
  }

  private func target(_ risk: Attendance.Risk) -> String {
    risk.targetMinutes == 0
      ? pick("já", "at once")
      : pick("até ", "within ") + duration(minutes: risk.targetMinutes)
  }

  var riskLabel: String { pick("Risco", "Risk") }
  var complaintLabel: String { pick("Queixa", "Complaint") }
  var legalPriorityLabel: String { pick("Fila", "Queue") }
  var identityLabel: String { pick("Documento", "Document") }
  var identityOptions: [String] { [pick("conferido", "seen"), pick("sem documento", "none")] }
  var registerAttendanceKey: String { pick("registra", "register") }
  var riskKey: String { pick("risco", "risk") }
  var seeKey: String { pick("atende", "see") }
  var endAttendanceKey: String { pick("encerra", "end") }
  var wentKey: String { pick("foi embora", "went away") }
  var reopenAttendanceKey: String { pick("volta à fila", "back to the queue") }

  func attendanceTitle(_ name: String) -> String {
    pick("Pronto atendimento de \(name)", "Walk-in care for \(name)")
  }

  func riskQuestion(_ row: AttendanceRow) -> Dialog {
    Dialog(
      title: pick("Risco de \(row.patientName)?", "Risk of \(row.patientName)?"),
      answers: Attendance.Risk.allCases.enumerated().map { index, risk in
        Dialog.Answer(
          Character("\(index + 1)"), "\(self.risk(risk)) · \(riskMeaning(risk)) · \(target(risk))")
      })
  }

  func outcomeQuestion(_ row: AttendanceRow) -> Dialog {
    question(
      pick("Como termina o de \(row.patientName)?", "How does \(row.patientName)'s end?"),
      Attendance.Outcome.ofSeen)
  }

  func unseenQuestion(_ row: AttendanceRow) -> Dialog {
    question(
      pick("Tirar \(row.patientName) da fila?", "Take \(row.patientName) off the queue?"),
      Attendance.Outcome.ofUnseen)
  }

  private func question(_ title: String, _ outcomes: [Attendance.Outcome]) -> Dialog {
    Dialog(
      title: title,
      answers: outcomes.enumerated().map { index, outcome in
        Dialog.Answer(
          Character("\(index + 1)"), attendanceOutcome(outcome),
          isDangerous: outcome == .deceased)
      })
  }

  func isInQueue(_ name: String) -> String {
    pick("\(name) está na fila.", "\(name) is in the queue.")
  }
  func wasTriaged(_ row: AttendanceRow, _ risk: Attendance.Risk) -> String {
    "\(row.patientName): \(self.risk(risk)), \(riskMeaning(risk))."
  }
  func wasCalled(_ row: AttendanceRow) -> String {
    pick("Senha \(ticket(row)) chamada.", "Ticket \(ticket(row)) called.")
  }
  func isBeingSeen(_ row: AttendanceRow) -> String {
    pick("\(row.patientName) está com você.", "\(row.patientName) is with you.")
  }
  func hasEnded(_ row: AttendanceRow, _ outcome: Attendance.Outcome) -> String {
    "\(row.patientName): \(attendanceOutcome(outcome))."
  }
  func isBack(_ row: AttendanceRow) -> String {
    pick("\(row.patientName) voltou à fila.", "\(row.patientName) is back in the queue.")
  }

  func attendance(_ refusal: AttendanceRefusal) -> String {
    switch refusal {
    case .alreadyHere:
      pick(
        "O paciente já está na fila de uma unidade, ou em atendimento.",
        "The patient is in a unit's queue already, or being seen.")
    case .beingSeen: pick("Já está em atendimento.", "Is being seen already.")
    case .notSeen: pick("Ainda não foi atendido.", "Was not seen yet.")
    case .ended: pick("Já foi encerrado.", "It has ended already.")
    }
  }
}
