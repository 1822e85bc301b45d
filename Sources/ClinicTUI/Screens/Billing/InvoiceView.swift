import ClinicDomain
import TerminalKit

/// One invoice: whose, its lines, what was paid.
struct InvoiceView {
  static let lineColumns = [
    TableColumn("", .flexible()), TableColumn("", .fixed(9)),
    TableColumn("", .fixed(4), alignment: .right), TableColumn("", .fixed(12), alignment: .right),
    TableColumn("", .fixed(11), alignment: .right), TableColumn("", .fixed(12), alignment: .right),
  ]

  let detail: InvoiceDetail
  let lines: Table

  func draw(into buffer: inout CellBuffer, in rect: Rect, _ context: ScreenContext) {
    let wording = context.wording
    let head = rect.inset(left: 1, right: 1)
    buffer.put(
      wording.invoiceTitle(detail.row), in: head, style: .strong)
    buffer.put(
      wording.invoiceStatus(detail.invoice.status), in: head,
      style: detail.invoice.status.isOpen ? .warning : .accent, alignment: .right)
    buffer.put(wording.invoicePatient(detail), in: head, row: 1)
    buffer.put(wording.invoiceVisit(detail), in: head, row: 2, style: .dim)
    let payments = min(detail.payments.count, 5)
    let foot = 4 + max(1, payments)
    drawLines(&buffer, rect.inset(top: 4, bottom: foot), wording)
    drawPayments(&buffer, rect.split(rows: -foot).bottom.inset(left: 2, right: 1), context)
  }

  private func drawLines(_ buffer: inout CellBuffer, _ rect: Rect, _ wording: Wording) {
    var titled = lines
    for (index, title) in wording.lineColumns.enumerated() { titled.columns[index].title = title }
    titled.draw(
      into: &buffer, in: rect, isFocused: detail.invoice.status == .draft
    ) { range in
      detail.invoice.lines[range].map { line in
        TableRow([
          TableCell(line.description), TableCell(line.code ?? "", style: .dim),
          TableCell(String(line.quantity)), TableCell(line.unitPrice.text),
          TableCell(line.discount > .zero ? "-" + line.discount.text : ""),
          TableCell(line.total.text, style: .strong),
        ])
      }
    }
  }

  private func drawPayments(_ buffer: inout CellBuffer, _ rect: Rect, _ context: ScreenContext) {
    let wording = context.wording
    buffer.put(
      wording.invoiceTotals(detail.row), in: rect, style: .strong, alignment: .right)
    guard !detail.payments.isEmpty else {
      buffer.put(wording.noPayments(detail.invoice.status), in: rect, row: 2, style: .dim)
      return
    }
    for (index, payment) in detail.payments.suffix(5).enumerated() {
      let civil = context.zone.civil(at: payment.receivedAt)
      buffer.put(
        wording.paymentLine(payment, civil), in: rect, row: 2 + index)
      buffer.put(payment.amount.text, in: rect, row: 2 + index, alignment: .right)
    }
  }
}
