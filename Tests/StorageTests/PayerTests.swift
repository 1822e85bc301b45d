import ClinicDomain
import Testing

@testable import Storage

@Suite struct PayerTests {
  static let unimed = Payer.insurer("Unimed", plan: "Pleno")
  let fixture: Fixture
  let doctor: PractitionerID
  init() throws {
    fixture = try Fixture()
    doctor = try fixture.practitioner()
  }

  private func perform<Command: ClinicCommand>(
    _ command: Command
  ) -> CommandOutcome<Command.Outcome> {
    fixture.service.perform(command, as: fixture.reception, now: Fixture.now)
  }

  private func answer<Query: AnsweredQuery>(_ query: Query) throws -> Query.Answer {
    try fixture.service.answer(query, as: fixture.reception, now: Fixture.now)
  }

  /// A patient of an insurer until some days after the visit; nil has none.
  private func patient(coveredFor days: Int?) throws -> PatientID {
    try fixture.patient("Rita Moraes") { details in
      details.coverage = days.map {
        Coverage(
          insurer: "Unimed", plan: "Pleno", memberNumber: "0042",
          validUntil: fixture.tomorrow.adding(days: $0))
      }
    }
  }

  private func book(
    _ patient: PatientID, at minute: Int = 600, payer: Payer? = nil
  ) throws -> CommandOutcome<AppointmentID> {
    perform(
      BookAppointment(
        id: fixture.id(), patient: patient, practitioner: doctor, date: fixture.tomorrow,
        start: try #require(CivilTime(minuteOfDay: minute)), minutes: 30, payer: payer))
  }

  /// Who pays, as the card and the lists have it.
  private func payer(of visit: AppointmentID) throws -> Payer? {
    let detail = try #require(try answer(ReadVisit(appointment: visit)))
    #expect(detail.row.payer == detail.appointment.payer)
    return detail.row.payer
  }

  @Test(
    "who usually pays is the insurer as long as its coverage holds on the day of the visit",
    arguments: [(nil, Payer.patient), (0, unimed), (30, unimed), (-1, .patient)] as [(Int?, Payer)])
  func usual(days: Int?, expected: Payer) throws {
    let patient = try patient(coveredFor: days)
    let id = try #require(try book(patient).value)
    #expect(try payer(of: id) == expected)
    let start = try #require(CivilTime(hour: 15))
    let query = PreviewBooking(
      practitioner: doctor, date: fixture.tomorrow, start: start, patient: patient)
    let preview = try #require(try answer(query))
    #expect(preview.payers.first == expected)
    #expect(Set(preview.payers) == Set([.patient] + (days == nil ? [] : [Self.unimed])))
  }

  @Test func `another payer is taken where the patient has it, and goes with a move`() throws {
    let patient = try patient(coveredFor: 30)
    let id = try #require(try book(patient, payer: .patient).value)
    #expect(try payer(of: id) == .patient)
    let move = MoveAppointment(
      id: id, newID: fixture.id(), practitioner: doctor, date: fixture.tomorrow,
      start: try #require(CivilTime(hour: 15)))
    #expect(perform(move).value != nil)
    #expect(try payer(of: move.newID) == .patient)
    let refusal = Refusal.invalid([FieldProblem(.payer, .outOfRange)])
    #expect(
      try book(patient, at: 700, payer: .insurer("Bradesco", plan: "")) == .refused(refusal))
    // One that has expired may be meant all the same: the card is looked at when she comes.
    let expired = try self.patient(coveredFor: -1)
    let other = try #require(try book(expired, at: 700, payer: Self.unimed).value)
    #expect(try payer(of: other) == Self.unimed)
  }

  @Test func `who pays is changed until there is an invoice, and back by undo`() throws {
    let patient = try patient(coveredFor: 30)
    let id = try #require(try book(patient).value)
    func change(
      from base: Payer?, to payer: Payer
    ) -> CommandOutcome<Done> {
      perform(ChangePayer(id: id, base: base, payer: payer))
    }
    #expect(change(from: Self.unimed, to: .patient).value != nil)
    #expect(try payer(of: id) == .patient)
    #expect(try answer(ReadVisit(appointment: id))?.payers == [.patient, Self.unimed])
    // What somebody else saw, or what she has not, changes nothing.
    #expect(
      change(from: nil, to: Self.unimed) == .refused(.changedMeanwhile([.payer])))
    #expect(
      change(from: .patient, to: .insurer("Bradesco", plan: ""))
        == .refused(.invalid([FieldProblem(.payer, .outOfRange)])))
    #expect(perform(UndoVisitChange(id: id, command: .changePayer)).value != nil)
    #expect(try payer(of: id) == Self.unimed)
    #expect(
      try fixture.count(
        "SELECT count(*) FROM audit_log WHERE action = 'appointment.payer'") >= 1)
    let invoice = CreateInvoice(
      id: fixture.id(), patient: patient, appointment: id,
      lines: [InvoiceLine(description: "Consulta", unitPrice: Money(centavos: 30_000))])
    #expect(perform(invoice).value != nil)
    #expect(
      change(from: Self.unimed, to: .patient)
        == .refused(.billing(.alreadyInvoiced(invoice.id))))
  }

  @Test func `who walks in has her usual payer`() throws {
    let walkIn = RegisterWalkIn(
      id: fixture.id(), patient: try patient(coveredFor: 30), practitioner: doctor,
      reason: "sem hora")
    #expect(perform(walkIn).value != nil)
    #expect(try payer(of: walkIn.id) == Self.unimed)
  }

  @Test func `the invoice of a visit is the payer's, also at another site`() throws {
    let hub = TinyHub()
    let south = try Fixture()
    try hub.enrol(fixture.service, now: Fixture.now)
    try hub.enrol(south.service, now: Fixture.now)
    let patient = try patient(coveredFor: 30)
    let visit = try #require(try book(patient).value)
    let invoice = CreateInvoice(
      id: fixture.id(), patient: patient, appointment: visit,
      lines: [InvoiceLine(description: "Consulta", unitPrice: Money(centavos: 30_000))])
    #expect(perform(invoice).value != nil)
    let read = try #require(try answer(ReadInvoice(invoice: invoice.id)))
    #expect(read.invoice.payer == Self.unimed)
    #expect(read.visit?.payer == Self.unimed)
    let changed = try #require(try book(patient, at: 700).value)
    #expect(
      perform(ChangePayer(id: changed, base: Self.unimed, payer: .patient)).value != nil)
    try hub.settleDown([fixture.service, south.service], now: Fixture.now)
    #expect(try south.service.unplacedDocuments() == [])
    #expect(try south.count("SELECT count(*) FROM appointment WHERE payer = 'patient'") == 1)
    for table in ["appointment", "invoice"] {
      #expect(
        try south.count(
          """
          SELECT count(*) FROM \(table)
          WHERE payer = 'insurer' AND insurer = 'Unimed' AND insurer_plan = 'Pleno'
          """) == 1)
    }
    #expect(try south.service.canonicalHash() == fixture.service.canonicalHash())
  }

  @Test func `a preview tells the price of the kind, else the doctor's`() throws {
    let setup = try #require(VisitKinds.builtIn[.procedure])
    var dear = setup
    dear.price = Money(centavos: 60_000)
    let saved = fixture.service.perform(
      SaveVisitKind(base: setup, setup: dear), as: fixture.manager, now: Fixture.now)
    #expect(saved == .done(Done()))
    let card = try #require(
      try answer(ReadPractitionerCard(practitioner: doctor, from: fixture.tomorrow)))
    var details = card.practitioner.details
    details.price = Money(centavos: 25_000)
    let priced = fixture.service.perform(
      UpdatePractitioner(id: doctor, base: card.practitioner.details, details: details),
      as: fixture.manager, now: Fixture.now)
    #expect(priced == .done(Done()))
    func price(_ kind: VisitKind) throws -> VisitPrice? {
      try answer(
        PreviewBooking(
          practitioner: doctor, date: fixture.tomorrow,
          start: try #require(CivilTime(hour: 10)), kind: kind))?.price
    }
    #expect(try price(.procedure)?.amount.centavos == 60_000)
    #expect(try price(.routine)?.amount.centavos == 25_000)
    #expect(try price(.routine)?.basis == .practitioner)
  }
}
