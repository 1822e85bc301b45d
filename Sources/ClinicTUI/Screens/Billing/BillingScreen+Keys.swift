import ClinicDomain
import TerminalKit

extension BillingScreen {
  mutating func handle(_ key: Key, _ context: inout ScreenContext) -> [Effect] {
    list.resize(context)
    lines.resize(rows: max(3, context.size.rows - 16))
    // A second key would take a payment, or open an invoice, a second time.
    guard !order.isPending else { return [.ring] }
    if let current = panel { return handle(key, in: current, &context) }
    if isShowingInvoice { return handleInvoice(key, &context) }
    switch key {
    case .enter:
      guard let row = list.selected else { return [] }
      return show(row.id, &context)
    case .tab: return list.switchFilter(&context)
    case .character("n") where context.may(.issueInvoice):
      var picker = PatientPicker()
      let effects = picker.ask(&context)
      panel = .patient(picker)
      return effects
    case .escape where list.filter != .open:
      list.choose(.open)
      return list.ask(&context)
    default: return list.handle(key, &context)
    }
  }

  private mutating func handleInvoice(_ key: Key, _ context: inout ScreenContext) -> [Effect] {
    guard let answer = detail.answer, let shown = answer else {
      if key == .escape { leaveInvoice() }
      return []
    }
    let mayChange = context.may(.issueInvoice)
    let isDraft = shown.invoice.status == .draft
    switch key {
    case .escape:
      leaveInvoice()
    case .character("a") where isDraft && mayChange:
      panel = .line(
        .line(nil, context.wording), LineEdit(base: shown.invoice.lines, index: nil))
    case .enter where isDraft && mayChange, .character("e") where isDraft && mayChange:
      guard let index = lines.selected else { return [] }
      panel = .line(
        .line(shown.invoice.lines[index], context.wording),
        LineEdit(base: shown.invoice.lines, index: index))
    case .character("D") where isDraft && mayChange:
      guard let index = lines.selected, shown.invoice.lines.count > 1 else { return [] }
      var changed = shown.invoice.lines
      changed.remove(at: index)
      return [
        order.give(
          ChangeInvoiceLines(
            id: shown.invoice.id, base: shown.invoice.lines, lines: changed), &context)
      ]
    case .character("I") where isDraft && mayChange:
      panel = .issue(ConfirmPanel(context.wording.issueQuestion(shown.invoice.total)))
    case .character("t") where shown.invoice.status.isOpen && context.may(.takePayment):
      panel = .payment(.payment(shown, context.wording))
    case .character("=") where shown.invoice.status.isOpen && context.may(.takePayment):
      panel = .method(ConfirmPanel(context.wording.methodQuestion(shown.row.open)))
    case .character("R") where !shown.payments.isEmpty: openReceipt(of: shown)
    case .character("C") where mayCancel(shown.invoice, context):
      panel = .cancel(.cancellation(context.wording))
    case .character("p"): return [.navigate(.patient(shown.invoice.patient))]
    default: _ = lines.handle(key)
    }
    return []
  }

  /// Of several payments the person chooses one.
  private mutating func openReceipt(of shown: InvoiceDetail) {
    panel =
      shown.payments.count == 1
      ? .receipt(ReceiptPanel(shown.payments[0], of: shown)) : .receiptChoice(ReceiptChoice(shown))
  }

  private mutating func handle(
    _ key: Key, in current: Panel, _ context: inout ScreenContext
  ) -> [Effect] {
    switch current {
    case .line(var form, let edit):
      let outcome = form.handle(key, context.wording, check: LineForm.check(context.wording))
      panel = outcome == .leave ? nil : .line(form, edit)
      return outcome == .save ? saveLine(form, edit, &context) : form.told
    case .payment(var form):
      let outcome = form.handle(key, context.wording)
      panel = outcome == .leave ? nil : .payment(form)
      return outcome == .save ? takePayment(form, &context) : form.told
    case .cancel(var form):
      let outcome = form.handle(key, context.wording)
      panel = outcome == .leave ? nil : .cancel(form)
      guard outcome == .save, let id = detail.query?.invoice else { return form.told }
      return [
        order.give(CancelInvoice(id: id, reason: form.form[FieldName.reason.rawValue]), &context)
      ]
    case .method(var question):
      switch question.handle(key) {
      case .open: panel = .method(question)
      case .cancelled: panel = nil
      case .answered(let index):
        panel = nil
        return payAll(by: Payment.Method.allCases[index], &context)
      }
    case .issue(var question):
      switch question.handle(key) {
      case .open: panel = .issue(question)
      case .cancelled: panel = nil
      case .answered:
        panel = nil
        guard let id = detail.query?.invoice else { return [] }
        return [order.give(IssueInvoice(id: id), &context)]
      }
    case .receiptChoice(var choice):
      switch choice.handle(key) {
      case .open: panel = .receiptChoice(choice)
      case .cancelled: panel = nil
      case .chosen(let payment):
        guard let answer = detail.answer, let shown = answer else { return [] }
        panel = .receipt(ReceiptPanel(payment, of: shown))
      }
    case .receipt(var receipt):
      let effects = receipt.handle(key, &context)
      panel = receipt.isClosed ? nil : .receipt(receipt)
      return effects
    case .patient(var picker):
      let (effects, outcome) = picker.handle(key, &context)
      panel = .patient(picker)
      switch outcome {
      case .open: return effects
      case .cancelled:
        panel = nil
        return []
      case .chosen(let patient): return startWithoutVisit(patient, &context)
      }
    }
    return []
  }

  private mutating func startWithoutVisit(
    _ patient: PatientRow, _ context: inout ScreenContext
  ) -> [Effect] {
    panel = nil
    let id: InvoiceID = context.makeID()
    opening = id
    isPriceUnknown = true
    startedPayer = nil
    let line = InvoiceLine(
      description: context.wording.invoiceLine(of: .routine), unitPrice: .zero)
    return [order.give(CreateInvoice(id: id, patient: patient.id, lines: [line]), &context)]
  }

  private mutating func saveLine(
    _ form: FormPanel, _ edit: LineEdit, _ context: inout ScreenContext
  ) -> [Effect] {
    guard let id = detail.query?.invoice else { return [] }
    var form = form
    guard form.checkAll(context.wording, LineForm.check(context.wording)) else {
      panel = .line(form, edit)
      return form.told
    }
    return [
      order.give(
        ChangeInvoiceLines(id: id, base: edit.base, lines: edit.lines(with: form.invoiceLine)),
        &context)
    ]
  }

  private mutating func takePayment(
    _ form: FormPanel, _ context: inout ScreenContext
  ) -> [Effect] {
    guard let id = detail.query?.invoice else { return [] }
    var form = form
    guard form.checkAll(context.wording, PaymentForm.check(context.wording)) else {
      panel = .payment(form)
      return form.told
    }
    return [order.give(form.payment(id: context.makeID(), invoice: id), &context)]
  }

  private mutating func payAll(
    by method: Payment.Method, _ context: inout ScreenContext
  ) -> [Effect] {
    guard let answer = detail.answer, let shown = answer else { return [] }
    let details = shown.patient.details
    let insurer = method == .insurer ? shown.invoice.payer?.insurerName : nil
    return [
      order.give(
        TakePayment(
          id: context.makeID(), invoice: shown.invoice.id, amount: shown.row.open, method: method,
          payerName: insurer ?? details.name.value, payerCPF: insurer == nil ? details.cpf : nil),
        &context)
    ]
  }

  func keys(_ context: ScreenContext) -> [KeyHint] {
    let wording = context.wording
    switch panel {
    case .line(let form, _), .payment(let form), .cancel(let form): return form.keys(wording)
    case .method(let question), .issue(let question): return question.keys(wording)
    case .receipt: return wording.receiptKeys(mayIssue: context.may(.takePayment))
    case .receiptChoice, .patient: return wording.pickerKeys
    case nil: break
    }
    if isShowingInvoice {
      guard let answer = detail.answer, let shown = answer else { return [wording.backKey] }
      return invoiceKeys(shown, context)
    }
    var hints = [KeyHint("Enter", wording.openKey), KeyHint("Tab", wording.filterKey(list.filter))]
    if context.may(.issueInvoice) { hints.append(KeyHint("n", wording.newInvoiceKey)) }
    if list.filter != .open { hints.append(KeyHint("Esc", wording.filterKey(list.filter))) }
    return hints
  }

  private func invoiceKeys(_ shown: InvoiceDetail, _ context: ScreenContext) -> [KeyHint] {
    let wording = context.wording
    let mayChange = context.may(.issueInvoice)
    var hints: [KeyHint] = []
    if shown.invoice.status == .draft, mayChange {
      hints += [
        KeyHint("I", wording.issueKey), KeyHint("e", wording.editLineKey),
        KeyHint("a", wording.addLineKey),
      ]
      if shown.invoice.lines.count > 1 { hints.append(KeyHint("D", wording.deleteLineKey)) }
    }
    if shown.invoice.status.isOpen, context.may(.takePayment) {
      hints += [KeyHint("=", wording.payAllKey), KeyHint("t", wording.takePaymentKey)]
    }
    if !shown.payments.isEmpty { hints.append(KeyHint("R", wording.receiptKey)) }
    if mayCancel(shown.invoice, context) { hints.append(KeyHint("C", wording.cancelKey)) }
    return hints + [KeyHint("p", wording.patientKey), wording.backKey]
  }

  /// Whether cancelling is offered: not once money was taken, and an issued one not to everybody.
  private func mayCancel(_ invoice: Invoice, _ context: ScreenContext) -> Bool {
    switch invoice.status {
    case .draft: context.may(.issueInvoice)
    case .issued: context.may(.issueInvoice) && context.may(.cancelIssuedInvoice)
    default: false
    }
  }
}
