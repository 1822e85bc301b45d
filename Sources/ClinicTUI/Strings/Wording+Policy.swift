import ClinicDomain

/// How often an agenda's hours hold, their breaks, and what the agenda asks of bookings.
extension Wording {
  /// How often hours hold: `a cada 2 sem.`.
  func cycle(_ weeks: Int) -> String {
    pick("a cada \(weeks) sem.", "every \(weeks) wk")
  }
  var everyWeeksHint: String {
    pick(
      "1: toda semana; conta da semana de “Vale de”.", "1: every week; counts from “Valid from”.")
  }
  var breaksHint: String {
    pick("Como 10:00-10:15 16:00-16:20.", "As 10:00-10:15 16:00-16:20.")
  }
  var breaksError: String {
    pick(
      "pausas como 10:00-10:15, dentro do horário", "breaks as 10:00-10:15, within the hours")
  }
  var policyKey: String { pick("regras de marcação", "booking rules") }
  func policyTitle(_ title: String) -> String { "\(policyKey.capitalisedFirst) · \(title)" }
  var bufferHint: String {
    pick("De 0 a 120 minutos livres junto a cada consulta.", "0 to 120 minutes free by each visit.")
  }
  var noticeHint: String {
    pick("Minutos entre marcar e a consulta; 1440 é um dia.", "Minutes ahead; 1440 is a day.")
  }
  var horizonHint: String { pick("De 1 a 1095 dias.", "1 to 1095 days.") }
  var perDayHint: String { pick("Vazio: quantas couberem.", "Empty: as many as fit.") }
  var holidaysLabel: String { pick("Feriados", "Holidays") }
  func holidayWork(_ work: HolidayWork) -> String {
    switch work {
    case .rests: pick("não atende", "closed")
    case .worksOnOptional: pick("só pontos facultativos", "open on optional ones")
    case .works: pick("atende", "open")
    }
  }
  /// What heads the caps of single kinds.
  var capsHeading: String { pick("Limite por dia de cada tipo", "Most of each kind in a day") }
  func capLabel(_ kind: VisitKind) -> String {
    let name = visitKind(kind)
    return name.prefix(1).uppercased() + name.dropFirst()
  }
  func policySummary(_ policy: AgendaPolicy) -> String {
    var parts: [String] = []
    if policy.bufferBefore + policy.bufferAfter > 0 {
      parts.append(
        pick("folga", "buffer") + " \(policy.bufferBefore)+\(policy.bufferAfter) min")
    }
    if policy.noticeMinutes > 0 {
      parts.append(pick("antecedência ", "notice ") + duration(policy.noticeMinutes))
    }
    if policy.horizonDays != BookingRules.horizonDays {
      parts.append(pick("até \(policy.horizonDays) dias", "up to \(policy.horizonDays) days"))
    }
    if let most = policy.overbookingsPerDay {
      parts.append(pick("\(most) encaixes", "\(most) squeezed in"))
    }
    if let most = policy.visitsPerDay { parts.append(pick("\(most) por dia", "\(most) a day")) }
    parts += policy.caps.map { "\(visitKind($0.kind)) ≤ \($0.perDay)" }
    parts.append("\(holidaysLabel.lowercased()): \(holidayWork(policy.holidays))")
    return parts.joined(separator: " · ")
  }
}

extension String {
  fileprivate var capitalisedFirst: String { prefix(1).uppercased() + dropFirst() }
}
