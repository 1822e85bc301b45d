import ClinicDomain
import TerminalKit
import Testing

@testable import ClinicTUI

@Suite("Assignments to units on screen")
struct AssignmentsPanelTests {
  typealias Samples = BedSamples
  typealias Fixture = AgendaFixture

  private static func driver(
    _ variant: ScreenVariant = .standard, roles: Set<ClinicDomain.Role> = [.manager],
    settle: @escaping (any ClinicCommand) -> Performed? = { _ in .done(AnyValue(base: Done())) }
  ) -> ScreenDriver {
    var driver = UnitsScreenTests.driver(variant, roles: roles, settle: settle)
    driver.press(.tab, .tab, .down)
    driver.type("m")
    return driver
  }

  @Test("lists who works in a unit", arguments: ScreenVariant.all)
  func list(_ variant: ScreenVariant) {
    assertScreen(Self.driver(variant).state.view(), named: "units-doctors", variant)
  }

  @Test("asks who, as what and from when", arguments: ScreenVariant.all)
  func form(_ variant: ScreenVariant) {
    var driver = Self.driver(variant)
    driver.type("n")
    assertScreen(driver.state.view(), named: "units-assign", variant)
  }

  @Test("n assigns a doctor, x ends with a last day")
  func assigns() throws {
    var driver = Self.driver()
    driver.type("ncel")
    driver.press(.tab, .right, .control("s"))
    let made = try #require(driver.commands.last as? AssignToUnit).assignment
    #expect(made.practitioner == Fixture.celia.id && made.unit == Samples.hospital)
    #expect(made.role == .head && made.from == CivilDate(dayNumber: 20_782) && made.until == nil)
    driver.type("x")
    driver.type("+3")
    driver.press(.control("s"))
    let end = try #require(driver.commands.last as? EndUnitAssignment)
    #expect(end.id == Fixture.id(9401) && end.lastDay == CivilDate(dayNumber: 20_785))
  }

  @Test("from a doctor's card the units are chosen, retired ones are not among them")
  func fromCard() throws {
    var driver = ScreenDriver(
      roles: [.manager],
      answer: { query in
        if query is ReadPractitionerCard {
          return (try? DoctorSamples.practitioner()).map { practitioner -> PractitionerCard? in
            PractitionerCard(
              practitioner: practitioner, row: DoctorSamples.rows[0], agenda: DoctorSamples.agenda,
              exceptions: [], assignments: Samples.assignments)
          }
        }
        return Samples.answer(query)
      }, settle: { _ in .done(AnyValue(base: Done())) })
    driver.open(.doctor(DoctorSamples.ana))
    #expect(driver.text.contains("Hospital-dia (chefia)"))
    driver.type("unjar")
    driver.press(.control("s"))
    #expect(driver.commands.isEmpty)
    driver.type("hos")
    driver.press(.control("s"))
    let made = try #require(driver.commands.last as? AssignToUnit).assignment
    #expect(made.unit == Samples.hospital && made.practitioner == DoctorSamples.ana)
  }

  @Test("who may not assign reads only, and a refusal keeps the form")
  func rights() {
    var reader = Self.driver(roles: [.nurse])
    reader.type("nx")
    #expect(reader.commands.isEmpty && !reader.state.units.isTyping)
    var driver = Self.driver(settle: { _ in .refused(.invalid([FieldProblem(.unit, .taken)])) })
    driver.type("nana")
    driver.press(.control("s"))
    #expect(driver.state.units.isTyping && driver.text.contains("já designado"))
  }

  @Test("the unit's filter of the schedule takes in who is assigned to it")
  func filter() {
    var ana = DoctorSamples.rows[0]
    ana.assignedUnits = [Samples.hospital]
    let choices = AgendaFilter.choices(
      [ana, DoctorSamples.rows[1]], Samples.rooms, Wording(language: .portuguese))
    #expect(
      choices.first { $0.unit == Samples.hospital }?.practitioners == [ana.id])
  }
}
