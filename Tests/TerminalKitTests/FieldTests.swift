import Testing

@testable import TerminalKit

func typed(_ text: String) -> [Key] { text.map { .character($0) } }

@discardableResult
func press(_ keys: [Key], _ field: inout some FieldControl) -> Outcome {
  keys.map { field.handle($0) }.last ?? .ignored
}

func drawn(_ field: some FieldControl, columns: Int = 20, rows: Int = 1, focused: Bool = true)
  -> CellBuffer
{
  var buffer = CellBuffer(size: Size(columns: columns, rows: rows))
  field.draw(into: &buffer, in: buffer.bounds, isFocused: focused)
  return buffer
}

@Suite struct FieldTests {
  @Test(
    arguments: [
      (typed("Maria"), "Maria", 5),
      (typed("Mria") + [.home, .right, .character("a")], "Maria", 2),
      (typed("Maria") + [.backspace, .left, .delete], "Mar", 3),
      (typed("um dois") + [.control("w")], "um ", 3),
      (typed("um dois") + [.control("u")], "", 0),
      (typed("um dois") + [.home, .right, .control("k")], "u", 1),
      ([.paste("a\nb\u{1B}c\t")], "a bc ", 5),
      (typed("e") + [.character("\u{301}")], "é", 1),
      (typed("日本") + [.left, .backspace], "本", 0),
    ] as [([Key], String, Int)])
  func editsText(keys: [Key], value: String, cursor: Int) {
    var field = TextField()
    press(keys, &field)
    #expect(field.value == value)
    #expect(field.cursor == cursor)
  }

  @Test func aPasteByMistakeFillsAFieldAndNoMore() {
    var field = TextField()
    press([.paste(String(repeating: "maria ", count: 170_000))], &field)
    #expect(field.value.count == TextField.usualLength)
    #expect(field.value.hasPrefix("maria maria "))
  }

  @Test func leavesTheOwnersKeysAlone() {
    var field = TextField("x")
    for key in [.enter, .tab, .backTab, .escape, .up, .down, .function(2), .control("s")] as [Key] {
      #expect(field.handle(key) == .ignored)
    }
  }

  @Test func fullFieldsRefuseOrMoveOn() {
    var field = TextField(filter: .digits, maximumLength: 3, movesOnWhenFull: true)
    #expect(press(typed("12"), &field) == .changed)
    #expect(field.handle(.character("x")) == .rejected)
    #expect(field.handle(.character("3")) == .filled)
    #expect(field.handle(.character("4")) == .rejected)
    #expect(field.value == "123")
  }

  @Test func theFirstKeyReplacesADefault() {
    var field = TextField("ES")
    field.markAsDefault()
    press(typed("SP"), &field)
    #expect(field.value == "SP")
    var kept = TextField("ES")
    kept.markAsDefault()
    press([.end] + typed("P"), &kept)
    #expect(kept.value == "ESP")
  }

  @Test func scrollsSidewaysWithTheCursor() {
    var field = TextField("Maria Aparecida")
    var buffer = drawn(field, columns: 8)
    #expect(buffer.text == "arecida")
    #expect(buffer.cursor == Position(column: 7, row: 0))
    _ = field.handle(.home)
    buffer = drawn(field, columns: 8)
    #expect(buffer.text == "Maria Ap")
    #expect(buffer.cursor == Position(column: 0, row: 0))
    #expect(drawn(field, columns: 8, focused: false).text == "Maria A…")
  }

  @Test func secretsShowAsDots() {
    #expect(drawn(TextField("senha", isSecret: true)).text == "•••••")
  }

  @Test(arguments: [
    (Mask.cpf, "39053344705", "390.533.447-05", true),
    (Mask.cpf, "390.533.447-05", "390.533.447-05", true),
    (Mask.cpf, "3905", "390.5", false),
    (Mask.phone, "2799876", "(27) 9987-6", false),
    (Mask.phone, "2733221144", "(27) 3322-1144", false),
    (Mask.phone, "27998761020", "(27) 99876-1020", true),
    (Mask.date, "14051980", "14/05/1980", true),
    (Mask.date, "1/5/1980", "01/05/1980", true),
    (Mask.cnpj, "12abc34501de35", "12.ABC.345/01DE-35", true),
  ])
  func masksKeepLiteralsOutOfTheValue(mask: Mask, text: String, shown: String, isFull: Bool) {
    var field = MaskedField(mask)
    let last = press(typed(text), &field)
    #expect(field.displayValue == shown)
    #expect(field.value == shown.filter { $0.isLetter || $0.isNumber })
    #expect((last == .filled) == isFull)
  }

  @Test func masksRefuseWhatDoesNotFit() {
    var field = MaskedField(.cpf)
    #expect(field.handle(.character("a")) == .rejected)
    press(typed("39053344705"), &field)
    #expect(field.handle(.character("1")) == .rejected)
    #expect(field.value == "39053344705")
  }

  @Test func datesTakeWordsWhenAsked() {
    var field = MaskedField(.date, takesWords: true)
    press(typed("+2w"), &field)
    #expect(field.isFreeText && field.value == "+2w")
    press([.control("u")] + typed("1405"), &field)
    #expect(!field.isFreeText && field.value == "1405")
    var strict = MaskedField(.date)
    #expect(strict.handle(.character("t")) == .rejected)
  }

  @Test(arguments: [("2026-05-14", "2026-05-14"), ("14.5", "14.5"), ("14-5", "14-5")])
  func aForeignSeparatorMakesWordsOfADate(text: String, value: String) {
    var field = MaskedField(.date, takesWords: true)
    press(typed(text), &field)
    #expect(field.isFreeText && field.value == value)
    var strict = MaskedField(.date)
    press(typed("14"), &strict)
    #expect(strict.handle(.character("-")) == .rejected)
  }

  @Test func masksShowWhatIsStillToFill() {
    var field = MaskedField(.date)
    press(typed("14"), &field)
    let buffer = drawn(field)
    #expect(buffer.text == "14/__/____")
    #expect(buffer.cursor == Position(column: 3, row: 0))
  }

  @Test(
    arguments: [
      ("1250", "12,50", 1250), ("5", "0,05", 5), ("123456789", "1.234.567,89", 123_456_789),
      ("12,50", "12,50", 1250),
    ] as [(String, String, Int64)])
  func moneyIsTypedFromTheRight(text: String, shown: String, cents: Int64) {
    var field = MoneyField()
    press(typed(text), &field)
    #expect(field.displayValue == shown)
    #expect(field.cents == cents)
  }

  @Test func moneyReplacesItsDefaultAndTakesDigitsAway() {
    var field = MoneyField(cents: 25000)
    field.focus()
    press(typed("99"), &field)
    #expect(field.cents == 99)
    press([.backspace], &field)
    #expect(field.cents == 9)
    press([.backspace], &field)
    #expect(field.cents == nil)
    press([.paste("R$ 1.234,5")], &field)
    #expect(field.cents == 123_450)
    #expect(press(typed(String(repeating: "9", count: 30)), &field) == .rejected)
  }

  @Test func choicesAreFoundByTheirLetters() {
    var field = ChoiceField(["Feminino", "Masculino", "Não informado", "Área rural"])
    #expect(press(typed("m"), &field) == .changed)
    #expect(field.selectedOption == "Masculino")
    press(typed("na"), &field)
    #expect(field.selectedOption == "Não informado")
    press(typed("area"), &field)
    #expect(field.selectedOption == "Área rural")
    #expect(field.handle(.character("z")) == .rejected)
    press([.right], &field)
    #expect(field.value == "0")
    press([.left], &field)
    #expect(field.value == "3")
    #expect(field.handle(.backspace) == .handled)
    #expect(drawn(field).text.contains("Área rural"))
  }

  @Test func areasWrapAtWordsAndFollowTheCursor() {
    var area = TextArea(rows: 2)
    area.resize(columns: 10)
    press(typed("Dor torácica aos esforços"), &area)
    let buffer = drawn(area, columns: 11, rows: 2)
    #expect(buffer.rows == ["aos", "esforços"])
    #expect(buffer.cursor == Position(column: 8, row: 1))
    #expect(area.handle(.up) == .handled)
    #expect(area.handle(.up) == .handled)
    #expect(drawn(area, columns: 11, rows: 2).rows == ["Dor", "torácica"])
    #expect(area.handle(.up) == .handled)
    #expect(area.handle(.up) == .ignored)
    press([.home, .enter], &area)
    #expect(area.value == "\nDor torácica aos esforços")
    press([.paste("a\r\nb".replacing("\r\n", with: "\n"))], &area)
    #expect(area.value.hasPrefix("\na\nbDor"))
  }

  @Test(arguments: [
    ("", [""]), ("a\n", ["a", ""]), ("um dois tres", ["um dois", "tres"]),
    ("abcdefghijk", ["abcdefgh", "ijk"]), ("日本語日本語", ["日本語日", "本語"]),
    ("a        b", ["a", "b"]),
  ])
  func wrapsAtEightCells(text: String, rows: [String]) {
    #expect(WrappedLines.wrap(text, columns: 8) == rows)
  }
}
