import ClinicDomain
import TerminalKit
import Testing

@testable import ClinicTUI

@Suite("Billing screen")
struct BillingScreenTests {
  @Test("list, draft, part-paid invoice and receipt look as saved")
  func looks() throws {
    let sample = try BillingSample()
    assertScreens(named: "billing-list") { variant in
      var driver = sample.driver(.partiallyPaid, paid: 10_000, variant)
      driver.go(.billing)
      return driver.state.view()
    }
    assertScreens(named: "billing-draft") { variant in
      var driver = sample.driver(.draft, variant)
      driver.open(.invoice(sample.invoice))
      return driver.state.view()
    }
    assertScreens(named: "billing-receipt") { variant in
      var driver = sample.driver(.partiallyPaid, paid: 10_000, variant)
      driver.open(.invoice(sample.invoice))
      driver.press(.character("R"))
      return driver.state.view()
    }
  }

  @Test("two keys take the whole open amount")
  func payAll() throws {
    let sample = try BillingSample()
    var driver = sample.driver(.partiallyPaid, paid: 10_000)
    driver.open(.invoice(sample.invoice))
    driver.press(.character("="), .character("p"))
    let payment = try #require(driver.commands.last as? TakePayment)
    #expect(payment.amount == Money(centavos: 20_000))
    #expect(payment.method == .pix)
    #expect(payment.payerCPF == sample.patient.details.cpf)
  }

  @Test("a payment whose answer is awaited is not taken a second time")
  func payOnce() throws {
    let sample = try BillingSample()
    var driver = sample.driver(.issued)
    driver.open(.invoice(sample.invoice))
    driver.settle = { _ in nil }
    driver.press(.character("t"), .control("s"), .control("s"), .escape, .control("s"))
    #expect(driver.commands.count { $0 is TakePayment } == 1)
  }

  @Test("a way that leads here from another screen loses no typed payment")
  func routeKeepsForm() throws {
    let sample = try BillingSample()
    var driver = sample.driver(.issued)
    driver.open(.invoice(sample.invoice))
    driver.press(.character("C"))
    #expect(driver.state.billing.panel == nil)
    driver.press(.character("t"), .tab, .character("7"))
    let typed = driver.state.billing.panel
    #expect(driver.state.billing.hasUnsavedText)
    driver.open(.invoices(of: sample.patient.id, name: "Maria"))
    #expect(driver.state.billing.panel == typed)
    #expect(driver.state.message?.tone == .warning)
  }

  @Test(
    "cancelling an issued invoice is offered to those who may",
    arguments: ClinicDomain.Role.allCases)
  func cancelling(role: ClinicDomain.Role) throws {
    let sample = try BillingSample()
    var driver = sample.driver(.issued, roles: [role])
    driver.open(.invoice(sample.invoice))
    driver.press(.character("C"))
    #expect((driver.state.billing.panel != nil) == (role == .billing || role == .manager))
  }

  @Test("Enter never issues an invoice, its own key does")
  func issue() throws {
    let sample = try BillingSample()
    var driver = sample.driver(.draft)
    driver.open(.invoice(sample.invoice))
    driver.press(.character("I"), .enter)
    #expect(driver.commands.isEmpty)
    driver.press(.character("i"))
    #expect(driver.commands.last as? IssueInvoice == IssueInvoice(id: sample.invoice))
  }

  @Test("an issued invoice offers no change of lines, a reader offers nothing that writes")
  func offered() throws {
    let sample = try BillingSample()
    var issued = sample.driver(.issued)
    issued.open(.invoice(sample.invoice))
    issued.press(.character("e"), .character("a"), .character("D"))
    #expect(issued.commands.isEmpty)
    #expect(issued.state.billing.panel == nil)
    var auditor = sample.driver(.issued, roles: [.auditor])
    auditor.open(.invoice(sample.invoice))
    auditor.press(.character("="), .character("t"), .character("C"))
    #expect(auditor.state.billing.panel == nil)
    #expect(!auditor.text.contains(auditor.state.context.wording.takePaymentKey))
  }

  @Test("a refused payment keeps the form and what was typed")
  func refused() throws {
    let sample = try BillingSample()
    var driver = sample.driver(.issued)
    driver.settle = { _ in .refused(.billing(.overpaid(open: Money(centavos: 30_000)))) }
    driver.open(.invoice(sample.invoice))
    driver.press(.character("t"), .tab)
    driver.type("99900")
    driver.press(.control("s"))
    guard case .payment(let form) = driver.state.billing.panel else {
      Issue.record("the form is gone")
      return
    }
    #expect(form.form[FieldName.amount.rawValue] == "99900")
    #expect(driver.state.message?.tone == .error)
  }

  @Test("lines that someone else changed are asked for again, and saving goes on from them")
  func contestedLines() throws {
    let sample = try BillingSample()
    var driver = sample.driver(.draft)
    driver.open(.invoice(sample.invoice))
    driver.press(.character("a"))
    driver.type("Curativo")
    driver.press(.tab, .tab, .tab)
    driver.type("1500")
    let seen = sample.detail(.draft).invoice.lines
    let now = [seen[1]]
    driver.settle = { _ in .refused(.changedMeanwhile([.lines])) }
    let changed = sample.detail(.draft, lines: now)
    driver.answer = { $0 is ReadInvoice ? InvoiceDetail?.some(changed) : nil }
    driver.press(.control("s"))
    #expect((driver.commands.last as? ChangeInvoiceLines)?.base == seen)
    #expect(driver.state.message?.tone == .error)
    #expect(driver.text.contains("Curativo"))
    driver.press(.control("s"))
    let again = try #require(driver.commands.last as? ChangeInvoiceLines)
    #expect(again.base == now)
    #expect(again.lines.map(\.description) == ["Eletrocardiograma", "Curativo"])
  }

  @Test("a line being changed finds its place among lines that moved")
  func movedLine() throws {
    let lines = ["a", "b", "c"].map { InvoiceLine(description: $0, unitPrice: .zero) }
    let written = InvoiceLine(description: "x", unitPrice: .zero)
    func rebased(_ current: [InvoiceLine]) -> [String] {
      var edit = LineEdit(base: lines, index: 1)
      edit.rebase(on: current)
      return edit.lines(with: written).map(\.description)
    }
    #expect(rebased(lines) == ["a", "x", "c"])
    #expect(rebased(Array(lines.dropFirst())) == ["x", "c"])
    #expect(rebased([lines[0], lines[2]]) == ["a", "c", "x"])
    #expect(rebased([lines[0], written, lines[2]]) == ["a", "x", "c"])
  }

  @Test("a list that grew is asked for whole again, and the cursor stays on its invoice")
  func refreshKeepsPlace() throws {
    let sample = try BillingSample()
    let rows = (0..<450).map { number in
      var ids = IDSource.counting(UInt64(10_000 + number * 10))
      let id: InvoiceID = ids.make(at: sample.context.now)
      return InvoiceRow(
        id: id, number: "BV-\(number)", patient: sample.patient.id, patientName: "Maria",
        practitionerName: "", createdOn: sample.context.today, status: .issued,
        total: Money(centavos: 100), paid: .zero)
    }
    var driver = ScreenDriver(roles: [.reception])
    func answers(_ rows: [InvoiceRow]) -> (any ClinicQuery) -> (any Equatable & Sendable)? {
      { query in
        (query as? ListInvoices).map {
          let rest = rows.dropFirst($0.skipping)
          return ListInvoices.Answer(
            rows: Array(rest.prefix($0.count)), hasMore: rest.count > $0.count)
        }
      }
    }
    driver.answer = answers(rows)
    driver.go(.billing)
    driver.press(.end, .end, .end, .up, .up)
    #expect(driver.state.billing.list.rows.count == 450)
    let chosen = try #require(driver.state.billing.list.selected)
    driver.answer = answers([sample.row(.issued)] + rows)
    driver.send(.changed(.billing))
    #expect(
      driver.queries.last { $0 is ListInvoices } as? ListInvoices
        == ListInvoices(filter: .open, count: 450))
    #expect(driver.state.billing.list.selected == chosen)
    #expect(driver.state.billing.list.rows.count == 450)
  }

  @Test("a quantity of zero and an empty price are told at their own fields")
  func lineProblems() throws {
    let sample = try BillingSample()
    var driver = sample.driver(.draft)
    driver.open(.invoice(sample.invoice))
    driver.press(.character("a"))
    driver.type("Curativo")
    driver.press(.tab, .tab, .control("u"))
    driver.type("0")
    driver.press(.control("s"))
    #expect(driver.commands.isEmpty)
    guard case .line(let form, _) = driver.state.billing.panel else {
      Issue.record("the form is gone")
      return
    }
    #expect(Set(form.form.errors.keys) == ["quantity", "amount"])
  }

  @Test("Esc is named where it leads back to the open invoices")
  func escapeIsNamed() throws {
    let sample = try BillingSample()
    var driver = sample.driver(.issued)
    driver.go(.billing)
    #expect(!driver.state.billing.keys(driver.state.context).map(\.key).contains("Esc"))
    driver.press(.tab)
    #expect(driver.state.billing.keys(driver.state.context).map(\.key).contains("Esc"))
    driver.press(.escape)
    #expect(driver.state.billing.list.filter == .open)
  }

  @Test("a visit's invoice starts with its doctor's price and is opened")
  func fromVisit() throws {
    let sample = try BillingSample()
    var driver = sample.driver(.draft)
    let answer = driver.answer
    let price = VisitPrice(
      on: sample.context.today, window: nil, kind: nil, practitioner: Money(centavos: 25_000))
    driver.answer = { $0 is ReadVisitPrice ? VisitPrice?.some(price) : answer($0) }
    var ids = IDSource.counting(800)
    let visit = VisitRow(
      id: ids.make(at: sample.context.now), patient: sample.patient.id, patientName: "Maria",
      practitioner: sample.practitioner.id, practitionerName: "Ana Lima",
      date: sample.context.today, start: .midnight, minutes: 30, status: .fulfilled,
      confirmation: .none, reservation: .confirmed, kind: .routine, isOverbooked: false,
      isHistorical: false, arrivedAt: nil, encounter: nil, encounterStatus: nil,
      encounterStartedAt: nil, invoice: nil)
    driver.open(.newInvoice(visit))
    let created = try #require(driver.commands.first as? CreateInvoice)
    #expect(created.lines.first?.unitPrice == Money(centavos: 25_000))
    #expect(created.appointment == visit.id)
    #expect(driver.queries.contains { ($0 as? ReadInvoice)?.invoice == created.id })
    #expect(driver.state.message == nil)
    try unknownPrice(sample, visit)
    try freeReturn(sample, visit)
  }

  /// A free return costs nothing, and the person is told why.
  private func freeReturn(_ sample: BillingSample, _ visit: VisitRow) throws {
    var driver = sample.driver(.draft)
    let answer = driver.answer
    let window = ReturnWindow(
      paidOn: sample.context.today.adding(days: -10), days: 30, count: 1, used: 0)
    let price = VisitPrice(
      on: sample.context.today, window: window, kind: nil, practitioner: Money(centavos: 25_000))
    driver.answer = { $0 is ReadVisitPrice ? VisitPrice?.some(price) : answer($0) }
    driver.open(.newInvoice(visit))
    #expect((driver.commands.last as? CreateInvoice)?.lines.first?.unitPrice == .zero)
    #expect(driver.state.message?.text.contains("Retorno grátis") == true)
  }

  /// Without a price the person is told; a price that could not be read starts nothing.
  private func unknownPrice(_ sample: BillingSample, _ visit: VisitRow) throws {
    var driver = sample.driver(.draft)
    let answer = driver.answer
    driver.answer = {
      $0 is ReadVisitPrice ? VisitPrice??.some(nil) : answer($0)
    }
    driver.open(.newInvoice(visit))
    #expect((driver.commands.last as? CreateInvoice)?.lines.first?.unitPrice == .zero)
    #expect(driver.state.message?.tone == .warning)
    var faulty = sample.driver(.draft)
    faulty.answer = { $0 is ReadVisitPrice ? nil : answer($0) }
    faulty.open(.newInvoice(visit))
    let ticket = try #require(
      faulty.effects.compactMap { effect -> Ticket? in
        if case .load(let ticket, let query) = effect, query.base is ReadVisitPrice {
          return ticket
        }
        return nil
      }.last)
    faulty.send(.answered(ticket, .failed(.busy)))
    #expect(faulty.commands.isEmpty)
    #expect(faulty.state.message?.tone == .error)
  }
}
