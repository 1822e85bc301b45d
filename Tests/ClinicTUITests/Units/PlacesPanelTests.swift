import ClinicDomain
import TerminalKit
import Testing

@testable import ClinicTUI

@Suite("Units and rooms on screen")
struct PlacesPanelTests {
  typealias Samples = BedSamples

  private static func driver(
    _ variant: ScreenVariant = .standard, roles: Set<ClinicDomain.Role> = [.manager],
    settle: @escaping (any ClinicCommand) -> Performed? = { _ in .done(AnyValue(base: Done())) }
  ) -> ScreenDriver {
    var driver = UnitsScreenTests.driver(variant, roles: roles, settle: settle)
    driver.press(.tab, .tab)
    return driver
  }

  @Test("lists the units with their rooms and beds", arguments: ScreenVariant.all)
  func list(_ variant: ScreenVariant) {
    var driver = Self.driver(variant)
    driver.press(.down, .down)
    assertScreen(driver.state.view(), named: "units-places", variant)
  }

  @Test("changes a unit", arguments: ScreenVariant.all)
  func form(_ variant: ScreenVariant) {
    var driver = Self.driver(variant)
    driver.press(.down, .enter)
    #expect(driver.state.units.isTyping)
    assertScreen(driver.state.view(), named: "units-place-form", variant)
  }

  @Test("n registers a unit, i a room in the unit under the cursor")
  func adds() throws {
    var driver = Self.driver()
    driver.type("nPraia do Canto")
    driver.press(.tab)
    driver.type("11222333000181")
    driver.press(.control("s"))
    let unit = try #require(driver.commands.first as? SaveUnit)
    #expect(unit.base == nil && unit.unit.name == "Praia do Canto")
    #expect(unit.unit.cnpj?.value == "11222333000181" && unit.unit.isActive)
    driver.press(.down)
    driver.type("iCurativos")
    driver.press(.control("s"))
    let room = try #require(driver.commands.last as? SaveRoom)
    #expect(room.base == nil && room.room.unit == Samples.hospital)
    #expect(room.room.name == "Curativos")
  }

  @Test("a wrong CNPJ is told at its field and nothing is sent")
  func checks() {
    var driver = Self.driver()
    driver.type("nPraia")
    driver.press(.tab)
    driver.type("11222333000182")
    driver.press(.control("s"))
    #expect(driver.commands.isEmpty && driver.text.contains("os dígitos não conferem"))
  }

  @Test("x retires the room under the cursor and brings a retired one back")
  func retires() throws {
    var driver = Self.driver()
    driver.press(.down, .down)
    driver.type("x")
    let infusion = try #require(driver.commands.last as? SaveRoom)
    #expect(infusion.base?.isActive == true && !infusion.room.isActive)
    driver.press(.end)
    #expect(driver.text.contains("volta ao uso"))
    driver.type("x")
    let old = try #require(driver.commands.last as? SaveUnit)
    #expect(old.base?.isActive == false && old.unit.isActive)
  }

  @Test("visits that lose their place are shown first, and x is taken back with Esc")
  func retiresWithVisits() throws {
    let lost = Array(AgendaFixture.visits.filter { $0.status == .booked }.prefix(3))
    var driver = Self.driver()
    driver.answer = {
      $0 is PreviewAgendaChange ? AgendaChangePreview(outside: lost) : Samples.answer($0)
    }
    driver.press(.down, .down)
    driver.type("x")
    #expect(driver.commands.isEmpty)
    #expect(driver.text.contains("3 consultas ficam fora da agenda"))
    #expect(
      (driver.queries.last as? PreviewAgendaChange)?.change
        == .room(Samples.infusion, isActive: false))
    driver.press(.escape)
    #expect(driver.commands.isEmpty && driver.text.contains("Infusão"))
    driver.type("xs")
    #expect((driver.commands.last as? SaveRoom)?.room.isActive == false)
    driver.press(.up)
    driver.type("xs")
    #expect((driver.commands.last as? SaveUnit)?.unit.isActive == false)
  }

  @Test("a refusal is told and what was typed stays")
  func refused() {
    var driver = Self.driver(settle: { _ in .refused(.invalid([FieldProblem(.name, .taken)])) })
    driver.type("nCentro")
    driver.press(.control("s"))
    #expect(driver.state.units.hasUnsavedText && driver.text.contains("já está em uso"))
  }

  @Test(
    "only a manager is offered changes", arguments: [ClinicDomain.Role.reception, .nurse, .doctor])
  func rights(_ role: ClinicDomain.Role) {
    var driver = Self.driver(roles: [role])
    driver.type("nixe")
    driver.press(.enter)
    #expect(driver.commands.isEmpty && !driver.state.units.isTyping)
    #expect(driver.state.screen.keys(driver.state.context).map(\.key) == ["m", "Tab"])
    driver.press(.tab)
    #expect(driver.state.units.panel == nil)
  }

  @Test("what is retired is offered for nothing new, and kept where it stands")
  func offers() {
    let places = WorkPlaces(Samples.rooms)
    #expect(!places.offered(keeping: nil, nil).places.contains { $0.unit == Samples.closed })
    #expect(
      places.offered(keeping: Samples.closed, nil).places.contains { $0.unit == Samples.closed })
  }
}
