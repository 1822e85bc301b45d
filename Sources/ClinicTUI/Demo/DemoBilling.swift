import ClinicDomain

extension DemoBuilder {
  /// An invoice for each visit that took place, in the order they ended: most are paid, some in
  /// part, some open, a few of today's still drafts.
  mutating func addBilling() {
    let prices = Dictionary(
      uniqueKeysWithValues: clinic.practitioners.map { ($0.id, $0.details.price ?? .zero) })
    let patients = Dictionary(uniqueKeysWithValues: clinic.patients.map { ($0.id, $0.details) })
    let visits = clinic.appointments.filter { $0.status == .fulfilled }
      .sorted { ($0.time.slot.endMinute, $0.id) < ($1.time.slot.endMinute, $1.id) }
    var payments: [(at: Instant, payment: DemoPayment)] = []
    var number = 0
    for visit in visits {
      guard random.chance(95), let patient = patients[visit.patient] else { continue }
      let issuedAt = visit.time.slot.end
      let isToday = visit.time.date == today
      var invoice = Invoice(
        id: id(at: issuedAt), patient: visit.patient, practitioner: visit.practitioner,
        appointment: visit.id, payer: visit.payer,
        lines: [
          InvoiceLine(
            description: "Consulta em consultório", code: "10101012",
            unitPrice: prices[visit.practitioner] ?? .zero)
        ], createdAt: issuedAt)
      if random.chance(8) {
        invoice.lines.append(
          InvoiceLine(
            description: "Eletrocardiograma", code: "40101010",
            unitPrice: Money(centavos: 90_00)))
      }
      if isToday, random.chance(25) {
        clinic.invoices.append(invoice)
        continue
      }
      number += 1
      invoice.number = number
      invoice.issuedAt = issuedAt
      invoice.status = .issued
      for payment in pay(&invoice, patient, issuedAt) {
        payments.append((payment.at, payment))
      }
      clinic.invoices.append(invoice)
    }
    for (index, item) in payments.sorted(by: { $0.at < $1.at }).enumerated() {
      clinic.payments.append(item.payment.payment(id: id(at: item.at), number: index + 1, by: desk))
    }
  }

  private mutating func pay(
    _ invoice: inout Invoice, _ patient: PatientDetails, _ issuedAt: Instant
  ) -> [DemoPayment] {
    let insurer = invoice.payer?.insurerName
    let isInsured = insurer != nil
    let at = isInsured ? issuedAt.adding(minutes: 1440 * 25) : issuedAt.adding(minutes: 5)
    guard at <= now else { return [] }
    let total = invoice.total
    let method: Payment.Method =
      isInsured ? .insurer : random.pick([.pix, .pix, .credit, .debit, .cash], or: .pix)
    func payment(_ amount: Money, _ method: Payment.Method) -> DemoPayment {
      DemoPayment(
        invoice: invoice.id, amount: amount, method: method,
        payer: insurer ?? patient.name.value, cpf: isInsured ? nil : patient.cpf, at: at)
    }
    switch random.number(in: 0...99) {
    case 0..<12: return []
    case 12..<20:
      invoice.status = .partiallyPaid
      return [payment(Money(centavos: total.centavos / 200 * 100), method)]
    default:
      invoice.status = .paid
      return [payment(total, method)]
    }
  }
}

/// A payment before it has its number.
private struct DemoPayment {
  let invoice: InvoiceID
  let amount: Money
  let method: Payment.Method
  let payer: String
  let cpf: CPF?
  let at: Instant

  func payment(id: PaymentID, number: Int, by desk: String) -> Payment {
    Payment(
      id: id, invoice: invoice, receiptNumber: number, amount: amount, method: method,
      payerName: payer, payerCPF: cpf, receivedAt: at, receivedBy: desk)
  }
}
