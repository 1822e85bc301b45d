import ClinicDomain

/// Who pays for a visit, and what it costs.
extension Wording {
  var payerKey: String { pick("quem paga", "who pays") }
  var payerLabel: String { pick("Convênio", "Insurance") }
  var patientPays: String { pick("particular", "private") }

  /// What the words at the end of the booking line say.
  var payerWords: String {
    pick("no fim: particular, convênio", "at the end: private, insurance")
  }

  func payer(_ payer: Payer) -> String { payer.insurerName ?? patientPays }

  /// What it costs who pays for it herself.
  func price(_ price: VisitPrice) -> String {
    switch price.basis {
    case .freeReturn: pick("grátis", "free")
    case .unknown: patientPays
    case .kind, .practitioner: "\(patientPays) \(money(price.amount))"
    }
  }

  /// The insurer, or what the patient pays; a return that is free is nobody's.
  func cost(_ price: VisitPrice?, paidBy payer: Payer?) -> String {
    if case .freeReturn = price?.basis { return pick("grátis", "free") }
    if let insurer = payer?.insurerName { return insurer }
    return price.map { self.price($0) } ?? (payer == nil ? "" : patientPays)
  }

  /// Why the line does not book on an insurer.
  func noInsurer(of name: String) -> String {
    pick("\(name) não tem convênio no cadastro.", "\(name) has no insurance on file.")
  }

  /// The invoice began with the price of who pays herself.
  func insurerPays(_ name: String) -> String {
    pick(
      "Quem paga é \(name): confira o valor pela tabela do convênio.",
      "\(name) pays: check the amount against its price list.")
  }
}
