import ClinicDomain
import Testing

@testable import Storage

@Suite struct VisitKindTests {
  let fixture: Fixture
  let doctor: PractitionerID
  init() throws {
    fixture = try Fixture()
    doctor = try fixture.practitioner()
  }

  @discardableResult
  private func perform<Command: ClinicCommand>(
    _ command: Command, as actor: Actor? = nil, now: Instant = Fixture.now
  ) -> CommandOutcome<Command.Outcome> {
    fixture.service.perform(command, as: actor ?? fixture.manager, now: now)
  }

  private func kinds() throws -> VisitKinds {
    try fixture.service.answer(ListVisitKinds(), as: fixture.reception, now: Fixture.now)
  }

  private func changed(
    _ kind: VisitKind, _ change: (inout VisitKindSetup) -> Void
  ) throws -> SaveVisitKind {
    let base = try #require(try kinds()[kind])
    var setup = base
    change(&setup)
    return SaveVisitKind(base: base, setup: setup)
  }

  private func own(_ name: String, letter: String = "") throws -> VisitKindSetup {
    VisitKindSetup(
      id: fixture.id(), kind: try #require(VisitKind(named: name)), name: name, letter: letter,
      minutes: 45)
  }

  @Test func `a built-in kind is changed, logged and audited; others stay as they come`() throws {
    let change = try changed(.exam) {
      $0.minutes = 20
      $0.price = Money(centavos: 120_00)
    }
    #expect(perform(change) == .done(Done()))
    #expect(try kinds()[.exam] == change.setup)
    #expect(try kinds()[.tele] == VisitKinds.builtIn[.tele])
    let again = try changed(.exam) { $0.preparation = "jejum" }
    #expect(perform(again) == .done(Done()))
    #expect(try fixture.count("SELECT count(*) FROM sync_log WHERE entity = 'visit_kind'") == 2)
    #expect(
      try fixture.count(
        "SELECT count(*) FROM audit_log WHERE action = 'visitkind.save' AND outcome = 'done'") == 2)
    #expect(perform(change) == .refused(.changedMeanwhile([.name])))
  }

  @Test func `billing changes the price and nothing else`() throws {
    let billing = fixture.actor([.billing])
    #expect(
      perform(try changed(.exam) { $0.price = Money(centavos: 90_00) }, as: billing)
        == .done(Done()))
    #expect(
      perform(try changed(.exam) { $0.minutes = 20 }, as: billing)
        == .refused(.denied(.changeVisitKinds)))
    #expect(
      perform(try changed(.exam) { $0.minutes = 20 }, as: fixture.reception)
        == .refused(.denied(.changeVisitKinds)))
  }

  @Test func `a clinic adds kinds of its own; name and letter are each one's`() throws {
    let pilates = try own("Pilates", letter: "L")
    #expect(perform(SaveVisitKind(base: nil, setup: pilates)) == .done(Done()))
    #expect(try kinds().all.last == pilates)
    #expect(
      perform(SaveVisitKind(base: nil, setup: try own("pilates")))
        == .refused(.invalid([FieldProblem(.name, .taken)])))
    #expect(
      perform(SaveVisitKind(base: nil, setup: try own("Ioga", letter: "T")))
        == .refused(.invalid([FieldProblem(.letter, .taken)])))
  }

  @Test func `what the clinic has not, or no longer, is not booked; what was booked stays`() throws
  {
    let patient = try fixture.patient("Maria")
    func book(_ kind: VisitKind, at minute: Int) throws -> CommandOutcome<AppointmentID> {
      perform(
        BookAppointment(
          id: fixture.id(), patient: patient, practitioner: doctor, date: fixture.tomorrow,
          start: try #require(CivilTime(minuteOfDay: minute)), minutes: 30, visitKind: kind))
    }
    let pilates = try own("Pilates")
    #expect(
      try book(pilates.kind, at: 600) == .refused(.scheduling(.kindNotOffered(pilates.kind))))
    perform(SaveVisitKind(base: nil, setup: pilates))
    let id = try #require(try book(pilates.kind, at: 600).value)
    #expect(perform(try changed(pilates.kind) { $0.isActive = false }) == .done(Done()))
    #expect(
      try book(pilates.kind, at: 660) == .refused(.scheduling(.kindNotOffered(pilates.kind))))
    let detail = try fixture.service.answer(
      ReadVisit(appointment: id), as: fixture.reception, now: Fixture.now)
    #expect(detail?.row.kind == pilates.kind)
    #expect(
      perform(try changed(.routine) { $0.isActive = false })
        == .refused(.invalid([FieldProblem(.kind, .required)])))
  }

  @Test func `a preview takes the kind's length where none is said`() throws {
    perform(try changed(.procedure) { $0.minutes = 60 })
    func minutes(_ kind: VisitKind?, _ said: Int? = nil) throws -> Int? {
      try fixture.service.answer(
        PreviewBooking(
          practitioner: doctor, date: fixture.tomorrow,
          start: try #require(CivilTime(minuteOfDay: 600)), minutes: said, kind: kind),
        as: fixture.reception, now: Fixture.now)?.minutes
    }
    #expect(try minutes(nil) == 30)
    #expect(try minutes(.procedure) == 60)
    #expect(try minutes(.procedure, 15) == 15)
  }

  @Test func `a return is free after a paid visit, once, and a cancelled one gives it back`() throws
  {
    let patient = try fixture.patient("Maria")
    let paid = try fixture.booking(patient, doctor, at: 600)
    perform(paid, as: fixture.reception)
    func window(days: Int) throws -> ReturnWindow? {
      try fixture.service.answer(
        ReadReturnWindow(
          patient: patient, practitioner: doctor, kind: .followUp,
          date: fixture.tomorrow.adding(days: days)), as: fixture.reception, now: Fixture.now)
    }
    #expect(try window(days: 10)?.paidOn == nil)
    let invoice: InvoiceID = fixture.id()
    let line = InvoiceLine(description: "Consulta", unitPrice: Money(centavos: 100_00))
    perform(
      CreateInvoice(id: invoice, patient: patient, appointment: paid.id, lines: [line]))
    perform(IssueInvoice(id: invoice))
    #expect(try window(days: 10)?.paidOn == nil)
    perform(
      TakePayment(
        id: fixture.id(), invoice: invoice, amount: Money(centavos: 100_00), method: .pix))
    #expect(try window(days: 10)?.isFree(on: fixture.tomorrow.adding(days: 10)) == true)
    #expect(try window(days: 31)?.isFree(on: fixture.tomorrow.adding(days: 31)) == false)
    #expect(try window(days: -1)?.paidOn == nil)

    let back = BookAppointment(
      id: fixture.id(), patient: patient, practitioner: doctor,
      date: fixture.tomorrow.adding(days: 10),
      start: try #require(CivilTime(minuteOfDay: 600)), minutes: 30, visitKind: .followUp)
    #expect(perform(back).value != nil)
    #expect(try window(days: 12)?.used == 1)
    let price = try fixture.service.answer(
      ReadVisitPrice(appointment: back.id), as: fixture.manager, now: Fixture.now)
    #expect(price?.amount == .zero)
    perform(CancelAppointment(id: back.id, party: .patient, reason: "viagem"))
    #expect(try window(days: 12)?.used == 0)
  }
}
