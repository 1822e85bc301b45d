import Testing

@testable import TerminalKit

@Suite struct WidgetTests {
  static func table(_ count: Int) -> Table {
    var table = Table(
      columns: [
        TableColumn("Nome", .flexible()), TableColumn("Valor", .fixed(8), alignment: .right),
      ], rowCount: count)
    table.resize(rows: 5)
    return table
  }

  static func draw(_ table: Table, asked: (Range<Int>) -> Void = { _ in }) -> CellBuffer {
    var buffer = CellBuffer(size: Size(columns: 24, rows: 5))
    table.draw(into: &buffer, in: buffer.bounds) { range in
      asked(range)
      return range.map { TableRow(["Linha \($0)", "\($0),00"]) }
    }
    return buffer
  }

  @Test func asksForTheVisibleRowsAlone() {
    var table = Self.table(1_000_000)
    table.select(500_000)
    var ranges: [Range<Int>] = []
    let buffer = Self.draw(table) { ranges.append($0) }
    #expect(ranges == [499_997..<500_001])
    #expect(
      buffer.rows == [
        "  Nome             Valor", "  Linha 499997  499997,…",
        "  Linha 499998  499998,…", "  Linha 499999  499999,…", "▌ Linha 500000  500000,…",
      ])
    #expect(buffer.cursor == Position(column: 0, row: 4))
  }

  @Test(
    arguments: [
      ([.down, .character("j"), .up], 1, 0), ([.character("G")], 99, 96), ([.end, .home], 0, 0),
      ([.pageDown], 4, 4), ([.pageDown, .pageDown, .pageUp], 4, 4), ([.pageUp], 0, 0),
      ([.end, .character("g"), .character("g")], 0, 0),
      ([.end, .character("g"), .up, .character("g")], 98, 96),
      ([.down, .down, .down, .down, .up], 3, 1), ([.character("k")], 0, 0),
    ] as [([Key], Int, Int)])
  func movesAndScrolls(keys: [Key], cursor: Int, offset: Int) {
    var table = Self.table(100)
    for key in keys { #expect(table.handle(key) == .handled) }
    #expect(table.cursor == cursor)
    #expect(table.offset == offset)
  }

  @Test func anEmptyTableHasNothingToChoose() {
    var table = Self.table(0)
    #expect(table.handle(.enter) == .rejected)
    #expect(table.selected == nil)
    #expect(Self.draw(table).rows[1...].joined().isEmpty)
    table.setRowCount(3)
    #expect(table.handle(.enter) == .chosen(0))
    table.select(2)
    table.setRowCount(1)
    #expect(table.selected == 0)
  }

  static func form() -> Form {
    Form([
      FormField("name", label: "Nome", .text(TextField()), isRequired: true),
      FormField("cpf", label: "CPF", .masked(MaskedField(.cpf)), hint: "só números"),
      FormField("sex", label: "Sexo", .choice(ChoiceField(["Feminino", "Masculino"]))),
      FormField("note", label: "Nota", .area(TextArea(rows: 2))),
      FormField("price", label: "Preço", .money(MoneyField())),
    ])
  }

  @Test func isFilledWithoutLookingAtTheScreen() {
    var form = Self.form()
    let keys: [Key] =
      typed("Maria") + [.enter] + typed("39053344705m") + [.tab] + typed("ok") + [.tab]
      + typed("1250")
    for key in keys { #expect(form.handle(key) != .rejected) }
    #expect(
      form.values == [
        "name": "Maria", "cpf": "39053344705", "sex": "1", "note": "ok", "price": "1250",
      ])
    #expect(form.isDirty && form.missing.isEmpty)
    #expect(form.handle(.enter) == .submitted)
  }

  @Test func savesAndLeavesFromAnywhere() {
    var form = Self.form()
    #expect(form.handle(.control("s")) == .submitted)
    #expect(form.handle(.escape) == .cancelled)
    #expect(form.handle(.backTab) == .rejected)
    form.focus(on: "note")
    #expect(form.handle(.enter) == .changed)
    #expect(form["note"] == "\n")
    #expect(form.handle(.down) == .handled)
    #expect(form.focusedID == "price")
  }

  @Test func takesTheValueOfTheRecordBefore() {
    var form = Self.form()
    #expect(form.handle(.control("d")) == .rejected)
    form.previousValues = ["name": "José Prado"]
    #expect(form.handle(.control("d")) == .changed)
    #expect(form["name"] == "José Prado")
    #expect(form.focusedID == "cpf")
  }

  @Test func errorsStandOnOneLineAndTheCursorGoesBack() {
    var form = Self.form()
    form.focus(on: "price")
    form.show(errors: ["cpf": "dígito não confere"])
    #expect(form.focusedID == "cpf")
    var buffer = CellBuffer(size: Size(columns: 40, rows: 8))
    form.draw(
      into: &buffer, in: buffer.bounds.inset(bottom: 1),
      messageLine: buffer.bounds.split(rows: -1).bottom)
    #expect(buffer.rows[7] == " ✗ dígito não confere")
    #expect(buffer.rows[1].hasPrefix("! CPF"))
    #expect(buffer.cursor?.row == 1)
    _ = form.handle(.character("3"))
    #expect(form.errors.isEmpty)
    #expect(form.message?.isError == false)
  }

  @Test func aFormTallerThanItsPlaceFollowsTheFocus() {
    var form = Self.form()
    form.focus(on: "price")
    var buffer = CellBuffer(size: Size(columns: 40, rows: 3))
    form.draw(into: &buffer, in: buffer.bounds)
    #expect(buffer.rows.contains { $0.contains("Preço") })
    #expect(!buffer.rows.contains { $0.contains("Nome") })
    #expect(buffer.cursor != nil)
  }

  @Test func pickersNarrowAsOneTypes() {
    var picker = ListPicker(
      title: "Comandos",
      items: [
        .init("Agendar consulta", detail: "n"), .init("Cancelar consulta", detail: "x"),
        .init("Abrir prontuário", detail: "F5"),
      ])
    for key in typed("cons can") { _ = picker.handle(key) }
    #expect(picker.selected == 1)
    #expect(picker.handle(.enter) == .chosen(1))
    for key in typed("zz") { _ = picker.handle(key) }
    #expect(picker.handle(.enter) == .rejected)
    _ = picker.handle(.control("u"))
    for key in typed("prontuario") { _ = picker.handle(key) }
    #expect(picker.handle(.enter) == .chosen(2))
    var buffer = CellBuffer(size: Size(columns: 30, rows: 6))
    picker.draw(into: &buffer, in: buffer.bounds)
    #expect(buffer.rows[2].contains("Abrir prontuário"))
    #expect(picker.handle(.escape) == .cancelled)
  }

  @Test func enterNeverGivesADangerousAnswer() {
    var dialog = Dialog(
      title: "Descartar?",
      answers: [.init("d", "Descartar", isDangerous: true), .init("v", "Voltar")], defaultAnswer: 0)
    #expect(dialog.handle(.enter) == .rejected)
    #expect(dialog.handle(.character(" ")) == .rejected)
    #expect(dialog.handle(.character("D")) == .chosen(0))
    dialog.defaultAnswer = 1
    #expect(dialog.handle(.enter) == .chosen(1))
    #expect(dialog.handle(.escape) == .cancelled)
    var buffer = CellBuffer(size: Size(columns: 40, rows: 10))
    dialog.draw(into: &buffer, in: buffer.bounds)
    #expect(buffer.text.contains("d  Descartar"))
    #expect(buffer.text.contains("┌"))
  }

  @Test(arguments: [
    (60, " Enter abrir  / buscar  n novo  ? ajuda"), (31, " Enter abrir  / buscar  ? ajuda"),
    (30, " Enter abrir  ? ajuda"),
    (22, " Enter abrir  ? ajuda"), (10, " ? ajuda"), (4, ""),
  ])
  func hintsAreCutWhole(columns: Int, shown: String) {
    var buffer = CellBuffer(size: Size(columns: columns, rows: 1))
    StatusLine(
      [KeyHint("Enter", "abrir"), KeyHint("/", "buscar"), KeyHint("n", "novo")],
      pinned: [KeyHint("?", "ajuda")]
    ).draw(into: &buffer, in: buffer.bounds)
    #expect(buffer.text == shown)
  }

  @Test(arguments: [
    Size(columns: 1, rows: 1), Size(columns: 3, rows: 2), Size(columns: 12, rows: 3),
  ])
  func everythingSurvivesTheSmallestScreens(size: Size) {
    var buffer = CellBuffer(size: size)
    Self.table(9).draw(into: &buffer, in: buffer.bounds) { range in
      range.map { _ in TableRow(["日本", "1"]) }
    }
    var form = Self.form()
    form.resize(columns: size.columns)
    for _ in 0..<5 {
      form.draw(into: &buffer, in: buffer.bounds, messageLine: buffer.bounds.line(0))
      _ = form.handle(.tab)
    }
    ListPicker(title: "x", items: [.init("日本")]).draw(into: &buffer, in: buffer.bounds)
    Dialog(title: "日本", message: "a b c", answers: [.init("s", "Sim")])
      .draw(into: &buffer, in: buffer.bounds)
    StatusLine([KeyHint("?", "ajuda")]).draw(into: &buffer, in: buffer.bounds)
    Toast("日本", kind: .danger).draw(into: &buffer, in: buffer.bounds)
    let cursor = buffer.cursor ?? Position(column: 0, row: 0)
    #expect(cursor.column <= size.columns && cursor.row <= size.rows)
    #expect(buffer.rows.count == size.rows)
  }
}
