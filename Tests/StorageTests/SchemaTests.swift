import ClinicDomain
import GRDB
import Testing

@testable import Storage

@Suite struct SchemaTests {
  let fixture: Fixture
  init() throws { fixture = try Fixture() }

  /// A file has one number for all it went through: a step between two others would never be taken.
  @Test func `the steps of the schema are numbered without a gap`() {
    let versions = Migrations.clinic.steps.map(\.version)
    #expect(versions == Array(1...versions.count))
  }

  private func visit(
    _ patient: PatientID, _ doctor: PractitionerID, at minute: Int,
    exclusivity: Exclusivity = .exclusive, status: AppointmentStatus = .booked,
    reservation: Reservation = .confirmed
  ) throws -> Appointment {
    let time = VisitTime(
      date: fixture.tomorrow, start: try #require(CivilTime(minuteOfDay: minute)), minutes: 30,
      zone: Fixture.zone)
    return Appointment(
      id: fixture.id(), patient: patient, practitioner: doctor, time: try #require(time),
      status: status, reservation: reservation, kind: .routine, exclusivity: exclusivity,
      bookedBy: "test", bookedAt: Fixture.now)
  }

  /// Stores visits without any rule of the domain.
  private func store(_ visits: Appointment...) throws -> [Result<Void, Refusal>] {
    try fixture.service.bulk(
      "test", .appointment, as: Fixture.operatorActor, now: Fixture.now
    ) { batch in
      try visits.map { visit in try batch.row { try $0.insert(visit) } }
    }
  }

  private func isTaken(_ result: Result<Void, Refusal>, by party: SchedulingRefusal.Party) -> Bool {
    if case .failure(.scheduling(.taken(by: party, _, _))) = result { true } else { false }
  }

  @Test func `overlaps of live, exclusive visits are refused whoever writes`() throws {
    let doctor = try fixture.practitioner()
    let other = try fixture.practitioner("Bruno Reis", number: "777")
    let (maria, jose) = (try fixture.patient("Maria"), try fixture.patient("José"))
    let results = try store(
      visit(maria, doctor, at: 600), visit(jose, doctor, at: 615), visit(maria, other, at: 620),
      visit(jose, doctor, at: 630), visit(jose, other, at: 570))
    #expect(throws: Never.self) { try results[0].get() }
    #expect(isTaken(results[1], by: .practitioner))
    #expect(isTaken(results[2], by: .patient))
    #expect(throws: Never.self) { try results[3].get() }
    #expect(throws: Never.self) { try results[4].get() }
  }

  @Test(arguments: [
    (Exclusivity.overbooked(reason: "dor"), AppointmentStatus.booked, Reservation.confirmed),
    (.group(id: "g", capacity: 8), .cancelled, .confirmed),
    (.historical, .fulfilled, .confirmed),
    (.exclusive, .cancelled, .confirmed), (.exclusive, .proposed, .confirmed),
    (.exclusive, .noshow, .confirmed), (.exclusive, .booked, .contested),
    (.exclusive, .booked, .refused),
  ])
  func `what doesn't keep others out may overlap`(
    exclusivity: Exclusivity, status: AppointmentStatus, reservation: Reservation
  ) throws {
    let doctor = try fixture.practitioner()
    let (maria, jose) = (try fixture.patient("Maria"), try fixture.patient("José"))
    let results = try store(
      visit(maria, doctor, at: 600),
      visit(
        jose, doctor, at: 600, exclusivity: exclusivity, status: status, reservation: reservation))
    for result in results { #expect(throws: Never.self) { try result.get() } }
  }

  private func isFull(_ result: Result<Void, Refusal>) -> Bool {
    if case .failure(.scheduling(.groupFull)) = result { true } else { false }
  }

  @Test func `a group shares its time with itself alone, up to its places, whoever writes`() throws
  {
    let doctor = try fixture.practitioner()
    let other = try fixture.practitioner("Bruno Reis", number: "777")
    let people = try ["Ana", "Bia", "Caio", "Davi", "Eva"].map { try fixture.patient($0) }
    let group = Exclusivity.group(id: "g", capacity: 3)
    let results = try store(
      visit(people[0], doctor, at: 600, exclusivity: group),
      visit(people[1], doctor, at: 600, exclusivity: group),
      visit(people[1], doctor, at: 600, exclusivity: group),
      visit(people[1], other, at: 600),
      visit(people[2], doctor, at: 600),
      visit(people[2], doctor, at: 615, exclusivity: .group(id: "other", capacity: 3)),
      visit(people[2], doctor, at: 600, exclusivity: group),
      visit(people[3], doctor, at: 600, exclusivity: group))
    for place in [0, 1, 6] { #expect(throws: Never.self) { try results[place].get() } }
    #expect(isTaken(results[2], by: .patient))
    #expect(isTaken(results[3], by: .patient))
    #expect(isTaken(results[4], by: .practitioner))
    #expect(isTaken(results[5], by: .practitioner))
    #expect(isFull(results[7]))
  }

  @Test(arguments: [
    ("UPDATE appointment SET status = 'booked' WHERE status = 'cancelled'", "group full"),
    ("UPDATE appointment SET end_minute = end_minute + 5, busy_to = busy_to + 5", "group mixed"),
    ("UPDATE appointment SET group_id = NULL", "group terms"),
    ("UPDATE appointment SET group_capacity = NULL", "group terms"),
    ("UPDATE appointment SET exclusivity = 'exclusive'", "group terms"),
  ])
  func `a group can't be broken by changing its rows`(sql: String, message: String) throws {
    let doctor = try fixture.practitioner()
    let people = try ["Ana", "Bia", "Caio"].map { try fixture.patient($0) }
    let group = Exclusivity.group(id: "g", capacity: 2)
    let stored = try store(
      visit(people[0], doctor, at: 600, exclusivity: group),
      visit(people[1], doctor, at: 600, exclusivity: group),
      visit(people[2], doctor, at: 600, exclusivity: group, status: .cancelled))
    for result in stored { #expect(throws: Never.self) { try result.get() } }
    #expect(throws: StorageError.constraint(message)) { try fixture.execute(sql) }
    #expect(throws: Never.self) {
      try fixture.execute("UPDATE appointment SET status = 'checked-in' WHERE status = 'booked'")
    }
  }

  @Test func `who has a place keeps it when the group has fewer since`() throws {
    let doctor = try fixture.practitioner()
    let people = try ["Ana", "Bia", "Caio"].map { try fixture.patient($0) }
    _ = try store(
      visit(people[0], doctor, at: 600, exclusivity: .group(id: "g", capacity: 2)),
      visit(people[1], doctor, at: 600, exclusivity: .group(id: "g", capacity: 2)),
      visit(people[2], doctor, at: 600, exclusivity: .group(id: "g", capacity: 3)))
    #expect(throws: Never.self) {
      try fixture.execute("UPDATE appointment SET status = 'checked-in'")
    }
    #expect(try fixture.count("SELECT count(*) FROM appointment WHERE status = 'checked-in'") == 3)
  }

  @Test func `a visit that becomes live again is checked again`() throws {
    let doctor = try fixture.practitioner()
    let (maria, jose) = (try fixture.patient("Maria"), try fixture.patient("José"))
    _ = try store(
      visit(maria, doctor, at: 600), visit(jose, doctor, at: 600, status: .cancelled))
    #expect(throws: StorageError.constraint("overlap practitioner")) {
      try fixture.execute("UPDATE appointment SET status = 'booked' WHERE status = 'cancelled'")
    }
  }

  @Test(arguments: ["audit_log", "sync_log", "patient", "appointment"])
  func `what is kept for good can't be deleted`(table: String) throws {
    let doctor = try fixture.practitioner()
    _ = try store(visit(try fixture.patient("Maria"), doctor, at: 600))
    #expect(throws: StorageError.constraint("append-only \(table)")) {
      try fixture.execute("DELETE FROM \(table)")
    }
  }

  @Test(arguments: ["audit_log", "sync_log"])
  func `what is append-only can't be changed`(table: String) throws {
    try fixture.patient("Maria")
    #expect(throws: StorageError.constraint("append-only \(table)")) {
      try fixture.execute("UPDATE \(table) SET actor = 'x'")
    }
  }

  @Test func `every table is strict`() throws {
    let loose = try fixture.service.database.read {
      try String.fetchAll(
        $0,
        sql: """
          SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'
          AND strict = 0 AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'patient_fts%'
          """)
    }
    #expect(loose == [])
  }
}
