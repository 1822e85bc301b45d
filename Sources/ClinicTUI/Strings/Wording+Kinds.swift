import ClinicDomain
import TerminalKit

/// Kinds of visit: their editor, and what they mean for a booking.
extension Wording {
  var visitKindsTitle: String { pick("Tipos de consulta", "Kinds of visit") }
  var visitKindsKey: String { pick("tipos de consulta", "kinds of visit") }
  var newKindKey: String { pick("novo tipo", "new kind") }
  var newKindTitle: String { pick("Novo tipo de consulta", "New kind of visit") }
  func kindTitle(_ kind: VisitKind) -> String {
    pick("Tipo de consulta", "Kind of visit") + " · \(visitKind(kind))"
  }
  var agendaLength: String { pick("da agenda", "agenda's") }
  var doctorsPrice: String { pick("do médico", "doctor's") }
  var retiredKind: String { pick("não se marca mais", "no longer booked") }
  var teleKind: String { pick("por vídeo", "by video") }
  var inPerson: String { pick("presencial", "in person") }
  var byVideoLabel: String { pick("Como", "How") }
  var bookableLabel: String { pick("Marca-se", "Bookable") }
  var yes: String { pick("sim", "yes") }
  var no: String { pick("não", "no") }
  var kindNameHint: String {
    pick("vazio: o nome de sempre, na língua de cada tela", "empty: the usual name in any language")
  }
  var letterHint: String {
    pick("uma letra ou dígito; E é do encaixe", "one letter or digit; E is the squeezed-in one's")
  }
  var kindMinutesHint: String {
    pick("de 5 em 5; vazio: o da agenda", "in steps of 5; empty: the agenda's")
  }
  var kindPriceHint: String { pick("vazio: o preço do médico", "empty: the doctor's price") }
  var returnDaysHint: String {
    pick(
      "dias depois de uma consulta paga; vazio: nunca grátis",
      "days after a paid visit; empty: never free")
  }
  var returnCountHint: String {
    pick("quantos por consulta paga", "how many for each paid visit")
  }
  var preparationHint: String {
    pick("o que se diz ao paciente ao marcar", "what the patient is told on booking")
  }
  var kindColumns: (name: String, minutes: String, price: String, free: String) {
    (
      pick("Tipo", "Kind"), pick("Duração", "Length"), pick("Preço", "Price"),
      pick("Retorno grátis", "Free return")
    )
  }

  func colour(_ colour: KindColour) -> String {
    switch colour {
    case .none: pick("nenhuma", "none")
    case .blue: pick("azul", "blue")
    case .cyan: pick("ciano", "cyan")
    case .green: pick("verde", "green")
    case .magenta: pick("magenta", "magenta")
    case .yellow: pick("amarelo", "yellow")
    }
  }

  /// `1 em 30 dias`.
  func freeReturn(_ setup: VisitKindSetup) -> String {
    guard let days = setup.returnDays else { return "" }
    return pick("\(setup.returnCount) em \(days) dias", "\(setup.returnCount) in \(days) days")
  }

  func preparation(_ text: String) -> String { pick("Preparo: \(text)", "Preparation: \(text)") }

  /// Whether a return costs nothing, in a line of its own.
  func returnText(_ window: ReturnWindow, on date: CivilDate) -> String {
    guard let paidOn = window.paidOn, let lastDay = window.lastDay else {
      return pick(
        "Sem consulta paga com este médico: o retorno é cobrado.",
        "No paid visit with this doctor: the return is charged.")
    }
    let paid = pick("Última consulta paga ", "Last paid visit ") + self.date(paidOn)
    if window.isFree(on: date) {
      return paid + pick(": grátis até ", ": free until ") + self.date(lastDay)
    }
    let why =
      window.used >= window.count
      ? pick("retornos já usados", "returns used up")
      : pick("venceu em ", "ended on ") + self.date(lastDay)
    return paid + pick(": cobrado, ", ": charged, ") + why
  }

  /// `grátis até 02/12/2026`, for a line with other things on it.
  func returnNote(_ window: ReturnWindow, on date: CivilDate) -> String {
    guard let lastDay = window.lastDay, window.isFree(on: date) else {
      return pick("cobrado", "charged")
    }
    return pick("grátis até ", "free until ") + self.date(lastDay)
  }

  /// `retorno (grátis até 02/12)`.
  func kindInLine(_ kind: VisitKind, _ window: ReturnWindow?, on date: CivilDate) -> String {
    guard let window else { return visitKind(kind) }
    guard let lastDay = window.lastDay, window.isFree(on: date) else {
      return visitKind(kind) + pick(" (cobrado)", " (charged)")
    }
    return visitKind(kind) + pick(" (grátis até ", " (free until ") + "\(lastDay.shortText))"
  }

  func freeReturnInvoice(_ window: ReturnWindow) -> String {
    let paid = window.paidOn.map { date($0) } ?? ""
    return pick(
      "Retorno grátis: consulta paga em \(paid).", "A free return: paid visit on \(paid).")
  }
}
