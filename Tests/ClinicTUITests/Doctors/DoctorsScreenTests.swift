import ClinicDomain
import TerminalKit
import Testing

@testable import ClinicTUI

@Suite("Doctors")
struct DoctorsScreenTests {
  private let done: (any ClinicCommand) -> Performed? = { _ in .done(AnyValue(base: Done())) }

  private func driver(
    roles: Set<ClinicDomain.Role> = [.manager], practitioner: PractitionerID? = nil,
    _ variant: ScreenVariant = ScreenVariant.all[0],
    settle: @escaping (any ClinicCommand) -> Performed? = { _ in nil }
  ) -> ScreenDriver {
    var driver = ScreenDriver(
      roles: roles, practitioner: practitioner, variant, answer: DoctorSamples.answer,
      settle: settle)
    driver.go(.doctors)
    return driver
  }

  private func card(
    roles: Set<ClinicDomain.Role> = [.manager], practitioner: PractitionerID? = nil,
    _ variant: ScreenVariant = ScreenVariant.all[0],
    settle: @escaping (any ClinicCommand) -> Performed? = { _ in nil }
  ) -> ScreenDriver {
    var driver = driver(roles: roles, practitioner: practitioner, variant, settle: settle)
    driver.press(.enter)
    return driver
  }

  @Test("the four fields make one search")
  func search() throws {
    var driver = driver()
    #expect(!driver.state.screenIsTyping)
    driver.press(.character("/"))
    driver.type("an")
    driver.press(.tab)
    driver.type("car")
    driver.press(.tab)
    driver.type("vit")
    driver.press(.tab)
    driver.type("es")
    let query = try #require(
      driver.queries.compactMap { $0 as? SearchPractitioners }.last)
    #expect(
      query
        == SearchPractitioners(text: "an", specialty: "car", municipality: "vit", state: .es))
    driver.press(.escape)
    #expect(driver.queries.last as? SearchPractitioners == SearchPractitioners())
    driver.press(.escape)
    #expect(!driver.state.screenIsTyping)
  }

  @Test("i shows inactive doctors too")
  func inactive() {
    var driver = driver()
    driver.press(.character("i"))
    #expect(
      driver.queries.last as? SearchPractitioners == SearchPractitioners(includesInactive: true))
  }

  @Test("s leads to the doctor's schedule from the list and the card")
  func schedule() {
    var fromList = driver()
    fromList.press(.character("s"))
    #expect(fromList.state.place == .schedule)
    var fromCard = card()
    fromCard.press(.character("s"))
    #expect(fromCard.state.place == .schedule)
  }

  @Test(
    "who may change an agenda is offered it, a doctor her own alone",
    arguments: [
      (ClinicDomain.Role.manager, PractitionerID?.none, true), (.reception, nil, true),
      (.doctor, DoctorSamples.ana, true), (.doctor, DoctorSamples.bruno, false),
      (.nurse, nil, false),
    ])
  func offers(role: ClinicDomain.Role, practitioner: PractitionerID?, mayChange: Bool) {
    var driver = card(roles: [role], practitioner: practitioner)
    let keys = driver.state.doctors.keys(driver.state.context).map(\.key)
    #expect(keys.contains("a") == mayChange)
    #expect(keys.contains("e") == (role == .manager))
    driver.press(.character("a"))
    #expect((driver.state.doctors.layer != nil) == mayChange)
  }

  @Test("a rule for Monday to Friday becomes five, and the agenda is saved as one")
  func addRule() throws {
    var driver = card(settle: done)
    driver.press(.character("a"))
    for _ in 0..<4 { driver.press(.delete) }
    driver.press(.character("n"), .enter)
    driver.type("0800")
    driver.type("1200")
    driver.press(.control("s"))
    #expect(driver.commands.isEmpty)
    driver.press(.control("s"))
    let command = try #require(driver.commands.last as? SetWeeklyAgenda)
    #expect(command.agenda.rules.map(\.weekday) == Array(Weekday.allCases.prefix(5)))
    #expect(command.agenda.problems().isEmpty)
    #expect(driver.state.doctors.layer == nil)
  }

  @Test("a rule that overlaps another stays in its form with a word why")
  func overlap() {
    var driver = card(settle: done)
    driver.press(.character("a"), .character("n"), .enter)
    driver.type("1000")
    driver.type("1100")
    driver.press(.control("s"))
    guard case .agenda(let editor) = driver.state.doctors.layer else {
      Issue.record("the editor closed")
      return
    }
    #expect(editor.rule?.panel.form.errors["from"] != nil)
    #expect(editor.rules.count == 4)
  }

  @Test("editing a rule keeps its id; Escape asks before the change is lost")
  func editRule() {
    var driver = card()
    driver.press(.character("a"), .enter, .enter)
    driver.type("0900")
    driver.press(.control("s"))
    guard case .agenda(let editor) = driver.state.doctors.layer else {
      Issue.record("the editor closed")
      return
    }
    #expect(editor.rules.first?.id == DoctorSamples.agenda.rules.first?.id)
    #expect(editor.rules.first?.from == CivilTime(hour: 9))
    driver.press(.escape)
    #expect(driver.state.doctors.layer != nil)
    driver.press(.character("d"))
    #expect(driver.state.doctors.layer == nil)
  }

  @Test("a run of days is closed in one go")
  func vacation() {
    var driver = card(settle: done)
    driver.press(.character("n"), .enter)
    driver.type("01122026")
    driver.type("05122026")
    driver.press(.tab, .tab, .tab)
    driver.type("férias")
    driver.press(.control("s"))
    let added = driver.commands.compactMap { ($0 as? AddAgendaException)?.exception }
    #expect(added.map { [$0.date.day, $0.lastDate.day] } == [[1, 5]])
    #expect(added.allSatisfy { $0.effect == .closes(reason: "férias") && $0.from == .midnight })
    #expect(driver.state.doctors.layer == nil)
  }

  @Test("a day that is past can't be closed")
  func pastDay() {
    var driver = card(settle: done)
    driver.press(.character("n"), .enter)
    driver.type("01112026")
    driver.press(.tab, .tab, .tab, .tab)
    driver.type("x")
    driver.press(.control("s"))
    #expect(driver.commands.isEmpty)
  }

  @Test("an exception is taken back after another key than its own")
  func removeException() throws {
    var driver = card(settle: done)
    driver.press(.down, .character("x"), .character("x"), .enter)
    #expect(driver.commands.isEmpty)
    driver.press(.character("s"))
    let command = try #require(driver.commands.last as? RemoveAgendaException)
    #expect(command.id == DoctorSamples.exceptions[1].id)
  }

  @Test("a doctor's form comes back as it was")
  func roundTrip() throws {
    let fields = DoctorFormFields(
      wording: Wording(language: .portuguese), places: WorkPlaces(DoctorSamples.units))
    let practitioner = try DoctorSamples.practitioner()
    let form = Form(fields.fields(practitioner))
    #expect(fields.details(form, base: practitioner.details) == practitioner.details)
    for field in form.fields {
      #expect(fields.error(field.id, form, needsRegistration: true) == nil, "\(field.id)")
    }
  }

  @Test("registering needs the council's number, and a taken one is said at its field")
  func register() throws {
    var driver = driver(settle: { _ in
      .refused(.invalid([FieldProblem(.registration, .taken)]))
    })
    driver.press(.character("n"))
    driver.type("Célia Dias")
    driver.press(.control("s"))
    #expect(driver.commands.isEmpty)
    driver.type("es")
    driver.press(.enter)
    driver.type("4455")
    driver.press(.enter)
    driver.type("Pediatria")
    driver.press(.control("s"))
    let command = try #require(driver.commands.last as? RegisterPractitioner)
    #expect(command.details.registration?.formatted == "CRM-ES 4455")
    guard case .form(let form) = driver.state.doctors.layer else {
      Issue.record("the form closed")
      return
    }
    #expect(form.panel.form.errors["registration.council"] != nil)
  }

  /// Ana's card with other rules or details.
  private func changedCard(
    rules: [AgendaRule] = DoctorSamples.agenda.rules,
    _ change: (inout PractitionerDetails) -> Void = { _ in }
  ) throws -> PractitionerCard {
    var practitioner = try DoctorSamples.practitioner()
    change(&practitioner.details)
    return PractitionerCard(
      practitioner: practitioner, row: DoctorSamples.rows[0],
      agenda: Agenda(practitioner: DoctorSamples.ana, rules: rules), exceptions: [])
  }

  @Test("a doctor's field that someone else changed is told, the others are taken in")
  func contestedDoctor() throws {
    var driver = card()
    driver.press(.character("e"))
    driver.type("x")
    let changed = try changedCard {
      $0.phone = nil
      $0.slotMinutes = 50
    }
    driver.answer = { $0 is ReadPractitionerCard ? PractitionerCard?.some(changed) : nil }
    driver.settle = { _ in .refused(.changedMeanwhile([.name])) }
    driver.press(.control("s"))
    let first = try #require(driver.commands.last as? UpdatePractitioner)
    #expect(first.base == (try DoctorSamples.practitioner().details))
    #expect(first.isActive == nil)
    driver.settle = done
    driver.press(.control("s"))
    let again = try #require(driver.commands.last as? UpdatePractitioner)
    #expect(again.base == changed.practitioner.details)
    #expect(again.details.changedFields(from: again.base) == [.name])
  }

  @Test("an agenda that someone else changes meanwhile keeps both people's rules")
  func contestedAgenda() throws {
    var driver = card()
    driver.press(.character("a"), .delete)
    let theirs = DoctorSamples.agenda.rules.dropLast() + [DoctorSamples.rule(9, .saturday, 8, 12)]
    let changed = try changedCard(rules: Array(theirs))
    driver.answer = {
      $0 is ReadPractitionerCard ? PractitionerCard?.some(changed) : DoctorSamples.answer($0)
    }
    driver.settle = { _ in .refused(.changedMeanwhile([.rules])) }
    driver.press(.control("s"))
    #expect((driver.commands.last as? SetWeeklyAgenda)?.base.count == 4)
    #expect(driver.state.message?.tone == .warning)
    driver.settle = done
    driver.press(.control("s"))
    let again = try #require(driver.commands.last as? SetWeeklyAgenda)
    #expect(Set(again.base) == Set(theirs))
    #expect(again.agenda.rules == Array(theirs.dropFirst()))
    #expect(driver.state.doctors.layer == nil)
  }

  @Test("the list as text")
  func listScreen() {
    assertScreens(named: "doctors-list") { variant in driver(variant).state.view() }
  }

  @Test("the card as text")
  func cardScreen() {
    assertScreens(named: "doctors-card") { variant in card(variant).state.view() }
  }

  @Test("the weekly agenda as text")
  func agendaScreen() {
    assertScreens(named: "doctors-agenda") { variant in
      var driver = card(variant)
      driver.press(.character("a"))
      return driver.state.view()
    }
  }

  @Test("a rule, an exception and the form as text")
  func formScreens() {
    assertScreens(named: "doctors-rule") { variant in
      var driver = card(variant)
      driver.press(.character("a"), .character("n"))
      return driver.state.view()
    }
    assertScreens(named: "doctors-exception") { variant in
      var driver = card(variant)
      driver.press(.character("n"))
      return driver.state.view()
    }
    assertScreens(named: "doctors-form") { variant in
      var driver = card(variant)
      driver.press(.character("e"))
      return driver.state.view()
    }
  }
}
