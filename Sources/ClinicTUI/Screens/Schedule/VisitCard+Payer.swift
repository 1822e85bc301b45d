import ClinicDomain

/// Who pays for the visit of the card, changed with one key.
extension VisitCard {
  /// The key that lets the next one pay.
  static let payerKey: Character = "Q"

  /// Who pays after whoever pays now; nil where nobody else can.
  var nextPayer: Payer? {
    let payers = details.answer.flatMap { $0 }?.payers ?? []
    return payers.next(after: visit.payer)
  }
}

extension [Payer] {
  /// Whose turn it is after one of them, or after somebody else; nil where there is nobody else.
  func next(after payer: Payer?) -> Payer? {
    guard let payer, let place = firstIndex(of: payer) else { return first }
    let next = self[(place + 1) % count]
    return next == payer ? nil : next
  }
}
