import ClinicDomain
import GRDB
import SyncProtocol
import Testing

@testable import Storage

@Suite struct TakeInTests {
  let hub = TinyHub()
  let north: Fixture
  let south: Fixture

  init() throws {
    (north, south) = (try Fixture(), try Fixture())
    try hub.enrol(north.service, now: Fixture.now)
    try hub.enrol(south.service, now: Fixture.now)
  }

  private func settleDown() throws {
    try hub.settleDown([north.service, south.service], now: Fixture.now)
  }

  private func expectEqual() throws {
    #expect(try north.service.canonicalHash() == hub.hash)
    #expect(try south.service.canonicalHash() == hub.hash)
  }

  private func reservation(_ visit: AppointmentID, at site: Fixture) throws -> String? {
    try site.service.database.read { db in
      try String.fetchOne(
        db, sql: "SELECT reservation FROM appointment WHERE id = ?", arguments: [visit.blob])
    }
  }

  @Test func `what one site does another has, rows and clocks`() throws {
    let doctor = try north.practitioner()
    let maria = try north.patient("Maria da Silva") { $0.cpf = try CPF(parsing: "52998224725") }
    let booking = try north.booking(maria, doctor, at: 600, observation: "traz exames")
    #expect(north.service.perform(booking, as: north.reception, now: Fixture.now).value != nil)
    try settleDown()
    try expectEqual()
    #expect(try south.service.unplacedDocuments() == [])
    let chart: Set = ["patient.chart"]
    #expect(
      try south.service.rowImage(without: chart) == north.service.rowImage(without: chart))
    #expect(try south.count("SELECT chart FROM patient") == SiteNumbers.span + 1)
    #expect(
      try south.service.answer(
        SearchPatients(text: "mari silv"), as: south.reception, now: Fixture.now
      ).rows.map(\.id) == [maria])
    #expect(try south.service.check(as: Fixture.operatorActor, now: Fixture.now).auditBreak == nil)
  }

  @Test func `an assignment to a unit is had, ended and taken back everywhere`() throws {
    let doctor = try north.practitioner()
    let (unit, today) = (north.id() as UnitID, north.tomorrow)
    func perform<Command: ClinicCommand>(_ command: Command, at site: Fixture) -> Bool {
      site.service.perform(command, as: site.manager, now: Fixture.now).value != nil
    }
    #expect(perform(SaveUnit(unit: Unit(id: unit, name: "Hospital-dia")), at: north))
    let made = [today, today.adding(days: 30)].map { day in
      UnitAssignment(
        id: north.id(), practitioner: doctor, unit: unit, role: .head, from: day,
        until: day.adding(days: 20))
    }
    for assignment in made { #expect(perform(AssignToUnit(assignment: assignment), at: north)) }
    try settleDown()
    let ends = [(made[0].id, today.adding(days: 3)), (made[1].id, today)]
    for (id, day) in ends {
      #expect(perform(EndUnitAssignment(id: id, lastDay: day), at: south))
    }
    try settleDown()
    try expectEqual()
    #expect(try south.service.unplacedDocuments() == [])
    for site in [north, south] {
      let rows = try site.service.answer(
        ListUnitAssignments(unit: unit, from: today), as: site.manager, now: Fixture.now)
      #expect(rows.map(\.assignment.until) == [today.adding(days: 3)])
    }
  }

  @Test func `an attendance is had everywhere, its complaint as the blob it is`() throws {
    let (doctor, unit) = (try north.practitioner(), north.id() as UnitID)
    func perform<Command: ClinicCommand>(
      _ command: Command, as actor: Actor, at site: Fixture
    ) -> Bool {
      site.service.perform(command, as: actor, now: Fixture.now).value != nil
    }
    let place = SaveUnit(unit: Unit(id: unit, name: "Pronto-socorro"))
    #expect(perform(place, as: north.manager, at: north))
    let ids: [AttendanceID] = [north.id(), north.id()]
    for (id, name) in zip(ids, ["Maria da Silva", "José Prado"]) {
      let command = RegisterAttendance(
        id: id, patient: try north.patient(name), unit: unit, reason: "dor torácica")
      #expect(perform(command, as: north.reception, at: north))
    }
    let ana = north.actor([.doctor], practitioner: doctor)
    let start = StartAttendance(id: ids[0], encounter: north.id())
    #expect(perform(start, as: ana, at: north))
    try settleDown()
    let leave = CloseAttendance(id: ids[1], outcome: .left)
    #expect(perform(leave, as: south.reception, at: south))
    let finish = FinishAttendance(id: ids[0], outcome: .admitted)
    #expect(perform(finish, as: ana, at: north))
    try settleDown()
    try expectEqual()
    #expect(try south.service.unplacedDocuments() == [])
    let chart: Set = ["patient.chart"]
    #expect(
      try south.service.rowImage(without: chart) == north.service.rowImage(without: chart))
    #expect(
      try south.count("SELECT count(*) FROM attendance WHERE outcome IN ('left', 'admitted')") == 2)
  }

  @Test func `a page that doesn't follow is refused and one that came before changes nothing`()
    throws
  {
    try north.patient("Maria")
    try north.patient("José")
    while try hub.push(from: north.service, now: Fixture.now) {}
    let page = try hub.page(for: south.service, from: 1)
    #expect(throws: FeedGap(expected: 1, found: 2)) {
      try south.service.takeIn(page, as: Fixture.operatorActor, now: Fixture.now)
    }
    #expect(try south.count("SELECT count(*) FROM patient") == 0)
    let whole = try hub.page(for: south.service, from: 0)
    for _ in 0..<2 {
      try south.service.takeIn(whole, as: Fixture.operatorActor, now: Fixture.now)
    }
    #expect(try south.count("SELECT count(*) FROM patient") == 2)
    #expect(try south.count("SELECT count(*) FROM feed_place") == 2)
    #expect(try south.count("SELECT count(*) FROM audit_log WHERE action = 'sync.pull'") == 1)
  }

  @Test func `of two bookings of the same time the later to arrive is refused everywhere`() throws {
    let doctor = try north.practitioner()
    let (maria, jose) = (try north.patient("Maria"), try north.patient("José"))
    try settleDown()
    // Both promise: as if south held the lease too, as after a wrong clock.
    let first = try north.booking(maria, doctor, at: 600)
    let second = try south.booking(jose, doctor, at: 615)
    #expect(north.service.perform(first, as: north.reception, now: Fixture.now).value != nil)
    #expect(south.service.perform(second, as: south.reception, now: Fixture.now).value != nil)
    #expect(try reservation(second.id, at: south) == "requested")
    try south.execute("UPDATE appointment SET reservation = 'confirmed'")
    while try hub.push(from: north.service, now: Fixture.now) {}
    try hub.pull(to: south.service, now: Fixture.now)
    #expect(try reservation(first.id, at: south) == "confirmed")
    #expect(try reservation(second.id, at: south) == "contested")
    try settleDown()
    #expect(try reservation(second.id, at: south) == "refused")
    #expect(try reservation(second.id, at: north) == "refused")
    try expectEqual()
    #expect(try south.service.unplacedDocuments() == [])
  }

  @Test func `what another site changed since is not taken back here`() throws {
    let visit = try north.booking(try north.patient("Maria"), try north.practitioner(), at: 600)
    #expect(north.service.perform(visit, as: north.reception, now: Fixture.now).value != nil)
    try settleDown()
    let confirm = RecordConfirmation(id: visit.id, confirmation: .confirmed)
    #expect(south.service.perform(confirm, as: south.reception, now: Fixture.now).value != nil)
    try settleDown()
    let undo = UndoVisitChange(id: visit.id, command: .bookAppointment)
    #expect(
      north.service.perform(undo, as: north.reception, now: Fixture.now)
        == .refused(.scheduling(.changedSince)))
    #expect(try reservation(visit.id, at: north) == "confirmed")
  }

  @Test func `the site that leases a practitioner's time decides what others ask for`() throws {
    let doctor = try north.practitioner()
    let (maria, jose) = (try north.patient("Maria"), try north.patient("José"))
    try settleDown()
    let taken = try north.booking(maria, doctor, at: 600)
    #expect(north.service.perform(taken, as: north.reception, now: Fixture.now).value != nil)
    #expect(try reservation(taken.id, at: north) == "confirmed")
    let late = try south.booking(jose, doctor, at: 600)
    let free = try south.booking(jose, doctor, at: 700)
    for booking in [late, free] {
      #expect(south.service.perform(booking, as: south.reception, now: Fixture.now).value != nil)
      #expect(try reservation(booking.id, at: south) == "requested")
    }
    try settleDown()
    for site in [north, south] {
      #expect(try reservation(late.id, at: site) == "refused")
      #expect(try reservation(free.id, at: site) == "confirmed")
    }
    try expectEqual()
  }

  @Test func `a file that was put back promises nothing until its hub has told it what happened`()
    throws
  {
    let doctor = try north.practitioner()
    let maria = try north.patient("Maria")
    try settleDown()
    let path = north.root + "/backup.sqlite"
    try north.service.backUp(to: path, as: Fixture.operatorActor, now: Fixture.now)
    func booked(at minute: Int) throws -> String? {
      let booking = try north.booking(maria, doctor, at: minute)
      #expect(north.service.perform(booking, as: north.reception, now: Fixture.now).value != nil)
      return try reservation(booking.id, at: north)
    }
    #expect(try booked(at: 600) == "confirmed")
    try north.service.close()
    _ = try ClinicService.restore(
      from: path, to: north.folder, environment: north.environment, as: Fixture.operatorActor,
      now: Fixture.now)
    try north.reopen()
    #expect(try booked(at: 640) == "requested")

    // The hub that the site asks for an epoch ends the lease of the old one.
    let lease = Fixture.now.adding(minutes: 60).milliseconds
    try north.execute("UPDATE enrolment SET lease_until = \(lease)")
    try north.service.begin(
      EpochAnswer(epoch: 9_000_000_000_000, acknowledged: 2, serverTime: 0),
      as: Fixture.operatorActor, now: Fixture.now)
    #expect(try booked(at: 680) == "requested")
    let standing = try north.service.standing()
    let page = FeedPage(
      hubEpoch: standing.feed.hubEpoch, items: [], head: standing.feed.sequence, serverTime: 0,
      leaseUntil: lease)
    try north.service.takeIn(page, as: Fixture.operatorActor, now: Fixture.now)
    #expect(try booked(at: 720) == "confirmed")
  }

  @Test func `a lease ends by the hub's clock where the site's is behind`() throws {
    let doctor = try north.practitioner()
    let maria = try north.patient("Maria")
    try settleDown()
    let end = Fixture.now.adding(minutes: 3).milliseconds
    for (skew, minute, expected) in [(-240_000, 600, "confirmed"), (240_000, 640, "requested")] {
      try north.execute("UPDATE enrolment SET lease_until = \(end), clock_skew = \(skew)")
      let booking = try north.booking(maria, doctor, at: minute)
      #expect(north.service.perform(booking, as: north.reception, now: Fixture.now).value != nil)
      #expect(try reservation(booking.id, at: north) == expected)
    }
  }

  @Test func `changes of one patient at two sites merge field by field`() throws {
    let maria = try north.patient("Maria")
    try settleDown()
    func update(_ site: Fixture, _ change: (inout PatientDetails) throws -> Void) throws {
      let base = try #require(
        try site.service.answer(
          ReadPatientCard(patient: maria), as: site.reception, now: Fixture.now)
      ).patient.details
      var details = base
      try change(&details)
      let outcome = site.service.perform(
        UpdatePatient(id: maria, base: base, details: details), as: site.reception,
        now: Fixture.now)
      #expect(outcome.value != nil, "\(outcome)")
    }
    try update(north) { $0.motherName = try PersonName(parsing: "Ana") }
    try update(south) { $0.email = try EmailAddress(parsing: "maria@example.org") }
    try update(south) { $0.motherName = try PersonName(parsing: "Anna") }
    try settleDown()
    try expectEqual()
    let chart: Set = ["patient.chart"]
    #expect(
      try south.service.rowImage(without: chart) == north.service.rowImage(without: chart))
    #expect(try north.count("SELECT count(*) FROM patient WHERE body LIKE '%Anna%example%'") == 0)
    #expect(try north.count("SELECT count(*) FROM patient WHERE body LIKE '%example%Anna%'") == 1)
  }

  @Test func `a patient whose CPF is known here lands without it in the look-up, not in the data`()
    throws
  {
    let cpf = try CPF(parsing: "52998224725")
    let mine = try south.patient("Maria Souza") { $0.cpf = cpf }
    let theirs = try north.patient("Maria de Souza") { $0.cpf = cpf }
    try settleDown()
    try expectEqual()
    #expect(
      try south.count("SELECT count(*) FROM patient WHERE cpf IS NULL AND body LIKE '%52998%'") == 1
    )
    #expect(try south.service.unplacedDocuments().map(\.id) == [theirs.text])
    #expect(try north.service.unplacedDocuments().map(\.id) == [mine.text])
  }

  @Test func `an entry whose thing came not yet waits for it`() throws {
    let doctor = try north.practitioner()
    let maria = try north.patient("Maria")
    let booking = try north.booking(maria, doctor, at: 600)
    #expect(north.service.perform(booking, as: north.reception, now: Fixture.now).value != nil)
    var entries: [SyncEntry] = []
    for case .entry(let entry) in try #require(
      try north.service.nextPush(entryLimit: 500, byteLimit: 1 << 20)
    ).entries {
      entries.append(entry)
    }
    try south.service.takeIn(hub.directory, as: Fixture.operatorActor, now: Fixture.now)
    for (index, entry) in entries.reversed().enumerated() {
      let page = FeedPage(
        hubEpoch: 1, items: [FeedItem(sequence: Int64(index + 1), content: .entry(entry))],
        head: 99, serverTime: 0)
      try south.service.takeIn(page, as: Fixture.operatorActor, now: Fixture.now)
      let waits = try south.service.unplacedDocuments().map(\.reason)
      #expect(index == entries.count - 1 ? waits == [] : waits.contains("dangling"))
    }
    #expect(try south.service.canonicalHash() == north.service.canonicalHash())
    #expect(try reservation(booking.id, at: south) == "confirmed")
  }

  @Test func `things and fields of a newer version are kept and come out again`() throws {
    let maria = try north.patient("Maria")
    try settleDown()
    let page = FeedPage(
      hubEpoch: 1,
      items: [
        FeedItem(
          sequence: Int64(hub.feed.count + 1),
          content: .entry(entry("genome", "x1", .create, ["letters": "ACGT"]))),
        FeedItem(
          sequence: Int64(hub.feed.count + 2),
          content: .entry(entry("patient", maria.text, .patch, ["shoeSize": 38]))),
      ], head: 9, serverTime: 0)
    try south.service.takeIn(page, as: Fixture.operatorActor, now: Fixture.now)
    let dump = try south.service.canonicalDump()
    #expect(dump.contains("ACGT") && dump.contains("shoeSize"))
    #expect(try south.service.unplacedDocuments() == [])
  }

  private func entry(
    _ entity: String, _ id: String, _ operation: SyncOperation, _ body: JSONValue
  ) -> SyncEntry {
    SyncEntry(
      site: TinyHub.id, epoch: 1, sequence: 1, id: north.idText(), transaction: north.idText(),
      timestamp: Fixture.now.milliseconds << 16 + 9, actor: "hub", schema: 1, entity: entity,
      entityID: id, operation: operation, body: body, previousHash: SyncEntry.noPreviousHash)
  }
}

extension Fixture {
  func idText() -> String {
    let id: PatientID = id()
    return id.text
  }
}
