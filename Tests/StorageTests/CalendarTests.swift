import ClinicDomain
import Testing

@testable import Storage

@Suite("Calendars in the store")
struct CalendarTests {
  private let fixture: Fixture
  private let patient: PatientID
  private let doctor: PractitionerID

  init() throws {
    fixture = try Fixture()
    patient = try fixture.patient("Maria da Silva")
    doctor = try fixture.practitioner()
  }

  private func book(_ minute: Int) throws -> AppointmentID {
    let command = try fixture.booking(patient, doctor, at: minute, observation: "segredo")
    let outcome = fixture.service.perform(command, as: fixture.reception, now: Fixture.now)
    return try #require(outcome.value, "\(outcome)")
  }

  private func move(
    _ id: AppointmentID, to minute: Int, days: Int = 0, at now: Instant = Fixture.now
  ) throws -> AppointmentID {
    let command = MoveAppointment(
      id: id, newID: fixture.id(), practitioner: doctor,
      date: fixture.tomorrow.adding(days: days),
      start: try #require(CivilTime(minuteOfDay: minute)))
    let outcome = fixture.service.perform(command, as: fixture.reception, now: now)
    return try #require(outcome.value, "\(outcome)")
  }

  private func calendar(days: Int = 3, roots: Set<AppointmentID> = []) throws -> [CalendarVisit] {
    try fixture.service.answer(
      ReadCalendar(
        practitioner: doctor, from: fixture.tomorrow, until: fixture.tomorrow.adding(days: days),
        roots: roots), as: fixture.reception, now: Fixture.now)
  }

  @Test("a visit that moves stays one thing, with a higher number each time")
  func moves() throws {
    let first = try book(9 * 60)
    #expect(try calendar().map(\.sequence) == [0])
    let second = try move(first, to: 10 * 60, at: Fixture.now.adding(minutes: 1))
    let third = try move(second, to: 11 * 60, days: 2, at: Fixture.now.adding(minutes: 2))
    let visits = try calendar()
    #expect(visits.map(\.id) == [third])
    #expect(visits.map(\.root) == [first])
    #expect(visits[0].sequence == 4)
    #expect(visits[0].changedAt > visits[0].bookedAt.adding(milliseconds: -1))
    #expect(visits[0].site == fixture.service.site.id)
    let asked = try fixture.service.answer(
      ReadCalendarVisit(appointment: first), as: fixture.reception, now: Fixture.now)
    #expect(asked?.id == third)
  }

  @Test("one that moved beyond the days is told of where it is known already, and only there")
  func beyond() throws {
    let first = try book(9 * 60)
    let second = try move(first, to: 9 * 60, days: 20)
    #expect(try calendar().isEmpty)
    #expect(try calendar(roots: [first]).map(\.id) == [second])
  }

  @Test("calling off and taking back each count, and tell when")
  func cancelled() throws {
    let id = try book(9 * 60)
    let later = Fixture.now.adding(minutes: 5)
    let cancel = fixture.service.perform(
      CancelAppointment(id: id, party: .patient, reason: "viajou"), as: fixture.reception,
      now: later)
    _ = try #require(cancel.value, "\(cancel)")
    let off = try calendar()
    #expect(off.map(\.isOn) == [false])
    #expect(off[0].sequence == 1)
    #expect(off[0].changedAt == later)
    let reopen = fixture.service.perform(
      ReopenAppointment(id: id), as: fixture.manager, now: later.adding(minutes: 1))
    _ = try #require(reopen.value, "\(reopen)")
    let on = try calendar()
    #expect(on.map(\.isOn) == [true])
    #expect(on[0].sequence == 2)
    #expect(on[0].changedAt == later.adding(minutes: 1))
  }

  @Test("a moved visit that is taken up again beside itself has a name of its own")
  func fork() throws {
    let first = try book(9 * 60)
    let second = try move(first, to: 10 * 60)
    let reopen = fixture.service.perform(
      ReopenAppointment(id: first), as: fixture.manager, now: Fixture.now)
    _ = try #require(reopen.value, "\(reopen)")
    let visits = try calendar()
    #expect(visits.map(\.id) == [first, second])
    #expect(visits.map(\.isMain) == [false, true])
    #expect(Set(visits.map(\.root)) == [first])
  }

  @Test("what was published is kept for its practitioner and address alone")
  func published() throws {
    let visit = try book(9 * 60)
    let service = fixture.service
    let item = PublishedResource(
      name: visit.text, visit: visit, date: fixture.tomorrow, etag: "\"1\"",
      digest: PublishedResource.digest(of: "abc"))
    try service.keepPublished(
      [.put(item)], of: doctor, at: "https://a/", as: fixture.reception, now: Fixture.now)
    func known(_ url: String, from date: CivilDate) throws -> [PublishedResource] {
      try service.publishedResources(of: doctor, at: url, from: date)
    }
    #expect(try known("https://a/", from: fixture.tomorrow) == [item])
    #expect(try known("https://b/", from: fixture.tomorrow).isEmpty)
    #expect(try known("https://a/", from: fixture.tomorrow.adding(days: 1)).isEmpty)
    #expect(item.digest == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    try service.keepPublished(
      [.deleted(name: item.name)], of: doctor, at: "https://a/", as: fixture.reception,
      now: Fixture.now)
    #expect(try known("https://a/", from: fixture.tomorrow).isEmpty)
    #expect(
      try fixture.count("SELECT count(*) FROM audit_log WHERE action = 'calendar.publish'") == 2)
  }
}
