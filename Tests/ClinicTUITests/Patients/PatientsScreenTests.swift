import ClinicDomain
import TerminalKit
import Testing

@testable import ClinicTUI

@Suite("Patients")
struct PatientsScreenTests {
  private func driver(
    roles: Set<ClinicDomain.Role> = [.reception], _ variant: ScreenVariant = ScreenVariant.all[0],
    answer: @escaping (any ClinicQuery) -> (any Equatable & Sendable)? = PatientSamples.answer,
    settle: @escaping (any ClinicCommand) -> Performed? = { _ in nil }
  ) -> ScreenDriver {
    var driver = ScreenDriver(roles: roles, variant, answer: answer, settle: settle)
    driver.go(.patients)
    return driver
  }

  private func searches(_ driver: ScreenDriver) -> [SearchPatients] {
    driver.queries.compactMap { $0 as? SearchPatients }
  }

  @Test("the field has the keys on entering, and every letter asks")
  func typing() {
    var driver = driver()
    #expect(driver.state.screenIsTyping)
    driver.type("mar ?g")
    let texts = searches(driver).map(\.text)
    #expect(texts == ["", "m", "ma", "mar", "mar ", "mar ?", "mar ?g"])
  }

  @Test("an older answer never covers a newer one")
  func olderAnswers() {
    var driver = driver(answer: { _ in nil })
    driver.type("ab")
    let tickets = driver.effects.compactMap { effect -> Ticket? in
      if case .load(let ticket, let query) = effect, query.base is SearchPatients { return ticket }
      return nil
    }
    func page(_ rows: [PatientRow]) -> Reply {
      .answer(AnyValue(base: SearchPatients.Answer(rows: rows, hasMore: false)))
    }
    driver.send(.answered(tickets[2], page([PatientSamples.rows[1]])))
    driver.send(.answered(tickets[1], page(PatientSamples.rows)))
    #expect(driver.state.patients.list.rows.map(\.name) == ["Maria Silvana Prado"])
  }

  @Test("Enter typed ahead of the answer opens the first row when it comes")
  func enterAhead() throws {
    var driver = driver(answer: { _ in nil })
    driver.type("m")
    driver.press(.enter)
    #expect(driver.state.patients.card == nil)
    let ticket = try #require(
      driver.effects.compactMap { effect -> Ticket? in
        if case .load(let ticket, _) = effect { ticket } else { nil }
      }.last)
    driver.answer = PatientSamples.answer
    driver.send(
      .answered(
        ticket,
        .answer(AnyValue(base: SearchPatients.Answer(rows: PatientSamples.rows, hasMore: false)))))
    #expect(driver.state.patients.card?.patient == PatientSamples.rows[0].id)
  }

  @Test("Escape clears, then leaves the field; / comes back")
  func escape() {
    var driver = driver()
    driver.type("x")
    driver.press(.escape)
    #expect(driver.state.patients.list.text.isEmpty)
    #expect(driver.state.screenIsTyping)
    driver.press(.escape)
    #expect(!driver.state.screenIsTyping)
    driver.press(.character("/"))
    #expect(driver.state.screenIsTyping)
  }

  @Test("arrows move in the list while the field has the keys")
  func arrows() {
    var driver = driver()
    driver.press(.down, .down)
    #expect(driver.state.patients.list.selected?.name == "Marina Silveira")
    driver.press(.enter)
    #expect(driver.state.patients.card?.patient == PatientSamples.rows[2].id)
    driver.press(.escape)
    #expect(driver.state.patients.list.selected?.name == "Marina Silveira")
  }

  @Test("the next page is asked for once near the end, and joins the rows")
  func paging() {
    var driver = driver(answer: { query in
      guard let search = query as? SearchPatients else { return nil }
      return PatientSamples.page(search.skipping, 50, hasMore: search.skipping < 50)
    })
    for _ in 0..<49 { driver.press(.down) }
    #expect(searches(driver).map(\.skipping) == [0, 50])
    #expect(driver.state.patients.list.rows.count == 100)
    #expect(driver.state.patients.list.selected?.name == "Paciente 49")
  }

  @Test("a refresh keeps the cursor on its patient, pages down or moved")
  func refreshKeepsCursor() {
    var driver = driver(answer: { query in
      guard let search = query as? SearchPatients else { return nil }
      return PatientSamples.page(search.skipping, 50, hasMore: search.skipping < 100)
    })
    for _ in 0..<70 { driver.press(.down) }
    #expect(driver.state.patients.list.selected?.name == "Paciente 70")
    driver.answer = { query in
      guard let search = query as? SearchPatients else { return nil }
      let page = PatientSamples.page(max(search.skipping - 1, 0), 50, hasMore: true)
      let new = PatientSamples.row(1, "Nova", born: nil)
      return search.skipping == 0
        ? SearchPatients.Answer(rows: [new] + page.rows.dropLast(), hasMore: true) : page
    }
    driver.send(.changed(.patients))
    #expect(driver.state.patients.list.selected?.name == "Paciente 70")
    #expect(driver.state.patients.list.rows.first?.name == "Nova")
  }

  @Test("only more than a page is said in words")
  func moreThanFifty() {
    let driver = driver(answer: { query in
      query is SearchPatients ? PatientSamples.page(0, 50, hasMore: true) : nil
    })
    #expect(driver.text.contains("mais de 50 nomes"))
  }

  @Test(
    "what a role may not do is not offered",
    arguments: [
      (ClinicDomain.Role.reception, ["n", "e", "b", "$"]), (.doctor, ["b", "r", "$"]),
      (.nurse, ["e", "r"]), (.billing, ["$"]), (.auditor, ["$"]),
    ])
  func offers(role: ClinicDomain.Role, offered: [String]) {
    var driver = driver(roles: [role])
    driver.press(.escape)
    let keys = driver.state.patients.keys(driver.state.context).map(\.key)
    #expect(["n", "e", "b", "r", "$"].filter(keys.contains) == offered)
  }

  @Test(
    "b, r and $ lead on from the list and from the card",
    arguments: ["b": Place.schedule, "r": .record, "$": .billing] as [Character: Place],
    [false, true])
  func ways(way: (key: Character, value: Place), fromCard: Bool) {
    var driver = driver(roles: [.reception, .doctor])
    driver.press(.escape)
    if fromCard { driver.press(.enter) }
    driver.press(.character(way.key))
    #expect(driver.state.place == way.value)
  }

  @Test("Esc leads back along the way one came, and a place chosen by its key ends the way")
  func wayBack() {
    var driver = driver(roles: [.reception, .doctor, .billing])
    driver.go(.desk)
    driver.open(.patient(PatientSamples.rows[0].id))
    driver.press(.character("$"))
    #expect(driver.state.place == .billing)
    driver.press(.escape)
    #expect(driver.state.place == .patients && driver.state.patients.card != nil)
    driver.press(.escape)
    #expect(driver.state.place == .desk)
    driver.open(.patient(PatientSamples.rows[0].id))
    driver.press(.character("/"), .enter, .escape)
    #expect(driver.state.place == .patients && driver.state.patients.card == nil)
    driver.go(.desk)
    driver.open(.patient(PatientSamples.rows[0].id))
    driver.press(.function(Place.patients.functionKey), .escape)
    #expect(driver.state.place == .patients)
  }

  @Test("a visit under way is said to be, and not to come")
  func underWay() throws {
    var driver = driver()
    let row = PatientSamples.rows[0]
    let now = PatientSamples.visit(1, row, daysFromToday: 0, .arrived, .none, .inProgress)
    let card = PatientCard(
      patient: try PatientSamples.patient(row), visits: [now], nextVisit: now, lastVisit: nil,
      missedVisits: 0, visitCount: 0, openBalance: nil)
    driver.answer = { $0 is ReadPatientCard ? PatientCard??.some(card) : nil }
    driver.press(.enter)
    #expect(driver.text.contains("Agora: "))
    #expect(!driver.text.contains("na recepção"))
    #expect(driver.text.split(separator: "\n").filter { $0.contains("em atendimento") }.count == 2)
  }

  @Test("/ on the card goes back to searching")
  func searchFromCard() {
    var driver = driver()
    driver.press(.enter)
    #expect(!driver.state.screenIsTyping)
    driver.press(.character("/"))
    #expect(driver.state.patients.card == nil)
    #expect(driver.state.screenIsTyping)
  }

  @Test("a visit leads to its day in the schedule")
  func visitToSchedule() {
    var driver = driver()
    driver.press(.enter, .down, .enter)
    #expect(driver.state.place == .schedule)
  }

  @Test("on a very wide window name and phone stay near enough for one look")
  func wideList() throws {
    var driver = driver(
      ScreenVariant(language: .portuguese, size: Size(columns: 200, rows: 60)))
    driver.type("mar sil")
    let line = try #require(
      driver.text.split(separator: "\n").first { $0.contains("(27) 99876-1020") })
    #expect(line.count <= 132)
  }

  @Test("the list as text")
  func listScreen() {
    assertScreens(named: "patients-list") { variant in
      var driver = driver(variant)
      driver.type("mar sil")
      return driver.state.view()
    }
  }

  @Test("nobody found as text")
  func emptyScreen() {
    assertScreens(named: "patients-nobody") { variant in
      var driver = driver(
        variant, answer: { _ in SearchPatients.Answer(rows: [], hasMore: false) })
      driver.type("zzz")
      return driver.state.view()
    }
  }

  @Test("the card as text")
  func cardScreen() {
    assertScreens(named: "patients-card") { variant in
      var driver = driver(roles: [.reception, .doctor], variant)
      driver.press(.enter)
      return driver.state.view()
    }
  }
}
