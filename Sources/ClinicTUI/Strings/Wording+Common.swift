import ClinicDomain

extension Wording {
  /// `qua 25/11`.
  func shortDay(_ date: CivilDate) -> String { "\(weekday(date.weekday)) \(date.shortText)" }

  /// `qua 25/11 09:42`.
  func dayAndTime(_ date: CivilDate, _ time: CivilTime) -> String {
    "\(shortDay(date)) \(time.text)"
  }

  /// A date with its year, in the order of the language.
  func date(_ date: CivilDate) -> String {
    pick(date.brazilianText, date.isoText)
  }

  /// `qua 25 nov 2026`.
  func longDay(_ date: CivilDate) -> String {
    "\(weekday(date.weekday)) \(date.day) \(month(date.month)) \(date.year)"
  }

  func weekday(_ weekday: Weekday) -> String {
    let portuguese = ["seg", "ter", "qua", "qui", "sex", "sáb", "dom"]
    let english = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    return pick(portuguese[weekday.rawValue - 1], english[weekday.rawValue - 1])
  }

  func month(_ month: Int) -> String {
    let portuguese = [
      "jan", "fev", "mar", "abr", "mai", "jun", "jul", "ago", "set", "out", "nov", "dez",
    ]
    let english = [
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    return pick(portuguese[month - 1], english[month - 1])
  }

  /// `75 anos`; months below two years, days below two months.
  func age(of birth: CivilDate, on today: CivilDate) -> String {
    let years = today.years(since: birth)
    if years >= 2 { return pick("\(years) anos", "\(years) years") }
    let months = today.months(since: birth)
    if months >= 2 { return pick("\(months) meses", "\(months) months") }
    let days = today.days(since: birth)
    return pick("\(days) \(days == 1 ? "dia" : "dias")", "\(days) \(days == 1 ? "day" : "days")")
  }

  /// Minutes as people say them: `7m`, `1h05`.
  func duration(minutes: Int) -> String {
    guard minutes >= 60 else { return "\(minutes)m" }
    let rest = minutes % 60
    return "\(minutes / 60)h\(rest < 10 ? "0" : "")\(rest)"
  }

  /// `R$ 250,00`.
  func money(_ amount: Money) -> String { amount.textWithSymbol }

  func sex(_ sex: Sex) -> String {
    switch sex {
    case .female: pick("Feminino", "Female")
    case .male: pick("Masculino", "Male")
    case .other: pick("Outro", "Other")
    case .unknown: pick("Não informado", "Unknown")
    }
  }

  /// One letter.
  func sexLetter(_ sex: Sex) -> String {
    switch sex {
    case .female: "F"
    case .male: "M"
    case .other: pick("O", "O")
    case .unknown: "?"
    }
  }

  /// `Dra. Ana Lima`; without a title where the sex is not known.
  func doctorName(_ name: String, _ sex: Sex) -> String {
    switch sex {
    case .female: pick("Dra. \(name)", "Dr. \(name)")
    case .male: pick("Dr. \(name)", "Dr. \(name)")
    case .other, .unknown: name
    }
  }

  func status(_ status: AppointmentStatus) -> String {
    switch status {
    case .proposed: pick("solicitada", "requested")
    case .pending: pick("pendente", "pending")
    case .booked: pick("marcada", "booked")
    case .arrived: pick("chegou", "arrived")
    case .checkedIn: pick("na recepção", "checked in")
    case .fulfilled: pick("realizada", "done")
    case .cancelled: pick("cancelada", "cancelled")
    case .noshow: pick("faltou", "missed")
    case .waitlist: pick("lista de espera", "waiting list")
    case .enteredInError: pick("lançada por engano", "entered in error")
    }
  }

  func confirmation(_ confirmation: Confirmation) -> String {
    switch confirmation {
    case .none: pick("não confirmada", "not confirmed")
    case .confirmed: pick("confirmada", "confirmed")
    case .declined: pick("disse que não vem", "declined")
    case .unreachable: pick("não localizado", "unreachable")
    }
  }

  func visitKind(_ kind: VisitKind) -> String {
    if let own = kinds[kind]?.name, !own.isEmpty { return own }
    return usualName(of: kind)
  }

  /// What a built-in kind is called where the clinic says nothing else.
  func usualName(of kind: VisitKind) -> String {
    switch kind {
    case .first: pick("primeira vez", "first visit")
    case .followUp: pick("retorno", "follow-up")
    case .routine: pick("consulta", "routine visit")
    case .exam: pick("exame", "exam")
    case .procedure: pick("procedimento", "procedure")
    case .tele: pick("teleconsulta", "teleconsultation")
    default: kind.rawValue
    }
  }

  func consent(_ status: ContactConsent.Status) -> String {
    switch status {
    case .unknown: pick("não perguntado", "not asked")
    case .granted: pick("autorizado", "granted")
    case .denied: pick("não autorizado", "denied")
    case .revoked: pick("revogado", "revoked")
    }
  }

  func paymentMethod(_ method: Payment.Method) -> String {
    switch method {
    case .cash: pick("dinheiro", "cash")
    case .debit: pick("cartão de débito", "debit card")
    case .credit: pick("cartão de crédito", "credit card")
    case .pix: "Pix"
    case .insurer: pick("convênio", "insurer")
    }
  }

  func role(_ role: Role) -> String {
    switch role {
    case .reception: pick("recepção", "reception")
    case .doctor: pick("médico", "doctor")
    case .nurse: pick("enfermagem", "nurse")
    case .billing: pick("faturamento", "billing")
    case .manager: pick("gestão", "manager")
    case .auditor: pick("auditoria", "auditor")
    case .board: pick("painel", "wall board")
    }
  }
}
