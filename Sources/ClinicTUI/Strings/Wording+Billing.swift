import ClinicDomain

extension Wording {
  func invoiceListTitle(
    _ filter: ListInvoices.Filter, _ patientName: String, count: Int, hasMore: Bool
  ) -> String {
    let amount = hasMore ? pick("mais de \(count)", "more than \(count)") : String(count)
    return switch filter {
    case .open: pick("Em aberto: \(amount)", "Open: \(amount)")
    case .all: pick("Todas as faturas: \(amount)", "All invoices: \(amount)")
    case .patient:
      pick("Faturas de \(patientName): \(amount)", "Invoices of \(patientName): \(amount)")
    }
  }

  func invoiceColumns(isWide: Bool) -> [String] {
    [pick("Fatura", "Invoice"), pick("Data", "Date"), pick("Paciente", "Patient")]
      + (isWide ? [pick("Médico", "Doctor")] : [])
      + [pick("Situação", "Status"), "Total", pick("Falta", "Owed")]
  }

  func noInvoices(canCreate: Bool) -> String {
    canCreate
      ? pick(
        "Nenhuma fatura aqui. n abre uma; $ em Hoje fatura a consulta.",
        "No invoice here. n starts one; $ on Today invoices the visit.")
      : pick("Nenhuma fatura aqui.", "No invoice here.")
  }

  func filterKey(_ filter: ListInvoices.Filter) -> String {
    filter == .open ? pick("todas", "all") : pick("em aberto", "open ones")
  }

  var openKey: String { pick("abre", "open") }
  var newInvoiceKey: String { pick("nova fatura", "new invoice") }
  var issueKey: String { pick("emite", "issue") }
  var editLineKey: String { pick("muda item", "change line") }
  var addLineKey: String { pick("novo item", "add line") }
  var deleteLineKey: String { pick("tira item", "remove line") }
  var payAllKey: String { pick("paga tudo", "pay in full") }
  var takePaymentKey: String { pick("recebe", "take payment") }
  var receiptKey: String { pick("recibo", "receipt") }
  var cancelKey: String { pick("cancela", "cancel") }
  var patientKey: String { pick("paciente", "patient") }
  var backKey: KeyHint { KeyHint("Esc", goBack) }
  /// Who may take no payment looks at the receipt only.
  func receiptKeys(mayIssue: Bool) -> [KeyHint] {
    let issue = [
      KeyHint("w", pick("grava em arquivo", "write to a file")),
      KeyHint("y", pick("copia", "copy")),
    ]
    return (mayIssue ? issue : []) + [KeyHint("↑↓", pick("rola", "scroll")), backKey]
  }
  var pickerKeys: [KeyHint] {
    [KeyHint("Enter", pick("escolhe", "choose")), KeyHint("↑↓", pick("move", "move")), backKey]
  }
  var pickPatient: String { pick("Paciente:", "Patient:") }
  var noPatientFound: String { pick("Nenhum paciente com esse nome.", "No patient of that name.") }

  var priceUnknown: String {
    pick(
      "Sem preço conhecido: ponha o valor no item antes de emitir.",
      "No price is known: put the amount into the line before issuing.")
  }
  var billingDone: String { pick("Feito.", "Done.") }
  var invoiceGone: String {
    pick("Esta fatura não está ao seu alcance.", "This invoice is out of your reach.")
  }

  func invoiceTitle(_ row: InvoiceRow) -> String {
    row.number.isEmpty
      ? pick("Fatura em rascunho", "Draft invoice")
      : pick("Fatura \(row.number)", "Invoice \(row.number)")
  }

  func invoicePatient(_ detail: InvoiceDetail) -> String {
    detail.patient.details.name.value
      + (detail.patient.details.cpf.map { " · CPF \($0.formatted)" } ?? "")
      + (detail.invoice.payer.map { " · \(payer($0))" } ?? "")
  }

  func invoiceVisit(_ detail: InvoiceDetail) -> String {
    var parts: [String] = []
    if let practitioner = detail.practitioner {
      parts.append(doctorName(practitioner.details.name.value, practitioner.details.sex))
    }
    if let visit = detail.visit {
      parts.append("\(shortDay(visit.date)) \(visit.start.text) \(visitKind(visit.kind))")
    }
    if let reason = detail.invoice.cancellationReason { parts.append(reason) }
    return parts.isEmpty ? pick("sem consulta", "no visit") : parts.joined(separator: " · ")
  }

  var lineColumns: [String] {
    [
      pick("Descrição", "Description"), "TUSS", pick("Qtd", "Qty"), pick("Unitário", "Unit price"),
      pick("Desconto", "Discount"), "Total",
    ]
  }

  func invoiceTotals(_ row: InvoiceRow) -> String {
    pick("Total ", "Total ") + row.total.textWithSymbol + pick("   pago ", "   paid ")
      + row.paid.text + pick("   falta ", "   owed ") + row.open.text
  }

  func noPayments(_ status: Invoice.Status) -> String {
    switch status {
    case .draft:
      pick("Rascunho: I emite e congela os itens.", "Draft: I issues it and freezes the lines.")
    case .issued: pick("Nenhum pagamento ainda.", "No payment yet.")
    default: ""
    }
  }

  func paymentLine(_ payment: Payment, _ civil: CivilDateTime) -> String {
    "\(shortDay(civil.date)) \(civil.time.text)  \(paymentMethod(payment.method))  "
      + receiptNumber(payment) + "  \(payment.payerName)"
  }
  func receiptNumber(_ payment: Payment) -> String {
    pick("recibo ", "receipt ") + String(payment.receiptNumber)
  }

  var lineTitle: String { pick("Item da fatura", "Invoice line") }
  func quantityHint(_ range: ClosedRange<Int>) -> String {
    pick(
      "de \(range.lowerBound) a \(range.upperBound)",
      "from \(range.lowerBound) to \(range.upperBound)")
  }
  var unitPrice: String { pick("Preço unitário", "Unit price") }
  var discountReason: String { pick("Motivo do desconto", "Discount reason") }
  func paymentTitle(_ open: Money) -> String {
    pick("Receber · falta \(money(open))", "Take payment · owed \(money(open))")
  }
  var payerCPF: String { pick("CPF do pagador", "Payer's CPF") }
  var cancelTitle: String { pick("Cancelar a fatura", "Cancel the invoice") }

  func invoiceLine(of kind: VisitKind) -> String {
    if let own = kinds[kind]?.name, !own.isEmpty {
      return own.prefix(1).uppercased() + own.dropFirst()
    }
    return switch kind {
    case .exam: pick("Exame", "Exam")
    case .procedure: pick("Procedimento", "Procedure")
    case .tele: pick("Teleconsulta", "Teleconsultation")
    default: pick("Consulta em consultório", "Office visit")
    }
  }
}
