import ClinicDomain
import TerminalKit

/// The receipt of one payment as text, 72 columns wide.
struct ReceiptText {
  static let width = 72

  let detail: InvoiceDetail
  let payment: Payment
  /// 1 for the first; a copy says which it is.
  let copy: Int
  let printedOn: CivilDate

  func text(_ wording: Wording, _ zone: SiteZone) -> String {
    let rule = String(repeating: "-", count: Self.width)
    var lines = letterhead(wording)
    lines += [
      rule,
      between(
        wording.receiptTitle(payment, invoice: detail.row.number), wording.copyMark(copy)),
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
    if before > .zero { lines.append(between(wording.paidBefore, before.textWithSymbol)) }
    lines.append(
      between(
        wording.receiptPayment(payment, zone.civil(at: payment.receivedAt)),
        payment.amount.textWithSymbol))
    let open = detail.invoice.total - before - payment.amount
    if open > .zero { lines.append(between(wording.stillOpen, open.textWithSymbol)) }
    lines += [rule, ""]
    lines += payer(wording) + [wording.receiptDeclaration(payment.amount), ""]
    lines += ["", String(repeating: "_", count: 40), wording.signatureLine, ""]
    lines.append(wording.printedOn(printedOn))
    return lines.joined(separator: "\n") + "\n"
  }

  /// What was paid before this payment, so that a copy says what the first one said.
  private var before: Money {
    detail.payments.prefix { $0.id != payment.id }.reduce(Money.zero) { $0 + $1.amount }
  }

  private func payer(_ wording: Wording) -> [String] {
    let parts = [payment.payerName, payment.payerCPF.map { "CPF \($0.formatted)" } ?? ""]
      .filter { !$0.isEmpty }
    guard !parts.isEmpty else { return [] }
    return ["\(wording.field(.payer)): \(parts.joined(separator: "   "))"]
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
    guard !right.isEmpty else { return left }
    let free = Self.width - TextWidth.width(of: left) - TextWidth.width(of: right)
    return left + String(repeating: " ", count: max(1, free)) + right
  }
}
