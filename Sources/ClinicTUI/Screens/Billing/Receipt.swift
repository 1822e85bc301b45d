import ClinicDomain
import TerminalKit

/// The receipt of an invoice's payments as text, 72 columns wide.
struct Receipt {
  static let width = 72

  let detail: InvoiceDetail
  /// Whether it was printed before: it says so.
  let isCopy: Bool
  let printedOn: CivilDate

  func text(_ wording: Wording, _ zone: SiteZone) -> String {
    let rule = String(repeating: "-", count: Self.width)
    var lines = letterhead(wording)
    lines += [
      rule, between(wording.receiptTitle(detail.row.number), isCopy ? wording.copyMark : ""),
    ]
    lines.append(rule)
    lines += [
      "\(wording.field(.patient)): \(detail.patient.details.name.value)"
        + (detail.patient.details.cpf.map { "   CPF \($0.formatted)" } ?? "")
    ]
    if let practitioner = detail.practitioner {
      lines.append(
        "\(wording.field(.practitioner)): \(practitioner.details.name.value)"
          + (practitioner.details.registration.map { "   \($0.formatted)" } ?? ""))
    }
    if let visit = detail.visit {
      lines.append(
        "\(wording.entity(.appointment)): \(wording.date(visit.date)) \(visit.start.text)")
    }
    lines.append("")
    lines += detail.invoice.lines.flatMap(itemLines)
    lines += [rule, between("Total", detail.invoice.total.textWithSymbol)]
    lines += detail.payments.map { payment in
      let civil = zone.civil(at: payment.receivedAt)
      return between(wording.receiptPayment(payment, civil), payment.amount.textWithSymbol)
    }
    if detail.row.open > .zero {
      lines.append(between(wording.stillOpen, detail.row.open.textWithSymbol))
    }
    lines += [rule, ""]
    lines += WrappedLines.wrap(wording.receiptDeclaration(payers), columns: Self.width) + [""]
    lines += ["", String(repeating: "_", count: 40), wording.signatureLine, ""]
    lines.append(wording.printedOn(printedOn))
    return lines.joined(separator: "\n") + "\n"
  }

  private var payers: String {
    var seen: Set<String> = []
    return detail.payments.map { payment in
      payment.payerName + (payment.payerCPF.map { " (CPF \($0.formatted))" } ?? "")
    }.filter { !$0.isEmpty && seen.insert($0).inserted }.joined(separator: ", ")
  }

  private func letterhead(_ wording: Wording) -> [String] {
    var lines = [detail.clinicName]
    guard let unit = detail.unit else { return lines }
    if unit.name != detail.clinicName { lines.append(unit.name) }
    if let address = unit.address { lines.append(wording.address(address)) }
    let contact = [
      unit.cnpj.map { "CNPJ \($0.formatted)" }, unit.phone.map(\.formatted),
    ].compactMap { $0 }
    if !contact.isEmpty { lines.append(contact.joined(separator: "   ")) }
    return lines
  }

  private func itemLines(_ line: InvoiceLine) -> [String] {
    let code = line.code.map { " (\($0))" } ?? ""
    let first = between(
      "\(line.quantity) x \(TextWidth.truncated(line.description, to: 44))\(code)",
      line.gross.textWithSymbol)
    guard line.discount > .zero else { return [first] }
    return [first, between("    \(line.discountReason)", "-" + line.discount.textWithSymbol)]
  }

  private func between(_ left: String, _ right: String) -> String {
    let free = Self.width - TextWidth.width(of: left) - TextWidth.width(of: right)
    return left + String(repeating: " ", count: max(1, free)) + right
  }
}

/// The receipt on screen: scrolls, goes to a file or to the clipboard.
struct ReceiptPanel: Equatable, Sendable {
  let text: String
  private var scroll = 0
  private(set) var isClosed = false

  init(text: String) { self.text = text }

  mutating func handle(_ key: Key, _ context: inout ScreenContext) -> [Effect] {
    let count = text.split(separator: "\n", omittingEmptySubsequences: false).count
    switch key {
    case .escape: isClosed = true
    case .down, .character("j"): scroll = min(scroll + 1, max(0, count - 5))
    case .up, .character("k"): scroll = max(0, scroll - 1)
    case .character("y"):
      return [.copy(text), .tell(Message(context.wording.receiptCopied, .done))]
    case .character("w"):
      return [
        .writeFile(
          context.makeTicket(), name: context.wording.receiptFileName(context.today), text: text)
      ]
    default: break
    }
    return []
  }

  func draw(into buffer: inout CellBuffer, in rect: Rect) {
    buffer.fill(rect)
    buffer.cursor = nil
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    for (index, line) in lines.dropFirst(scroll).prefix(rect.rows).enumerated() {
      buffer.put(
        String(line), at: Position(column: rect.column + 3, row: rect.row + index),
        maxWidth: rect.columns - 4)
    }
  }
}
