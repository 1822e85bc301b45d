import ClinicDomain
import Testing

@testable import Storage

@Suite struct StayTakeInTests {
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

  @Test func `a stay handed over and corrected reads the same everywhere, before and after`() throws
  {
    let (doctor, other) = (try north.practitioner(), try north.practitioner("Bruno", number: "77"))
    let maria = try north.patient("Maria da Silva")
    let (unit, bed, stay) = (north.id() as UnitID, north.id() as BedID, north.id() as StayID)
    func perform<Command: ClinicCommand>(
      _ command: Command, as actor: Actor, at site: Fixture
    ) -> Bool {
      site.service.perform(command, as: actor, now: Fixture.now).value != nil
    }
    #expect(
      perform(SaveUnit(unit: Unit(id: unit, name: "Hospital-dia")), as: north.manager, at: north))
    let details = BedDetails(room: nil, code: "1")
    #expect(
      perform(
        SaveBed(id: bed, unit: unit, base: nil, details: details), as: north.manager, at: north))
    #expect(
      perform(
        AdmitPatient(id: stay, patient: maria, bed: bed, practitioner: doctor, reason: "dor"),
        as: north.reception, at: north))
    func change(at site: Fixture, from: PractitionerID, to: PractitionerID, _ texts: [String]) {
      let nurse = site.actor([.nurse])
      #expect(
        perform(
          HandOverStay(change: site.id(), id: stay, from: from, to: to), as: nurse, at: site))
      #expect(
        perform(
          CorrectStayReason(change: site.id(), id: stay, base: texts[0], reason: texts[1]),
          as: nurse, at: site))
    }
    // The first reaches the other site with the stay itself, the second after it.
    change(at: north, from: doctor, to: other, ["dor", "tosse"])
    try settleDown()
    change(at: north, from: other, to: doctor, ["tosse", "febre"])
    try settleDown()
    for site in [north, south] { #expect(try site.service.canonicalHash() == hub.hash) }
    #expect(try south.service.unplacedDocuments() == [])
    let card = try south.service.answer(
      ReadStay(id: stay), as: south.manager, now: Fixture.now)
    #expect(card?.row.practitioner == doctor && card?.formerCare.count == 2)
    #expect(try south.count("SELECT count(*) FROM stay_change WHERE reason IS NOT NULL") == 2)
    let chart: Set = ["patient.chart"]
    #expect(
      try south.service.rowImage(without: chart) == north.service.rowImage(without: chart))
  }
}
