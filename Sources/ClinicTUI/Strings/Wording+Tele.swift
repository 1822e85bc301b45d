import ClinicDomain

/// Visits by video: their address and the patient's consent.
extension Wording {
  var meetingHint: String {
    pick(
      "https://… com {visit}, que vira o código da consulta; {practitioner} se quiser",
      "https://… with {visit}, which becomes the visit's id; {practitioner} if wanted")
  }

  func meetingProblem(_ error: MeetingPattern.ParseError) -> String {
    switch error {
    case .empty: requiredField
    case .tooLong: problem(.tooLong)
    case .notSecure: pick("começa com https:// e um endereço", "begins with https:// and a host")
    case .character: pick("há um caractere estranho", "holds a strange character")
    case .placeholder:
      pick("só {visit} e {practitioner}", "only {visit} and {practitioner}")
    case .noVisit:
      pick("falta {visit}: a sala seria de todos", "{visit} is missing: all would share a room")
    }
  }

  var consentKey: String { pick("consente no vídeo", "agrees to video") }
  var revokeConsentKey: String { pick("retira o consentimento", "takes the consent back") }
  var consentLabel: String { pick("Consentimento", "Consent") }
  var consentMissingShort: String { pick("sem consentimento", "no consent") }

  /// Whether a visit by video has no consent yet.
  func lacksConsent(_ visit: VisitRow) -> Bool {
    kinds.isTele(visit.kind) && !visit.hasTeleConsent && visit.status.isLive
      && visit.status != .fulfilled
  }

  /// `25/11/2026 09:42 · Rosa`, or that it is missing.
  func consent(_ consent: TeleConsentRow?, _ zone: SiteZone) -> String {
    guard let consent else {
      return pick("falta: pergunte, e T registra", "missing: ask, and T records it")
    }
    let moment = zone.civil(at: consent.recordedAt)
    let when = "\(date(moment.date)) \(moment.time.text)"
    let who = consent.recordedByName.isEmpty ? "" : " · \(consent.recordedByName)"
    return (consent.isGiven ? pick("dado ", "given ") : pick("retirado ", "taken back ")) + when
      + who
  }

  /// At the desk.
  func consentLine(isGiven: Bool) -> String {
    isGiven
      ? pick("Teleconsulta: consentimento dado", "By video: consent given")
      : pick(
        "Teleconsulta: falta o consentimento do paciente",
        "By video: the patient's consent is missing")
  }
}
