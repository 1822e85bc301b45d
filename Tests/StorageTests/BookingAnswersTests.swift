import ClinicDomain
import Testing

@testable import Storage

/// What is shown before a booking is what the booking says.
@Suite struct BookingAnswersTests {
  private let fixture: Fixture
  private let doctor: PractitionerID
  private let patient: PatientID

  init() throws {
    fixture = try Fixture()
    doctor = try fixture.practitioner()
    patient = try fixture.patient("Rita Moraes")
  }

  /// What may stand against a booking of a consultation of tomorrow at ten.
  enum Obstacle: CaseIterable {
    case nothing, dayFull, kindFull, kindNotOffered, roomTaken, patientDeceased, doctorTaken
    case patientTaken, shortNotice, holiday
  }

  @discardableResult
  private func perform<Command: ClinicCommand>(
    _ command: Command
  ) throws -> Command.Outcome {
    let outcome = fixture.service.perform(command, as: fixture.manager, now: Fixture.now)
    return try #require(outcome.value, "\(outcome)")
  }

  private func set(_ policy: AgendaPolicy) throws {
    let card = try #require(
      try fixture.service.answer(
        ReadPractitionerCard(practitioner: doctor, from: fixture.tomorrow), as: fixture.manager,
        now: Fixture.now))
    let agenda = card.agenda
    try perform(
      SetWeeklyAgenda(
        base: agenda.rules, basePolicy: agenda.policy,
        agenda: Agenda(practitioner: doctor, rules: agenda.rules, policy: policy)))
  }

  private func book(
    _ patient: PatientID? = nil, with doctor: PractitionerID? = nil, at minute: Int,
    kind: VisitKind = .exam
  ) throws -> BookAppointment {
    BookAppointment(
      id: fixture.id(), patient: try patient ?? fixture.patient("Ana Souza"),
      practitioner: doctor ?? self.doctor, date: fixture.tomorrow,
      start: try #require(CivilTime(minuteOfDay: minute)), minutes: 30, visitKind: kind)
  }

  /// Puts another doctor into the same room, in which she sees somebody at ten.
  private func shareTheRoom() throws {
    let (unit, room): (UnitID, RoomID) = (fixture.id(), fixture.id())
    try perform(SaveUnit(unit: Unit(id: unit, name: "Centro")))
    try perform(SaveRoom(room: Room(id: room, unit: unit, name: "Sala 1")))
    let other = try fixture.practitioner("Bruno Reis", number: "54321")
    for id in [doctor, other] {
      let card = try #require(
        try fixture.service.answer(
          ReadPractitionerCard(practitioner: id, from: fixture.tomorrow), as: fixture.manager,
          now: Fixture.now))
      var details = card.practitioner.details
      (details.unit, details.room) = (unit, room)
      try perform(
        UpdatePractitioner(id: id, base: card.practitioner.details, details: details))
    }
    try perform(try book(with: other, at: 600))
    try perform(try book(with: other, at: 630))
  }

  private func put(_ obstacle: Obstacle) throws {
    switch obstacle {
    case .nothing, .patientDeceased: break
    case .dayFull:
      try perform(try book(at: 800, kind: .routine))
      try set(AgendaPolicy(visitsPerDay: 1))
    case .kindFull:
      try perform(try book(at: 800))
      try perform(try book(at: 860, kind: .routine))
      try set(AgendaPolicy(caps: [VisitKindCap(kind: .exam, perDay: 1)]))
    case .kindNotOffered:
      let base = try #require(VisitKinds.builtIn[.exam])
      var setup = base
      setup.isActive = false
      try perform(SaveVisitKind(base: base, setup: setup))
    case .roomTaken: try shareTheRoom()
    case .doctorTaken: try perform(try book(at: 600))
    case .patientTaken:
      let other = try fixture.practitioner("Bruno Reis", number: "54321")
      try perform(try book(patient, with: other, at: 600))
    case .shortNotice: try set(AgendaPolicy(noticeMinutes: 3 * 1440))
    case .holiday:
      try perform(
        SaveHoliday(
          base: nil,
          holiday: Holiday(
            id: fixture.id(), name: "Padroeira",
            day: .yearly(month: fixture.tomorrow.month, day: fixture.tomorrow.day))))
    }
  }

  private func found(for patient: PatientID) throws -> [FreeTime] {
    try fixture.service.answer(
      FindFreeTimes(
        filter: FreeTimeFilter(
          practitioners: [doctor], minutes: 30, kind: .exam, patient: patient),
        from: FindFreeTimes.Place(date: fixture.tomorrow), limit: 30),
      as: fixture.reception, now: Fixture.now
    ).times
  }

  @Test(arguments: Obstacle.allCases)
  func `a preview says what the booking says, and only times that can be booked are offered`(
    obstacle: Obstacle
  ) throws {
    try put(obstacle)
    let patient =
      obstacle == .patientDeceased
      ? try fixture.patient("Rita Prado") { $0.deathDate = fixture.tomorrow.adding(days: -2) }
      : self.patient
    let booking = try book(patient, at: 600)
    let preview = try #require(
      try fixture.service.answer(
        PreviewBooking(
          practitioner: doctor, date: booking.date, start: booking.start, minutes: 30,
          kind: .exam, patient: patient), as: fixture.reception, now: Fixture.now))
    let offered = Set(try found(for: patient).filter { $0.date == booking.date }.map(\.start))
    let near = preview.near.prefix(3)
    let outcome = fixture.service.perform(booking, as: fixture.reception, now: Fixture.now)
    #expect((outcome.value != nil) == (obstacle == .nothing))
    #expect(outcome.value != nil || outcome == .refused(.scheduling(preview.wholeRefusal)))
    #expect(offered.contains(booking.start) == (obstacle == .nothing))
    #expect((preview.clashes.count > 0) == (preview.refusal?.isTaken ?? false))
    // Every time that is offered can be had, one after the other.
    for time in Array(near) + (obstacle == .nothing ? [] : try found(for: patient).prefix(6)) {
      let tried = BookAppointment(
        id: fixture.id(), patient: patient, practitioner: doctor, date: time.date,
        start: time.start, minutes: time.minutes, visitKind: .exam)
      let booked = fixture.service.perform(tried, as: fixture.reception, now: Fixture.now)
      let id = try #require(booked.value, "\(time): \(booked)")
      try perform(CancelAppointment(id: id, party: .clinic, reason: "prova"))
    }
  }

  @Test func `a refusal's free times are free for the doctor, the patient and the room`() throws {
    try shareTheRoom()
    let third = try fixture.practitioner("Célia Prado", number: "77777")
    try perform(try book(patient, with: third, at: 570))
    let outcome = fixture.service.perform(
      try book(patient, at: 600), as: fixture.reception, now: Fixture.now)
    guard case .refused(.scheduling(.taken(let party, _, let near))) = outcome else {
      Issue.record("\(outcome)")
      return
    }
    #expect(party == .room)
    #expect(near.map(\.text) == ["08:30", "09:00", "11:00"])
  }

  @Test func `a visit that moves is looked at as if it were gone, and keeps its kind`() throws {
    let visit = try perform(try book(patient, at: 600))
    try set(AgendaPolicy(caps: [VisitKindCap(kind: .exam, perDay: 1)]))
    #expect(try found(for: patient).allSatisfy { $0.date != fixture.tomorrow })
    try put(.kindNotOffered)
    #expect(try found(for: patient).isEmpty)
    let moving = FreeTimeFilter(
      practitioners: [doctor], minutes: 30, kind: .exam, patient: patient, moving: [visit])
    let times = try fixture.service.answer(
      FindFreeTimes(filter: moving, from: FindFreeTimes.Place(date: fixture.tomorrow)),
      as: fixture.reception, now: Fixture.now
    ).times
    #expect(times.first?.date == fixture.tomorrow)
    #expect(times.map(\.start.text).contains("10:00"))
  }

  @Test func `a doctor who is inactive has visits left, but no open time`() throws {
    let booking = try fixture.booking(patient, doctor, at: 600)
    try perform(booking)
    func columns() throws -> [AgendaColumn] {
      let day = try fixture.service.answer(
        ReadAgendaDay(date: fixture.tomorrow), as: fixture.reception, now: Fixture.now)
      let week = try fixture.service.answer(
        ReadAgendaWeek(practitioner: doctor, monday: fixture.tomorrow.firstOfWeek),
        as: fixture.reception, now: Fixture.now)
      return day + week
    }
    func openMinutes() throws -> Int {
      try fixture.service.answer(
        ReadAgendaMonth(
          scope: AgendaScope(practitioners: [doctor]), month: fixture.tomorrow),
        as: fixture.reception, now: Fixture.now
      ).reduce(0) { $0 + $1.openMinutes }
    }
    #expect(try columns().allSatisfy { !$0.open.isEmpty && $0.usualStart?.text == "08:00" })
    #expect(try openMinutes() > 0)
    let card = try fixture.service.answer(
      ReadPractitionerCard(practitioner: doctor, from: fixture.tomorrow), as: fixture.reception,
      now: Fixture.now)
    let details = try #require(card).practitioner.details
    try perform(
      UpdatePractitioner(id: doctor, base: details, details: details, isActive: false))
    #expect(try columns().allSatisfy { $0.open.isEmpty && !$0.practitioner.isActive })
    #expect(try columns().contains { $0.visits.map(\.id) == [booking.id] })
    #expect(try openMinutes() == 0)
  }
}

extension BookingPreview {
  /// The refusal with the free starts that the booking tells with it.
  fileprivate var wholeRefusal: SchedulingRefusal {
    guard let refusal else { return .invalidLength }
    guard case .taken(let party, let visits, _) = refusal else { return refusal }
    let same = near.filter { $0.date == near.first?.date }.prefix(3).map(\.start).sorted()
    return .taken(by: party, visits: visits, near: same)
  }
}

extension SchedulingRefusal {
  fileprivate var isTaken: Bool { if case .taken = self { true } else { false } }
}
