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

  func receiptTitle(_ payment: Payment, invoice: String) -> String {
    pick(
      "RECIBO nº \(payment.receiptNumber) · fatura \(invoice)",
      "RECEIPT no. \(payment.receiptNumber) · invoice \(invoice)")
  }
  /// `2ª VIA`; nothing on the first.
  func copyMark(_ copy: Int) -> String {
    copy <= 1 ? "" : pick("\(copy)ª VIA", "COPY \(copy)")
  }
  var paidBefore: String { pick("Pago antes", "Paid before") }
  func receiptPayment(_ payment: Payment, _ civil: CivilDateTime) -> String {
    pick("Recebido em ", "Received on ") + "\(date(civil.date)) \(civil.time.text), "
      + paymentMethod(payment.method)
  }
  var stillOpen: String { pick("Falta", "Still owed") }
  func receiptDeclaration(_ amount: Money) -> String {
    pick("Declaramos ter recebido ", "We have received ") + amount.textWithSymbol + "."
  }
  var signatureLine: String { pick("assinatura", "signature") }
  func printedOn(_ date: CivilDate) -> String {
    pick("Impresso em ", "Printed on ") + self.date(date)
  }
  var receiptCopied: String { pick("Recibo copiado.", "Receipt copied.") }
  func receiptFileName(_ payment: Payment, _ date: CivilDate) -> String {
    pick("recibo-", "receipt-") + "\(payment.receiptNumber)-\(date.isoText).txt"
  }
  var receiptChoiceTitle: String { pick("Recibo de qual pagamento?", "Receipt of which payment?") }
  /// How often it was issued before.
  func receiptIssued(_ copies: Int) -> String {
    switch copies {
    case 0: ""
    case 1: pick("emitido", "issued")
    default: pick("emitido \(copies)x", "issued \(copies)x")
    }
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
