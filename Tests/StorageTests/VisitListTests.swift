import ClinicDomain
import GRDB
import Testing

@testable import Storage

@Suite("Lists of visits")
struct VisitListTests {
  private func book(_ fixture: Fixture, _ command: BookAppointment) throws {
    let outcome = fixture.service.perform(command, as: fixture.reception, now: Fixture.now)
    _ = try #require(outcome.value, "\(outcome)")
  }

  @Test("a patient's visits are all there, the latest first, called-off ones too")
  func ofPatient() throws {
    let fixture = try Fixture()
    let ana = try fixture.practitioner()
    let rita = try fixture.patient("Rita Moraes")
    let other = try fixture.patient("Pedro Alves")
    let early = try fixture.booking(rita, ana, at: 8 * 60)
    let late = try fixture.booking(rita, ana, at: 15 * 60)
    for command in [early, late, try fixture.booking(other, ana, at: 10 * 60)] {
      try book(fixture, command)
    }
    let outcome = fixture.service.perform(
      CancelAppointment(id: early.id, party: .patient, reason: "viagem"),
      as: fixture.reception, now: Fixture.now)
    _ = try #require(outcome.value, "\(outcome)")
    let visits = try fixture.service.answer(
      ListPatientVisits(patient: rita), as: fixture.reception, now: Fixture.now)
    #expect(visits.map(\.id) == [late.id, early.id])
    #expect(visits.map(\.status) == [.booked, .cancelled])
  }

  @Test("the day list has each doctor's visits with phones, without those called off")
  func ofDay() throws {
    let fixture = try Fixture()
    let ana = try fixture.practitioner()
    let bruno = try fixture.practitioner("Bruno Reis", number: "54321")
    let rita = try fixture.patient("Rita Moraes") {
      $0.phones = [try Phone(parsing: "27998761020")]
    }
    let off = try fixture.booking(rita, ana, at: 9 * 60)
    for command in [
      try fixture.booking(rita, ana, at: 15 * 60), try fixture.booking(rita, ana, at: 8 * 60), off,
      try fixture.booking(rita, bruno, at: 11 * 60),
    ] { try book(fixture, command) }
    let outcome = fixture.service.perform(
      CancelAppointment(id: off.id, party: .patient, reason: "viagem"),
      as: fixture.reception, now: Fixture.now)
    _ = try #require(outcome.value, "\(outcome)")
    let list = try fixture.service.answer(
      ReadDayList(date: fixture.tomorrow), as: fixture.reception, now: Fixture.now)
    #expect(list.doctors.map(\.practitioner.name) == ["Ana Lima", "Bruno Reis"])
    #expect(list.doctors[0].visits.map(\.visit.start.text) == ["08:00", "15:00"])
    #expect(list.doctors[0].visits[0].phone == "(27) 99876-1020")
    let one = try fixture.service.answer(
      ReadDayList(date: fixture.tomorrow, practitioners: [bruno]), as: fixture.reception,
      now: Fixture.now)
    #expect(one.doctors.map(\.practitioner.id) == [bruno])
  }

  @Test("the day list is for those who read patients, and printing it is audited")
  func permission() throws {
    let fixture = try Fixture()
    let nobody = Actor(user: fixture.id(), practitioner: nil, roles: [])
    let list = ReadDayList(date: fixture.tomorrow)
    #expect(throws: Refusal.denied(.readPatients)) {
      try fixture.service.answer(list, as: nobody, now: Fixture.now)
    }
    try fixture.service.recordPrint(of: list, as: fixture.reception, now: Fixture.now)
    #expect(try fixture.count("SELECT count(*) FROM audit_log WHERE action = 'agenda.print'") == 1)
  }
}
