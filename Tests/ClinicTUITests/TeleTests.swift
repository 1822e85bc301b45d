import ClinicDomain
import TerminalKit
import Testing

@testable import ClinicTUI

/// Visits by video on the screens: the address, and the consent that is missing.
@Suite struct TeleTests {
  typealias Fixture = AgendaFixture

  private static func kinds() -> VisitKinds {
    VisitKinds(
      stored: VisitKinds.builtIn.all.filter { $0.kind == .tele }.map {
        var setup = $0
        setup.meetingPattern = try? MeetingPattern(parsing: "https://meet.example/{visit}")
        return setup
      })
  }

  private static func visit(hasConsent: Bool, waits: Bool = false) -> VisitRow {
    VisitRow(
      id: Fixture.id(1006), patient: Fixture.id(2006), patientName: "Ivo Sampaio",
      practitioner: Fixture.ana.id, practitionerName: Fixture.ana.name, date: Fixture.wednesday,
      start: Fixture.time(10, 30), minutes: 30, status: waits ? .checkedIn : .booked,
      confirmation: .none, reservation: .confirmed, kind: .tele, isOverbooked: false,
      isHistorical: false, arrivedAt: waits ? Fixture.instant(9, 30) : nil, encounter: nil,
      encounterStatus: nil, encounterStartedAt: nil, invoice: nil, hasTeleConsent: hasConsent)
  }

  private func desk(
    hasConsent: Bool = false, waits: Bool = false, _ variant: ScreenVariant = .standard
  ) -> ScreenDriver {
    var driver = ScreenDriver(
      roles: [.reception], variant,
      answer: { query in
        switch query {
        case is ReadDesk: [Self.visit(hasConsent: hasConsent, waits: waits)]
        default: Fixture.answer(query)
        }
      })
    driver.state.context.wording.kinds = Self.kinds()
    driver.go(.desk)
    return driver
  }

  @Test func `the desk records a consent for a visit by video and for no other`() {
    var driver = desk()
    driver.type("T")
    let given = driver.commands.compactMap { $0 as? RecordTeleConsent }
    #expect(given.map(\.appointment) == [Fixture.id(1006)])
    #expect(given.map(\.isGiven) == [true])
    var other = desk(hasConsent: true)
    other.type("T")
    #expect(other.commands.isEmpty)
  }

  @Test func `who waits without a consent is marked`() {
    #expect(desk(waits: true).text.contains("sem consentimento"))
    #expect(!desk(hasConsent: true, waits: true).text.contains("sem consentimento"))
  }

  /// The mark stands beside ticket and wait, shorter where the window is.
  @Test(arguments: [
    (80, "S007 80+ 12m sem consent."), (120, "S007 80+ · espera 12m · sem consentimento"),
    (200, "S007 80+ 12m sem consent."),
  ])
  func `a missing consent hides neither ticket nor wait`(columns: Int, text: String) {
    let arrival = Arrival(
      visit: Fixture.id(1006), date: Fixture.wednesday, ticket: 7,
      facts: ArrivalFacts(priority: .over80))
    var driver = desk(
      waits: true,
      ScreenVariant(language: .portuguese, size: Size(columns: columns, rows: 30)))
    driver.answer = { query in
      switch query {
      case is ReadDesk: [Self.visit(hasConsent: false, waits: true)]
      case is ReadArrivals: [arrival]
      default: Fixture.answer(query)
      }
    }
    driver.go(.desk)
    #expect(driver.text.contains(text), "\(driver.text)")
  }

  @Test func `the card tells the address and the consent`() {
    var context = ScreenContext.fixture()
    context.wording.kinds = Self.kinds()
    let lines = context.wording.lines(
      about: Self.visit(hasConsent: false), nil, now: context.now, zone: context.zone)
    #expect(
      lines.contains { $0.text == "https://meet.example/\(Self.visit(hasConsent: false).id.text)" })
    let given = TeleConsentRow(isGiven: true, recordedAt: context.now, recordedByName: "Rosa")
    #expect(context.wording.consent(given, context.zone) == "dado 25/11/2026 09:42 · Rosa")
    #expect(context.wording.consent(nil, context.zone).contains("T registra"))
  }
}
