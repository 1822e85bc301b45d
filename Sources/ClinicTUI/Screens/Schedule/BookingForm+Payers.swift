import ClinicDomain
import TerminalKit

/// Who pays for the visit, and what it costs.
extension BookingForm {
  /// Who is chosen to pay; nil before it is known who may.
  var payer: Payer? {
    Int(form[FieldName.payer.rawValue]).flatMap { payers.indices.contains($0) ? payers[$0] : nil }
  }

  /// Offers the patient's own payers, with the usual one chosen.
  mutating func takePayers(_ wording: Wording) {
    let details = card.answer.flatMap { $0 }?.patient
    guard let details, let chosen, details.id == chosen.id, payers.isEmpty else { return }
    payers = details.details.payers
    var wanted = details.details.usualPayer(on: date)
    if let wantsInsurer {
      wanted = payers.first { $0.isInsurer == wantsInsurer } ?? wanted
    }
    form.setControl(
      .choice(ChoiceField(payers.map(wording.payer), selected: payers.firstIndex(of: wanted))),
      for: FieldName.payer.rawValue)
  }

  /// Offers nobody's payers any more.
  mutating func forgetPayers(_ wording: Wording) {
    payers = []
    form.setControl(
      .choice(ChoiceField([wording.patientPays], isOptional: true)), for: FieldName.payer.rawValue)
  }

  /// What the visit costs, or the insurer that pays for it; empty before it is known.
  func cost(_ wording: Wording) -> String {
    let window = window.answer.flatMap { $0 }
    return wording.cost(
      VisitPrice(
        on: date, window: window, kind: wording.kinds[kind], practitioner: practitioner.price),
      paidBy: payer)
  }
}
