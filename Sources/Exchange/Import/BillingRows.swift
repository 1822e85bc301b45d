import ClinicDomain

extension RowFields {
  /// Reads an invoice's, a line's or a payment's fields.
  mutating func invoicePart(_ foreignID: ForeignID, _ namespace: String) -> ImportedInvoicePart? {
    let invoice = requiredReference("invoice", namespace)
    let issuedAt = moment("issued_at")
    let part = part()
    guard problems.isEmpty, let invoice, let part else { return nil }
    return ImportedInvoicePart(
      foreignID: foreignID, invoice: invoice, patient: reference("patient", namespace),
      practitioner: reference("practitioner", namespace),
      appointment: reference("appointment", namespace), issuedAt: issuedAt, part: part,
      filledFields: domainNames(filled))
  }

  private mutating func part() -> ImportedInvoicePart.Part? {
    guard let text = required("part") else { return nil }
    switch text {
    case "invoice": return .invoice
    case "line": return line().map { .line($0) }
    case "payment": return payment().map { .payment($0) }
    default:
      reject("part", .form)
      return nil
    }
  }

  private mutating func line() -> InvoiceLine? {
    let description = required("description")
    _ = required("unit_price")
    let price = money("unit_price")
    if let price, price < .zero { reject("unit_price", .outOfRange) }
    let quantity = number("quantity", in: 1...10_000) ?? 1
    guard let description, let price else { return nil }
    return InvoiceLine(
      description: description, code: text("code"), quantity: quantity, unitPrice: price)
  }

  private mutating func payment() -> ImportedPayment? {
    _ = required("amount")
    _ = required("method")
    let amount = money("amount")
    if let amount, amount <= .zero { reject("amount", .outOfRange) }
    let method = choice("method", or: Payment.Method.cash)
    let receivedAt = moment("paid_at")
    let payerCPF = value("payer_cpf", as: CPF.self)
    guard let amount else { return nil }
    return ImportedPayment(
      amount: amount, method: method, receivedAt: receivedAt, payerName: text("payer") ?? "",
      payerCPF: payerCPF)
  }
}
