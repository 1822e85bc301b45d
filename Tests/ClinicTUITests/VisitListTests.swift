import ClinicDomain
import TerminalKit
import Testing

@testable import ClinicTUI

@Suite("Lists of visits on screen and on paper")
struct VisitListTests {
  typealias Fixture = AgendaFixture
  private let wording = Wording(language: .portuguese)

  private static let past = Fixture.visit(
    51, "Rita Moraes", Fixture.ana, 9, 0, status: .fulfilled,
    on: Fixture.wednesday.adding(days: -50))
  private static let missed = Fixture.visit(
    52, "Rita Moraes", Fixture.celia, 10, 0, status: .noshow, kind: .followUp,
    on: Fixture.wednesday.adding(days: -20))
  private static let off = Fixture.visit(
    53, "Rita Moraes", Fixture.ana, 11, 0, status: .cancelled,
    on: Fixture.wednesday.adding(days: -10))
  private static let next = Fixture.visit(
    13, "Rita Moraes", Fixture.bruno, 9, 30)
  private static let later = Fixture.visit(
    54, "Rita Moraes", Fixture.celia, 15, 0, confirmation: .confirmed, kind: .tele,
    on: Fixture.wednesday.adding(days: 30))

  static func driver(_ variant: ScreenVariant = .standard) -> ScreenDriver {
    var driver = ScheduleScreenTests.driver(variant)
    driver.answer = { query in
      switch query {
      case is ListPatientVisits: [later, next, off, missed, past]
      case let query as ReadDayList: list(query)
      default: Fixture.answer(query)
      }
    }
    return driver
  }

  static func list(_ query: ReadDayList) -> ReadDayList.Answer {
    let doctors = [Fixture.ana, Fixture.bruno, Fixture.celia].filter {
      query.practitioners.isEmpty || query.practitioners.contains($0.id)
    }
    return ReadDayList.Answer(
      doctors: doctors.map { doctor in
        ReadDayList.Doctor(
          practitioner: doctor,
          visits: Fixture.visits.filter { $0.practitioner == doctor.id }.map {
            ReadDayList.Line(visit: $0, phone: "(27) 99876-1020")
          })
      })
  }

  /// Opens the card of Rita's visit and her list.
  private func opened(_ variant: ScreenVariant = .standard) -> ScreenDriver {
    var driver = Self.driver(variant)
    driver.open(.visit(Self.next))
    driver.press(.enter)
    driver.type("l")
    return driver
  }

  @Test("shows every visit of a patient, past and to come", arguments: ScreenVariant.all)
  func screen(_ variant: ScreenVariant) {
    assertScreen(opened(variant).state.view(), named: "schedule-visits", variant)
  }

  @Test("begins at the next visit, and Enter goes to the chosen one")
  func going() {
    var driver = opened()
    driver.press(.up, .enter)
    #expect(driver.state.schedule.panel == nil)
    #expect(driver.state.schedule.cursor?.date == Self.later.date)
    #expect(driver.state.schedule.cursor?.visit == Self.later.id)
    #expect(driver.state.schedule.cursor?.practitioner == Fixture.celia.id)
  }

  @Test("from the patient's card v lists them, and Enter leads to the schedule")
  func fromCard() throws {
    var driver = Self.driver()
    let patient = Patient(
      id: Self.next.patient, chartNumber: 1,
      details: PatientDetails(name: try PersonName(parsing: "Rita Moraes")),
      registeredAt: Instant(milliseconds: 0))
    let own = driver.answer
    driver.answer = { query in
      guard query is ReadPatientCard else { return own(query) }
      return Optional.some(
        PatientCard(
          patient: patient, visits: [Self.next], nextVisit: Self.next, lastVisit: nil,
          missedVisits: 1, visitCount: 2, openBalance: nil))
    }
    driver.open(.patient(patient.id))
    driver.type("v")
    #expect(driver.text.contains("5 consultas · 2 por vir · 1 falta"))
    driver.press(.enter)
    #expect(driver.state.place == .schedule)
    #expect(driver.state.schedule.cursor?.visit == Self.next.id)
  }

  @Test("P writes the day's list of all, or of those that the filter leaves")
  func printing() throws {
    var driver = Self.driver()
    driver.type("P")
    func files() -> [(name: String, text: String)] {
      driver.effects.compactMap {
        if case .writeFile(_, let name, let text) = $0 { (name, text) } else { nil }
      }
    }
    #expect(files().map(\.name) == ["lista-2026-11-25.txt"])
    #expect(try #require(files().first).text.contains("Bruno Reis"))
    driver.state.schedule.filter = AgendaFilter(
      name: "Pediatria", practitioners: [Fixture.celia.id])
    driver.press(.pageDown, .pageUp)
    driver.type("P")
    let text = try #require(files().last).text
    #expect(text.contains("Célia Dias") && !text.contains("Bruno Reis"))
  }

  @Test("who may not read patients prints nothing")
  func noPatients() {
    var driver = ScreenDriver(roles: [], answer: Fixture.answer)
    driver.state.schedule.cursor = GridCursor(
      practitioner: nil, date: Fixture.wednesday, time: Fixture.time(9))
    driver.type("P")
    #expect(!driver.queries.contains { $0 is ReadDayList })
  }

  private func text(visits: Int, name: String = "Maria da Silva") -> String {
    let rows = (0..<visits).map { index in
      ReadDayList.Line(
        visit: Fixture.visit(
          UInt64(index), name, Fixture.ana, 8, 0, confirmation: .confirmed, kind: .followUp,
          isOverbooked: index == 0), phone: "(27) 99876-1020")
    }
    let list = ReadDayList.Answer(doctors: [
      ReadDayList.Doctor(practitioner: Fixture.ana, visits: rows),
      ReadDayList.Doctor(practitioner: Fixture.bruno, visits: Array(rows.prefix(1))),
    ])
    return DayListText(
      clinicName: "Clínica Boa Vista", date: Fixture.wednesday, list: list,
      printedAt: CivilDateTime(date: Fixture.wednesday, time: Fixture.time(7, 5))
    ).text(wording)
  }

  @Test(
    "pages have 60 lines of 80 columns at most and say which they are",
    arguments: [
      (1, 2), (52, 2), (53, 3), (160, 5),
    ])
  func pages(visits: Int, count: Int) {
    let pages = text(visits: visits).split(separator: "\u{0C}")
    #expect(pages.count == count)
    var printed = 0
    for (index, page) in pages.enumerated() {
      let lines = page.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
      #expect(lines.count <= 60)
      #expect(lines.allSatisfy { TextWidth.width(of: String($0)) <= 80 })
      #expect(lines.first?.hasSuffix("página \(index + 1)/\(count)") == true)
      printed += lines.count { $0.hasPrefix("08:00-08:30") }
    }
    #expect(printed == visits + 1)
  }

  @Test("a page shows when, who, phone, kind and state")
  func page() {
    let lines = text(visits: 1).split(separator: "\n")
    #expect(lines[0].hasPrefix("Clínica Boa Vista"))
    #expect(lines[1].hasPrefix("Dra. Ana Lima · Cardiologia · Sala 1"))
    #expect(lines[1].hasSuffix("qua 25 nov 2026"))
    #expect(
      lines[5]
        == "08:00-08:30  Maria da Silva (encaixe)      (27) 99876-1020  R     confirmada")
    #expect(lines[7] == "R retorno")
    #expect(lines[8].hasPrefix("1 consulta") && lines[8].hasSuffix("impresso 25/11/2026 07:05"))
  }

  @Test("nothing of a name, a kind or a state is cut")
  func whole() {
    let name = "Vera Lúcia Sá de Albuquerque Nogueira Cavalcanti"
    let rows = [
      ReadDayList.Line(
        visit: Fixture.visit(1, name, Fixture.ana, 8, 0, confirmation: .unreachable, kind: .tele),
        phone: "(27) 99876-1020"),
      ReadDayList.Line(
        visit: Fixture.visit(2, "Rita Moraes", Fixture.ana, 9, 0, kind: .first),
        phone: "(27) 99876-1021"),
    ]
    let text = DayListText(
      clinicName: "Clínica Boa Vista", date: Fixture.wednesday,
      list: ReadDayList.Answer(doctors: [
        ReadDayList.Doctor(practitioner: Fixture.ana, visits: rows)
      ]), printedAt: CivilDateTime(date: Fixture.wednesday, time: Fixture.time(7, 5))
    ).text(wording)
    #expect(!text.contains("…"))
    let lines = text.split(separator: "\n").map(String.init)
    #expect(lines[5].hasSuffix("T     \(wording.confirmation(.unreachable))"))
    let shown = [lines[5], lines[6]].map { $0.dropFirst(13).prefix(28) }
      .joined(separator: " ").split(separator: " ").joined(separator: " ")
    #expect(shown == name)
    #expect(lines[7].hasPrefix("09:00-09:30  Rita Moraes"))
    #expect(lines[9] == "1 \(wording.visitKind(.first)) · T \(wording.visitKind(.tele))")
  }

  @Test("what a printer would obey does not get to it")
  func plain() {
    let text = text(visits: 1, name: "Maria\u{1B}E\u{0C}\u{202E}Silva")
    #expect(!text.contains("\u{1B}") && !text.contains("\u{202E}"))
    #expect(text.split(separator: "\u{0C}").count == 2)
  }
}
