import ClinicDomain
import TerminalKit

/// Invoices: the list, and one invoice with its lines and payments.
struct BillingScreen: Screen {
  /// What lies over list or invoice.
  enum Panel: Equatable, Sendable {
    case line(FormPanel, LineEdit)
    case payment(FormPanel)
    case method(ConfirmPanel)
    case issue(ConfirmPanel)
    case cancel(FormPanel)
    case receiptChoice(ReceiptChoice)
    case receipt(ReceiptPanel)
    case patient(PatientPicker)
  }

  var list = InvoiceList()
  var detail = Question<ReadInvoice>()
  var lines = Table(columns: InvoiceView.lineColumns, showsTitles: true)
  var panel: Panel?
  var order = Order()
  /// A visit that gets an invoice once its price is known.
  var starting: VisitRow?
  var price = Question<ReadVisitPrice>()
  /// The invoice that was just asked for: opened when it is there.
  var opening: InvoiceID?
  /// Whether that invoice begins with a line whose price nobody knows.
  var isPriceUnknown = false
  /// What its first line's price was taken from.
  var startedPrice: VisitPrice?
  /// Who pays for the visit that it is for.
  var startedPayer: Payer?

  init() {}

  var isShowingInvoice: Bool { detail.query != nil }

  /// One patient's invoices are no beginning, nor is an invoice that is on its way.
  var showsOverview: Bool {
    !isShowingInvoice && panel == nil && !order.isPending && starting == nil
      && !list.isOfOnePatient
  }

  mutating func enter(_ context: inout ScreenContext) -> [Effect] {
    list.resize(context)
    return list.ask(&context) + detail.askAgain(&context)
  }

  mutating func refresh(_ topics: Topics, _ context: inout ScreenContext) -> [Effect] {
    guard !topics.isDisjoint(with: [.billing, .patients, .schedule]) else { return [] }
    return list.ask(&context) + detail.askAgain(&context)
  }

  mutating func open(_ route: Route, _ context: inout ScreenContext) -> [Effect] {
    list.resize(context)
    guard !hasUnsavedText else {
      return [.tell(Message(context.wording.finishWritingFirst, .warning))]
    }
    switch route {
    case .invoice(let id): return list.ask(&context) + show(id, &context)
    case .invoices(let patient, let name):
      leaveInvoice()
      list.choose(.patient(patient), name: name)
      return list.ask(&context)
    case .newInvoice(let visit): return list.ask(&context) + start(visit, &context)
    default: return enter(&context)
    }
  }

  mutating func show(_ id: InvoiceID, _ context: inout ScreenContext) -> [Effect] {
    panel = nil
    lines.select(0)
    if detail.query?.invoice != id { detail.clear() }
    return [detail.ask(ReadInvoice(invoice: id), &context)]
  }

  mutating func leaveInvoice() {
    detail.clear()
    panel = nil
  }

  /// A visit has one invoice: an existing one is opened, else the price is asked for.
  private mutating func start(_ visit: VisitRow, _ context: inout ScreenContext) -> [Effect] {
    if let invoice = visit.invoice { return show(invoice, &context) }
    leaveInvoice()
    starting = visit
    // No answer about another visit may stand in for this one's.
    price.clear()
    return [price.ask(ReadVisitPrice(appointment: visit.id), &context)]
  }

  mutating func receive(
    _ ticket: Ticket, _ reply: Reply, _ context: inout ScreenContext
  ) -> [Effect] {
    if list.take(ticket, reply) { return [] }
    if detail.take(ticket, reply) {
      let current = detail.answer.flatMap { $0?.invoice.lines } ?? []
      lines.setRowCount(current.count)
      if case .line(let form, var edit) = panel, edit.isContested {
        edit.rebase(on: current)
        panel = .line(form, edit)
      }
      return []
    }
    if price.take(ticket, reply), let visit = starting {
      starting = nil
      return create(for: visit, &context)
    }
    if case .patient(var picker) = panel, picker.take(ticket, reply) { panel = .patient(picker) }
    return []
  }

  private mutating func create(for visit: VisitRow, _ context: inout ScreenContext) -> [Effect] {
    // A price that could not be read is not taken for none.
    if let fault = price.fault, let message = context.wording.message(for: fault) {
      return [.tell(message)]
    }
    let known = price.answer.flatMap { $0 }
    isPriceUnknown = known.map { $0.basis == .unknown } ?? true
    startedPrice = known
    startedPayer = visit.payer
    let line = InvoiceLine(
      description: context.wording.invoiceLine(of: visit.kind), code: "10101012",
      unitPrice: known?.amount ?? .zero)
    let id: InvoiceID = context.makeID()
    opening = id
    return [
      order.give(
        CreateInvoice(id: id, patient: visit.patient, appointment: visit.id, lines: [line]),
        &context)
    ]
  }

  mutating func settle(
    _ ticket: Ticket, _ performed: Performed, _ context: inout ScreenContext
  ) -> [Effect] {
    if case .receipt(var receipt) = panel,
      let effects = receipt.settle(ticket, performed, &context)
    {
      panel = .receipt(receipt)
      return effects
    }
    guard order.settle(ticket) else { return [] }
    let opened = opening
    opening = nil
    if case .refused(.billing(.alreadyInvoiced(let id))) = performed { return show(id, &context) }
    if case .done = performed {
      panel = nil
      if let opened {
        var told: [Effect] = []
        if isPriceUnknown {
          told = [.tell(Message(context.wording.priceUnknown, .warning))]
        } else if case .freeReturn(let window) = startedPrice?.basis {
          told = [.tell(Message(context.wording.freeReturnInvoice(window)))]
        } else if let insurer = startedPayer?.insurerName {
          told = [.tell(Message(context.wording.insurerPays(insurer), .warning))]
        }
        return show(opened, &context) + told
      }
      return [.tell(Message(context.wording.billingDone, .done))]
    }
    let told = context.wording.message(for: performed).map { [Effect.tell($0)] } ?? []
    if performed == .staged { panel = nil }
    guard case .refused(let refusal) = performed else { return told }
    showAtField(refusal, context)
    if case .changedMeanwhile = refusal { return told + detail.askAgain(&context) }
    return told
  }

  private mutating func showAtField(_ refusal: Refusal, _ context: ScreenContext) {
    switch panel {
    case .line(var form, var edit):
      form.show(refusal, context.wording)
      if case .changedMeanwhile = refusal { edit.isContested = true }
      panel = .line(form, edit)
    case .payment(var form):
      form.show(refusal, context.wording)
      panel = .payment(form)
    case .cancel(var form):
      form.show(refusal, context.wording)
      panel = .cancel(form)
    default: break
    }
  }

  func draw(into buffer: inout CellBuffer, in rect: Rect, _ context: ScreenContext) {
    if isShowingInvoice {
      if let answer = detail.answer, let invoice = answer {
        InvoiceView(detail: invoice, lines: lines).draw(into: &buffer, in: rect, context)
      } else if !detail.isPending {
        buffer.put(context.wording.invoiceGone, in: rect.inset(left: 2, top: 1), style: .dim)
      }
    } else {
      list.draw(into: &buffer, in: rect, context)
    }
    switch panel {
    case .line(let form, _), .payment(let form), .cancel(let form):
      buffer.fill(rect)
      form.draw(into: &buffer, in: rect)
    case .method(let question), .issue(let question): question.draw(into: &buffer, in: rect)
    case .receiptChoice(let choice): choice.draw(into: &buffer, in: rect, context)
    case .receipt(let receipt): receipt.draw(into: &buffer, in: rect, context)
    case .patient(let picker):
      buffer.fill(rect)
      picker.draw(into: &buffer, in: rect, context)
    case nil: break
    }
  }

  var isTyping: Bool {
    switch panel {
    case .line, .payment, .cancel, .patient: true
    default: false
    }
  }

  var hasUnsavedText: Bool {
    switch panel {
    case .line(let form, _), .payment(let form), .cancel(let form): form.isDirty
    default: false
    }
  }
}
