import ClinicDomain
import TerminalKit
import Testing

@testable import ClinicTUI

@Suite("Who pays, what it costs and what the patient is told")
struct PayerScreenTests {
  typealias Fixture = AgendaFixture

  private static let unimed = Payer.insurer("Unimed", plan: "Ouro")
  private static let pedro = Fixture.patients[3]

  /// The answers of a clinic where everybody is with Unimed.
  private static func answer(_ query: any ClinicQuery) -> (any Equatable & Sendable)? {
    switch query {
    case let query as PreviewBooking:
      let told = QuickLineTests.preview(query)
      return told.map { known in
        BookingPreview(
          practitioner: known.practitioner, minutes: known.minutes, refusal: known.refusal,
          clashes: known.clashes, near: known.near, window: known.window, phone: known.phone,
          price: VisitPrice(
            on: query.date, window: nil, kind: nil, practitioner: known.practitioner.price),
          payers: query.patient == nil ? [] : [unimed, .patient])
      } as PreviewBooking.Answer
    case let query as ReadPatientCard:
      let name = try? PersonName(parsing: "Pedro Alves")
      return name.map { name in
        PatientCard(
          patient: Patient(
            id: query.patient, chartNumber: 18_204,
            details: PatientDetails(
              name: name, coverage: Coverage(insurer: "Unimed", plan: "Ouro")),
            registeredAt: Instant(milliseconds: 0)), visits: [], nextVisit: nil, lastVisit: nil,
          missedVisits: 0, visitCount: 0, openBalance: nil)
      } as ReadPatientCard.Answer
    default: return QuickLineTests.answer(query)
    }
  }

  /// Procedures cost R$ 600,00 and are prepared for.
  private static func driver(
    _ variant: ScreenVariant = .standard,
    answer: @escaping (any ClinicQuery) -> (any Equatable & Sendable)? = Self.answer
  ) -> ScreenDriver {
    var driver = ScreenDriver(
      roles: [.reception], variant, answer: answer,
      settle: { _ in .done(AnyValue(base: Done())) })
    var stored = VisitKinds.builtIn.all.filter { $0.kind == .procedure }
    stored[0].price = Money(centavos: 60_000)
    stored[0].preparation = "jejum de 8 horas; vir com acompanhante"
    driver.state.context.wording.kinds = VisitKinds(stored: stored)
    driver.go(.schedule)
    return driver
  }

  private func form(_ driver: ScreenDriver) -> BookingForm? {
    if case .booking(let form) = driver.state.schedule.panel { form } else { nil }
  }

  private func bookings(_ driver: ScreenDriver) -> [BookAppointment] {
    driver.commands.compactMap { $0 as? BookAppointment }
  }

  @Test("the form has the usual payer, a letter chooses another, another patient has her own")
  func form() throws {
    var driver = Self.driver()
    driver.type("n15:00 pedro")
    #expect(form(driver)?.payer == nil)
    driver.press(.enter)
    #expect(form(driver)?.payer == Self.unimed)
    driver.press(.tab)
    driver.type("p")
    #expect(form(driver)?.payer == .patient)
    driver.press(.enter)
    #expect(try #require(bookings(driver).first).payer == .patient)
    driver.type("n15:30 pedro")
    driver.press(.enter, .enter)
    #expect(bookings(driver).last?.payer == Self.unimed)
    driver.type("n16:00 pedro")
    driver.press(.enter, .backTab)
    driver.type("maria")
    #expect(form(driver)?.payer == nil)
  }

  @Test(
    "the line takes the usual payer unless a word says another",
    arguments: [
      ("15:00 pedro", nil), ("15:00 pedro part", Payer.patient),
      ("15:00 pedro ret particular", .patient), ("15:00 pedro private ret", .patient),
      ("15:00 pedro conv", unimed), ("15:00 pedro convênio ret", unimed),
    ] as [(String, Payer?)])
  func line(text: String, expected: Payer?) throws {
    var driver = Self.driver()
    driver.type(text)
    #expect(driver.text.contains("· Unimed Ouro") == (expected != .patient), "\(driver.text)")
    driver.press(.enter)
    let booking = try #require(bookings(driver).first, "\(driver.text)")
    #expect(booking.payer == expected)
    #expect(booking.patient == Self.pedro.id)
    #expect((booking.visitKind == .followUp) == text.contains("ret"))
  }

  @Test("an insurer is not booked for who has none")
  func noInsurer() {
    var driver = Self.driver(answer: QuickLineTests.answer)
    driver.type("15:00 pedro conv")
    driver.press(.enter)
    #expect(bookings(driver).isEmpty)
    #expect(driver.state.message?.text == "Pedro Alves não tem convênio no cadastro.")
    driver.press(.tab)
    #expect(form(driver)?.chosen?.name == "Pedro Alves")
  }

  @Test("the form that goes on from the line keeps the payer that was typed")
  func wholeForm() {
    var driver = Self.driver()
    driver.type("15:00 pedro part")
    driver.press(.tab)
    #expect(form(driver)?.payer == .patient)
  }

  @Test("price and preparation are told before Enter, on the line and in the form")
  func told() {
    for opening in ["15:00 pedro proc part", "n15:00 pedro"] {
      var driver = Self.driver()
      driver.type(opening)
      if opening.hasPrefix("n") {
        driver.press(.enter)
        driver.type("proc")
        driver.press(.tab)
        driver.type("p")
        #expect(driver.text.contains("R$ 600,00"), "\(driver.text)")
      } else {
        #expect(driver.text.contains("R$ 250,00"), "the preview's price: \(driver.text)")
      }
      #expect(driver.text.contains("Preparo: jejum de 8 horas; vir com acompanhante"))
    }
  }

  @Test("a slot tells what its usual kind costs, not only what the doctor asks")
  func slot() {
    var driver = Self.driver()
    driver.press(.character("F"))
    #expect(driver.text.contains("particular R$ 250,00"), "\(driver.text)")
    var stored = VisitKinds.builtIn.all.filter { $0.kind == .routine }
    stored[0].price = Money(centavos: 32_000)
    driver.state.context.wording.kinds = VisitKinds(stored: stored)
    #expect(driver.text.contains("particular R$ 320,00"))
    #expect(!driver.text.contains("R$ 250,00"))
  }

  /// Everything that a line can say is said: it is long, and its time is taken.
  private static func full(_ variant: ScreenVariant) -> ScreenDriver {
    var driver = driver(variant) { query in
      guard let query = query as? PreviewBooking else { return answer(query) }
      let times = zip([7, 8, 11, 12, 14], [9, 10, 11, 14, 15]).map { days, hour in
        FreeTime(
          practitioner: query.practitioner, practitionerName: "Ana Lima",
          date: query.date.adding(days: days), start: Fixture.time(hour), minutes: 30)
      }
      return BookingPreview(
        practitioner: Fixture.ana, minutes: 30,
        refusal: .taken(by: .practitioner, visits: [Fixture.visits[7].id], near: []),
        clashes: [Fixture.visits[7]], near: times) as PreviewBooking.Answer
    }
    driver.type(":amanhã 14:00 maria sanches retorno toda semana 10x")
    return driver
  }

  @Test("nothing of what the line understood is cut, nor a free time", arguments: [80, 120])
  func uncut(columns: Int) {
    let driver = Self.full(
      ScreenVariant(language: .portuguese, size: Size(columns: columns, rows: 24)))
    for part in [
      "qui 26/11 14:00", "Dra. Ana Lima", "retorno", "Maria Sanches Lima", "10x",
      "Vera Lúcia Sá de Albuquerque", "livres qui 03/12 09:00", "ter 08/12 14:00",
      "qui 10/12 15:00",
    ] {
      #expect(driver.text.contains(part), "\(part) in\n\(driver.text)")
    }
    assertScreens(named: "booking-line-taken") { Self.full($0).state.view() }
  }

  private static func paid(by payer: Payer?) -> VisitRow {
    let base = Fixture.visit(5, "Teresa Alves", Fixture.ana, 10, 0)
    return VisitRow(
      id: base.id, patient: base.patient, patientName: base.patientName,
      practitioner: base.practitioner, practitionerName: base.practitionerName, date: base.date,
      start: base.start, minutes: 30, status: .booked, confirmation: .none,
      reservation: .confirmed, kind: .routine, isOverbooked: false, isHistorical: false,
      arrivedAt: nil, encounter: nil, encounterStatus: nil, encounterStartedAt: nil, invoice: nil,
      payer: payer)
  }

  @Test("the visit's line, card and list say who pays")
  func shown() {
    let visit = Self.paid(by: Self.unimed)
    for columns in [80, 120] {
      var driver = Self.driver(
        ScreenVariant(language: .portuguese, size: Size(columns: columns, rows: 24)))
      driver.answer = { query in
        switch query {
        case let query as ReadAgendaDay:
          [Fixture.column(Fixture.ana, on: query.date, visits: [visit])]
        case is ListPatientVisits: [visit]
        default: Self.answer(query)
        }
      }
      driver.open(.visit(visit))
      #expect(driver.text.contains("· Unimed Ouro"), "\(driver.text)")
      driver.press(.enter)
      #expect(driver.text.contains("Convênio"))
      driver.type("l")
      #expect(driver.text.contains("Unimed Ouro") == (columns == 120), "\(driver.text)")
    }
  }

  @Test(
    "check-in asks for the card of who pays, and says where the registration has another",
    arguments: [
      (nil, "Unimed · Ouro · 0042", true), (Payer.patient, "Particular", false),
      (unimed, "Unimed · Ouro · 0042", true),
      (.insurer("Bradesco", plan: ""), "Bradesco · ! no cadastro: Unimed Ouro", true),
    ] as [(Payer?, String, Bool)])
  func checkIn(payer: Payer?, text: String, hasCard: Bool) {
    let wording = Wording(language: .portuguese)
    let coverage = Coverage(
      insurer: "Unimed", plan: "Ouro", memberNumber: "0042",
      validUntil: Fixture.wednesday.adding(days: 3))
    let line = wording.cardLine(
      coverage, paidBy: payer, isSeen: false, today: Fixture.wednesday)
    #expect(line.text.contains(text))
    #expect(line.text.contains("[ ] c") == hasCard)
    #expect(line.isOdd == line.text.contains("!"))
  }

  @Test("Q lets another pay, on the card of a visit and as the patient checks in")
  func changesPayer() throws {
    let visit = Self.paid(by: Self.unimed)
    let time = try #require(
      VisitTime(
        date: visit.date, start: visit.start, minutes: 30, zone: SiteZone.brasilia))
    let detail = VisitDetail(
      row: visit,
      appointment: Appointment(
        id: visit.id, patient: visit.patient, practitioner: visit.practitioner, time: time,
        status: .booked, kind: .routine, payer: Self.unimed, bookedBy: "user:x",
        bookedAt: Fixture.instant(8)),
      patient: Self.pedro, roomName: "", unitName: "", bookedByName: "",
      payers: [.patient, Self.unimed])
    var driver = Self.driver()
    driver.answer = { query in
      switch query {
      case let query as ReadAgendaDay:
        [Fixture.column(Fixture.ana, on: query.date, visits: [visit])]
      case is ReadVisit: detail as ReadVisit.Answer
      default: Self.answer(query)
      }
    }
    driver.open(.visit(visit))
    driver.press(.enter)
    driver.type("Q")
    let first = try #require(driver.commands.last as? ChangePayer)
    #expect(first.id == visit.id && first.base == Self.unimed && first.payer == .patient)
    #expect(driver.state.message?.text.contains("u desfaz") == true)
    driver.type("u")
    #expect((driver.commands.last as? UndoVisitChange)?.command == .changePayer)
    driver.go(.desk)
    driver.answer = { query in
      switch query {
      case is ReadDesk: [visit]
      case is ReadCheckIn:
        (try? PersonName(parsing: "Pedro Alves")).map { name in
          CheckInCard(
            patient: Patient(
              id: Self.pedro.id, chartNumber: 1,
              details: PatientDetails(
                name: name, coverage: Coverage(insurer: "Unimed", plan: "Ouro")),
              registeredAt: Instant(milliseconds: 0)), reviewedAt: Fixture.instant(8))
        } as ReadCheckIn.Answer
      default: Self.answer(query)
      }
    }
    driver.send(.changed(.schedule))
    driver.type("i")
    #expect(driver.state.screen.keys(driver.state.context).map(\.key).contains("Q"))
    driver.type("Q")
    #expect(driver.commands.count == 3 && driver.commands.last is ChangePayer)
    driver.type("u")
    #expect((driver.commands.last as? UndoVisitChange)?.command == .changePayer)
  }

  @Test("an insurer's invoice is paid by it, and says whose prices count")
  func invoice() throws {
    let sample = try BillingSample()
    let insured = sample.detail(.issued, payer: Self.unimed)
    var driver = sample.driver(.issued)
    driver.answer = { $0 is ReadInvoice ? InvoiceDetail?.some(insured) : nil }
    driver.open(.invoice(sample.invoice))
    #expect(driver.text.contains("Maria da Silva · CPF 390.533.447-05 · Unimed Ouro"))
    driver.type("t")
    driver.press(.control("s"))
    let payment = try #require(driver.commands.last as? TakePayment)
    #expect(payment.method == .insurer)
    #expect(payment.payerName == "Unimed Ouro")
    #expect(payment.payerCPF == nil)
    // She may pay a part herself.
    driver.type("=")
    driver.type(String(driver.state.context.wording.methodQuestion(.zero).answers[0].key))
    let own = try #require(driver.commands.last as? TakePayment)
    #expect(own.method == Payment.Method.allCases[0])
    #expect(own.payerName == "Maria da Silva")
  }

  @Test("every kind's cap has its whole name, and the repetition its whole hint")
  func labels() throws {
    var driver = Self.driver()
    driver.type("n")
    #expect(driver.text.contains(driver.state.context.wording.repetitionHint))
    var stored = VisitKinds.builtIn.all
    stored.append(
      VisitKindSetup(
        id: Fixture.id(77), kind: try #require(VisitKind(rawValue: "avaliacao")),
        name: "avaliação pré-operatória"))
    var wording = driver.state.context.wording
    wording.kinds = VisitKinds(stored: stored)
    let form = PolicyForm(AgendaPolicy(), title: "Ana", wording)
    var buffer = CellBuffer(size: Size(columns: 80, rows: 24))
    form.panel.draw(into: &buffer, in: Rect(column: 0, row: 0, columns: 80, rows: 24))
    let text = buffer.text
    #expect(text.contains("Avaliação pré-operatória"), "\(text)")
    for kind in VisitKind.builtIn { #expect(text.contains(wording.capLabel(kind))) }
  }
}
