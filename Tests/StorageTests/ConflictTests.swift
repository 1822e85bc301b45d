import ClinicDomain
import Testing

@testable import Storage

/// Two people who began from the same state.
@Suite struct ConflictTests {
  let fixture: Fixture
  init() throws { fixture = try Fixture() }

  private func perform<Command: ClinicCommand>(
    _ command: Command
  ) -> CommandOutcome<Command.Outcome> {
    fixture.service.perform(command, as: fixture.manager, now: Fixture.now)
  }

  private func card(_ doctor: PractitionerID) throws -> PractitionerCard {
    try #require(
      try fixture.service.answer(
        ReadPractitionerCard(practitioner: doctor, from: fixture.tomorrow), as: fixture.manager,
        now: Fixture.now))
  }

  @Test func `changes of different fields of a doctor both stand, of the same field one is told`()
    throws
  {
    let doctor = try fixture.practitioner()
    let base = try card(doctor).practitioner.details
    var mine = base
    mine.slotMinutes = 20
    var theirs = base
    theirs.price = Money(centavos: 30_000)
    #expect(perform(UpdatePractitioner(id: doctor, base: base, details: theirs)) == .done(Done()))
    #expect(perform(UpdatePractitioner(id: doctor, base: base, details: mine)) == .done(Done()))
    let merged = try card(doctor).practitioner
    #expect(merged.details.slotMinutes == 20)
    #expect(merged.details.price == Money(centavos: 30_000))
    var late = base
    late.price = Money(centavos: 40_000)
    #expect(
      perform(UpdatePractitioner(id: doctor, base: base, details: late))
        == .refused(.changedMeanwhile([.price])))
    let inactive = UpdatePractitioner(id: doctor, base: base, details: base, isActive: false)
    #expect(perform(inactive) == .done(Done()))
    #expect(try card(doctor).practitioner.details == merged.details)
    #expect(try !card(doctor).practitioner.isActive)
  }

  @Test func `an agenda that someone else changed is not replaced unseen`() throws {
    let doctor = try fixture.practitioner()
    let base = try card(doctor).agenda.rules
    let shorter = Agenda(practitioner: doctor, rules: Array(base.dropLast()))
    let other = Agenda(practitioner: doctor, rules: Array(base.dropFirst()))
    let command = SetWeeklyAgenda(base: base, agenda: shorter)
    #expect(perform(command) == .done(Done()))
    #expect(perform(command) == .done(Done()))
    #expect(
      perform(SetWeeklyAgenda(base: base, agenda: other)) == .refused(.changedMeanwhile([.rules])))
    #expect(try card(doctor).agenda == shorter)
    #expect(perform(SetWeeklyAgenda(base: shorter.rules, agenda: other)) == .done(Done()))
    #expect(try card(doctor).agenda == other)
  }

  @Test func `lines that someone else changed are not replaced unseen`() throws {
    let patient = try fixture.patient("Maria da Silva")
    let id: InvoiceID = fixture.id()
    let line = InvoiceLine(description: "Consulta", unitPrice: Money(centavos: 30_000))
    let exam = InvoiceLine(description: "ECG", unitPrice: Money(centavos: 5_000))
    #expect(perform(CreateInvoice(id: id, patient: patient, lines: [line])).value != nil)
    let added = ChangeInvoiceLines(id: id, base: [line], lines: [line, exam])
    #expect(perform(added) == .done(Done()))
    #expect(perform(added) == .done(Done()))
    #expect(
      perform(ChangeInvoiceLines(id: id, base: [line], lines: [exam]))
        == .refused(.changedMeanwhile([.lines])))
    let again = ChangeInvoiceLines(id: id, base: [line, exam], lines: [exam])
    #expect(perform(again) == .done(Done()))
  }
}
