import ClinicDomain
import TerminalKit
import Testing

@testable import ClinicTUI

@Suite("Units and beds on screen")
struct UnitsScreenTests {
  typealias Samples = BedSamples
  typealias Fixture = AgendaFixture

  static func driver(
    _ variant: ScreenVariant = .standard, roles: Set<ClinicDomain.Role> = [.nurse],
    practitioner: PractitionerID? = nil,
    settle: @escaping (any ClinicCommand) -> Performed? = { _ in .done(AnyValue(base: Done())) }
  ) -> ScreenDriver {
    var driver = ScreenDriver(
      roles: roles, practitioner: practitioner, variant, answer: Samples.answer, settle: settle)
    driver.go(.units)
    return driver
  }

  private func at(
    _ number: UInt64, roles: Set<ClinicDomain.Role> = [.nurse],
    practitioner: PractitionerID? = nil
  ) -> ScreenDriver {
    var driver = Self.driver(roles: roles, practitioner: practitioner)
    driver.state.units.selected = Fixture.id(9100 + number)
    return driver
  }

  @Test("shows every bed with its state, patient and days", arguments: ScreenVariant.all)
  func map(_ variant: ScreenVariant) {
    var driver = Self.driver(variant)
    driver.press(.down, .down)
    assertScreen(driver.state.view(), named: "units-beds", variant)
  }

  @Test("a wide window has more cells in a row")
  func wide() {
    let variant = ScreenVariant(language: .portuguese, size: Size(columns: 200, rows: 60))
    assertScreen(Self.driver(variant).state.view(), named: "units-beds", variant)
  }

  @Test("shows a stay below the map", arguments: ScreenVariant.all)
  func card(_ variant: ScreenVariant) {
    var driver = Self.driver(variant)
    driver.state.units.selected = Fixture.id(9105)
    driver.press(.enter)
    assertScreen(driver.state.view(), named: "units-stay", variant)
  }

  @Test("asks who answers for an admitted patient", arguments: ScreenVariant.all)
  func admission(_ variant: ScreenVariant) {
    var driver = Self.driver(variant, roles: [.reception])
    driver.type("n")
    driver.press(.enter)
    assertScreen(driver.state.view(), named: "units-admit", variant)
  }

  @Test("a patient is found, given a doctor and put into the bed under the cursor")
  func admits() throws {
    var driver = Self.driver(roles: [.reception])
    driver.state.units.selected = Fixture.id(9107)
    driver.type("nmaria")
    driver.press(.enter)
    driver.type("bru")
    driver.press(.tab)
    driver.type("dor torácica")
    driver.press(.control("s"))
    let command = try #require(driver.commands.first as? AdmitPatient)
    #expect(command.bed == Fixture.id(9107) && command.practitioner == Fixture.bruno.id)
    #expect(command.reason == "dor torácica")
    #expect(driver.state.units.panel == nil && driver.state.message?.tone == .done)
  }

  @Test("what was typed stays when the bed was just taken by another")
  func loses() {
    var driver = Self.driver(
      roles: [.reception], settle: { _ in .refused(.stay(.bedNotFree(.occupied))) })
    driver.state.units.selected = Fixture.id(9107)
    driver.type("nmaria")
    driver.press(.enter)
    driver.type("ana")
    driver.press(.control("s"))
    #expect(driver.commands.count == 1 && driver.state.units.hasUnsavedText)
    #expect(driver.state.message?.tone == .error)
  }

  @Test("t cuts a patient out, Enter on a free bed puts her there, Esc leaves her")
  func transfers() {
    var driver = at(5)
    driver.type("t")
    #expect(driver.text.contains("Maria da Silva sai do leito O1"))
    driver.state.units.selected = Fixture.id(9108)
    driver.press(.enter)
    #expect(driver.commands.isEmpty && driver.state.message?.tone == .error)
    driver.state.units.selected = Fixture.id(9107)
    driver.press(.enter)
    #expect(
      driver.commands.map { AnyCommand(base: $0) } == [
        AnyCommand(base: TransferPatient(id: Fixture.id(9205), bed: Fixture.id(9107)))
      ])
    var other = at(5)
    other.type("t")
    other.press(.escape)
    #expect(other.state.units.carried == nil && other.commands.isEmpty)
  }

  @Test(
    "keys give the orders that they name",
    arguments: [
      (UInt64(8), "c", Bed.State.free), (7, "c", .cleaning), (4, "c", .free), (3, "c", .free),
    ])
  func cleans(_ number: UInt64, _ key: String, _ state: Bed.State) {
    var driver = at(number)
    driver.type(key)
    let wanted = SetBedState(id: Fixture.id(9100 + number), state: state)
    #expect(driver.commands.map { AnyCommand(base: $0) } == [AnyCommand(base: wanted)])
  }

  @Test("a bed is blocked with a reason only, and kept with or without one")
  func blocks() {
    var driver = at(7)
    driver.type("b")
    driver.press(.control("s"))
    #expect(driver.commands.isEmpty)
    driver.type("sem colchão")
    driver.press(.control("s"))
    var other = at(7)
    other.type("v")
    other.press(.control("s"))
    let id: BedID = Fixture.id(9107)
    #expect(
      (driver.commands + other.commands).map { AnyCommand(base: $0) } == [
        AnyCommand(base: SetBedState(id: id, state: .blocked, reason: "sem colchão")),
        AnyCommand(base: SetBedState(id: id, state: .reserved)),
      ])
  }

  @Test("a discharge asks where the patient goes")
  func discharges() {
    var driver = at(6)
    driver.type("d2")
    #expect(
      driver.commands.map { AnyCommand(base: $0) } == [
        AnyCommand(base: DischargePatient(id: Fixture.id(9206), disposition: .otherFacility))
      ])
  }

  @Test("a doctor moves her own patients only, and nobody without the right anybody")
  func rights() {
    for (number, roles, keys) in [
      (UInt64(5), Set([ClinicDomain.Role.doctor]), ""), (6, [.doctor], "td"), (5, [.billing], ""),
      (5, [.nurse], "td"),
    ] {
      let driver = at(
        number, roles: roles, practitioner: roles == [.doctor] ? Fixture.ana.id : nil)
      let offered = driver.state.screen.keys(driver.state.context).map(\.key)
      #expect(offered.filter { "td".contains($0) }.joined() == keys, "\(roles)")
      #expect(!offered.contains("i") && !offered.contains("e"))
    }
  }

  @Test("a manager adds a bed beside the cursor's and changes one")
  func saves() {
    var driver = at(7, roles: [.manager])
    driver.type("i")
    driver.press(.tab)
    driver.type("O7")
    driver.press(.control("s"))
    let added = driver.commands.first as? SaveBed
    #expect(added?.unit == Samples.hospital && added?.base == nil)
    #expect(added?.details == BedDetails(room: Samples.observation, code: "O7"))
    var other = at(7, roles: [.manager])
    other.type("e")
    other.press(.tab, .tab, .right, .control("s"))
    let base = BedDetails(room: Samples.observation, code: "O3")
    let gone = BedDetails(room: Samples.observation, code: "O3", isActive: false)
    let wanted = SaveBed(
      id: Fixture.id(9107), unit: Samples.hospital, base: base, details: gone)
    #expect(other.commands.map { AnyCommand(base: $0) } == [AnyCommand(base: wanted)])
  }

  @Test("f goes through the units, and another terminal's change shows by itself")
  func filters() {
    var driver = Self.driver()
    driver.type("f")
    #expect(driver.state.units.layout.beds.allSatisfy { $0.bed.unit == Samples.clinic })
    driver.type("f")
    #expect(driver.state.units.layout.beds.count == 10)
    driver.type("f")
    #expect(driver.state.units.layout.beds.count == 12)
    driver.answer = { query in
      query is ReadBedMap
        ? Samples.beds.filter { $0.bed.unit == Samples.clinic } : Samples.answer(query)
    }
    driver.send(.changed(.beds))
    #expect(driver.state.units.layout.beds.count == 2)
  }

  @Test(
    "/ goes to a patient or a bed as it is typed, of another unit too",
    arguments: [
      ("sil", UInt64(5)), ("vera s", 6), ("o5", 9), ("i", 1), ("2", 21),
    ])
  func finds(_ text: String, _ number: UInt64) {
    var driver = Self.driver()
    driver.type("f/\(text)")
    driver.press(.enter)
    #expect(driver.state.units.selected == Fixture.id(9100 + number))
    #expect(driver.state.units.panel == nil)
  }

  @Test("finds beds in a panel below the map", arguments: ScreenVariant.all)
  func finder(_ variant: ScreenVariant) {
    var driver = Self.driver(variant)
    driver.type("/o")
    driver.press(.down)
    assertScreen(driver.state.view(), named: "units-find", variant)
  }

  @Test("who is carried can be put into a bed that was found")
  func findsTarget() {
    var driver = at(5)
    driver.type("t/o3")
    driver.press(.enter, .enter)
    #expect(
      driver.commands.map { AnyCommand(base: $0) } == [
        AnyCommand(base: TransferPatient(id: Fixture.id(9205), bed: Fixture.id(9107)))
      ])
  }

  @Test("o hands a stay over to a doctor found by typing", arguments: ScreenVariant.all)
  func handsOver(_ variant: ScreenVariant) throws {
    var driver = Self.driver(variant)
    driver.state.units.selected = Fixture.id(9105)
    driver.type("ocel")
    assertScreen(driver.state.view(), named: "units-handover", variant)
    driver.press(.control("s"))
    let command = try #require(driver.commands.first as? HandOverStay)
    #expect(command.id == Fixture.id(9205))
    #expect(command.from == Fixture.bruno.id && command.to == Fixture.celia.id)
    #expect(driver.state.units.panel == nil && driver.state.message?.tone == .done)
  }

  @Test("a doctor hands over her own patients only, and corrects reasons; a desk corrects none")
  func changingRights() {
    for (number, roles, keys) in [
      (UInt64(5), Set([ClinicDomain.Role.doctor]), "w"), (6, [.doctor], "ow"), (5, [.billing], ""),
      (5, [.reception], "o"), (5, [.nurse], "ow"), (7, [.nurse], ""),
    ] {
      let driver = at(
        number, roles: roles, practitioner: roles == [.doctor] ? Fixture.ana.id : nil)
      let offered = driver.state.screen.keys(driver.state.context).map(\.key)
      #expect(offered.filter { "ow".contains($0) }.joined() == keys, "\(roles)")
    }
  }

  private static func answer(_ reason: String?) -> (any ClinicQuery) -> (any Equatable & Sendable)?
  {
    { query in
      guard query is ReadStay, let card = Samples.answer(query) as? StayCard else {
        return Samples.answer(query)
      }
      return StayCard?(
        StayCard(
          row: card.row, places: card.places,
          formerCare: [
            StayCard.Care(
              practitionerName: Fixture.ana.name, until: card.row.admittedAt.adding(minutes: 60))
          ], reason: reason, formerReasons: reason == nil ? [] : ["dor abdominal"]))
    }
  }

  @Test("a card tells who was in charge and how the reason read", arguments: ScreenVariant.all)
  func changedCard(_ variant: ScreenVariant) {
    var driver = Self.driver(variant)
    driver.answer = Self.answer("dor torácica")
    driver.state.units.selected = Fixture.id(9105)
    driver.press(.enter)
    assertScreen(driver.state.view(), named: "units-stay-changed", variant)
  }

  @Test("w corrects a reason as it reads, and tells to open the chart where it can't be read")
  func corrects() throws {
    var driver = at(5)
    driver.answer = Self.answer(nil)
    driver.type("w")
    #expect(driver.state.units.panel == nil && driver.state.message?.tone == .warning)
    driver.answer = Self.answer("dor torácica")
    driver.type("w")
    assertScreen(driver.state.view(), named: "units-reason", .standard)
    driver.type(" atípica")
    driver.press(.control("s"))
    let command = try #require(driver.commands.first as? CorrectStayReason)
    #expect(command.base == "dor torácica" && command.reason == "dor torácica atípica")
  }

  @Test("what another corrected is read again, and what was typed stays")
  func correctedMeanwhile() throws {
    var driver = Self.driver(settle: { _ in .refused(.changedMeanwhile([.reason])) })
    driver.state.units.selected = Fixture.id(9105)
    driver.answer = Self.answer("dor torácica")
    driver.type("w")
    driver.type("!")
    driver.answer = Self.answer("tosse")
    driver.press(.control("s"))
    #expect(driver.state.units.hasUnsavedText && driver.state.message?.tone == .error)
    driver.press(.control("s"))
    let last = try #require(driver.commands.last as? CorrectStayReason)
    #expect(last.base == "tosse" && last.reason == "dor torácica!")
  }

  @Test("what is blocked doesn't count as room")
  func occupation() {
    let totals = BedTotals(Samples.beds)
    #expect(totals[.occupied] == 3 && totals[.blocked] == 1)
    #expect(totals.occupation == 27)
    #expect(BedTotals([]).occupation == 0)
  }

  @Test("the cursor's bed stays in sight however small the window is")
  func scrolls() {
    let layout = BedLayout(Samples.beds, columns: 1)
    var top = 0
    for bed in layout.beds + layout.beds.reversed() {
      top = layout.top(showing: bed.id, from: top, rows: 5)
      var rows = 0
      let shown = layout.lines.dropFirst(top).prefix { line in
        rows += line.rows
        return rows <= 5
      }
      #expect(
        shown.contains { if case .cells(let cells) = $0 { cells.contains(bed) } else { false } })
    }
  }
}
