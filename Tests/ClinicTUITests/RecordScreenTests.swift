import ClinicDomain
import TerminalKit
import Testing

@testable import ClinicTUI

private struct Sample {
  var context = ScreenContext.fixture()
  let patient: PatientRow
  let doctor: PractitionerID

  init() {
    patient = PatientRow(
      id: context.makeID(), chartNumber: 18_204, name: "Maria da Silva", socialName: "",
      birthDate: CivilDate(year: 1951, month: 2, day: 14), sex: .female, cpf: "39053344705",
      cns: "", phone: "(27) 99876-1020")
    doctor = context.makeID()
  }

  func chart(of reader: Actor, breakGlass: String? = nil, expiresIn minutes: Int = 60) -> Chart {
    var ids = IDSource.counting(500)
    func entry(
      _ days: Int, _ content: RecordContent, by author: String,
      _ status: RecordEntry.Status = .signed
    ) -> ChartEntry {
      let at = context.now.adding(minutes: -days * 1440)
      return ChartEntry(
        entry: RecordEntry(
          id: ids.make(at: at), patient: patient.id, author: author, occurredAt: at,
          enteredAt: at, status: status,
          retractionReason: status == .retracted ? "paciente errado" : nil, content: content),
        authorName: "Dra. Ana Lima")
    }
    let note = SOAPNote(
      subjective: "Dor torácica aos esforços há 2 semanas, melhor à tarde.",
      objective: "PA 150x90  FC 82", assessment: "I20.9 Angina pectoris, não especificada",
      plan: "ECG hoje; AAS 100 mg.")
    return Chart(
      patient: patient,
      entries: [
        entry(0, .note(note), by: reader.reference),
        entry(53, .allergy(Allergy(substance: "dipirona", criticality: .high)), by: "user:y"),
        entry(60, .problem(Problem(description: "Hipertensão", code: "I10")), by: "user:y"),
        entry(
          90, .medication(Medication(name: "Losartana 50 mg", dosage: "1x ao dia")), by: "user:y"),
        entry(120, .note(SOAPNote(plan: "retorno")), by: "user:y", .retracted),
      ], exams: [], drafts: [], openEncounter: nil,
      access: ChartAccess(
        patient: patient.id, reader: reader.userID ?? ids.make(at: context.now),
        grantedAt: context.now, expiresAt: context.now.adding(minutes: minutes),
        breakGlassReason: breakGlass))
  }

  func driver(
    _ variant: ScreenVariant = ScreenVariant(
      language: .portuguese, size: Size(columns: 80, rows: 24)),
    roles: Set<ClinicDomain.Role> = [.doctor], breakGlass: String? = nil
  ) -> ScreenDriver {
    var driver = ScreenDriver(roles: roles, practitioner: doctor, variant)
    let chart = chart(of: driver.state.context.actor, breakGlass: breakGlass)
    driver.answer = { query in
      switch query {
      case is ReadChart: Chart?.some(chart)
      case is SearchPatients: SearchPatients.Answer(rows: [chart.patient], hasMore: false)
      default: nil
      }
    }
    driver.settle = { command in
      command is OpenChart
        ? .done(AnyValue(base: chart.access)) : .done(AnyValue(base: Done()))
    }
    return driver
  }
}

@Suite("Record screen")
struct RecordScreenTests {
  @Test("the chart looks as saved, its banner names the patient and her allergies")
  func looks() {
    let sample = Sample()
    assertScreens(named: "record-chart") { variant in
      var driver = sample.driver(variant)
      driver.open(.chart(sample.patient.id))
      return driver.state.view()
    }
    assertScreens(named: "record-note") { variant in
      var driver = sample.driver(variant)
      driver.open(.chart(sample.patient.id))
      driver.press(.character("n"))
      driver.type("Dor há 2 dias")
      return driver.state.view()
    }
    assertScreens(named: "record-glass") { variant in
      var driver = sample.driver(variant)
      driver.settle = { _ in .refused(.record(.notOwnPatient)) }
      driver.open(.chart(sample.patient.id))
      return driver.state.view()
    }
  }

  @Test("a part's later rows stand under its first, at soft and hard breaks")
  func hangingParts() {
    #expect(
      ChartView.hanging("S  Dor há dias\nlinha dois", columns: 11)
        == ["S  Dor há", "   dias", "   linha", "   dois"])
    #expect(ChartView.hanging("Dor há dias", columns: 8) == ["Dor há", "dias"])
    #expect(ChartView.hanging("", columns: 8) == [""])
  }

  @Test("nothing of a chart is asked for before its reading is audited")
  func auditFirst() {
    let sample = Sample()
    var driver = sample.driver()
    driver.settle = { _ in nil }
    driver.open(.chart(sample.patient.id))
    #expect(driver.commands.last is OpenChart)
    #expect(!driver.queries.contains { $0 is ReadChart })
    #expect(!driver.text.contains("MARIA"))
  }

  @Test("a patient who is not one's own opens with a typed reason only")
  func glass() throws {
    let sample = Sample()
    var driver = sample.driver()
    let settle = driver.settle
    driver.settle = { command in
      (command as? OpenChart)?.breakGlassReason == nil
        ? .refused(.record(.notOwnPatient)) : settle(command)
    }
    driver.open(.chart(sample.patient.id))
    #expect(driver.state.record.shown == nil)
    driver.type("emergência")
    driver.press(.control("s"))
    let opened = try #require(driver.commands.last as? OpenChart)
    #expect(opened.breakGlassReason == "emergência")
    #expect(driver.text.contains("MARIA DA SILVA"))
  }

  @Test("one's own chart asks for no reason: none would do")
  func ownChart() {
    let sample = Sample()
    var driver = sample.driver()
    driver.settle = { _ in .refused(.record(.ownChart)) }
    driver.open(.chart(sample.patient.id))
    #expect(driver.state.record.breakGlass == nil)
    #expect(driver.text.contains("próprio prontuário"))
  }

  @Test("a nurse is told no where the patient is not of the day")
  func nurse() {
    let sample = Sample()
    var driver = sample.driver(roles: [.nurse])
    driver.settle = { _ in .refused(.record(.notOwnPatient)) }
    driver.open(.chart(sample.patient.id))
    #expect(driver.state.record.breakGlass == nil)
    #expect(driver.state.message?.tone == .error)
  }

  @Test("every key of a note is kept, one order at a time, the newest text wins")
  func drafts() throws {
    let sample = Sample()
    var driver = sample.driver()
    let settle = driver.settle
    driver.settle = { $0 is KeepDraft ? nil : settle($0) }
    driver.open(.chart(sample.patient.id))
    driver.press(.character("n"))
    driver.type("abc")
    let kept = driver.commands.compactMap { $0 as? KeepDraft }
    #expect(kept.count == 1)
    #expect(driver.state.hasUnsavedText)
    let ticket = try #require(
      driver.effects.compactMap { effect -> Ticket? in
        if case .perform(let ticket, let command) = effect, command.base is KeepDraft {
          return ticket
        }
        return nil
      }.last)
    driver.settle = settle
    driver.send(.performed(ticket, .done(AnyValue(base: Done()))))
    let last = try #require(driver.commands.last as? KeepDraft)
    #expect(last.content == .note(SOAPNote(subjective: "abc")))
    #expect(!driver.state.hasUnsavedText)
  }

  @Test("signing takes a key of its own, and Esc leaves with the draft kept")
  func signing() throws {
    let sample = Sample()
    var driver = sample.driver()
    driver.open(.chart(sample.patient.id))
    driver.press(.character("n"))
    driver.type("melhora")
    driver.press(.control("s"), .enter)
    #expect(!driver.commands.contains { $0 is SignEntry })
    driver.press(.character("a"))
    let signed = try #require(driver.commands.last as? SignEntry)
    #expect(signed.content == .note(SOAPNote(subjective: "melhora")))
    driver.press(.character("n"))
    driver.type("x")
    driver.press(.escape)
    #expect(driver.state.record.panel == nil)
    #expect(driver.commands.last is KeepDraft)
  }

  @Test("nothing is signed twice, and no key is written behind the signature")
  func signsOnce() {
    let sample = Sample()
    var driver = sample.driver()
    let settle = driver.settle
    driver.open(.chart(sample.patient.id))
    driver.settle = { $0 is SignEntry ? nil : settle($0) }
    driver.press(.character("n"))
    driver.type("melhora")
    driver.press(.control("s"), .character("a"))
    let given = driver.commands.count
    driver.type("x")
    driver.press(.control("s"), .character("a"))
    #expect(driver.commands.count == given)
    #expect(driver.commands.count { $0 is SignEntry } == 1)
  }

  @Test("a draft that could not be stored is not called kept, and Esc stores it again")
  func failedDraft() throws {
    let sample = Sample()
    var driver = sample.driver()
    let settle = driver.settle
    driver.open(.chart(sample.patient.id))
    driver.settle = { $0 is KeepDraft ? .failed(.busy) : settle($0) }
    driver.press(.character("n"), .character("a"), .escape)
    #expect(driver.state.record.panel != nil)
    #expect(driver.state.hasUnsavedText)
    #expect(driver.state.message?.tone == .error)
    driver.settle = settle
    driver.press(.escape)
    let last = try #require(driver.commands.last as? KeepDraft)
    #expect(last.content == .note(SOAPNote(subjective: "a")))
    #expect(!driver.state.hasUnsavedText)
    driver.press(.escape)
    #expect(driver.state.record.panel == nil)
  }

  @Test("a draft that was refused counts as unsaved, and is thrown away only when asked for")
  func refusedDraft() throws {
    let sample = Sample()
    var driver = sample.driver()
    let settle = driver.settle
    driver.open(.chart(sample.patient.id))
    driver.settle = { $0 is KeepDraft ? .refused(.denied(.writeNotes)) : settle($0) }
    driver.press(.character("n"), .character("a"))
    #expect(driver.state.hasUnsavedText)
    driver.press(.escape, .escape)
    #expect(driver.state.record.loss == nil)
    #expect(driver.state.record.panel != nil)
    let kept = driver.commands.count { $0 is KeepDraft }
    driver.press(.escape, .character("t"))
    #expect(driver.commands.count { $0 is KeepDraft } == kept + 1)
    #expect(driver.state.hasUnsavedText)
    driver.press(.escape, .character("d"))
    #expect(driver.state.record.panel == nil)
    #expect(driver.state.record.shown != nil)
    #expect(!driver.state.hasUnsavedText)
  }

  @Test("what could not be kept survives the end of the access until it is thrown away")
  func refusedAtExpiry() throws {
    let sample = Sample()
    var driver = sample.driver(breakGlass: "emergência")
    let settle = driver.settle
    driver.open(.chart(sample.patient.id))
    driver.settle = { $0 is KeepDraft ? .refused(.denied(.writeNotes)) : settle($0) }
    driver.press(.character("n"), .character("a"))
    driver.settle = { _ in .refused(.record(.notOwnPatient)) }
    driver.state.lastKeyAt = driver.state.context.now.adding(minutes: 60)
    driver.send(.tick(driver.state.context.now.adding(minutes: 60)))
    #expect(driver.state.record.shown == nil)
    #expect(driver.state.record.breakGlass != nil)
    driver.press(.escape)
    #expect(driver.state.record.patient == sample.patient.id)
    #expect(driver.state.hasUnsavedText)
    driver.press(.escape, .escape, .character("d"))
    #expect(driver.state.record.patient == nil)
    #expect(!driver.state.hasUnsavedText)
  }

  @Test("a chart that could not be opened is tried again where it is")
  func retries() {
    let sample = Sample()
    var driver = sample.driver()
    let settle = driver.settle
    driver.settle = { _ in .failed(.busy) }
    driver.open(.chart(sample.patient.id))
    #expect(driver.state.record.shown == nil)
    #expect(driver.state.record.keys(driver.state.context).map(\.key) == ["r", "Esc"])
    #expect(driver.text.contains("r tenta de novo"))
    driver.press(.character("r"))
    #expect(driver.commands.count { $0 is OpenChart } == 2)
    driver.settle = settle
    driver.press(.character("r"))
    #expect(driver.text.contains("MARIA DA SILVA"))
  }

  @Test("a nurse is not offered to take back what only a doctor may")
  func nurseRetracts() {
    let sample = Sample()
    for (role, isOffered) in [(ClinicDomain.Role.nurse, false), (.doctor, true)] {
      var driver = sample.driver(roles: [role])
      driver.open(.chart(sample.patient.id))
      driver.press(.character("X"))
      #expect((driver.state.record.panel != nil) == isOffered)
      #expect(driver.commands.allSatisfy { $0 is OpenChart })
    }
  }

  @Test("an empty substance states that no allergy is known")
  func noAllergies() throws {
    let sample = Sample()
    var driver = sample.driver()
    driver.open(.chart(sample.patient.id))
    driver.press(.character("a"), .control("s"))
    let recorded = try #require(driver.commands.last as? RecordAllergy)
    #expect(recorded.allergy == nil)
  }

  @Test("what was just registered gets the cursor, a change by somebody else does not take it")
  func newestIsSelected() throws {
    let sample = Sample()
    var driver = sample.driver()
    let whole = sample.chart(of: driver.state.context.actor)
    let shorter = Chart(
      patient: whole.patient, entries: Array(whole.entries.dropFirst()), exams: [], drafts: [],
      openEncounter: nil, access: whole.access)
    let answer = driver.answer
    driver.answer = { $0 is ReadChart ? Chart?.some(shorter) : answer($0) }
    driver.open(.chart(sample.patient.id))
    driver.press(.down)
    let old = try #require(driver.state.record.selected?.id)
    driver.answer = answer
    driver.send(.changed(.records))
    #expect(driver.state.record.selected?.id == old)
    driver.answer = { $0 is ReadChart ? Chart?.some(shorter) : answer($0) }
    driver.send(.changed(.records))
    driver.answer = answer
    driver.press(.character("a"), .control("s"))
    #expect(driver.state.record.selected?.id == whole.entries.first?.entry.id.text)
  }

  @Test("an access that ran out closes the chart and asks for a new one")
  func expiry() {
    let sample = Sample()
    var driver = sample.driver()
    driver.open(.chart(sample.patient.id))
    let before = driver.commands.count { $0 is OpenChart }
    driver.settle = { _ in nil }
    driver.state.lastKeyAt = driver.state.context.now.adding(minutes: 60)
    driver.send(.tick(driver.state.context.now.adding(minutes: 60)))
    #expect(driver.state.record.shown == nil)
    #expect(driver.commands.count { $0 is OpenChart } == before + 1)
  }
}
