import ClinicDomain

extension Wording {
  // A visit's card.

  /// A line of the card.
  struct Labelled: Equatable, Sendable {
    let label: String
    let text: String
  }

  func lines(
    about visit: VisitRow, _ detail: VisitDetail?, now: Instant, zone: SiteZone
  ) -> [Labelled] {
    var lines = [
      Labelled(label: pick("Situação", "State"), text: state(of: visit, detail, now, zone)),
      Labelled(
        label: pick("Médico", "Doctor"),
        text: [visit.practitionerName, detail?.roomName ?? "", detail?.unitName ?? ""]
          .filter { !$0.isEmpty }.joined(separator: " · ")),
      Labelled(
        label: kindLabel,
        text: [
          visitKind(visit.kind), pick("\(visit.minutes) minutos", "\(visit.minutes) minutes"),
          detail?.window.map { returnNote($0, on: visit.date) } ?? "",
        ].filter { !$0.isEmpty }.joined(separator: " · ")),
    ]
    if let payer = visit.payer {
      let number = detail?.appointment.authorisation.map { pick("autorização ", "no. ") + $0 }
      lines.append(
        Labelled(
          label: payerLabel,
          text: [self.payer(payer), number].compactMap(\.self).joined(separator: " · ")))
    }
    if let text = kinds[visit.kind]?.preparation, !text.isEmpty {
      lines.append(Labelled(label: field(.preparation), text: text))
    }
    if let meeting = kinds.meeting(
      of: visit.id, kind: visit.kind, practitioner: visit.practitioner)
    {
      lines.append(Labelled(label: pick("Sala de vídeo", "Video room"), text: meeting))
    }
    if let group = visit.group {
      lines.append(
        Labelled(
          label: groupLabel,
          text: pick("até \(group.capacity) pacientes", "up to \(group.capacity) patients")))
    }
    if visit.series != nil {
      lines.append(
        Labelled(
          label: seriesLabel,
          text: pick("uma de várias: m e x perguntam quais", "one of several: m and x ask which")))
    }
    guard let detail else { return lines }
    if kinds.isTele(visit.kind) {
      lines.append(Labelled(label: consentLabel, text: consent(detail.consent, zone)))
    }
    lines.insert(Labelled(label: patientLabel, text: identity(of: detail.patient)), at: 0)
    let appointment = detail.appointment
    if case .overbooked(let reason) = appointment.exclusivity {
      lines.append(Labelled(label: squeezeIn, text: reason))
      if !detail.allowedByName.isEmpty {
        lines.append(Labelled(label: allowedByLabel, text: detail.allowedByName))
      }
    }
    if let text = appointment.authorisation, visit.payer == nil {
      lines.append(Labelled(label: authorisationLabel, text: text))
    }
    if let text = appointment.observation {
      lines.append(Labelled(label: observationLabel, text: text))
    }
    if let cancellation = appointment.cancellation {
      let late =
        cancellation.isLate ? pick(" (menos de 24 h antes)", " (less than 24 h before)") : ""
      let reason = cancellation.reason.isEmpty ? "" : ": \(cancellation.reason)"
      lines.append(
        Labelled(
          label: pick("Cancelada", "Cancelled"), text: party(cancellation.party) + reason + late))
    }
    let booked = zone.civil(at: appointment.bookedAt)
    var by = "\(date(booked.date)) \(booked.time.text)"
    if !detail.bookedByName.isEmpty { by += " · \(detail.bookedByName)" }
    if appointment.rescheduledFrom != nil { by += pick(" · remarcada", " · moved here") }
    lines.append(Labelled(label: pick("Marcada em", "Booked on"), text: by))
    return lines
  }

  private func state(
    of visit: VisitRow, _ detail: VisitDetail?, _ now: Instant, _ zone: SiteZone
  ) -> String {
    var text = stateOf(visit)
    if let started = visit.encounterStartedAt {
      text += pick(" desde ", " since ") + zone.civil(at: started).time.text
    } else if let arrived = visit.arrivedAt {
      text += pick(", chegou ", ", arrived ") + zone.civil(at: arrived).time.text
      if visit.isWaiting, let minutes = visit.minutesWaiting(now) {
        text += " (\(duration(minutes: minutes)))"
      }
    }
    if visit.isHistorical { text += pick(" · importada", " · imported") }
    return text
  }

  /// What tells the patient from homonyms; the name stands above, the civil one only if it differs.
  private func identity(of patient: PatientRow) -> String {
    var parts = patient.socialName.isEmpty ? [] : [patient.name]
    if let birth = patient.birthDate { parts.append(date(birth)) }
    if !patient.phone.isEmpty { parts.append(patient.phone) }
    let chart = sites.chart(patient.chartNumber)
    parts.append(pick("prontuário \(chart)", "chart \(chart)"))
    return parts.joined(separator: " · ")
  }

  // Calling it off.

  var cancelVisitTitle: String { pick("Cancelar", "Cancel") }
  var refuseTitle: String { pick("Recusar o pedido", "Refuse the request") }
  var calledOffBy: String { pick("Quem cancela", "Who cancels") }
  var reasonLabel: String { pick("Motivo", "Reason") }
  /// Why a patient cancelled who said no more.
  var patientsWish: String { pick("o paciente pediu", "the patient asked") }
  /// Why the clinic calls a visit off that its agenda left outside.
  var agendasChange: String { pick("a agenda do médico mudou", "the doctor's hours changed") }
  var reasonNeeded: String { pick("Diga o motivo.", "Give the reason.") }

  func party(_ party: Cancellation.Party) -> String {
    switch party {
    case .clinic: pick("a clínica", "the clinic")
    case .patient: pick("o paciente", "the patient")
    case .rescheduled: pick("remarcada", "moved to another time")
    case .rescheduledByClinic: pick("remarcada pela clínica", "moved by the clinic")
    case .refused: pick("pedido recusado", "request refused")
    case .undone: pick("marcação desfeita", "booking undone")
    }
  }

  // Keys.

  var acceptKey: String { pick("aceita", "accept") }
  var refuseKey: String { pick("recusa", "refuse") }
  var answerKey: String { pick("responde", "answer") }
  var bookKey: String { pick("marca", "book") }
  var bookLineKey: String { pick("frase", "one line") }
  var bookAtTimeKey: String { pick("marca nesse horário", "book at that time") }
  var overbookKey: String { pick("encaixe", "squeeze in") }
  var nextFreeKey: String { pick("próxima livre", "next free") }
  var findKey: String { pick("acha paciente", "find patient") }
  var dayKey: String { pick("dia", "day") }
  var weekKey: String { pick("semana", "week") }
  var dayViewKey: String { pick("ver o dia", "whole day") }
  var goKey: String { pick("vai", "go") }
  var goToVisitKey: String { pick("vai à consulta", "go to the visit") }
  var chooseKey: String { pick("escolhe", "choose") }
  var chooseTimeKey: String { pick("escolhe o horário", "choose the time") }
  var registerKey: String { pick("cadastra", "register") }
  var nextFieldKey: String { pick("campo seguinte", "next field") }
  var previousFieldKey: String { pick("campo anterior", "previous field") }
  var giveUpKey: String { pick("desiste", "give up") }
  var moveHereKey: String { pick("move para cá", "move here") }
  var putBackKey: String { pick("deixa como está", "leave as is") }
  var checkInKey: String { pick("chegou", "check in") }
  var confirmKey: String { pick("confirma", "confirm") }
  var unconfirmKey: String { pick("desfaz a confirmação", "undo the confirmation") }
  var moveKey: String { pick("move", "move") }
  var lengthKey: String { pick("mais longa, mais curta", "longer, shorter") }
  var cancelVisitKey: String { pick("cancela", "cancel") }
  var missedKey: String { pick("faltou", "missed") }
  var attendedKey: String { pick("veio", "came") }
  var reopenKey: String { pick("reabre", "reopen") }
  var recordKey: String { pick("prontuário", "record") }
  var pageDayKey: String { pick("dia anterior, seguinte", "day before, after") }
  var pageWeekKey: String { pick("semana anterior, seguinte", "week before, after") }
  var pageMonthKey: String { pick("mês anterior, seguinte", "month before, after") }
  var pageRowsKey: String { pick("desce, sobe uma página", "page down, up") }
  var nowKey: String { pick("agora", "now") }
  var columnsKey: String { pick("coluna ao lado", "column beside") }
}
