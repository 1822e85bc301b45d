import ClinicDomain
import GRDB
import SyncProtocol
import Testing

@testable import Storage

@Suite struct CommandTests {
  let fixture: Fixture
  init() throws { fixture = try Fixture() }

  @Test func `a patient is stored, logged and audited in one go`() throws {
    let id = try fixture.patient("Maria da Silva")
    let answer = try fixture.service.answer(
      ReadPatientCard(patient: id), as: fixture.reception, now: Fixture.now)
    #expect(answer?.patient.details.name.value == "Maria da Silva")
    #expect(answer?.patient.chartNumber == 1)
    #expect(try fixture.count("SELECT count(*) FROM sync_log WHERE entity = 'patient'") == 1)
    #expect(
      try fixture.count(
        "SELECT count(*) FROM audit_log WHERE action = 'patient.register' AND outcome = 'done'")
        == 1)
  }

  @Test func `a denied command leaves nothing but its audit row`() throws {
    let auditor = fixture.actor([.auditor])
    let command = RegisterPatient(id: fixture.id(), details: try fixture.details("Maria Prado"))
    let outcome = fixture.service.perform(command, as: auditor, now: Fixture.now)
    #expect(outcome == .refused(.denied(.createPatient)))
    #expect(try fixture.count("SELECT count(*) FROM patient") == 0)
    #expect(try fixture.count("SELECT count(*) FROM sync_log") == 0)
    #expect(
      try fixture.count(
        """
        SELECT count(*) FROM audit_log WHERE action = 'patient.register' AND outcome = 'denied'
        AND detail = 'denied createPatient' AND entity_id = '\(command.id.text)'
        """) == 1)
  }

  @Test func `a refusal undoes what the command stored before it`() throws {
    let doctor = try fixture.practitioner()
    let first = try fixture.patient("Maria da Silva")
    let second = try fixture.patient("José Prado")
    let booked = try fixture.booking(first, doctor, at: 600)
    #expect(fixture.service.perform(booked, as: fixture.reception, now: Fixture.now).value != nil)
    let other = try fixture.booking(second, doctor, at: 660)
    #expect(fixture.service.perform(other, as: fixture.reception, now: Fixture.now).value != nil)
    let entries = try fixture.count("SELECT count(*) FROM sync_log")
    let move = MoveAppointment(
      id: other.id, newID: fixture.id(), practitioner: doctor, date: fixture.tomorrow,
      start: try #require(CivilTime(minuteOfDay: 600)))
    let outcome = fixture.service.perform(move, as: fixture.reception, now: Fixture.now)
    guard case .refused(.scheduling(.taken(by: .practitioner, let visits, let near))) = outcome
    else {
      Issue.record("\(outcome)")
      return
    }
    #expect(visits == [booked.id])
    #expect(near.count == 3)
    #expect(try fixture.count("SELECT count(*) FROM sync_log") == entries)
    #expect(
      try fixture.count("SELECT count(*) FROM appointment WHERE status = 'booked'") == 2)
  }

  @Test func `a patch carries each field's clock from before`() throws {
    let id = try fixture.patient("Maria da Silva")
    let base = try fixture.details("Maria da Silva")
    var details = base
    details.email = try EmailAddress(parsing: "maria@example.com")
    let later = Fixture.now.adding(minutes: 1)
    #expect(
      fixture.service.perform(
        UpdatePatient(id: id, base: base, details: details), as: fixture.reception, now: later
      ).value != nil)
    var again = details
    again.email = nil
    again.motherName = try PersonName(parsing: "Ana")
    let latest = later.adding(minutes: 1)
    #expect(
      fixture.service.perform(
        UpdatePatient(id: id, base: details, details: again), as: fixture.reception, now: latest
      ).value != nil)
    let rows = try fixture.service.database.read {
      try Row.fetchAll($0, sql: "SELECT hlc, op, base, body FROM sync_log ORDER BY seq")
    }
    #expect(rows.map { $0[1] as String } == ["create", "patch", "patch"])
    let created: Int64 = rows[0][0]
    let second: Int64 = rows[1][0]
    #expect(try JSONValue(parsing: rows[1][2] as String) == ["email": .int(created)])
    #expect(
      try JSONValue(parsing: rows[2][2] as String)
        == ["email": .int(second), "motherName": .int(created)])
    #expect(
      try JSONValue(parsing: rows[2][3] as String) == ["email": .null, "motherName": "Ana"])
  }

  @Test func `no two commands of one id do a thing twice`() throws {
    let doctor = try fixture.practitioner()
    let booking = try fixture.booking(try fixture.patient("Maria"), doctor, at: 600)
    for _ in 0..<2 {
      #expect(
        fixture.service.perform(booking, as: fixture.reception, now: Fixture.now).value
          == booking.id)
    }
    #expect(try fixture.count("SELECT count(*) FROM appointment") == 1)
  }

  @Test func `the log is dense and chained, and a changed entry is noticed`() throws {
    try fixture.patient("Maria")
    try fixture.patient("José")
    try fixture.patient("Bia")
    let check = try fixture.service.check(as: Fixture.operatorActor, now: Fixture.now)
    #expect(check.isSound, "\(check)")
    try fixture.execute(
      "DROP TRIGGER sync_log_not_changed; UPDATE sync_log SET actor = 'x' WHERE seq = 2")
    let after = try fixture.service.check(as: Fixture.operatorActor, now: Fixture.now)
    #expect(after.logBreak == .changed(2))
  }
}
