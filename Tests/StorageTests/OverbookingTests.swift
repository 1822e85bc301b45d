import ClinicDomain
import Testing

@testable import Storage

@Suite struct OverbookingTests {
  let fixture: Fixture
  init() throws { fixture = try Fixture() }

  private func perform<Command: ClinicCommand>(
    _ command: Command
  ) -> CommandOutcome<Command.Outcome> {
    fixture.service.perform(command, as: fixture.reception, now: Fixture.now)
  }

  private func encaixe(_ doctor: PractitionerID, number: Int) throws -> BookAppointment {
    try fixture.booking(
      try fixture.patient("Maria Numero \(number)") { $0.birthDate = CivilDate(dayNumber: number) },
      doctor, at: 600 + 5 * number, overbooking: "dor")
  }

  @Test func `walk-ins are no encaixes`() throws {
    let doctor = try fixture.practitioner()
    for number in 0..<BookingRules.overbookingsPerDay {
      let walkIn = RegisterWalkIn(
        id: fixture.id(), patient: try fixture.patient("Pedro Numero \(number)"),
        practitioner: doctor, reason: "sem hora")
      #expect(perform(walkIn).value != nil)
    }
    let today = BookAppointment(
      id: fixture.id(), patient: try fixture.patient("Rita Moraes"), practitioner: doctor,
      date: fixture.tomorrow.adding(days: -1), start: try #require(CivilTime(hour: 23)),
      minutes: 30, overbookingReason: "dor")
    #expect(perform(today).value != nil)
  }

  private func visit(_ id: AppointmentID) throws -> VisitDetail {
    try #require(
      try fixture.service.answer(
        ReadVisit(appointment: id), as: fixture.reception, now: Fixture.now))
  }

  private func encaixe(
    _ doctor: PractitionerID, at minute: Int = 600, allowedBy: OverbookingAuthority?
  ) throws -> BookAppointment {
    BookAppointment(
      id: fixture.id(), patient: try fixture.patient("Rita Moraes"), practitioner: doctor,
      date: fixture.tomorrow, start: try #require(CivilTime(minuteOfDay: minute)), minutes: 30,
      overbookingReason: "dor", allowedBy: allowedBy)
  }

  @Test func `who allowed an encaixe is kept, synced, audited and goes with a move`() throws {
    let doctor = try fixture.practitioner()
    let booking = try encaixe(doctor, allowedBy: .practitioner(doctor))
    let id = try #require(perform(booking).value)
    #expect(try visit(id).appointment.allowedBy == .practitioner(doctor))
    #expect(try visit(id).allowedByName == "Ana Lima")
    let wire = "practitioner:\(doctor.text)"
    #expect(
      try fixture.count(
        "SELECT count(*) FROM sync_log WHERE entity = 'appointment' AND body LIKE '%\(wire)%'") == 1
    )
    #expect(
      try fixture.count("SELECT count(*) FROM audit_log WHERE detail = 'allowed by \(wire)'") == 1)
    let move = MoveAppointment(
      id: id, newID: fixture.id(), practitioner: doctor, date: fixture.tomorrow,
      start: try #require(CivilTime(hour: 15)))
    #expect(perform(move).value != nil)
    #expect(try visit(move.newID).appointment.allowedBy == .practitioner(doctor))
    let several = BookVisits(
      series: nil, bookings: [try encaixe(doctor, at: 660, allowedBy: booking.allowedBy)])
    #expect(perform(several).value != nil)
    #expect(
      try fixture.count("SELECT count(*) FROM audit_log WHERE detail = 'allowed by \(wire)'") == 2)
  }

  @Test func `the person who books is taken where she may allow it, others are not`() throws {
    let doctor = try fixture.practitioner()
    let other = try fixture.practitioner("Bruno Reis", number: "54321")
    func allowed(_ actor: Actor, at minute: Int) throws -> OverbookingAuthority? {
      let booking = try encaixe(doctor, at: minute, allowedBy: nil)
      let outcome = fixture.service.perform(booking, as: actor, now: Fixture.now)
      return try visit(try #require(outcome.value, "\(outcome)")).appointment.allowedBy
    }
    let own = fixture.actor([.doctor], practitioner: doctor)
    #expect(try allowed(own, at: 600) == .practitioner(doctor))
    #expect(try allowed(fixture.manager, at: 700) == fixture.manager.userID.map { .user($0) })
    #expect(try allowed(fixture.reception, at: 800) == nil)
    let wrong = try encaixe(doctor, at: 900, allowedBy: .practitioner(other))
    #expect(perform(wrong) == .refused(.invalid([FieldProblem(.allowedBy, .outOfRange)])))
    let nobody = try encaixe(doctor, at: 900, allowedBy: .user(fixture.id()))
    #expect(perform(nobody) == .refused(.notFound(.user)))
    let plain = BookAppointment(
      id: fixture.id(), patient: try fixture.patient("Rita Moraes"), practitioner: doctor,
      date: fixture.tomorrow, start: try #require(CivilTime(hour: 16)), minutes: 30,
      allowedBy: .practitioner(doctor))
    #expect(perform(plain) == .refused(.invalid([FieldProblem(.allowedBy, .outOfRange)])))
  }

  private func policy(
    of doctor: PractitionerID, _ change: (inout AgendaPolicy) -> Void
  ) throws {
    let card = try fixture.service.answer(
      ReadPractitionerCard(practitioner: doctor, from: fixture.tomorrow), as: fixture.reception,
      now: Fixture.now)
    let old = try #require(card).agenda
    var new = old
    change(&new.policy)
    let outcome = fixture.service.perform(
      SetWeeklyAgenda(base: old.rules, basePolicy: old.policy, agenda: new), as: fixture.manager,
      now: Fixture.now)
    #expect(outcome == .done(Done()))
  }

  @Test func `an encaixe is refused beside the patient's own visit until that one is meant`()
    throws
  {
    let ana = try fixture.practitioner()
    let bruno = try fixture.practitioner("Bruno Reis", number: "54321")
    let celia = try fixture.practitioner("Célia Dias", number: "65432")
    let patient = try fixture.patient("Rita Moraes")
    let first = try fixture.booking(patient, ana, at: 600)
    #expect(perform(first).value != nil)
    func encaixe(
      _ doctor: PractitionerID, at minute: Int, beside: Set<AppointmentID>? = nil
    ) throws -> CommandOutcome<AppointmentID> {
      perform(
        BookAppointment(
          id: fixture.id(), patient: patient, practitioner: doctor, date: fixture.tomorrow,
          start: try #require(CivilTime(minuteOfDay: minute)), minutes: 30,
          overbookingReason: "dor", beside: beside))
    }
    func taken(_ visits: [AppointmentID]) -> CommandOutcome<AppointmentID> {
      .refused(.scheduling(.taken(by: .patient, visits: visits, near: [])))
    }
    #expect(try encaixe(bruno, at: 615) == taken([first.id]))
    #expect(try encaixe(bruno, at: 615, beside: [fixture.id()]) == taken([first.id]))
    let second = try #require(try encaixe(bruno, at: 615, beside: [first.id]).value)
    // An encaixe of hers is a visit of hers, too.
    #expect(try encaixe(celia, at: 620, beside: [first.id]) == taken([second]))
    #expect(try encaixe(celia, at: 645).value != nil)
    // What is there stays there: longer is no other time.
    #expect(perform(ChangeVisitLength(id: second, base: 30, minutes: 35)).value != nil)
    let move = MoveAppointment(
      id: second, newID: fixture.id(), practitioner: bruno, date: fixture.tomorrow,
      start: try #require(CivilTime(minuteOfDay: 605)))
    #expect(perform(move) == taken([first.id]))
  }

  @Test func `nobody is booked over an encaixe of her own, nor offered a time beside it`() throws {
    let ana = try fixture.practitioner()
    let bruno = try fixture.practitioner("Bruno Reis", number: "54321")
    let rita = try fixture.patient("Rita Moraes")
    func encaixe(_ doctor: PractitionerID, at minute: Int, beside: Set<AppointmentID>? = nil)
      throws -> AppointmentID
    {
      let start = try #require(CivilTime(minuteOfDay: minute))
      let outcome = perform(
        BookAppointment(
          id: fixture.id(), patient: rita, practitioner: doctor, date: fixture.tomorrow,
          start: start, minutes: 30, overbookingReason: "dor", beside: beside))
      return try #require(outcome.value)
    }
    let squeezed = try encaixe(ana, at: 610)
    let over = perform(try fixture.booking(rita, bruno, at: 600))
    guard case .refused(.scheduling(.taken(.patient, let visits, let near))) = over else {
      Issue.record("\(over)")
      return
    }
    #expect(visits == [squeezed])
    #expect(near.map(\.text) == ["09:00", "09:30", "11:00"])
    let filter = FreeTimeFilter(practitioners: [bruno], minutes: 30, patient: rita)
    let free = try fixture.service.answer(
      FindFreeTimes(filter: filter, from: .init(date: fixture.tomorrow)),
      as: fixture.reception, now: Fixture.now
    ).times.filter { $0.date == fixture.tomorrow }.map(\.start.minuteOfDay)
    #expect(free.contains(570) && free.contains(660))
    #expect(!free.contains(600) && !free.contains(630))
    // Another's time beside it is free; her own before and after it too.
    let ivo = try fixture.patient("Ivo Prado")
    #expect(perform(try fixture.booking(ivo, bruno, at: 600)).value != nil)
    let visit = try fixture.booking(rita, bruno, at: 570)
    #expect(perform(visit).value != nil)
    // What stands beside it on purpose stays, and comes back, and grows no further into it.
    let beside = try encaixe(ana, at: 575, beside: [visit.id])
    #expect(perform(ChangeVisitLength(id: visit.id, base: 30, minutes: 25)).value != nil)
    #expect(
      perform(CancelAppointment(id: visit.id, party: .patient, reason: "gripe")).value != nil)
    #expect(
      perform(UndoVisitChange(id: visit.id, command: .cancelAppointment)).value?.count == 1)
    let move = MoveAppointment(
      id: visit.id, newID: fixture.id(), practitioner: bruno, date: fixture.tomorrow,
      start: try #require(CivilTime(minuteOfDay: 575)))
    guard case .refused(.scheduling(.taken(.patient, [beside], _))) = perform(move) else {
      Issue.record("moved into it")
      return
    }
  }

  @Test func `an encaixe is no series`() throws {
    let ana = try fixture.practitioner()
    let booking = try encaixe(ana, number: 1)
    let several = BookVisits(series: fixture.id(), bookings: [booking])
    #expect(perform(several) == .refused(.invalid([FieldProblem(.repetition, .outOfRange)])))
    #expect(perform(BookVisits(series: nil, bookings: [booking])).value != nil)
  }

  @Test func `an encaixe keeps the cap of its kind, with those that were squeezed in before`()
    throws
  {
    let doctor = try fixture.practitioner()
    try policy(of: doctor) {
      $0.visitsPerDay = 1
      $0.caps = [VisitKindCap(kind: .procedure, perDay: 2), VisitKindCap(kind: .exam, perDay: 0)]
    }
    func book(
      _ kind: VisitKind, at minute: Int, squeezed: Bool = true
    ) throws -> CommandOutcome<AppointmentID> {
      perform(
        BookAppointment(
          id: fixture.id(), patient: try fixture.patient("Rita Moraes"), practitioner: doctor,
          date: fixture.tomorrow, start: try #require(CivilTime(minuteOfDay: minute)),
          minutes: 30, visitKind: kind, overbookingReason: squeezed ? "dor" : nil))
    }
    #expect(try book(.procedure, at: 600, squeezed: false).value != nil)
    #expect(try book(.procedure, at: 700).value != nil)
    let full = SchedulingRefusal.kindFull(.procedure, perDay: 2)
    #expect(try book(.procedure, at: 800) == .refused(.scheduling(full)))
    #expect(try book(.exam, at: 800) == .refused(.scheduling(.kindFull(.exam, perDay: 0))))
    // The day is full for others, not for an encaixe of another kind.
    #expect(try book(.routine, at: 800).value != nil)
  }

  @Test func `an encaixe is told what closes its time and what the patient has then`() throws {
    let doctor = try fixture.practitioner()
    let patient = try fixture.patient("Rita Moraes")
    let first = try fixture.booking(patient, doctor, at: 600)
    #expect(perform(first).value != nil)
    let christmas = try #require(CivilDate(year: 2026, month: 12, day: 25))
    let away = AgendaException(
      id: fixture.id(), practitioner: doctor, date: fixture.tomorrow.adding(days: 1),
      effect: .closes(reason: "férias"))
    #expect(
      fixture.service.perform(
        AddAgendaException(exception: away), as: fixture.manager, now: Fixture.now
      ).value != nil)
    func impact(_ date: CivilDate, at minute: Int) throws -> OverbookingImpact {
      try fixture.service.answer(
        PreviewOverbooking(
          practitioner: doctor, date: date,
          start: try #require(CivilTime(minuteOfDay: minute)), minutes: 30, patient: patient),
        as: fixture.reception, now: Fixture.now)
    }
    let hours = TimeSpan(
      from: try #require(CivilTime(hour: 8)), until: try #require(CivilTime(hour: 18)))
    #expect(try impact(christmas, at: 600).closure == .holiday(.national(.christmas)))
    #expect(try impact(away.date, at: 600).closure == .exception(reason: "férias"))
    #expect(try impact(fixture.tomorrow, at: 1070).closure == .hours([hours]))
    #expect(try impact(fixture.tomorrow, at: 615).closure == nil)
    #expect(try impact(fixture.tomorrow, at: 615).own.map(\.id) == [first.id])
    #expect(try impact(fixture.tomorrow, at: 630).own.isEmpty)
  }

  @Test func `an encaixe doesn't count against itself`() throws {
    let doctor = try fixture.practitioner()
    let day = try (0..<BookingRules.overbookingsPerDay).map { try encaixe(doctor, number: $0) }
    for visit in day { #expect(perform(visit).value != nil) }
    let longer = ChangeVisitLength(id: day[0].id, base: 30, minutes: 45)
    #expect(perform(longer).value != nil)
  }

  @Test func `an encaixe moves within a full day, and no other comes into it`() throws {
    let limit = SchedulingRefusal.overbookingLimit(perDay: BookingRules.overbookingsPerDay)
    let doctor = try fixture.practitioner()
    let other = try fixture.practitioner("Bruno Reis", number: "23456")
    let day = try (0..<BookingRules.overbookingsPerDay).map { try encaixe(doctor, number: $0) }
    for visit in day { #expect(perform(visit).value != nil) }
    let elsewhere = try encaixe(other, number: 20)
    #expect(perform(elsewhere).value != nil)
    func move(_ id: AppointmentID) throws -> MoveAppointment {
      MoveAppointment(
        id: id, newID: fixture.id(), practitioner: doctor, date: fixture.tomorrow,
        start: try #require(CivilTime(hour: 15)))
    }
    #expect(perform(try encaixe(doctor, number: 30)) == .refused(.scheduling(limit)))
    #expect(perform(try move(elsewhere.id)) == .refused(.scheduling(limit)))
    #expect(perform(try move(day[0].id)).value != nil)
  }
}
