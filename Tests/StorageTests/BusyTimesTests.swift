import ClinicDomain
import Testing

@testable import Storage

@Suite("Imported busy times")
struct BusyTimesTests {
  private let fixture: Fixture
  private let patient: PatientID
  private let doctor: PractitionerID

  init() throws {
    fixture = try Fixture()
    patient = try fixture.patient("Maria da Silva")
    doctor = try fixture.practitioner()
  }

  private func time(
    _ key: String, _ from: Int, _ until: Int, days: Int = 0, source: String = "pessoal"
  ) throws -> AgendaException {
    AgendaException(
      id: fixture.id(), practitioner: doctor, date: fixture.tomorrow.adding(days: days),
      from: try #require(CivilTime(minuteOfDay: from)),
      until: try #require(CivilTime(minuteOfDay: until)), effect: .closes(reason: source),
      source: ExceptionSource(name: source, key: key))
  }

  private func command(
    _ times: [AgendaException], source: String = "pessoal", days: Int = 30
  ) -> ReplaceBusyTimes {
    ReplaceBusyTimes(
      practitioner: doctor, source: source, from: fixture.tomorrow,
      until: fixture.tomorrow.adding(days: days), times: times)
  }

  private func replace(
    _ times: [AgendaException], source: String = "pessoal", days: Int = 30
  ) throws -> ReplaceBusyTimes.Outcome {
    let outcome = fixture.service.perform(
      command(times, source: source, days: days), as: fixture.reception, now: Fixture.now)
    return try #require(outcome.value, "\(outcome)")
  }

  private func count(_ condition: String = "1") throws -> Int {
    try fixture.count("SELECT count(*) FROM agenda_exception WHERE \(condition)")
  }

  @Test("are added, moved, removed and kept as the calendar changes; other calendars' stay")
  func replacing() throws {
    _ = try replace([try time("x", 600, 660, source: "outro")], source: "outro")
    let first = try replace([try time("a", 540, 600), try time("b", 600, 660)])
    #expect([first.added, first.moved, first.removed, first.kept] == [2, 0, 0, 0])
    let same = try replace([try time("a", 540, 600), try time("b", 600, 660)])
    #expect([same.added, same.moved, same.removed, same.kept] == [0, 0, 0, 2])
    let second = try replace([try time("a", 540, 630, days: 1), try time("c", 700, 720)])
    #expect([second.added, second.moved, second.removed, second.kept] == [1, 1, 1, 0])
    #expect(try count("source = 'pessoal'") == 2)
    #expect(try count("source = 'outro'") == 1)
    let none = try replace([])
    #expect(none.removed == 2)
    #expect(try count() == 1)
  }

  @Test("outside the days that were read stay as they are")
  func window() throws {
    _ = try replace([try time("a", 540, 600), try time("b", 540, 600, days: 20)])
    let outcome = try replace([], days: 5)
    #expect(outcome.removed == 1)
    #expect(try count() == 1)
  }

  @Test("close the agenda, and visits already there are named and listed, none is dropped")
  func visits() throws {
    let booked = fixture.service.perform(
      try fixture.booking(patient, doctor, at: 570), as: fixture.reception, now: Fixture.now)
    let visit = try #require(booked.value, "\(booked)")
    let outcome = try replace([try time("a", 540, 600)])
    #expect(outcome.visits == [visit])
    #expect(try fixture.count("SELECT count(*) FROM displaced_visit WHERE state = 'open'") == 1)
    let refused = fixture.service.perform(
      try fixture.booking(try fixture.patient("José"), doctor, at: 540), as: fixture.reception,
      now: Fixture.now)
    #expect(refused.value == nil)
    _ = try replace([])
    #expect(try fixture.count("SELECT count(*) FROM displaced_visit WHERE state = 'open'") == 0)
  }

  @Test("are one command: audited once, with every change in the log")
  func log() throws {
    let before = try fixture.count("SELECT count(*) FROM sync_log")
    _ = try replace([try time("a", 540, 600), try time("b", 600, 660)])
    _ = try replace([try time("a", 540, 600)])
    #expect(try fixture.count("SELECT count(*) FROM sync_log") == before + 3)
    #expect(
      try fixture.count("SELECT count(*) FROM audit_log WHERE action = 'agenda.busy.replace'") == 2)
    #expect(
      try fixture.count("SELECT count(*) FROM sync_log WHERE op = 'tombstone' AND body = '{}'") == 1
    )
  }

  @Test("are refused to those who may not change the agenda, and where they don't fit")
  func refusals() throws {
    let times = [try time("a", 540, 600)]
    for actor in [
      fixture.actor([.nurse]), fixture.actor([.doctor], practitioner: fixture.id()),
    ] {
      let outcome = fixture.service.perform(command(times), as: actor, now: Fixture.now)
      guard case .refused(.denied(.changeAgenda)) = outcome else {
        Issue.record("\(outcome)")
        continue
      }
    }
    let own = fixture.service.perform(
      command(times), as: fixture.actor([.doctor], practitioner: doctor), now: Fixture.now)
    #expect(own.value?.added == 1)
    let wrong = [
      command([try time("a", 540, 600, source: "outro")]), command([], source: ""),
      command([try time("a", 540, 600, days: 40)]),
      command([try time("a", 540, 600), try time("a", 600, 660)]),
      command([], source: String(repeating: "x", count: 61)),
    ]
    for command in wrong {
      let outcome = fixture.service.perform(command, as: fixture.reception, now: Fixture.now)
      guard case .refused(.invalid) = outcome else {
        Issue.record("\(outcome)")
        continue
      }
    }
    #expect(try count() == 1)
  }
}
