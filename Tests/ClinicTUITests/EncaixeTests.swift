import ClinicDomain
import TerminalKit
import Testing

@testable import ClinicTUI

@Suite("Squeezing a visit in")
struct EncaixeTests {
  typealias Fixture = AgendaFixture

  private static let christmas = CivilDate(year: 2026, month: 12, day: 25).flatMap {
    HolidayCalendar().on($0).first
  }
  private static let visits = Array(
    Fixture.visits.filter { $0.practitioner == Fixture.bruno.id }.prefix(1))

  /// A driver on Friday, a holiday: everything is closed and stands on one row at midnight.
  private func closed(
    usualStart: CivilTime?, on days: Int = 2,
    _ variant: ScreenVariant = .standard,
    settle: @escaping (any ClinicCommand) -> Performed? = { _ in nil }
  ) -> ScreenDriver {
    var driver = ScheduleScreenTests.driver(variant, settle: settle)
    driver.answer = { query in
      switch query {
      case let query as ReadAgendaDay:
        return [
          AgendaColumn(
            practitioner: Fixture.ana, date: query.date, open: [], closures: [], visits: [],
            holidays: [Self.christmas].compactMap(\.self), usualStart: usualStart)
        ]
      case let query as PreviewOverbooking:
        return OverbookingImpact(
          used: 0, perDay: 5, delays: [], closure: .holiday(.national(.christmas)),
          own: query.patient == nil ? [] : Self.visits)
      default: return Fixture.answer(query)
      }
    }
    driver.press(.pageDown, .home)
    for _ in 0..<days { driver.press(.pageDown) }
    // The row at midnight becomes the cursor's own time.
    driver.press(.down)
    return driver
  }

  private func form(_ driver: ScreenDriver) -> BookingForm? {
    if case .booking(let form) = driver.state.schedule.panel { form } else { nil }
  }

  private func bookings(_ driver: ScreenDriver) -> [BookAppointment] {
    driver.commands.compactMap { $0 as? BookAppointment }
  }

  @Test("on a closed day it begins when the doctor usually does, today not before now")
  func prefilledTime() {
    for (usual, days, expected) in [
      (Fixture.time(13, 30) as CivilTime?, 2, Fixture.time(13, 30)),
      (nil, 2, Fixture.time(8)),
      // It is 09:42.
      (Fixture.time(8), 0, Fixture.time(9, 40)), (Fixture.time(14), 0, Fixture.time(14)),
    ] {
      var driver = closed(usualStart: usual, on: days)
      driver.type("e")
      #expect(form(driver)?.start == expected, "\(driver.text)")
    }
  }

  @Test("the cursor's own time stays where the day has hours")
  func ownTime() {
    var driver = ScheduleScreenTests.driver()
    driver.press(.home, .character("e"))
    #expect(form(driver)?.start == driver.state.schedule.row?.time)
    driver = ScheduleScreenTests.driver()
    // Davi is away all day: the row is the other doctors'.
    driver.type("lllje")
    #expect(form(driver)?.practitioner == Fixture.davi)
    #expect(form(driver)?.start == driver.state.schedule.row?.time)
  }

  @Test("a closed day and the patient's own visit are warned of", arguments: ScreenVariant.all)
  func warnings(_ variant: ScreenVariant) {
    var driver = closed(usualStart: Fixture.time(8), variant)
    driver.type("e")
    let wording = driver.state.context.wording
    #expect(driver.text.contains(wording.closure(.holiday(.national(.christmas)))))
    #expect(!driver.text.contains("José Prado"))
    driver.type("pedro")
    driver.press(.enter)
    #expect(driver.text.contains(wording.ownVisits(Self.visits)), "\(driver.text)")
    assertScreen(driver.state.view(), named: "schedule-encaixe-closed", variant)
  }

  @Test("beside the patient's own visit it is booked only when that is said, never by Enter")
  func beside() throws {
    var driver = closed(usualStart: Fixture.time(8)) { command in
      guard let booking = command as? BookAppointment else { return nil }
      let others = Self.visits.map(\.id)
      guard booking.beside == nil else { return .done(AnyValue(base: booking.id)) }
      return .refused(.scheduling(.taken(by: .patient, visits: others, near: [])))
    }
    driver.type("epedro")
    driver.press(.enter)
    for _ in 0..<10 where form(driver)?.form.focusedID != FieldName.reason.rawValue {
      driver.press(.tab)
    }
    driver.type("dor")
    driver.press(.control("s"))
    #expect(driver.text.contains("O paciente já tem consulta"))
    driver.press(.enter)
    #expect(bookings(driver).count == 1)
    driver.press(.escape)
    #expect(form(driver)?.besideQuestion == nil)
    driver.press(.control("s"))
    driver.type("m")
    #expect(bookings(driver).map(\.beside) == [nil, nil, Set(Self.visits.map(\.id))])
    #expect(form(driver) == nil)
  }

  @Test("what is refused names the key that squeezes in there, and none where there is none")
  func keys() throws {
    var grid = closed(usualStart: nil)
    grid.press(.enter)
    #expect(grid.state.message?.text == "Fora da agenda do médico. e marca como encaixe.")
    var line = ScreenDriver(roles: [.reception], answer: QuickLineTests.answer)
    line.go(.schedule)
    line.type("20:00 pedro")
    line.press(.enter)
    #expect(line.state.message?.text.contains("Ctrl-E marca como encaixe") == true)
    let refusals: [SchedulingRefusal] = [
      .outsideAgenda, .tooShortNotice(minutes: 60), .dayFull(perDay: 3),
    ]
    for refusal in refusals {
      var form = ScheduleScreenTests.driver { _ in .refused(.scheduling(refusal)) }
      form.type("n13:30 pedro")
      form.press(.enter, .enter)
      #expect(form.state.message?.text.contains("Ctrl-E marca como encaixe") == true)
      for language in Language.allCases {
        let text = Wording(language: language).refusal(.scheduling(refusal))
        #expect(!text.contains(" E ") && !text.contains("Ctrl-E"), "\(text)")
      }
    }
    let full = SchedulingRefusal.kindFull(.exam, perDay: 1)
    var form = ScheduleScreenTests.driver { _ in .refused(.scheduling(full)) }
    form.type("n13:30 pedro")
    form.press(.enter, .enter)
    #expect(form.state.message?.text == "O dia só tem 1 de exame.")
  }

  @Test("of an inactive doctor nothing is free, and that is said")
  func inactive() {
    let gone = PractitionerRow(
      id: Fixture.ana.id, name: "Ana Lima", sex: .female, registration: "", specialties: "",
      unitName: "", roomName: "", municipality: "", state: nil, slotMinutes: 30, price: nil,
      isActive: false)
    var driver = ScheduleScreenTests.driver()
    driver.answer = { query in
      guard let query = query as? ReadAgendaDay else { return Fixture.answer(query) }
      return [
        AgendaColumn(
          practitioner: gone, date: query.date, open: [], closures: [],
          visits: [Fixture.visit(1, "Maria da Silva", gone, 10, 0)]),
        Fixture.column(Fixture.bruno, on: query.date, visits: []),
      ]
    }
    driver.press(.pageDown, .left, .character("G"))
    #expect(driver.text.contains("Médico inativo · Dra. Ana Lima"), "\(driver.text)")
    for key in "ne" {
      driver.press(.character(key))
      #expect(form(driver) == nil)
      #expect(driver.state.message?.text == "Médico inativo.")
    }
    driver.press(.enter)
    #expect(driver.state.message?.text == "Médico inativo.")
  }
}
