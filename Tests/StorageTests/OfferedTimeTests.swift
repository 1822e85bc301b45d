import ClinicDomain
import Testing

@testable import Storage

/// Who is called for a time, and what is booked then.
@Suite struct OfferedTimeTests {
  private let fixture: Fixture
  private let doctor: PractitionerID
  private let maria: PatientID
  private let jose: PatientID

  init() throws {
    fixture = try Fixture()
    doctor = try fixture.practitioner()
    maria = try fixture.patient("Maria da Silva")
    jose = try fixture.patient("José Prado")
  }

  @discardableResult
  private func done<Command: ClinicCommand>(
    _ command: Command, now: Instant = Fixture.now
  ) throws -> Command.Outcome {
    let outcome = fixture.service.perform(command, as: fixture.manager, now: now)
    return try #require(outcome.value, "\(outcome)")
  }

  private func add(
    _ patient: PatientID, _ purpose: WaitingEntry.Purpose = .visit, kind: VisitKind? = nil
  ) throws -> WaitingEntryID {
    try done(
      AddToWaitingList(
        id: fixture.id(), patient: patient, purpose: purpose,
        wish: VisitWish(practitioner: doctor, kind: kind)))
  }

  private func offer(at minute: Int = 600, days: Int = 0) throws -> OfferedTime {
    OfferedTime(
      practitioner: doctor, date: fixture.tomorrow.adding(days: days),
      start: try #require(CivilTime(minuteOfDay: minute)), minutes: 30)
  }

  private func candidates(
    _ time: OfferedTime, now: Instant = Fixture.now
  ) throws -> [WaitingRow] {
    try fixture.service.answer(ListCandidates(time: time), as: fixture.reception, now: now)
  }

  private func setPolicy(_ policy: AgendaPolicy) throws {
    let card = try fixture.service.answer(
      ReadPractitionerCard(practitioner: doctor, from: fixture.tomorrow), as: fixture.reception,
      now: Fixture.now)
    var agenda = try #require(card).agenda
    let old = agenda
    agenda.policy = policy
    try done(SetWeeklyAgenda(base: old.rules, basePolicy: old.policy, agenda: agenda))
  }

  /// Why nobody could be booked into a time that no visit takes.
  enum Obstacle: CaseIterable {
    case vacation, holiday, inactive, notice, buffer, dayFull, beyondHours
  }

  @Test(arguments: Obstacle.allCases)
  func `nobody is called for a time that could not be booked`(_ obstacle: Obstacle) throws {
    let id = try add(maria)
    var time = try offer()
    #expect(try candidates(time).map(\.entry.id) == [id])
    switch obstacle {
    case .vacation:
      try done(
        AddAgendaException(
          exception: AgendaException(
            id: fixture.id(), practitioner: doctor, date: fixture.tomorrow,
            effect: .closes(reason: "gripe"))))
    case .holiday:
      let holiday = Holiday(id: fixture.id(), name: "Padroeira", day: .once(fixture.tomorrow))
      try done(SaveHoliday(base: nil, holiday: holiday))
    case .inactive:
      let card = try fixture.service.answer(
        ReadPractitionerCard(practitioner: doctor, from: fixture.tomorrow), as: fixture.manager,
        now: Fixture.now)
      let details = try #require(card).practitioner.details
      try done(
        UpdatePractitioner(id: doctor, base: details, details: details, isActive: false))
    case .notice: try setPolicy(AgendaPolicy(noticeMinutes: 3 * 1440))
    case .buffer:
      try setPolicy(AgendaPolicy(bufferAfter: 15))
      try done(fixture.booking(jose, doctor, at: 570))
    case .dayFull:
      try setPolicy(AgendaPolicy(visitsPerDay: 1))
      try done(fixture.booking(jose, doctor, at: 900))
    case .beyondHours: time = try offer(at: 1080)
    }
    #expect(try candidates(time).isEmpty)
  }

  @Test func `who has no room for her visit there, or another one then, is not called`() throws {
    let long = BookAppointment(
      id: fixture.id(), patient: maria, practitioner: doctor,
      date: fixture.tomorrow.adding(days: 2), start: try #require(CivilTime(hour: 10)), minutes: 60)
    try done(long)
    let other = try fixture.practitioner("Bruno Reis", number: "9")
    try done(fixture.booking(jose, other, at: 600))
    let (mine, his) = (try add(maria, .earlier(long.id)), try add(jose))
    try done(fixture.booking(fixture.patient("Ivo Prado"), doctor, at: 630))
    #expect(try candidates(offer()).isEmpty)
    #expect(try candidates(offer(at: 540)).map(\.entry.id) == [his, mine])
  }

  @Test func `an accepted time is booked as the kind that was wished for`() throws {
    let exam = try add(maria, kind: .exam)
    let open = try add(jose)
    let visits: [AppointmentID] = [fixture.id(), fixture.id()]
    try done(AcceptOffer(id: exam, offer: offer(), visit: visits[0]))
    try done(AcceptOffer(id: open, offer: offer(at: 660), visit: visits[1]))
    #expect(try visits.map(kind) == [.exam, .routine])
  }

  private func kind(_ visit: AppointmentID) throws -> VisitKind? {
    try fixture.service.answer(
      ReadVisit(appointment: visit), as: fixture.reception, now: Fixture.now)?.row.kind
  }

  /// The built-in return costs nothing for 30 days.
  @Test(arguments: [(20, VisitKind.followUp), (40, .routine)])
  func `an accepted recall is a return as long as one costs nothing`(
    days: Int, expected: VisitKind
  ) throws {
    let paid = try fixture.booking(maria, doctor, at: 600)
    try done(paid)
    let invoice: InvoiceID = fixture.id()
    let amount = Money(centavos: 100_00)
    try done(
      CreateInvoice(
        id: invoice, patient: maria, appointment: paid.id,
        lines: [InvoiceLine(description: "Consulta", unitPrice: amount)]))
    try done(IssueInvoice(id: invoice))
    try done(TakePayment(id: fixture.id(), invoice: invoice, amount: amount, method: .pix))
    let recall = try add(maria, .recall(due: fixture.tomorrow.adding(days: 15)))
    let listed = try fixture.service.answer(
      ListRecalls(dueBy: fixture.tomorrow.adding(days: 30)), as: fixture.reception,
      now: Fixture.now.adding(minutes: 2 * 1440))
    let date = fixture.tomorrow.adding(days: days)
    #expect(listed.first?.kind.kind(with: doctor, on: date) ?? .routine == expected)
    let visit: AppointmentID = fixture.id()
    try done(AcceptOffer(id: recall, offer: offer(days: days), visit: visit))
    #expect(try kind(visit) == expected)
  }

  @Test func `a visit of another kind leaves the wait for an exam`() throws {
    let exam = try add(maria, kind: .exam)
    try done(fixture.booking(maria, doctor, at: 600))
    #expect(try candidates(offer(at: 900)).map(\.entry.id) == [exam])
  }

  @Test func `an earlier time says which time it would free`() throws {
    let booked = try fixture.booking(maria, doctor, at: 900)
    try done(booked)
    _ = try add(maria, .earlier(booked.id))
    let row = try #require(try candidates(offer()).first)
    #expect(try row.booked?.time == offer(at: 900))
    #expect(row.booked?.takesTime == true && row.booked?.practitionerName == "Ana Lima")
  }
}
