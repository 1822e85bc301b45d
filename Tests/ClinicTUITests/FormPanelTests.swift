import ClinicDomain
import TerminalKit
import Testing

@testable import ClinicTUI

struct FormPanelTests {
  private let wording = Wording(language: .portuguese)

  private func makePanel() -> FormPanel {
    FormPanel(
      title: "Paciente",
      [
        FormField(FieldName.name.rawValue, label: "Nome", .text(TextField()), isRequired: true),
        FormField("address.street", label: "Rua", .text(TextField())),
      ])
  }

  @Test func escapeLeavesAtOnceWhereNothingWasTyped() {
    var panel = makePanel()
    #expect(panel.handle(.escape, wording) == .leave)
  }

  @Test func escapeAsksBeforeTypedTextIsLostAndEnterDoesNotAnswer() {
    var panel = makePanel()
    _ = panel.handle(.character("x"), wording)
    #expect(panel.handle(.escape, wording) == .open)
    #expect(panel.asksToDiscard)
    #expect(panel.handle(.enter, wording) == .open)
    #expect(panel.asksToDiscard)
    #expect(panel.handle(.escape, wording) == .open)
    #expect(!panel.asksToDiscard)
    #expect(panel.form["name"] == "x")
    _ = panel.handle(.escape, wording)
    #expect(panel.handle(.character("d"), wording) == .leave)
  }

  @Test func aFieldIsCheckedWhenItIsLeft() {
    var panel = makePanel()
    _ = panel.handle(.tab, wording) { id, _ in id == "name" ? "ruim" : nil }
    #expect(panel.form.errors["name"] == "ruim")
    #expect(panel.form.focusedID == "address.street")
  }

  @Test func aRefusalFindsItsFieldByTheFirstPartOfTheId() {
    var panel = makePanel()
    panel.show(.invalid([FieldProblem(.address, .tooLong)]), wording)
    #expect(panel.form.errors["address.street"] == wording.problem(.tooLong))
    #expect(panel.form.focusedID == "address.street")
  }

  private func makeDatePanel(takesWords: Bool = true) -> FormPanel {
    FormPanel(
      title: "Datas", dates: DateReader(today: AgendaFixture.wednesday, wording: wording),
      [
        FormField("date", label: "Dia", .masked(MaskedField(.date, takesWords: takesWords))),
        FormField("name", label: "Nome", .text(TextField())),
      ])
  }

  @Test(arguments: [
    ("t", "qua 25 nov 2026", "25/11/2026"), ("h", "qua 25 nov 2026", "25/11/2026"),
    ("+1", "qui 26 nov 2026", "26/11/2026"), ("-1", "ter 24 nov 2026", "24/11/2026"),
    ("+2s", "qua 9 dez 2026", "09/12/2026"), ("+2w", "qua 9 dez 2026", "09/12/2026"),
    ("+1m", "sex 25 dez 2026", "25/12/2026"), ("seg", "seg 30 nov 2026", "30/11/2026"),
    ("qua", "qua 2 dez 2026", "02/12/2026"), ("1405", "sex 14 mai 2027", "14/05/2027"),
    ("14/5", "sex 14 mai 2027", "14/05/2027"), ("140526", "qui 14 mai 2026", "14/05/2026"),
    ("2026-12-01", "ter 1 dez 2026", "01/12/2026"),
  ])
  func aDateIsShownAsItIsTypedAndWrittenOutWhenItIsLeft(
    typed: String, shown: String, full: String
  ) {
    var panel = makeDatePanel()
    for character in typed { _ = panel.handle(.character(character), wording) }
    var buffer = CellBuffer(size: Size(columns: 80, rows: 10))
    panel.draw(into: &buffer, in: Rect(Size(columns: 80, rows: 10)))
    #expect(buffer.text.contains("= \(shown)"))
    _ = panel.handle(.tab, wording)
    guard case .masked(let field) = panel.form.control("date") else { return }
    #expect(field.displayValue == full)
  }

  @Test func aDateIsWrittenOutBeforeItIsSaved() {
    var panel = makeDatePanel()
    _ = panel.handle(.character("t"), wording)
    #expect(panel.handle(.control("s"), wording) == .save)
    #expect(panel.form["date"] == "25112026")
  }

  @Test func aBirthDateLiesInThePast() {
    var panel = makeDatePanel(takesWords: false)
    for character in "010240" { _ = panel.handle(.character(character), wording) }
    _ = panel.handle(.tab, wording)
    #expect(panel.form["date"] == "01021940")
  }

  @Test func whatIsNoDayStaysAsItWasTyped() {
    var panel = makeDatePanel()
    for character in "3102" { _ = panel.handle(.character(character), wording) }
    _ = panel.handle(.tab, wording)
    #expect(panel.form["date"] == "3102")
  }

  @Test func savingNamesWhatIsMissing() {
    var panel = makePanel()
    #expect(panel.handle(.control("s"), wording) == .save)
    #expect(!panel.checkAll(wording) { _, _ in nil })
    #expect(panel.message?.tone == .error)
  }
}
