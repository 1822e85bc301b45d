import ClinicDomain
import TerminalKit
import Testing

@testable import ClinicTUI

@Suite("Receipts on screen")
struct ReceiptPanelTests {
  @Test("every issue of a receipt is a command, whose outcome says which copy the paper is")
  func copies() throws {
    let sample = try BillingSample()
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
    let sample = try BillingSample()
    var driver = sample.driver(.paid, paid: 30_000)
    driver.settle = { _ in .failed(.busy) }
    driver.open(.invoice(sample.invoice))
    driver.press(.character("R"), .character("y"))
    #expect(!driver.effects.contains { if case .copy = $0 { true } else { false } })
    #expect(driver.state.message?.tone == .error)
  }

  @Test("of several payments one is chosen, and a known copy says so")
  func chosenPayment() throws {
    let sample = try BillingSample()
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
    let sample = try BillingSample()
    var driver = sample.driver(.paid, paid: 30_000, roles: [role])
    driver.open(.invoice(sample.invoice))
    driver.press(.character("R"))
    #expect(driver.text.contains("RECIBO"))
    driver.press(.character("w"), .character("y"))
    #expect(driver.commands.isEmpty)
    #expect(!driver.state.billing.keys(driver.state.context).map(\.key).contains("w"))
  }
}
