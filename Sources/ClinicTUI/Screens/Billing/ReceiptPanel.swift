import ClinicDomain
import TerminalKit

/// A payment's receipt on screen: scrolls, and is issued to a file or to the clipboard.
///
/// What is shown is not issued yet; each issue is a command of its own, whose outcome tells which
/// copy the paper is.
struct ReceiptPanel: Equatable, Sendable {
  let payment: Payment
  private let detail: InvoiceDetail
  /// How often it was issued so far.
  private var copies: Int
  private var scroll = 0
  private var order = Order()
  private var way = Receipt.Way.file
  private(set) var isClosed = false

  init(_ payment: Payment, of detail: InvoiceDetail) {
    self.payment = payment
    self.detail = detail
    copies = detail.receiptCopies[payment.id] ?? 0
  }

  private func text(copy: Int, _ context: ScreenContext) -> String {
    ReceiptText(detail: detail, payment: payment, copy: copy, printedOn: context.today)
      .text(context.wording, context.zone)
  }

  mutating func handle(_ key: Key, _ context: inout ScreenContext) -> [Effect] {
    guard !order.isPending else { return [.ring] }
    let count = text(copy: copies + 1, context).count { $0 == "\n" }
    switch key {
    case .escape: isClosed = true
    case .down, .character("j"): scroll = min(scroll + 1, max(0, count - 5))
    case .up, .character("k"): scroll = max(0, scroll - 1)
    case .character("y") where context.may(.takePayment): return issue(.clipboard, &context)
    case .character("w") where context.may(.takePayment): return issue(.file, &context)
    default: break
    }
    return []
  }

  private mutating func issue(_ way: Receipt.Way, _ context: inout ScreenContext) -> [Effect] {
    self.way = way
    return [
      order.give(
        IssueReceipt(id: context.makeID(), payment: payment.id, way: way), &context)
    ]
  }

  /// nil where the ticket is not its own.
  mutating func settle(
    _ ticket: Ticket, _ performed: Performed, _ context: inout ScreenContext
  ) -> [Effect]? {
    guard order.settle(ticket) else { return nil }
    guard case .done(let value) = performed, let copy = value.base as? Int else {
      return context.wording.message(for: performed).map { [.tell($0)] } ?? []
    }
    copies = copy
    let issued = text(copy: copy, context)
    switch way {
    case .clipboard:
      return [.copy(issued), .tell(Message(context.wording.receiptCopied, .done))]
    case .file:
      let name = context.wording.receiptFileName(payment, context.today)
      return [.writeFile(context.makeTicket(), name: name, text: issued)]
    }
  }

  func draw(into buffer: inout CellBuffer, in rect: Rect, _ context: ScreenContext) {
    buffer.fill(rect)
    buffer.cursor = nil
    let lines = text(copy: copies + 1, context)
      .split(separator: "\n", omittingEmptySubsequences: false)
    for (index, line) in lines.dropFirst(scroll).prefix(rect.rows).enumerated() {
      buffer.put(
        String(line), at: Position(column: rect.column + 3, row: rect.row + index),
        maxWidth: rect.columns - 4)
    }
  }
}

/// Which payment's receipt: the newest first under the cursor.
struct ReceiptChoice: Equatable, Sendable {
  /// What a key made of it.
  enum Outcome: Equatable, Sendable {
    case open, cancelled
    case chosen(Payment)
  }

  private let detail: InvoiceDetail
  private var table: Table

  init(_ detail: InvoiceDetail) {
    self.detail = detail
    table = Table(
      columns: [
        TableColumn("", .fixed(16)), TableColumn("", .fixed(9)), TableColumn("", .fixed(11)),
        TableColumn("", .flexible()), TableColumn("", .fixed(11)),
        TableColumn("", .fixed(10), alignment: .right),
      ], rowCount: detail.payments.count, showsTitles: false)
    table.resize(rows: 10)
    table.select(detail.payments.count - 1)
  }

  mutating func handle(_ key: Key) -> Outcome {
    switch key {
    case .escape: return .cancelled
    case .enter:
      guard let row = table.selected, detail.payments.indices.contains(row) else { return .open }
      return .chosen(detail.payments[row])
    default: _ = table.handle(key)
    }
    return .open
  }

  func draw(into buffer: inout CellBuffer, in rect: Rect, _ context: ScreenContext) {
    let wording = context.wording
    buffer.fill(rect)
    buffer.cursor = nil
    buffer.put(wording.receiptChoiceTitle, in: rect.inset(left: 1), style: .strong)
    table.draw(into: &buffer, in: rect.inset(top: 2)) { range in
      detail.payments[range].map { payment in
        let civil = context.zone.civil(at: payment.receivedAt)
        let copies = detail.receiptCopies[payment.id] ?? 0
        return TableRow([
          TableCell("\(wording.date(civil.date)) \(civil.time.text)"),
          TableCell(wording.paymentMethod(payment.method)),
          TableCell(wording.receiptNumber(payment)), TableCell(payment.payerName, style: .dim),
          TableCell(wording.receiptIssued(copies), style: .dim), TableCell(payment.amount.text),
        ])
      }
    }
  }
}
