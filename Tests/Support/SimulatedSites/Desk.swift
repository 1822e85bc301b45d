import ClinicDomain
import SampleClinic
import Storage
import SyncClient

/// What people at a site do, told as done only when the program said so.
struct Desk {
  let site: Site
  private var world: World { site.world }

  init(site: Site) { self.site = site }

  func work() {
    let outcome =
      switch world.below(100) {
      case 0..<14: registerPatient()
      case 14..<34: changePatient()
      case 34..<72: book()
      case 72..<80: cancel()
      case 80..<86: move()
      case 86..<93: invoice()
      default: pay()
      }
    world.tell("\(site.number) \(outcome)")
    world.count(outcome)
    // A write nudges the worker, mostly.
    if world.chance(800) { site.engine.wake(.nudge) }
  }

  private func newID<Entity>() -> EntityID<Entity> {
    world.made += 1
    return .make(at: site.now, random: &world.random)
  }

  private func pick<Value>(_ values: [Value]) -> Value? {
    values.isEmpty ? nil : values[world.below(values.count)]
  }

  private func tell<Value>(
    _ what: String, _ outcome: CommandOutcome<Value>, promise: String? = nil
  ) -> String {
    switch outcome {
    case .done:
      if let promise { site.promised.append(promise) }
      return what
    case .refused: return "\(what) refused"
    case .staged: return "\(what) staged"
    case .failed(let error):
      world.violated("\(what) failed: \(error)")
      return "\(what) failed"
    }
  }

  func registerDoctor() throws {
    let id: PractitionerID = newID()
    var details = PractitionerDetails(
      name: try SampleClinic.patient(world.made * 7).details.name)
    details.registration = try CouncilRegistration(parsing: "CRM/ES \(10_000 + world.made)")
    details.specialties = [Specialty(name: "Cardiologia")]
    details.slotMinutes = 30
    try SampleClinic.expectDone(
      site.service.perform(
        RegisterPractitioner(id: id, details: details), as: SampleClinic.manager, now: site.now))
    let rules = Weekday.allCases.map { day in
      AgendaRule(
        id: newID(), weekday: day, from: .midnight, until: .endOfDay, slotMinutes: 30,
        validFrom: CivilDate(dayNumber: 0))
    }
    try SampleClinic.expectDone(
      site.service.perform(
        SetWeeklyAgenda(
          base: [],
          agenda: Agenda(practitioner: id, rules: rules, policy: AgendaPolicy(holidays: .works))),
        as: SampleClinic.manager, now: site.now))
    world.doctors.append(id)
    site.promised.append("practitioner \(id.text)")
  }

  func registerPatient() -> String {
    let id: PatientID = newID()
    // Now and then the same person at two sites.
    let index = world.chance(60) ? world.below(40) : 1_000 + world.made
    guard let details = try? SampleClinic.patient(index).details else { return "no patient" }
    let outcome = site.service.perform(
      RegisterPatient(id: id, details: details, isDistinct: true), as: SampleClinic.reception,
      now: site.now)
    if case .done = outcome { world.patients.append(id) }
    return tell("register", outcome, promise: "patient \(id.text)")
  }

  private func changePatient() -> String {
    guard let id = pick(world.patients) else { return registerPatient() }
    let card = try? site.service.answer(
      ReadPatientCard(patient: id), as: SampleClinic.reception, now: site.now)
    guard let base = card?.patient.details else { return "change unknown" }
    var details = base
    if world.chance(300) {
      guard let name = try? SampleClinic.patient(world.below(5_000)).details.name else {
        return "no name"
      }
      details.name = name
    } else {
      details.address = Address(municipality: "Cidade \(world.below(1_000))")
    }
    return tell(
      "change",
      site.service.perform(
        UpdatePatient(id: id, base: base, details: details), as: SampleClinic.reception,
        now: site.now))
  }

  private var today: CivilDate { SampleClinic.zone.civil(at: site.now).date }

  /// Few enough times that most are wanted twice.
  private func place() -> (date: CivilDate, start: CivilTime) {
    (
      today.adding(days: 1 + world.below(3)),
      CivilTime(minuteOfDay: 480 + world.below(16) * 30) ?? .midnight
    )
  }

  private func book() -> String {
    guard let doctor = pick(world.doctors), let patient = pick(world.patients) else {
      return "nobody"
    }
    let id: AppointmentID = newID()
    let (date, start) = place()
    let outcome = site.service.perform(
      BookAppointment(
        id: id, patient: patient, practitioner: doctor, date: date, start: start, minutes: 30),
      as: SampleClinic.reception, now: site.now)
    if case .done = outcome { world.visits.append(id) }
    return tell("book", outcome, promise: "appointment \(id.text)")
  }

  private func cancel() -> String {
    guard let visit = pick(world.visits) else { return book() }
    return tell(
      "cancel",
      site.service.perform(
        CancelAppointment(id: visit, party: .patient, reason: "gripe"),
        as: SampleClinic.reception, now: site.now))
  }

  private func move() -> String {
    guard let visit = pick(world.visits), let doctor = pick(world.doctors) else { return book() }
    let id: AppointmentID = newID()
    let (date, start) = place()
    let outcome = site.service.perform(
      MoveAppointment(id: visit, newID: id, practitioner: doctor, date: date, start: start),
      as: SampleClinic.reception, now: site.now)
    if case .done = outcome { world.visits.append(id) }
    return tell("move", outcome, promise: "appointment \(id.text)")
  }

  private func invoice() -> String {
    guard let patient = pick(world.patients) else { return registerPatient() }
    let id: InvoiceID = newID()
    let price = Money(centavos: Int64(1_000 + world.below(50_000)))
    let made = site.service.perform(
      CreateInvoice(
        id: id, patient: patient,
        lines: [InvoiceLine(description: "Consulta", unitPrice: price)]),
      as: SampleClinic.reception, now: site.now)
    guard case .done = made else { return tell("invoice", made) }
    site.promised.append("invoice \(id.text)")
    let issued = site.service.perform(
      IssueInvoice(id: id), as: SampleClinic.reception, now: site.now)
    if case .done = issued { world.invoices.append(id) }
    return tell("invoice", issued)
  }

  private func pay() -> String {
    guard let invoice = pick(world.invoices) else { return self.invoice() }
    let id: PaymentID = newID()
    let outcome = site.service.perform(
      TakePayment(
        id: id, invoice: invoice, amount: Money(centavos: Int64(100 + world.below(900))),
        method: .pix),
      as: SampleClinic.reception, now: site.now)
    return tell("pay", outcome, promise: "payment \(id.text)")
  }
}
