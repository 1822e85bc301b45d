import ClinicDomain
import Testing

@testable import Storage

@Suite struct AgendaPolicyTests {
  let fixture: Fixture
  let doctor: PractitionerID
  init() throws {
    fixture = try Fixture()
    doctor = try fixture.practitioner()
  }

  @discardableResult
  private func perform<Command: ClinicCommand>(
    _ command: Command, as actor: Actor? = nil
  ) -> CommandOutcome<Command.Outcome> {
    fixture.service.perform(command, as: actor ?? fixture.reception, now: Fixture.now)
  }

  private func agenda() throws -> Agenda {
    let card = try fixture.service.answer(
      ReadPractitionerCard(practitioner: doctor, from: fixture.tomorrow), as: fixture.reception,
      now: Fixture.now)
    return try #require(card).agenda
  }

  private func set(_ change: (inout Agenda) -> Void) throws {
    let old = try agenda()
    var new = old
    change(&new)
    let command = SetWeeklyAgenda(base: old.rules, basePolicy: old.policy, agenda: new)
    #expect(perform(command) == .done(Done()))
    #expect(try agenda() == new)
  }

  private func time(_ hour: Int, _ minute: Int = 0) throws -> CivilTime {
    try #require(CivilTime(hour: hour, minute: minute))
  }

  private func book(
    at minute: Int, on date: CivilDate? = nil, kind: VisitKind = .routine,
    overbooking: String? = nil
  ) throws -> CommandOutcome<AppointmentID> {
    let patient = try fixture.patient("Maria da Silva")
    return perform(
      BookAppointment(
        id: fixture.id(), patient: patient, practitioner: doctor, date: date ?? fixture.tomorrow,
        start: try #require(CivilTime(minuteOfDay: minute)), minutes: 30, visitKind: kind,
        overbookingReason: overbooking))
  }

  private func list() throws -> [DisplacedVisitRow] {
    try fixture.service.answer(ListDisplacedVisits(), as: fixture.reception, now: Fixture.now)
  }

  @Test func `cycles, breaks and policy are kept as they were set`() throws {
    try set {
      $0.rules[0].everyWeeks = 2
      $0.rules[0].breaks = (try? [TimeSpan(from: time(10), until: time(10, 15))]) ?? []
      $0.policy = AgendaPolicy(
        bufferBefore: 5, bufferAfter: 10, noticeMinutes: 120, horizonDays: 90,
        holidays: .worksOnOptional, visitsPerDay: 12,
        caps: [VisitKindCap(kind: .exam, perDay: 2), VisitKindCap(kind: .tele, perDay: 0)])
    }
  }

  @Test func `two visits keep the buffers of both between them`() throws {
    try set { $0.policy = AgendaPolicy(bufferBefore: 5, bufferAfter: 10) }
    #expect(try book(at: 600).value != nil)
    guard case .refused(.scheduling(.taken(by: .practitioner, _, let near))) = try book(at: 640)
    else {
      Issue.record("booked into the buffer")
      return
    }
    #expect(near.allSatisfy { abs($0.minuteOfDay - 600) >= 45 })
    #expect(try book(at: 645).value != nil)
    let day = try fixture.service.answer(
      ReadAgendaDay(date: fixture.tomorrow), as: fixture.reception, now: Fixture.now)
    #expect(day.first?.visits.first.map { [$0.before, $0.after] } == [5, 10])
  }

  @Test func `notice and horizon refuse, an encaixe comes in at short notice`() throws {
    try set { $0.policy = AgendaPolicy(noticeMinutes: 2 * 1440, horizonDays: 10) }
    let short = SchedulingRefusal.tooShortNotice(minutes: 2 * 1440)
    #expect(try book(at: 600) == .refused(.scheduling(short)))
    #expect(try book(at: 600, overbooking: "dor").value != nil)
    let far = SchedulingRefusal.beyondHorizon(days: 10)
    #expect(
      try book(at: 600, on: fixture.tomorrow.adding(days: 10)) == .refused(.scheduling(far)))
  }

  @Test func `a full day takes no more, of a kind or of any`() throws {
    try set {
      $0.policy = AgendaPolicy(
        visitsPerDay: 2, caps: [VisitKindCap(kind: .exam, perDay: 1)])
    }
    let exam = try book(at: 600, kind: .exam)
    #expect(exam.value != nil)
    #expect(
      try book(at: 660, kind: .exam) == .refused(.scheduling(.kindFull(.exam, perDay: 1))))
    let id = try #require(exam.value)
    let move = MoveAppointment(
      id: id, newID: fixture.id(), practitioner: doctor, date: fixture.tomorrow,
      start: try time(15))
    #expect(perform(move).value != nil)
    #expect(try book(at: 660).value != nil)
    #expect(try book(at: 720) == .refused(.scheduling(.dayFull(perDay: 2))))
    #expect(try book(at: 720, overbooking: "dor").value != nil)
  }

  @Test func `a holiday refuses until the agenda works on it`() throws {
    let christmas = try #require(CivilDate(year: 2026, month: 12, day: 25))
    #expect(try book(at: 600, on: christmas) == .refused(.scheduling(.outsideAgenda)))
    let week = try fixture.service.answer(
      ReadAgendaWeek(practitioner: doctor, monday: christmas.firstOfWeek), as: fixture.reception,
      now: Fixture.now)
    #expect(week.map(\.open.isEmpty) == [false, false, false, false, true, false, false])
    #expect(week[4].holidays.map(\.name) == [.national(.christmas)])
    try set { $0.policy.holidays = .works }
    #expect(try book(at: 600, on: christmas).value != nil)
  }

  @Test func `the book of a week has its rules, exceptions and holidays, and no other week's`()
    throws
  {
    let christmas = try #require(CivilDate(year: 2026, month: 12, day: 25))
    for (days, reason) in [(-3, "congresso"), (10, "férias")] {
      let away = AgendaException(
        id: fixture.id(), practitioner: doctor, date: christmas.adding(days: days),
        effect: .closes(reason: reason))
      #expect(perform(AddAgendaException(exception: away)) == .done(Done()))
    }
    let book = try fixture.service.answer(
      ReadAgendaBook(practitioner: doctor, monday: christmas.firstOfWeek), as: fixture.reception,
      now: Fixture.now)
    #expect(book.exceptions.map(\.date) == [christmas.adding(days: -3)])
    #expect(book.open(on: christmas).isEmpty)
    #expect(book.open(on: christmas.adding(days: -3)).isEmpty)
    #expect(book.open(on: christmas.adding(days: -1)).map(\.from.text) == ["08:00"])
  }

  @Test func `a vacation shows before, and lists after, the visits that fall into it`() throws {
    let inside = try #require(try book(at: 600).value)
    let later = try #require(try book(at: 600, on: fixture.tomorrow.adding(days: 2)).value)
    _ = try #require(try book(at: 600, on: fixture.tomorrow.adding(days: 5)).value)
    let vacation = AgendaException(
      id: fixture.id(), practitioner: doctor, date: fixture.tomorrow,
      lastDate: fixture.tomorrow.adding(days: 3), effect: .closes(reason: "férias"))
    let shown = try fixture.service.answer(
      PreviewAgendaChange(change: .exception(vacation)), as: fixture.reception, now: Fixture.now)
    #expect(shown.outside.map(\.id) == [inside, later])
    #expect(try list().isEmpty)
    #expect(perform(AddAgendaException(exception: vacation)) == .done(Done()))
    #expect(try list().map(\.visit.id) == [inside, later])
    #expect(
      try fixture.count("SELECT count(*) FROM sync_log WHERE entity = 'displaced_visit'") == 2)
    let day = try fixture.service.answer(
      ReadAgendaDay(date: fixture.tomorrow), as: fixture.reception, now: Fixture.now)
    #expect(day.first?.open.isEmpty == true)
    #expect(day.first?.closures.map(\.reason) == ["férias"])
    #expect(perform(RemoveAgendaException(id: vacation.id)) == .done(Done()))
    #expect(try list().isEmpty)
  }

  @Test(arguments: ["moved", "cancelled", "kept"])
  func `an item goes when its visit was moved, cancelled or kept with a reason`(
    way: String
  ) throws {
    let id = try #require(try book(at: 600).value)
    let before = try agenda()
    try set { $0.rules.removeAll { $0.weekday == fixture.tomorrow.weekday } }
    #expect(try list().map(\.visit.id) == [id])
    switch way {
    case "moved":
      let move = MoveAppointment(
        id: id, newID: fixture.id(), practitioner: doctor, date: fixture.tomorrow.adding(days: 1),
        start: try time(9))
      #expect(perform(move).value != nil)
    case "cancelled":
      #expect(
        perform(CancelAppointment(id: id, party: .clinic, reason: "agenda")) == .done(Done()))
    default:
      #expect(
        perform(KeepDisplacedVisit(id: id, reason: " "))
          == .refused(.invalid([FieldProblem(.reason, .required)])))
      let keep = KeepDisplacedVisit(id: id, reason: "a Dra. vem só por ela")
      #expect(perform(keep) == .done(Done()))
      #expect(perform(keep) == .done(Done()))
      #expect(
        try fixture.count(
          "SELECT count(*) FROM displaced_visit WHERE instr(reason, 'Dra') > 0") == 0)
    }
    #expect(try list().isEmpty)
    try set { $0.rules = before.rules }
    try set { $0.rules.removeAll { $0.weekday == fixture.tomorrow.weekday } }
    #expect(try list().isEmpty)
  }

  @Test func `an encaixe within a closed day is listed too, one outside the hours never was`()
    throws
  {
    let within = try #require(try book(at: 615, overbooking: "dor").value)
    _ = try #require(try book(at: 1200, overbooking: "urgência").value)
    try set { $0.rules.removeAll { $0.weekday == fixture.tomorrow.weekday } }
    #expect(try list().map(\.visit.id) == [within])
  }

  @Test func `a holiday that is entered lists what falls on it, and taken back frees it`() throws {
    let id = try #require(try book(at: 600).value)
    let holiday = Holiday(
      id: fixture.id(), name: "Padroeira",
      day: .yearly(month: fixture.tomorrow.month, day: fixture.tomorrow.day))
    #expect(perform(SaveHoliday(base: nil, holiday: holiday)) == .done(Done()))
    #expect(try list().map(\.visit.id) == [id])
    #expect(try list().map(\.cause) == [.holiday])
    #expect(
      try fixture.service.answer(ListHolidays(), as: fixture.reception, now: Fixture.now)
        == [holiday])
    var moved = holiday
    moved.day = .once(fixture.tomorrow.adding(days: 1))
    #expect(
      perform(SaveHoliday(base: nil, holiday: moved)) == .refused(.changedMeanwhile([.date])))
    #expect(perform(SaveHoliday(base: holiday, holiday: moved)) == .done(Done()))
    #expect(try list().isEmpty)
    #expect(perform(RemoveHoliday(id: holiday.id)) == .done(Done()))
    #expect(try fixture.count("SELECT count(*) FROM holiday") == 0)
  }

  private func firstFree(_ limit: Int = 3) throws -> [FreeTime] {
    try fixture.service.answer(
      FindFreeTimes(
        filter: FreeTimeFilter(practitioners: [doctor]),
        from: FindFreeTimes.Place(date: fixture.tomorrow), limit: limit),
      as: fixture.reception, now: Fixture.now
    ).times
  }

  @Test func `the first free times keep out of vacations, holidays, buffers, notice and caps`()
    throws
  {
    let until = fixture.tomorrow.adding(days: 29)
    let vacation = AgendaException(
      id: fixture.id(), practitioner: doctor, date: fixture.tomorrow,
      lastDate: until.adding(days: -1), effect: .closes(reason: "férias"))
    #expect(perform(AddAgendaException(exception: vacation)) == .done(Done()))
    // Its last day is Christmas Eve.
    #expect(until.isoText == "2026-12-25")
    #expect(try firstFree().map(\.date.isoText) == Array(repeating: "2026-12-26", count: 3))
    #expect(perform(RemoveAgendaException(id: vacation.id)) == .done(Done()))
    try set { $0.policy = AgendaPolicy(bufferBefore: 5, bufferAfter: 10) }
    #expect(try book(at: 8 * 60 + 45).value != nil)
    #expect(try firstFree().map(\.start.text) == ["08:00", "09:30", "10:15"])
    try set { $0.policy = AgendaPolicy(noticeMinutes: 3 * 1440) }
    #expect(try firstFree(1).map(\.date) == [fixture.tomorrow.adding(days: 2)])
    try set { $0.policy = AgendaPolicy(visitsPerDay: 1) }
    #expect(try firstFree(1).map(\.date) == [fixture.tomorrow.adding(days: 1)])
    try set { $0.policy = AgendaPolicy(horizonDays: 1) }
    #expect(try firstFree(200).allSatisfy { $0.date == fixture.tomorrow })
  }
}
