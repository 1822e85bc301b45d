import ClinicDomain
import GRDB
import Testing

@testable import Storage

@Suite struct StayChangeTests {
  let fixture: Fixture
  let nurse: Actor
  let maria: PatientID
  let stay: StayID
  let doctors: [PractitionerID]
  let now = Fixture.now

  init() throws {
    fixture = try Fixture()
    nurse = fixture.actor([.nurse])
    maria = try fixture.patient("Maria da Silva")
    doctors = [
      try fixture.practitioner(), try fixture.practitioner("Bruno Reis", number: "777"),
      try fixture.practitioner("Célia Dias", number: "778"),
    ]
    let (unit, bed) = (fixture.id() as UnitID, fixture.id() as BedID)
    let (manager, service) = (fixture.manager, fixture.service)
    _ = try #require(
      service.perform(SaveUnit(unit: Unit(id: unit, name: "Hospital-dia")), as: manager, now: now)
        .value)
    let details = BedDetails(room: nil, code: "1")
    _ = try #require(
      service.perform(
        SaveBed(id: bed, unit: unit, base: nil, details: details), as: manager, now: now
      ).value)
    stay = try #require(
      service.perform(
        AdmitPatient(
          id: fixture.id(), patient: maria, bed: bed, practitioner: doctors[0],
          reason: "dor torácica"), as: fixture.reception, now: now
      ).value)
  }

  private func perform<Command: ClinicCommand>(
    _ command: Command, as actor: Actor? = nil, after minutes: Int = 1
  ) -> CommandOutcome<Command.Outcome> {
    fixture.service.perform(command, as: actor ?? nurse, now: now.adding(minutes: minutes))
  }

  private func doctor(_ index: Int, _ roles: Set<ClinicDomain.Role> = [.doctor]) -> Actor {
    fixture.actor(roles, practitioner: doctors[index])
  }

  private func handOver(
    _ from: Int, _ to: Int, as actor: Actor? = nil, after minutes: Int = 1
  ) -> CommandOutcome<Done> {
    perform(
      HandOverStay(change: fixture.id(), id: stay, from: doctors[from], to: doctors[to]),
      as: actor, after: minutes)
  }

  private func card(_ reader: Actor? = nil) throws -> StayCard {
    try #require(
      try fixture.service.answer(
        ReadStay(id: stay), as: reader ?? nurse, now: now.adding(minutes: 30)))
  }

  @Test func `a stay is handed over, and who was in charge stays with it`() throws {
    #expect(handOver(0, 1).value != nil)
    #expect(handOver(1, 2, as: doctor(1), after: 9).value != nil)
    let card = try card()
    #expect(card.row.practitioner == doctors[2])
    #expect(
      card.formerCare == [
        StayCard.Care(practitionerName: "Bruno Reis", until: now.adding(minutes: 9)),
        StayCard.Care(practitionerName: "Ana Lima", until: now.adding(minutes: 1)),
      ])
    #expect(try fixture.count("SELECT count(*) FROM sync_log WHERE entity = 'stay_change'") == 2)
    #expect(
      try fixture.count(
        "SELECT count(*) FROM audit_log WHERE action = 'stay.handover' AND outcome = 'done'") == 2)
    let report = try fixture.service.check(as: Fixture.operatorActor, now: now)
    #expect(report.isSound, "\(report)")
  }

  @Test func `a doctor hands over her own only, from whom she saw, to one who works, in a stay`()
    throws
  {
    #expect(handOver(0, 1, as: doctor(1)) == .refused(.denied(.changeStays)))
    #expect(handOver(0, 1, as: fixture.actor([.billing])) == .refused(.denied(.changeStays)))
    #expect(handOver(1, 2) == .refused(.changedMeanwhile([.practitioner])))
    let nobody = HandOverStay(
      change: fixture.id(), id: stay, from: doctors[0], to: fixture.id())
    #expect(perform(nobody) == .refused(.notFound(.practitioner)))
    #expect(handOver(1, 0).value != nil, "she has her already")
    #expect(try fixture.count("SELECT count(*) FROM stay_change") == 0)
    try fixture.execute("UPDATE practitioner SET active = 0 WHERE name = 'Bruno Reis'")
    #expect(handOver(0, 1) == .refused(.scheduling(.practitionerInactive)))
    #expect(perform(DischargePatient(id: stay, disposition: .home)).value != nil)
    #expect(handOver(0, 2) == .refused(.stay(.discharged)))
  }

  @Test func `the same order given twice is carried out once`() throws {
    let there = HandOverStay(
      change: fixture.id(), id: stay, from: doctors[0], to: doctors[1])
    #expect(perform(there).value != nil)
    #expect(handOver(1, 0).value != nil)
    #expect(perform(there).value != nil)
    #expect(try card().row.practitioner == doctors[0])
  }

  @Test func `her chart opens for the one she was handed to, and stays open for the one before`()
    throws
  {
    let open = OpenChart(patient: maria)
    #expect(perform(open, as: doctor(1)) == .refused(.record(.notOwnPatient)))
    #expect(handOver(0, 1).value != nil)
    for index in [0, 1] { #expect(perform(open, as: doctor(index)).value != nil) }
    // Nobody opens a chart by taking the patient herself.
    let both = doctor(2, [.doctor, .manager])
    #expect(handOver(1, 2, as: both).value != nil)
    #expect(perform(open, as: both) == .refused(.record(.notOwnPatient)))
  }

  private func correct(
    _ base: String, _ reason: String, as actor: Actor? = nil
  ) -> CommandOutcome<Done> {
    perform(
      CorrectStayReason(change: fixture.id(), id: stay, base: base, reason: reason), as: actor)
  }

  @Test func `a reason is corrected by who may write in the chart, and reads as before too`() throws
  {
    #expect(perform(OpenChart(patient: maria)).value != nil)
    #expect(correct("dor torácica", "dor abdominal").value != nil)
    #expect(correct("dor torácica", "tosse") == .refused(.changedMeanwhile([.reason])))
    #expect(correct("dor abdominal", "cólica renal", as: doctor(0)).value != nil)
    let card = try card()
    #expect(card.reason == "cólica renal")
    #expect(card.formerReasons.sorted() == ["dor abdominal", "dor torácica"])
    let reception = try self.card(fixture.reception)
    #expect(reception.reason == nil && reception.formerReasons.isEmpty)
    let stored = try fixture.service.database.read { db in
      try String.fetchAll(db, sql: "SELECT body FROM sync_log WHERE entity LIKE 'stay%'")
        + String.fetchAll(
          db, sql: "SELECT CAST(reason_was || reason AS TEXT) FROM stay_change")
    }
    #expect(stored.count == 7)
    for word in ["dor", "renal"] { #expect(stored.allSatisfy { !$0.contains(word) }) }
    #expect(try fixture.service.check(as: Fixture.operatorActor, now: now).isSound)
  }

  @Test(arguments: [
    ("", FieldProblem.Reason.required), (" ", .required),
    (String(repeating: "a", count: 301), .tooLong),
  ])
  func `a reason is corrected to a text of some length`(
    _ text: String, _ problem: FieldProblem.Reason
  ) {
    #expect(
      correct("dor torácica", text) == .refused(.invalid([FieldProblem(.reason, problem)])))
  }

  @Test func `nobody else corrects a reason`() throws {
    for actor in [fixture.reception, fixture.manager, doctor(1)] {
      #expect(
        correct("dor torácica", "tosse", as: actor) == .refused(.denied(.correctStayReason)))
    }
    #expect(try fixture.count("SELECT count(*) FROM stay_change") == 0)
  }

  @Test(arguments: [
    "UPDATE stay SET practitioner = (SELECT key FROM practitioner WHERE name = 'Célia Dias')",
    "UPDATE stay SET reason = x'00'", "UPDATE stay SET reason = NULL",
    "UPDATE stay SET admitted_at = 0", "UPDATE stay_change SET changed_at = 0",
    "DELETE FROM stay_change",
  ])
  func `the schema keeps what a stay said before`(_ sql: String) throws {
    if sql.contains("stay_change") || sql.contains("Célia") {
      #expect(handOver(0, 1).value != nil)
    }
    #expect(throws: (any Error).self) { try fixture.execute(sql) }
  }
}
