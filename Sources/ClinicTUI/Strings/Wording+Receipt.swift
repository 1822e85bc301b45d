import ClinicDomain
import TerminalKit

extension Wording {
  func issueQuestion(_ total: Money) -> Dialog {
    Dialog(
      title: pick("Emitir a fatura de \(money(total))?", "Issue the invoice of \(money(total))?"),
      message: pick(
        "Depois de emitida, os itens não mudam mais.", "Once issued, its lines no longer change."),
      answers: [Dialog.Answer("i", pick("emite", "issue"), isDangerous: true)])
  }

  /// One key per method, in the order of `Payment.Method`.
  func methodQuestion(_ open: Money) -> Dialog {
    let keys: [Character] =
      language == .portuguese ? ["d", "b", "c", "p", "v"] : ["c", "d", "r", "p", "i"]
    return Dialog(
      title: pick("Receber \(money(open)) em:", "Take \(money(open)) by:"),
      answers: zip(keys, Payment.Method.allCases).map {
        Dialog.Answer($0, paymentMethod($1), isDangerous: true)
      })
  }

  func receiptTitle(_ number: String) -> String {
    pick("RECIBO · fatura \(number)", "RECEIPT · invoice \(number)")
  }
  var copyMark: String { pick("2ª VIA", "COPY") }
  func receiptPayment(_ payment: Payment, _ civil: CivilDateTime) -> String {
    pick("Recebido em ", "Received on ") + "\(date(civil.date)) \(civil.time.text), "
      + paymentMethod(payment.method) + pick(", recibo nº ", ", receipt no. ")
      + String(payment.receiptNumber)
  }
  var stillOpen: String { pick("Falta", "Still owed") }
  func receiptDeclaration(_ payers: String) -> String {
    payers.isEmpty
      ? pick("Declaramos ter recebido os valores acima.", "We have received the amounts above.")
      : pick(
        "Declaramos ter recebido os valores acima de \(payers).",
        "We have received the amounts above from \(payers).")
  }
  var signatureLine: String { pick("assinatura", "signature") }
  func printedOn(_ date: CivilDate) -> String {
    pick("Impresso em ", "Printed on ") + self.date(date)
  }
  var receiptCopied: String { pick("Recibo copiado.", "Receipt copied.") }
  func receiptFileName(_ date: CivilDate) -> String {
    pick("recibo-", "receipt-") + date.isoText + ".txt"
  }

  /// An address on one line.
  func address(_ address: Address) -> String {
    let street = [address.street, address.number].filter { !$0.isEmpty }.joined(separator: ", ")
    let place = [address.municipality, address.state?.rawValue ?? ""].filter { !$0.isEmpty }
      .joined(separator: "/")
    return [
      street, address.complement, address.district, place, address.postalCode?.formatted ?? "",
    ]
    .filter { !$0.isEmpty }.joined(separator: " · ")
  }
}
