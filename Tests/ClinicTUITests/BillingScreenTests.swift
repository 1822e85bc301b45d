import ClinicDomain
import TerminalKit
import Testing

@testable import ClinicTUI

/// One invoice of R$ 300,00 in any state.
private struct Sample {
  var context = ScreenContext.fixture()
  let patient: Patient
  let practitioner: Practitioner
  let invoice: InvoiceID

  init() throws {
    let id: PatientID = context.makeID()
    patient = Patient(
      id: id, chartNumber: 18_204,
      details: PatientDetails(
        name: try PersonName(parsing: "Maria da Silva"),
        birthDate: CivilDate(year: 1951, month: 2, day: 14), sex: .female,
        cpf: try CPF(parsing: "39053344705")), registeredAt: context.now)
    practitioner = Practitioner(
      id: context.makeID(),
      details: PractitionerDetails(
        name: try PersonName(parsing: "Ana Lima"), sex: .female,
        registration: try CouncilRegistration(parsing: "CRM-ES 12345"),
        specialties: [Specialty(name: "Cardiologia")], price: Money(centavos: 25_000)))
    invoice = context.makeID()
  }

  func detail(
    _ status: Invoice.Status, paid: Int64 = 0, receipts: Int = 1, copies: Int = 0,
    lines changed: [InvoiceLine]? = nil
  ) -> InvoiceDetail {
    let lines =
      changed ?? [
        InvoiceLine(
          description: "Consulta em consultório", code: "10101012",
          unitPrice: Money(centavos: 25_000)
        ),
        InvoiceLine(
          description: "Eletrocardiograma", quantity: 1, unitPrice: Money(centavos: 5_000)),
      ]
    let isIssued = status != .draft
    let whole = Invoice(
      id: invoice, number: isIssued ? 482 : nil, patient: patient.id,
      practitioner: practitioner.id, status: status, lines: lines, createdAt: context.now,
      issuedAt: isIssued ? context.now : nil)
    var ids = IDSource.counting(700)
    let payments =
      paid == 0
      ? []
      : (0..<receipts).map { index in
        Payment(
          id: ids.make(at: context.now), invoice: invoice, receiptNumber: 91 + index,
          amount: Money(centavos: paid / Int64(receipts)), method: .pix,
          payerName: "Maria da Silva", payerCPF: patient.details.cpf, receivedAt: context.now,
          receivedBy: "user:x")
      }
    return InvoiceDetail(
      row: row(status, paid: paid), invoice: whole, payments: payments,
      receiptCopies: copies == 0 ? [:] : [payments[0].id: copies], patient: patient,
      practitioner: practitioner, unit: nil, visit: nil, clinicName: "Clínica Boa Vista")
  }

  func row(_ status: Invoice.Status, paid: Int64 = 0) -> InvoiceRow {
    InvoiceRow(
      id: invoice, number: status == .draft ? "" : "BV-000482", patient: patient.id,
      patientName: "Maria da Silva", practitionerName: "Ana Lima", createdOn: context.today,
      status: status, total: Money(centavos: 30_000), paid: Money(centavos: paid))
  }

  func driver(
    _ status: Invoice.Status, paid: Int64 = 0,
    _ variant: ScreenVariant = ScreenVariant(
      language: .portuguese, size: Size(columns: 80, rows: 24)),
    roles: Set<ClinicDomain.Role> = [.reception]
  ) -> ScreenDriver {
    let detail = detail(status, paid: paid)
    let row = row(status, paid: paid)
    return ScreenDriver(
      roles: roles, variant,
      answer: { query in
        switch query {
        case is ListInvoices: ListInvoices.Answer(rows: [row], hasMore: false)
        case is ReadInvoice: InvoiceDetail?.some(detail)
        default: nil
        }
      }, settle: { _ in .done(AnyValue(base: Done())) })
  }
}

@Suite("Billing screen")
struct BillingScreenTests {
  @Test("list, draft, part-paid invoice and receipt look as saved")
  func looks() throws {
    let sample = try Sample()
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
    let sample = try Sample()
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
    let sample = try Sample()
    var driver = sample.driver(.issued)
    driver.open(.invoice(sample.invoice))
    driver.settle = { _ in nil }
    driver.press(.character("t"), .control("s"), .control("s"), .escape, .control("s"))
    #expect(driver.commands.count { $0 is TakePayment } == 1)
  }

  @Test("a way that leads here from another screen loses no typed payment")
  func routeKeepsForm() throws {
    let sample = try Sample()
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
    let sample = try Sample()
    var driver = sample.driver(.issued, roles: [role])
    driver.open(.invoice(sample.invoice))
    driver.press(.character("C"))
    #expect((driver.state.billing.panel != nil) == (role == .billing || role == .manager))
  }

  @Test("Enter never issues an invoice, its own key does")
  func issue() throws {
    let sample = try Sample()
    var driver = sample.driver(.draft)
    driver.open(.invoice(sample.invoice))
    driver.press(.character("I"), .enter)
    #expect(driver.commands.isEmpty)
    driver.press(.character("i"))
    #expect(driver.commands.last as? IssueInvoice == IssueInvoice(id: sample.invoice))
  }

  @Test("an issued invoice offers no change of lines, a reader offers nothing that writes")
  func offered() throws {
    let sample = try Sample()
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
    let sample = try Sample()
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
    let sample = try Sample()
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
    let sample = try Sample()
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
    let sample = try Sample()
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
    let sample = try Sample()
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
    let sample = try Sample()
    var driver = sample.driver(.draft)
    let answer = driver.answer
    let row = PractitionerRow(
      id: sample.practitioner.id, name: "Ana Lima", sex: .female, registration: "", specialties: "",
      unitName: "", roomName: "", municipality: "", state: nil, slotMinutes: 30, price: nil,
      isActive: true)
    let card = PractitionerCard(
      practitioner: sample.practitioner, row: row,
      agenda: Agenda(practitioner: sample.practitioner.id, rules: []), exceptions: [])
    driver.answer = { $0 is ReadPractitionerCard ? PractitionerCard?.some(card) : answer($0) }
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
  }

  /// Without a price the person is told; a price that could not be read starts nothing.
  private func unknownPrice(_ sample: Sample, _ visit: VisitRow) throws {
    var driver = sample.driver(.draft)
    let answer = driver.answer
    driver.answer = {
      $0 is ReadPractitionerCard ? PractitionerCard??.some(nil) : answer($0)
    }
    driver.open(.newInvoice(visit))
    #expect((driver.commands.last as? CreateInvoice)?.lines.first?.unitPrice == .zero)
    #expect(driver.state.message?.tone == .warning)
    var faulty = sample.driver(.draft)
    faulty.answer = { $0 is ReadPractitionerCard ? nil : answer($0) }
    faulty.open(.newInvoice(visit))
    let ticket = try #require(
      faulty.effects.compactMap { effect -> Ticket? in
        if case .load(let ticket, let query) = effect, query.base is ReadPractitionerCard {
          return ticket
        }
        return nil
      }.last)
    faulty.send(.answered(ticket, .failed(.busy)))
    #expect(faulty.commands.isEmpty)
    #expect(faulty.state.message?.tone == .error)
  }

  @Test("every issue of a receipt is a command, whose outcome says which copy the paper is")
  func copies() throws {
    let sample = try Sample()
    var driver = sample.driver(.paid, paid: 30_000)
    driver.settle = { _ in .done(AnyValue(base: 1)) }
    driver.open(.invoice(sample.invoice))
    driver.press(.character("R"), .escape, .character("R"))
    #expect(driver.commands.isEmpty)
    #expect(!driver.text.contains("VIA"))
    driver.press(.character("w"))
    let issued = try #require(driver.commands.last as? IssueReceipt)
    #expect(issued.payment == sample.detail(.paid, paid: 30_000).payments[0].id)
    #expect(issued.way == .file)
    let written = driver.effects.compactMap { effect -> String? in
      if case .writeFile(_, _, let text) = effect { text } else { nil }
    }
    #expect(written.count == 1)
    #expect(written.first?.contains("VIA") == false)
    #expect(driver.text.contains("2ª VIA"))
    driver.settle = { _ in .done(AnyValue(base: 3)) }
    driver.press(.character("y"))
    #expect((driver.commands.last as? IssueReceipt)?.way == .clipboard)
    let copied = driver.effects.compactMap { effect -> String? in
      if case .copy(let text) = effect { text } else { nil }
    }
    #expect(copied.first?.contains("3ª VIA") == true)
  }

  @Test("a receipt that could not be issued leaves nothing")
  func refusedReceipt() throws {
    let sample = try Sample()
    var driver = sample.driver(.paid, paid: 30_000)
    driver.settle = { _ in .failed(.busy) }
    driver.open(.invoice(sample.invoice))
    driver.press(.character("R"), .character("y"))
    #expect(!driver.effects.contains { if case .copy = $0 { true } else { false } })
    #expect(driver.state.message?.tone == .error)
  }

  @Test("of several payments one is chosen, and a known copy says so")
  func chosenPayment() throws {
    let sample = try Sample()
    let detail = sample.detail(.paid, paid: 30_000, receipts: 2, copies: 1)
    let row = sample.row(.paid, paid: 30_000)
    func opened(_ variant: ScreenVariant = ScreenVariant.all[0]) -> ScreenDriver {
      var driver = ScreenDriver(
        roles: [.reception], variant,
        answer: { query in
          switch query {
          case is ListInvoices: ListInvoices.Answer(rows: [row], hasMore: false)
          case is ReadInvoice: InvoiceDetail?.some(detail)
          default: nil
          }
        }, settle: { _ in .done(AnyValue(base: 2)) })
      driver.open(.invoice(sample.invoice))
      driver.press(.character("R"))
      return driver
    }
    assertScreens(named: "billing-receipt-choice") { opened($0).state.view() }
    assertScreens(named: "billing-receipt-copy") { variant in
      var driver = opened(variant)
      driver.press(.up, .enter)
      return driver.state.view()
    }
    var driver = opened()
    driver.press(.enter, .character("w"))
    #expect((driver.commands.last as? IssueReceipt)?.payment == detail.payments[1].id)
  }

  @Test(
    "who takes no payments looks at a receipt and issues none",
    arguments: [
      ClinicDomain.Role.auditor, .doctor,
    ])
  func readers(role: ClinicDomain.Role) throws {
    let sample = try Sample()
    var driver = sample.driver(.paid, paid: 30_000, roles: [role])
    driver.open(.invoice(sample.invoice))
    driver.press(.character("R"))
    #expect(driver.text.contains("RECIBO"))
    driver.press(.character("w"), .character("y"))
    #expect(driver.commands.isEmpty)
    #expect(!driver.state.billing.keys(driver.state.context).map(\.key).contains("w"))
  }
}
