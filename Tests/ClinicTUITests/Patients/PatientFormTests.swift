import ClinicDomain
import TerminalKit
import Testing

@testable import ClinicTUI

@Suite("The patient form")
struct PatientFormTests {
  private func driver(
    _ variant: ScreenVariant = ScreenVariant.all[0],
    settle: @escaping (any ClinicCommand) -> Performed? = { _ in nil }
  ) -> ScreenDriver {
    var driver = ScreenDriver(
      roles: [.reception], variant, answer: PatientSamples.answer, settle: settle)
    driver.go(.patients)
    return driver
  }

  /// Types a new patient's name, birth date and CPF.
  private func fill(_ driver: inout ScreenDriver) {
    driver.press(.control("n"))
    driver.type("Teresa Alves")
    driver.press(.enter, .enter)
    driver.type("14021951")
    driver.type("f")
    driver.press(.enter)
    driver.type("Ana Alves")
    driver.press(.enter)
    driver.type("39053344705")
  }

  @Test("what was searched becomes the name, and saving registers it")
  func registers() throws {
    var driver = driver()
    driver.type("Teresa Alves")
    driver.press(.control("n"))
    #expect(driver.state.patients.form?.panel.form["name"] == "Teresa Alves")
    driver.press(.enter, .enter)
    driver.type("14021951")
    driver.press(.control("s"))
    let command = try #require(driver.commands.last as? RegisterPatient)
    #expect(command.details.name.value == "Teresa Alves")
    #expect(command.details.birthDate == CivilDate(year: 1951, month: 2, day: 14))
    #expect(!command.isDistinct)
  }

  @Test("every field comes back as it was typed")
  func roundTrip() throws {
    let fields = PatientFormFields(
      wording: Wording(language: .portuguese), today: PatientSamples.today)
    var details = try PatientSamples.patient(PatientSamples.rows[3]).details
    details.guardian = Guardian(
      name: try PersonName(parsing: "Márcio da Silva"), relationship: "pai",
      cpf: try CPF(parsing: "52998224725"), phone: try Phone(parsing: "27998761020"))
    details.coverage?.validUntil = CivilDate(year: 2027, month: 1, day: 31)
    details.phones = [
      try Phone(parsing: "+1 212 555 0100"), try Phone(parsing: "2733221144"),
      try Phone(parsing: "27988887766"),
    ]
    let form = Form(fields.fields(details))
    #expect(fields.details(form, base: details) == details)
    for field in form.fields { #expect(fields.error(field.id, form) == nil, "\(field.id)") }
  }

  @Test("a wrong CPF is said on leaving the field and keeps the form from being saved")
  func wrongCPF() {
    var driver = driver()
    driver.press(.control("n"))
    driver.type("Teresa")
    for _ in 0..<5 { driver.press(.tab) }
    driver.type("39053344704")
    #expect(driver.state.patients.form?.panel.form.errors["cpf"] != nil)
    driver.press(.control("s"))
    #expect(driver.commands.isEmpty)
  }

  @Test("a birth date says whether digits are missing or the day does not exist")
  func birthDates() {
    for (typed, said) in [("1405", "faltam dígitos"), ("30022001", "não existe")] {
      var driver = driver()
      driver.press(.control("n"))
      driver.type("Teresa")
      driver.press(.enter, .enter)
      driver.type(typed)
      driver.press(.control("s"))
      #expect(driver.text.contains(said))
    }
  }

  @Test("someone under 18 needs a guardian, and the cursor goes there")
  func minor() {
    var driver = driver()
    driver.press(.control("n"))
    driver.type("Bia Campos")
    driver.press(.enter, .enter)
    driver.type("14022020")
    driver.press(.control("s"))
    #expect(driver.commands.isEmpty)
    #expect(driver.state.patients.form?.panel.form.focusedID == "guardian.name")
  }

  @Test("a likely duplicate is shown beside what was typed; Escape keeps every letter")
  func duplicate() throws {
    let existing = PatientSamples.rows[0]
    var driver = driver(settle: { command in
      (command as? RegisterPatient)?.isDistinct == false
        ? .refused(.duplicate(DuplicateFound(patients: [existing.id], isCertain: false))) : nil
    })
    fill(&driver)
    driver.press(.control("s"))
    #expect(driver.state.patients.form?.duplicates?.rows == [existing])
    driver.press(.escape)
    #expect(driver.state.patients.form?.panel.form["name"] == "Teresa Alves")
    driver.press(.control("s"), .character("+"))
    let command = try #require(driver.commands.last as? RegisterPatient)
    #expect(command.isDistinct)
    let first = try #require(driver.commands.first as? RegisterPatient)
    #expect(first.id == command.id)
  }

  @Test("the existing card opens over the form, which waits")
  func openExisting() {
    let existing = PatientSamples.rows[0]
    var driver = driver(settle: { _ in
      .refused(.duplicate(DuplicateFound(patients: [existing.id], isCertain: true)))
    })
    fill(&driver)
    driver.press(.control("s"))
    driver.press(.character("+"))
    #expect(driver.commands.count == 1)
    driver.press(.enter)
    #expect(driver.state.patients.card?.patient == existing.id)
    driver.press(.escape, .escape)
    #expect(driver.state.patients.form?.panel.form["name"] == "Teresa Alves")
  }

  @Test("Escape asks before typed text is lost")
  func escapeAsks() {
    var driver = driver()
    fill(&driver)
    driver.press(.escape)
    #expect(driver.state.patients.form?.panel.asksToDiscard == true)
    driver.press(.character("d"))
    #expect(driver.state.patients.form == nil)
  }

  @Test("a busy database keeps everything typed and names the key that tries again")
  func busy() {
    var driver = driver(settle: { _ in .failed(.busy) })
    fill(&driver)
    driver.press(.control("s"))
    #expect(driver.state.patients.form?.panel.form["name"] == "Teresa Alves")
    #expect(driver.state.message?.text.contains("Ctrl-S") == true)
    driver.press(.control("s"))
    #expect(driver.commands.count == 2)
  }

  @Test("what waits in the staging area is said to be not yet done")
  func staged() {
    var driver = driver(settle: { _ in .staged })
    fill(&driver)
    driver.press(.control("s"))
    #expect(driver.state.patients.form == nil)
    #expect(driver.state.message?.text.contains("ainda não feito") == true)
  }

  @Test("changing sends what was seen before and what is wanted")
  func edits() throws {
    var driver = driver(settle: { _ in .done(AnyValue(base: Done())) })
    driver.press(.enter, .character("e"))
    driver.type(" Prado")
    driver.press(.control("s"))
    let command = try #require(driver.commands.last as? UpdatePatient)
    #expect(command.base.name.value == "Maria da Silva")
    #expect(command.details.changedFields(from: command.base) == [.name])
    #expect(command.details.name.value == "Maria da Silva Prado")
    #expect(driver.state.patients.form == nil)
  }

  @Test("after someone else's change the other fields are theirs and the typed ones stay")
  func changedMeanwhile() throws {
    let row = PatientSamples.rows[0]
    var theirs = try PatientSamples.patient(row)
    var driver = driver(settle: { _ in .refused(.changedMeanwhile([.name])) })
    driver.press(.enter, .character("e"))
    driver.type(" Prado")
    theirs.details.name = try PersonName(parsing: "Maria Silva")
    theirs.details.email = try EmailAddress(parsing: "nova@exemplo.com.br")
    let card = PatientCard(
      patient: theirs, visits: [], nextVisit: nil, lastVisit: nil, missedVisits: 0, visitCount: 0,
      openBalance: nil)
    driver.answer = { $0 is ReadPatientCard ? PatientCard?.some(card) : nil }
    driver.press(.control("s"))
    #expect(driver.state.patients.form?.panel.form.errors["name"] != nil)
    #expect(driver.state.patients.form?.panel.form["email"] == "nova@exemplo.com.br")
    driver.press(.control("s"))
    let command = try #require(driver.commands.last as? UpdatePatient)
    #expect(command.base == theirs.details)
    #expect(command.details.name.value == "Maria da Silva Prado")
    #expect(command.details.changedFields(from: command.base) == [.name])
  }

  @Test("the form as text")
  func formScreen() {
    assertScreens(named: "patients-form") { variant in
      var driver = driver(variant)
      driver.press(.enter, .character("e"))
      return driver.state.view()
    }
  }

  @Test("the end of the form as text")
  func formEndScreen() {
    assertScreens(named: "patients-form-end") { variant in
      var driver = driver(variant)
      driver.press(.enter, .character("e"))
      for _ in 0..<22 { driver.press(.tab) }
      return driver.state.view()
    }
  }

  @Test("the duplicate warning as text")
  func duplicateScreen() {
    assertScreens(named: "patients-duplicates") { variant in
      var driver = driver(
        variant,
        settle: { _ in
          .refused(
            .duplicate(
              DuplicateFound(patients: PatientSamples.rows.prefix(3).map(\.id), isCertain: false)))
        })
      fill(&driver)
      driver.press(.control("s"))
      return driver.state.view()
    }
  }

  @Test("the question before typed text is lost, as text")
  func discardScreen() {
    assertScreens(named: "patients-form-discard") { variant in
      var driver = driver(variant)
      fill(&driver)
      driver.press(.escape)
      return driver.state.view()
    }
  }
}
