import ClinicDomain
import TerminalKit

@testable import ClinicTUI

/// One invoice of R$ 300,00 in any state.
struct BillingSample {
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
    lines changed: [InvoiceLine]? = nil, payer: Payer? = nil
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
      practitioner: practitioner.id, payer: payer, status: status, lines: lines,
      createdAt: context.now,
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
