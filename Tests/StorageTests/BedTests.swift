import ClinicDomain
import GRDB
import Testing

@testable import Storage

@Suite struct BedTests {
  let fixture: Fixture
  let unit: UnitID
  let doctor: PractitionerID
  let nurse: Actor
  let now = Fixture.now

  init() throws {
    fixture = try Fixture()
    nurse = fixture.actor([.nurse])
    unit = fixture.id()
    doctor = try fixture.practitioner()
    _ = try #require(perform(SaveUnit(unit: Unit(id: unit, name: "Hospital-dia"))).value)
  }

  private func perform<Command: ClinicCommand>(
    _ command: Command, as actor: Actor? = nil, at now: Instant? = nil
  ) -> CommandOutcome<Command.Outcome> {
    fixture.service.perform(command, as: actor ?? fixture.manager, now: now ?? self.now)
  }

  private func bed(_ code: String, room: RoomID? = nil) throws -> BedID {
    let id: BedID = fixture.id()
    let saved = perform(
      SaveBed(id: id, unit: unit, base: nil, details: BedDetails(room: room, code: code)))
    _ = try #require(saved.value, "\(saved)")
    return id
  }

  private func admit(
    _ patient: PatientID, to bed: BedID, reason: String = "", as actor: Actor? = nil
  ) -> CommandOutcome<StayID> {
    perform(
      AdmitPatient(
        id: fixture.id(), patient: patient, bed: bed, practitioner: doctor, reason: reason),
      as: actor ?? nurse)
  }

  private func states() throws -> [String: Bed.State] {
    let rows = try fixture.service.answer(ReadBedMap(), as: nurse, now: now)
    return Dictionary(uniqueKeysWithValues: rows.map { ($0.bed.details.code, $0.bed.state) })
  }

  @Test func `a patient is admitted, moved and discharged, and beds follow`() throws {
    let (one, two) = (try bed("1"), try bed("2"))
    let maria = try fixture.patient("Maria da Silva")
    let stay = try #require(admit(maria, to: one).value)
    #expect(try states() == ["1": .occupied, "2": .free])
    #expect(perform(TransferPatient(id: stay, bed: two), as: nurse).value != nil)
    #expect(try states() == ["1": .cleaning, "2": .occupied])
    let map = try fixture.service.answer(ReadBedMap(unit: unit), as: nurse, now: now)
    #expect(map.map { $0.stay?.patientName } == [nil, "Maria da Silva"])
    #expect(perform(SetBedState(id: one, state: .free), as: nurse).value != nil)
    let leave = DischargePatient(id: stay, disposition: .home)
    #expect(perform(leave, as: nurse).value != nil)
    #expect(perform(leave, as: nurse).value != nil)
    #expect(try states() == ["1": .free, "2": .cleaning])
    #expect(
      perform(DischargePatient(id: stay, disposition: .other)) == .refused(.stay(.discharged)))
    #expect(
      perform(TransferPatient(id: stay, bed: one)) == .refused(.stay(.discharged)))
    let ended = try fixture.service.answer(
      ListStays(dates: fixture.tomorrow.adding(days: -1)...fixture.tomorrow), as: nurse, now: now)
    #expect(ended.map(\.disposition) == [.home])
    #expect(try fixture.service.answer(ListStays(), as: nurse, now: now).isEmpty)
    #expect(try fixture.count("SELECT count(*) FROM sync_log WHERE entity = 'stay'") == 3)
    let report = try fixture.service.check(as: Fixture.operatorActor, now: now)
    #expect(report.isSound, "\(report)")
  }

  @Test func `a bed takes one patient, and a patient one bed`() throws {
    let (one, two) = (try bed("1"), try bed("2"))
    let (maria, jose) = (try fixture.patient("Maria"), try fixture.patient("José"))
    #expect(admit(maria, to: one).value != nil)
    #expect(admit(jose, to: one) == .refused(.stay(.bedNotFree(.occupied))))
    #expect(admit(maria, to: two) == .refused(.stay(.patientAdmitted)))
    #expect(try states() == ["1": .occupied, "2": .free])
    #expect(try fixture.count("SELECT count(*) FROM stay") == 1)
    #expect(
      try fixture.count(
        "SELECT count(*) FROM audit_log WHERE action = 'stay.admit' AND outcome = 'refused'") == 2)
  }

  @Test func `the schema refuses a second stay, a stay in a free bed and an emptied bed`() throws {
    let (one, two) = (try bed("1"), try bed("2"))
    let (maria, jose) = (try fixture.patient("Maria"), try fixture.patient("José"))
    #expect(admit(maria, to: one).value != nil)
    func store(_ body: @escaping (any ClinicStore) throws -> Void) throws -> Result<Void, Refusal> {
      try fixture.service.bulk("test", .stay, as: Fixture.operatorActor, now: now) { batch in
        try batch.row(body)
      }
    }
    func stay(_ patient: PatientID, _ bed: BedID) -> Stay {
      Stay(
        id: fixture.id(), patient: patient, practitioner: doctor, bed: bed, admittedAt: now,
        admittedBy: "test")
    }
    func refusal(_ result: Result<Void, Refusal>) -> Refusal? {
      if case .failure(let refusal) = result { refusal } else { nil }
    }
    let second = stay(jose, one)
    #expect(try refusal(store { try $0.insert(second) }) == .stay(.bedNotFree(.occupied)))
    let free = stay(jose, two)
    #expect(try refusal(store { try $0.insert(free) }) == .stay(.bedNotFree(.occupied)))
    let twice = stay(maria, two)
    let result = try store { store in
      guard let bed = try store.bed(two) else { return }
      var taken = bed
      taken.state = .occupied
      try store.update(taken, from: bed)
      try store.insert(twice)
    }
    #expect(refusal(result) == .stay(.patientAdmitted))
    let emptied = try store { store in
      guard let bed = try store.bed(one) else { return }
      var freed = bed
      freed.state = .free
      try store.update(freed, from: bed)
    }
    #expect(refusal(emptied) == .stay(.bedNotFree(.occupied)))
    #expect(throws: (any Error).self) { try fixture.execute("DELETE FROM stay") }
  }

  @Test(arguments: [
    (Bed.State.cleaning, Bed.State.free, "", true), (.cleaning, .reserved, "", false),
    (.free, .blocked, "", false), (.free, .blocked, "régua de gases", true),
    (.free, .occupied, "", false), (.blocked, .free, "", true), (.reserved, .free, "", true),
  ])
  func `a bed changes its state as it may, and is blocked for a reason`(
    _ from: Bed.State, _ to: Bed.State, _ reason: String, _ isAllowed: Bool
  ) throws {
    let id = try bed("1")
    if from != .free {
      #expect(perform(SetBedState(id: id, state: from, reason: "antes"), as: nurse).value != nil)
    }
    let changed = perform(SetBedState(id: id, state: to, reason: reason), as: nurse)
    #expect((changed.value != nil) == isAllowed, "\(changed)")
    #expect(try states()["1"] == (isAllowed ? to : from))
  }

  @Test func `a blocked bed and one to be cleaned take nobody, a reserved one does`() throws {
    let maria = try fixture.patient("Maria")
    for state in [Bed.State.blocked, .cleaning, .reserved] {
      let id = try bed(state.rawValue)
      #expect(perform(SetBedState(id: id, state: state, reason: "x")).value != nil)
      let admitted = admit(maria, to: id)
      #expect((admitted.value != nil) == (state == .reserved), "\(admitted)")
    }
  }

  @Test
  func `a code is unique in its unit until the bed is taken away, which waits for its patient`()
    throws
  {
    let one = try bed("12a")
    let details = BedDetails(room: nil, code: "12A")
    let again = SaveBed(id: fixture.id(), unit: unit, base: nil, details: details)
    #expect(perform(again) == .refused(.invalid([FieldProblem(.code, .taken)])))
    let stay = try #require(admit(try fixture.patient("Maria"), to: one).value)
    let base = BedDetails(room: nil, code: "12a")
    let gone = BedDetails(room: nil, code: "12a", isActive: false)
    let retire = SaveBed(id: one, unit: unit, base: base, details: gone)
    #expect(perform(retire) == .refused(.stay(.bedNotFree(.occupied))))
    #expect(perform(DischargePatient(id: stay, disposition: .home)).value != nil)
    #expect(perform(retire).value != nil)
    #expect(try states().isEmpty)
    #expect(perform(again).value != nil)
    let stale = SaveBed(
      id: one, unit: unit, base: base, details: BedDetails(room: nil, code: "99"))
    #expect(perform(stale) == .refused(.changedMeanwhile([.code])))
  }

  @Test func `a doctor admits to and discharges from her own care only`() throws {
    let (one, two) = (try bed("1"), try bed("2"))
    let other = try fixture.practitioner("Bruno Reis", number: "777")
    let ana = fixture.actor([.doctor], practitioner: doctor)
    let bruno = fixture.actor([.doctor], practitioner: other)
    let stay = try #require(admit(try fixture.patient("Maria"), to: one, as: ana).value)
    #expect(
      admit(try fixture.patient("José"), to: two, as: bruno) == .refused(.denied(.changeStays)))
    let leave = DischargePatient(id: stay, disposition: .home)
    #expect(perform(leave, as: bruno) == .refused(.denied(.changeStays)))
    #expect(perform(leave, as: ana).value != nil)
    let block = SetBedState(id: two, state: .blocked, reason: "x")
    #expect(perform(block, as: ana) == .refused(.denied(.changeBedState)))
  }

  @Test func `the reason is sealed, and told to whoever has the chart open`() throws {
    let maria = try fixture.patient("Maria")
    let stay = try #require(
      admit(maria, to: try bed("1"), reason: "dor torácica", as: fixture.reception).value)
    func reason(_ actor: Actor) throws -> String? {
      try fixture.service.answer(ReadStay(id: stay), as: actor, now: now)?.reason
    }
    let ana = fixture.actor([.doctor], practitioner: doctor)
    #expect(try reason(fixture.reception) == nil && reason(nurse) == nil && reason(ana) == nil)
    for reader in [nurse, ana] {
      #expect(perform(OpenChart(patient: maria), as: reader).value != nil)
      #expect(try reason(reader) == "dor torácica")
    }
    let stored = try fixture.service.database.read { db in
      try String.fetchAll(db, sql: "SELECT body FROM sync_log WHERE entity = 'stay'")
        + String.fetchAll(db, sql: "SELECT hex(reason) FROM stay")
    }
    #expect(stored.count == 2 && stored.allSatisfy { !$0.contains("dor") })
    #expect(
      perform(OpenChart(patient: maria), as: fixture.actor([.nurse])).value != nil,
      "a patient in a bed is a nurse's patient")
  }

  @Test func `a doctor who admits a patient to herself opens no chart by it`() throws {
    let maria = try fixture.patient("Maria")
    let ana = fixture.actor([.doctor], practitioner: doctor)
    #expect(admit(maria, to: try bed("1"), as: ana).value != nil)
    #expect(perform(OpenChart(patient: maria), as: ana) == .refused(.record(.notOwnPatient)))
  }
}
