import ClinicDomain
import TerminalKit
import Testing

@testable import ClinicTUI

@Suite("The editor of the kinds of visit")
struct KindsPanelTests {
  private static let kinds: VisitKinds = {
    var stored = VisitKinds.builtIn.all.filter { $0.kind == .exam }
    stored[0].price = Money(centavos: 120_00)
    stored[0].minutes = 20
    stored[0].colour = .yellow
    stored[0].preparation = "jejum de 8 horas"
    return VisitKinds(stored: stored)
  }()

  private func driver(
    roles: Set<ClinicDomain.Role> = [.manager],
    _ variant: ScreenVariant = ScreenVariant(
      language: .portuguese, size: Size(columns: 80, rows: 24)),
    settle: @escaping (any ClinicCommand) -> Performed? = { _ in .done(AnyValue(base: Done())) }
  ) -> ScreenDriver {
    var driver = ScreenDriver(
      roles: roles, variant,
      answer: { $0 is ListVisitKinds ? Self.kinds : DoctorSamples.answer($0) }, settle: settle)
    driver.go(.doctors)
    driver.press(.character("K"))
    return driver
  }

  private func saved(_ driver: ScreenDriver) -> [VisitKindSetup] {
    driver.commands.compactMap { ($0 as? SaveVisitKind)?.setup }
  }

  @Test("the list and the form as they look")
  func screens() {
    assertScreens(named: "visit-kinds") { driver($0).state.view() }
    assertScreens(named: "visit-kind") { variant in
      var driver = driver(variant)
      driver.press(.down, .down, .down, .enter)
      return driver.state.view()
    }
  }

  private func driver(_ variant: ScreenVariant) -> ScreenDriver {
    driver(roles: [.manager], variant)
  }

  @Test("a kind is changed by field; what is not said is the agenda's and the doctor's")
  func change() throws {
    var driver = driver()
    driver.press(.enter)
    driver.type("avaliação")
    driver.press(.tab, .backspace)
    driver.type("v")
    driver.press(.control("s"))
    let setup = try #require(saved(driver).first)
    #expect(setup.kind == .first)
    #expect(setup.name == "avaliação")
    #expect(setup.letter == "V")
    #expect(setup.minutes == nil && setup.price == nil)
    #expect(driver.state.message?.tone == .done)
  }

  @Test("a new kind takes its code from its name; one without is refused at the field")
  func new() throws {
    var driver = driver()
    driver.press(.character("n"), .control("s"))
    #expect(saved(driver).isEmpty)
    driver.type("Grupo de gestantes")
    driver.press(.control("s"))
    #expect(saved(driver).map(\.kind.rawValue) == ["grupo-de-gestantes"])
  }

  @Test("billing gets the price alone, the desk only looks")
  func roles() throws {
    var billing = driver(roles: [.billing])
    billing.press(.character("n"))
    #expect(!billing.state.doctors.isTyping)
    billing.press(.down, .down, .down, .enter)
    #expect(!billing.text.contains("Letra"))
    billing.type("15000")
    billing.press(.control("s"))
    let setup = try #require(saved(billing).first)
    #expect(setup.price == Money(centavos: 150_00))
    #expect(setup.minutes == 20)
    var desk = driver(roles: [.reception])
    desk.press(.enter, .character("n"))
    #expect(!desk.state.doctors.isTyping)
  }

  @Test("the palette leads to it from anywhere")
  func palette() {
    var driver = driver()
    driver.go(.patients)
    driver.press(.control("p"))
    driver.type("tipos")
    driver.press(.enter)
    #expect(driver.text.contains("Retorno grátis"))
  }
}
