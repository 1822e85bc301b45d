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

  @Test func savingNamesWhatIsMissing() {
    var panel = makePanel()
    #expect(panel.handle(.control("s"), wording) == .save)
    #expect(!panel.checkAll(wording) { _, _ in nil })
    #expect(panel.message?.tone == .error)
  }
}
