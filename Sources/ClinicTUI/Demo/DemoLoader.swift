import ClinicDomain
import Storage

/// Puts a demo clinic into an empty site through the writer of imports.
struct DemoLoader {
  let service: ClinicService
  let actor: Actor
  let now: Instant
  /// The hash of the demo's password.
  let credential: String

  private typealias Step = (any ClinicStore) throws -> Void

  /// Loads everything.
  ///
  /// - Throws: `Refusal` where a value breaks a rule of the schema; the storage's errors.
  func load(_ clinic: DemoClinic) throws {
    try run(house(clinic))
    try run(
      clinic.patients.map { patient in
        { store in
          _ = try store.nextChartNumber()
          try store.insert(patient)
        }
      })
    try run(clinic.stays.map { stay in { try $0.insert(stay) } })
    try run(clinic.appointments.map { visit in { try $0.insert(visit) } })
    try run(clinic.consents.map { consent in { try $0.insert(consent) } })
    try run(clinic.arrivals.map { arrival in { try $0.insert(arrival) } })
    try run(clinic.waiting.map { entry in { try $0.insert(entry) } })
    try run(clinic.encounters.map { encounter in { try $0.insert(encounter) } })
    try run(clinic.attendances.map { attendance in { try $0.insert(attendance) } })
    try run(clinic.entries.map { entry in { try $0.insert(entry) } })
    try run(clinic.exams.map { exam in { try $0.insert(exam) } })
    try run(clinic.invoices.map(invoice))
    try run(
      clinic.payments.map { payment in
        { store in
          _ = try store.nextReceiptNumber()
          try store.insert(payment)
          try store.post(
            LedgerPosting.payment(payment.amount, by: payment.method), for: payment.invoice,
            at: payment.receivedAt)
        }
      })
  }

  private func house(_ clinic: DemoClinic) -> [Step] {
    var steps: [Step] = clinic.units.map { unit in { try $0.insert(unit) } }
    steps += clinic.rooms.map { room in { try $0.insert(room) } }
    steps += clinic.beds.map { bed in { try $0.insert(bed) } }
    steps += clinic.practitioners.map { practitioner in { try $0.insert(practitioner) } }
    steps += clinic.assignments.map { assignment in { try $0.insert(assignment) } }
    steps += clinic.agendas.map { agenda in { try $0.insert(agenda) } }
    steps += clinic.exceptions.map { exception in { try $0.insert(exception) } }
    steps += clinic.kinds.map { kind in { try $0.insert(kind) } }
    steps += clinic.users.map { user in
      { [credential] store in
        try store.insert(user)
        try store.setCredential(credential, of: user.id)
      }
    }
    return steps
  }

  private func invoice(_ invoice: Invoice) -> Step {
    { store in
      guard let issuedAt = invoice.issuedAt else { return try store.insert(invoice) }
      _ = try store.nextInvoiceNumber()
      try store.insert(invoice)
      try store.post(LedgerPosting.issue(invoice.total), for: invoice.id, at: issuedAt)
    }
  }

  /// Runs steps in batches that hold the lock briefly.
  private func run(_ steps: [Step]) throws {
    var rest = steps[...]
    while !rest.isEmpty {
      rest = try service.bulk("demo", .batch, as: actor, now: now) { batch in
        var rest = rest
        while let step = rest.first, !batch.isFull {
          try batch.row(step).get()
          rest = rest.dropFirst()
        }
        return rest
      }
    }
  }
}
