import ClinicDomain
import GRDB
import Testing

@testable import Storage

@Suite struct UnitAssignmentTests {
  let fixture: Fixture
  let unit: UnitID
  let doctor: PractitionerID
  let now = Fixture.now
  let today = Fixture.zone.civil(at: Fixture.now).date

  init() throws {
    fixture = try Fixture()
    unit = fixture.id()
    doctor = try fixture.practitioner()
    _ = try #require(perform(SaveUnit(unit: Unit(id: unit, name: "Hospital-dia"))).value)
  }

  private func perform<Command: ClinicCommand>(
    _ command: Command, as actor: Actor? = nil
  ) -> CommandOutcome<Command.Outcome> {
    fixture.service.perform(command, as: actor ?? fixture.manager, now: now)
  }

  private func assignment(from: Int = 0, until: Int? = nil) -> UnitAssignment {
    UnitAssignment(
      id: fixture.id(), practitioner: doctor, unit: unit, role: .onCall,
      from: today.adding(days: from), until: until.map { today.adding(days: $0) })
  }

  private func listed(_ from: Int = 0) throws -> [UnitAssignment] {
    try fixture.service.answer(
      ListUnitAssignments(unit: unit, from: today.adding(days: from)), as: fixture.reception,
      now: now
    ).map(\.assignment)
  }

  private func found(_ name: String) throws -> [PractitionerID] {
    try fixture.service.answer(
      SearchPractitioners(unit: name), as: fixture.reception, now: now
    ).map(\.id)
  }

  @Test func `an assignment is made, ended, and listed while it lasts`() throws {
    let made = assignment(from: -10)
    #expect(perform(AssignToUnit(assignment: made)).value != nil)
    #expect(try listed() == [made])
    #expect(try found("hosp").contains(doctor) && found("centro").isEmpty)
    let card = try fixture.service.answer(
      ReadPractitionerCard(practitioner: doctor, from: today), as: fixture.reception, now: now)
    #expect(card?.assignments.map(\.unitName) == ["Hospital-dia"])
    let end = EndUnitAssignment(id: made.id, lastDay: today.adding(days: -1))
    #expect(perform(end).value != nil)
    #expect(try listed().isEmpty && found("hosp").isEmpty)
    #expect(try listed(-1).map(\.until) == [today.adding(days: -1)])
    let later = EndUnitAssignment(id: made.id, lastDay: today.adding(days: 9))
    #expect(perform(later) == .refused(.invalid([FieldProblem(.until, .outOfRange)])))
    #expect(
      try fixture.count("SELECT count(*) FROM sync_log WHERE entity = 'unit_assignment'") == 2)
    #expect(
      try fixture.count("SELECT count(*) FROM audit_log WHERE action = 'unit.assign'") == 1)
  }

  @Test func `one that would end before it began is taken back, and the log says so`() throws {
    let made = assignment(from: 5)
    #expect(perform(AssignToUnit(assignment: made)).value != nil)
    #expect(try found("hosp").isEmpty)
    #expect(perform(EndUnitAssignment(id: made.id, lastDay: today)).value != nil)
    #expect(try listed(-100).isEmpty)
    let report = try fixture.service.check(as: Fixture.operatorActor, now: now)
    #expect(report.isSound, "\(report)")
  }

  @Test(
    arguments: [
      (0, nil, 0, nil, false), (0, 10, 10, 20, false), (0, 10, 11, 20, true), (5, nil, 0, 4, true),
      (5, nil, 0, 5, false), (0, nil, 3, 2, false),
    ] as [(Int, Int?, Int, Int?, Bool)])
  func `a doctor has one assignment to a unit at a time`(
    _ from: Int, _ until: Int?, _ second: Int, _ end: Int?, _ isAllowed: Bool
  ) throws {
    #expect(perform(AssignToUnit(assignment: assignment(from: from, until: until))).value != nil)
    let other = perform(AssignToUnit(assignment: assignment(from: second, until: end)))
    #expect((other.value != nil) == isAllowed, "\(other)")
  }

  @Test func `a retired unit gets nobody, and only a manager assigns`() throws {
    let made = AssignToUnit(assignment: assignment())
    #expect(perform(made, as: fixture.reception) == .refused(.denied(.changePractitioners)))
    let retired = Unit(id: unit, name: "Hospital-dia", isActive: false)
    #expect(perform(SaveUnit(unit: retired)).value != nil)
    #expect(perform(made) == .refused(.invalid([FieldProblem(.unit, .notInUse)])))
  }
}
