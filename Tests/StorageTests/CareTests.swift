import ClinicDomain
import Testing

@testable import Storage

/// The chart and the visit that opens it.
@Suite struct CareTests {
  let fixture: Fixture
  init() throws { fixture = try Fixture() }

  private func move(_ visit: AppointmentID, of doctor: PractitionerID) throws -> MoveAppointment {
    MoveAppointment(
      id: visit, newID: fixture.id(), practitioner: doctor, date: fixture.tomorrow,
      start: try #require(CivilTime(minuteOfDay: 900)))
  }

  @Test(arguments: [true, false])
  func `moving her own visit neither gives nor takes a doctor her patient`(
    isBookedByReception: Bool
  ) throws {
    let doctor = try fixture.practitioner()
    let ana = fixture.actor([.doctor], practitioner: doctor)
    let maria = try fixture.patient("Maria")
    let visit = try fixture.booking(maria, doctor, at: 600)
    let booker = isBookedByReception ? fixture.reception : ana
    #expect(fixture.service.perform(visit, as: booker, now: Fixture.now).value != nil)
    func opens() -> Bool {
      fixture.service.perform(OpenChart(patient: maria), as: ana, now: Fixture.now).value != nil
    }
    #expect(opens() == isBookedByReception)
    let moved = fixture.service.perform(
      try move(visit.id, of: doctor), as: ana, now: Fixture.now)
    #expect(moved.value != nil, "\(moved)")
    #expect(opens() == isBookedByReception)
  }

  @Test func `a keystroke behind the signature brings no draft back`() throws {
    let doctor = try fixture.practitioner()
    let ana = fixture.actor([.doctor], practitioner: doctor)
    let maria = try fixture.patient("Maria")
    let visit = try fixture.booking(maria, doctor, at: 600)
    #expect(fixture.service.perform(visit, as: fixture.reception, now: Fixture.now).value != nil)
    let id: RecordEntryID = fixture.id()
    let content = RecordContent.note(SOAPNote(plan: "retorno"))
    let keep = KeepDraft(id: id, patient: maria, content: content)
    #expect(fixture.service.perform(keep, as: ana, now: Fixture.now) == .done(Done()))
    #expect(try fixture.count("SELECT count(*) FROM draft") == 1)
    let signed = fixture.service.perform(
      SignEntry(id: id, patient: maria, occurredAt: Fixture.now, content: content), as: ana,
      now: Fixture.now)
    #expect(signed.value == id, "\(signed)")
    #expect(fixture.service.perform(keep, as: ana, now: Fixture.now) == .done(Done()))
    #expect(try fixture.count("SELECT count(*) FROM draft") == 0)
  }

  @Test func `a visit is not reopened while its encounter goes on`() throws {
    let doctor = try fixture.practitioner()
    let ana = fixture.actor([.doctor], practitioner: doctor)
    let visit = try fixture.booking(try fixture.patient("Maria"), doctor, at: 600)
    let service = fixture.service
    #expect(service.perform(visit, as: fixture.reception, now: Fixture.now).value != nil)
    let later = Fixture.now.adding(minutes: 1440)
    #expect(service.perform(CheckIn(id: visit.id), as: ana, now: later) == .done(Done()))
    let encounter: EncounterID = fixture.id()
    let started = service.perform(
      StartEncounter(id: encounter, appointment: visit.id), as: ana, now: later)
    #expect(started.value == encounter, "\(started)")
    let reopened = service.perform(
      ReopenAppointment(id: visit.id), as: fixture.manager, now: later)
    #expect(reopened == .refused(.scheduling(.encounterOpen(encounter))))
    #expect(
      service.perform(FinishEncounter(id: encounter), as: ana, now: later) == .done(Done()))
  }

  @Test func `an invoice that has no number yet is shown without one`() throws {
    let patient = try fixture.patient("Maria")
    let id: InvoiceID = fixture.id()
    let line = InvoiceLine(description: "consulta", unitPrice: Money(centavos: 25_000))
    func label() throws -> String? {
      try fixture.service.answer(
        ReadSyncStatus(), as: fixture.reception, now: Fixture.now
      ).entries.first { $0.entity == .invoice }?.label
    }
    _ = fixture.service.perform(
      CreateInvoice(id: id, patient: patient, lines: [line]), as: fixture.reception,
      now: Fixture.now)
    #expect(try label() == "")
    _ = fixture.service.perform(
      IssueInvoice(id: id), as: fixture.reception, now: Fixture.now)
    #expect(try label()?.hasSuffix("-000001") == true)
  }
}
