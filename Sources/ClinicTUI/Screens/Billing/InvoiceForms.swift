import ClinicDomain
import TerminalKit

extension FormPanel {
  /// One line of an invoice.
  static func line(_ line: InvoiceLine?, _ wording: Wording) -> FormPanel {
    FormPanel(
      title: wording.lineTitle,
      [
        FormField(
          FieldName.lines.rawValue, label: wording.field(.lines),
          .text(TextField(line?.description ?? "", maximumLength: 120)), isRequired: true),
        FormField(
          FieldName.code.rawValue, label: "TUSS",
          .text(TextField(line?.code ?? "", filter: .digits, maximumLength: 8))),
        FormField(
          FieldName.quantity.rawValue, label: wording.field(.quantity),
          .text(TextField(String(line?.quantity ?? 1), filter: .digits, maximumLength: 3)),
          isRequired: true),
        FormField(
          FieldName.amount.rawValue, label: wording.unitPrice,
          .money(MoneyField(cents: line?.unitPrice.centavos)), isRequired: true),
        FormField(
          FieldName.discount.rawValue, label: wording.field(.discount),
          .money(
            MoneyField(cents: line.flatMap { $0.discount > .zero ? $0.discount.centavos : nil }))),
        FormField(
          FieldName.reason.rawValue, label: wording.discountReason,
          .text(TextField(line?.discountReason ?? "", maximumLength: 120))),
      ])
  }

  /// What the line form holds.
  var invoiceLine: InvoiceLine {
    let code = form[FieldName.code.rawValue]
    return InvoiceLine(
      description: form[FieldName.lines.rawValue], code: code.isEmpty ? nil : code,
      quantity: Int(form[FieldName.quantity.rawValue]) ?? 0,
      unitPrice: Money(centavos: Int64(form[FieldName.amount.rawValue]) ?? 0),
      discount: Money(centavos: Int64(form[FieldName.discount.rawValue]) ?? 0),
      discountReason: form[FieldName.reason.rawValue])
  }

  /// A payment, with the open amount and the patient filled in.
  static func payment(_ detail: InvoiceDetail, _ wording: Wording) -> FormPanel {
    let details = detail.patient.details
    let insurer = detail.invoice.payer?.insurerName
    let usual: Payment.Method = insurer == nil ? .cash : .insurer
    return FormPanel(
      title: wording.paymentTitle(detail.row.open),
      [
        FormField(
          FieldName.method.rawValue, label: wording.field(.method),
          .choice(
            ChoiceField(
              Payment.Method.allCases.map(wording.paymentMethod),
              selected: Payment.Method.allCases.firstIndex(of: usual))),
          isRequired: true),
        FormField(
          FieldName.amount.rawValue, label: wording.field(.amount),
          .money(MoneyField(cents: detail.row.open.centavos)), isRequired: true),
        FormField(
          FieldName.payer.rawValue, label: wording.field(.payer),
          .text(TextField(insurer ?? details.name.value, maximumLength: 120))),
        FormField(
          FieldName.cpf.rawValue, label: wording.payerCPF,
          .masked(MaskedField(.cpf, value: insurer == nil ? details.cpf?.value ?? "" : ""))),
      ])
  }

  /// What the payment form holds.
  func payment(id: PaymentID, invoice: InvoiceID) -> TakePayment {
    let method = Int(form[FieldName.method.rawValue]) ?? 0
    return TakePayment(
      id: id, invoice: invoice,
      amount: Money(centavos: Int64(form[FieldName.amount.rawValue]) ?? 0),
      method: Payment.Method.allCases[method], payerName: form[FieldName.payer.rawValue],
      payerCPF: try? CPF(parsing: form[FieldName.cpf.rawValue]))
  }

  static func cancellation(_ wording: Wording) -> FormPanel {
    FormPanel(
      title: wording.cancelTitle,
      [
        FormField(
          FieldName.reason.rawValue, label: wording.field(.reason),
          .text(TextField(maximumLength: 200)), isRequired: true)
      ])
  }
}

/// What is checked before a line is saved.
enum LineForm {
  static func check(_ wording: Wording) -> (String, Form) -> String? {
    { id, form in
      switch id {
      case FieldName.quantity.rawValue:
        InvoiceLine.quantities.contains(Int(form[id]) ?? 0)
          ? nil : wording.quantityHint(InvoiceLine.quantities)
      // An empty price is no price, not one of zero.
      case FieldName.amount.rawValue: form[id].isEmpty ? wording.requiredField : nil
      default: nil
      }
    }
  }
}

/// What is checked before a payment is taken.
enum PaymentForm {
  static func check(_ wording: Wording) -> (String, Form) -> String? {
    { id, form in
      guard id == FieldName.cpf.rawValue, !form[id].isEmpty, (try? CPF(parsing: form[id])) == nil
      else { return nil }
      return wording.problem(FieldProblem(.cpf, .malformed))
    }
  }
}
