import ClinicDomain

/// Stays that are handed over or corrected, and beds found by typing.
extension Wording {
  var handOverKey: String { pick("passa a outro médico", "hand over") }
  var correctReasonKey: String { pick("corrige o motivo", "correct the reason") }
  var findBedKey: String { pick("acha leito", "find bed") }

  func handOverTitle(_ stay: StayRow) -> String {
    pick(
      "\(stay.patientName), com \(stay.practitionerName), passa a outro médico",
      "Hand \(stay.patientName) over from \(stay.practitionerName)")
  }

  func handedOver(_ name: String, to doctor: String) -> String {
    pick("\(name) está com \(doctor).", "\(name) is in \(doctor)'s care.")
  }

  func stayReasonTitle(_ stay: StayRow) -> String {
    pick(
      "Motivo da internação de \(stay.patientName)", "Why \(stay.patientName) was admitted")
  }

  var stayReasonHint: String {
    pick("O motivo anterior continua no prontuário.", "The reason before stays with the chart.")
  }

  var openChartFirst: String {
    pick(
      "Só com o prontuário aberto: r abre, depois w corrige.",
      "Only with the chart open: r opens it, then w corrects.")
  }

  func reasonCorrected(_ name: String) -> String {
    pick("Motivo da internação de \(name) corrigido.", "Reason of \(name)'s stay corrected.")
  }

  var findBed: String { pick("Achar paciente ou leito", "Find a patient or a bed") }
  var findBedLabel: String { pick("Nome ou leito", "Name or bed") }
  var noBedFound: String { pick("Nenhum leito assim.", "No such bed.") }
  var goToBedKey: String { pick("vai ao leito", "go to the bed") }

  /// Who is in charge, and who was before.
  func care(of stay: StayRow, _ card: StayCard?, _ moment: (Instant) -> String) -> String {
    ([stay.practitionerName]
      + (card?.formerCare ?? []).map { care in
        pick("até ", "until ") + "\(moment(care.until)) \(care.practitionerName)"
      }).joined(separator: " · ")
  }

  /// The reason of a stay, and how it read before.
  func reason(of card: StayCard) -> String {
    guard let reason = card.reason else {
      return pick("no prontuário, para quem o abre", "with the chart, for whoever opens it")
    }
    return
      ([reason.isEmpty ? "—" : reason]
      + card.formerReasons.map {
        pick("antes: ", "before: ") + ($0.isEmpty ? "—" : $0)
      }).joined(separator: " · ")
  }
}
