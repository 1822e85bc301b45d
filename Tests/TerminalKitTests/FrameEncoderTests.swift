import Testing

@testable import TerminalKit

@Suite struct FrameEncoderTests {
  static let size = Size(columns: 80, rows: 24)

  static func list(cursor: Int) -> CellBuffer {
    var table = Table(
      columns: [
        TableColumn("Nome", .flexible()), TableColumn("Nascimento", .fixed(10)),
        TableColumn("Telefone", .fixed(15)),
      ], rowCount: 1000)
    table.resize(rows: 22)
    table.select(cursor)
    var buffer = CellBuffer(size: size)
    table.draw(into: &buffer, in: buffer.bounds.inset(top: 1, bottom: 1)) { range in
      range.map { row in
        TableRow([
          TableCell("João Número \(row)"), "14/02/19\(row % 90 + 10)",
          TableCell("(27) 9\(row % 9000 + 1000)-1020", style: .dim),
        ])
      }
    }
    return buffer
  }

  @Test func movingTheMarkerTakesAFewBytes() {
    var encoder = FrameEncoder(capabilities: Capabilities())
    _ = encoder.encode(Self.list(cursor: 3), theme: .dark)
    for row in [4, 5, 6, 5, 4] {
      let bytes = encoder.encode(Self.list(cursor: row), theme: .dark)
      #expect(bytes.count <= 20, "\(String(decoding: bytes, as: UTF8.self).debugDescription)")
    }
  }

  @Test func aListThatScrollsIsShiftedByTheTerminal() {
    var capabilities = Capabilities()
    capabilities.scrollsRegions = true
    var encoder = FrameEncoder(capabilities: capabilities)
    var emulator = ScreenEmulator(size: Self.size)
    var table = Table(columns: [TableColumn("Nome", .flexible())], rowCount: 1000)
    table.resize(rows: 20)
    func frame() -> CellBuffer {
      var buffer = CellBuffer(size: Self.size)
      buffer.put("a line that stays", in: buffer.bounds.line(0))
      table.draw(into: &buffer, in: buffer.bounds.inset(top: 1, bottom: 1)) { range in
        range.map { TableRow([TableCell("João Número \($0 * 7919) e outros \($0 * 31)")]) }
      }
      buffer.put("cursor at \(table.cursor)", in: buffer.bounds.line(23), style: .dim)
      return buffer
    }
    func expectShown(_ limit: Int) {
      let next = frame()
      let bytes = encoder.encode(next, theme: .dark)
      emulator.apply(bytes)
      #expect(bytes.count <= limit, "\(bytes.count) bytes at \(table.cursor)")
      var whole = FrameEncoder(capabilities: Capabilities())
      var fresh = ScreenEmulator(size: Self.size)
      fresh.apply(whole.encode(next, theme: .dark))
      for row in 0..<24 {
        for column in 0..<80 where emulator.spot(column, row) != fresh.spot(column, row) {
          Issue.record("row \(row), column \(column) at \(table.cursor)")
          return
        }
      }
      #expect(emulator.unknown == [])
    }
    expectShown(3000)
    for row in 1..<60 {
      table.select(row)
      expectShown(160)
    }
    for row in (5..<59).reversed() {
      table.select(row)
      expectShown(160)
    }
  }

  @Test func aPageTakesLessThanFifteenHundredBytes() {
    var encoder = FrameEncoder(capabilities: Capabilities())
    _ = encoder.encode(Self.list(cursor: 0), theme: .dark)
    #expect(encoder.encode(Self.list(cursor: 500), theme: .dark).count <= 1500)
  }

  @Test func aTypedLetterTakesAFewBytes() {
    var encoder = FrameEncoder(capabilities: Capabilities())
    var field = TextField("Mari")
    func frame() -> CellBuffer {
      var buffer = Self.list(cursor: 2)
      field.draw(into: &buffer, in: buffer.bounds.line(0), isFocused: true)
      return buffer
    }
    _ = encoder.encode(frame(), theme: .dark)
    _ = field.handle(.character("a"))
    #expect(encoder.encode(frame(), theme: .dark).count <= 20)
  }

  @Test func theSameFrameTakesNothing() {
    var encoder = FrameEncoder(capabilities: Capabilities())
    _ = encoder.encode(Self.list(cursor: 3), theme: .dark)
    #expect(encoder.encode(Self.list(cursor: 3), theme: .dark).isEmpty)
    encoder.invalidate()
    #expect(!encoder.encode(Self.list(cursor: 3), theme: .dark).isEmpty)
  }

  @Test func withoutUTF8OnlyASCIIGoesOut() {
    var capabilities = Capabilities()
    capabilities.isUTF8 = false
    var encoder = FrameEncoder(capabilities: capabilities)
    var buffer = CellBuffer(size: Size(columns: 20, rows: 2))
    buffer.put("▌Ação — ✓ 日 ┌─┐", at: Position(column: 0, row: 0))
    let bytes = encoder.encode(buffer, theme: .dark)
    #expect(bytes.allSatisfy { $0 < 0x80 })
    #expect(String(decoding: bytes, as: UTF8.self).contains(">Acao - v ?  +-+"))
  }

  @Test func withoutColoursNoColourGoesOut() {
    var capabilities = Capabilities()
    capabilities.colours = -1
    var encoder = FrameEncoder(capabilities: capabilities)
    var buffer = CellBuffer(size: Size(columns: 20, rows: 2))
    for (row, role) in StyleRole.allCases.enumerated() {
      buffer.put("x", at: Position(column: row, row: 0), style: Style(role))
    }
    let text = String(decoding: encoder.encode(buffer, theme: .dark), as: UTF8.self)
    #expect(!text.contains("[3") && !text.contains(";3"))
  }

  @Test func noRawControlOrBidiCharacterGoesOut() {
    var encoder = FrameEncoder(capabilities: Capabilities())
    var buffer = CellBuffer(size: Size(columns: 40, rows: 1))
    buffer.put(
      "a\u{1B}[31mb\u{7}\u{9B}c\u{202E}d\u{200B}e\r\nf", at: Position(column: 0, row: 0))
    #expect(buffer.text == "a␛[31mb␇\u{FFFD}c⇄d\u{FFFD}e␍␊f")
    let bytes = encoder.encode(buffer, theme: .dark)
    var emulator = ScreenEmulator(size: buffer.size)
    emulator.apply(bytes)
    #expect(emulator.unknown.isEmpty)
  }

  @Test(arguments: [
    ("🇧🇷", "BR"), ("❤\u{FE0F}", "❤ "), ("👍🏽", "👍"), ("👩‍👩‍👧", "👩"),
    ("e\u{301}\u{323}", "e\u{301}\u{323}"),
  ])
  func graphemesThatTerminalsDrawDifferentlyGoOutAsWhatAllDrawAlike(text: String, sent: String) {
    var bytes: [UInt8] = []
    ClusterEncoder.append(text, width: TextWidth.width(of: text), into: &bytes)
    #expect(String(decoding: bytes, as: UTF8.self) == sent)
  }

  /// Frames of random words, wide characters, marks and styles, each drawn over the one before.
  @Test(arguments: [1, 2, 3, 4, 5, 6] as [UInt64])
  func anyFrameOverAnyOtherShowsWhatWasDrawn(seed: UInt64) {
    var random = SplitMix(state: seed)
    let words = [
      "a", "Maria", "日本", "  ", "e\u{301}", "João", "—", "▌", "👩‍👩‍👧", "x日y", "·", "           ",
    ]
    let sizes = [Size(columns: 40, rows: 6), Size(columns: 9, rows: 3), Size(columns: 1, rows: 1)]
    var encoder = FrameEncoder(capabilities: Capabilities())
    var emulator = ScreenEmulator(size: sizes[0])
    var buffer = CellBuffer(size: sizes[0])
    for step in 0..<300 {
      if step % 50 == 49 {
        buffer = CellBuffer(size: sizes[Int(random.next() % 3)])
        emulator = ScreenEmulator(size: buffer.size)
        encoder.invalidate()
      }
      for _ in 0..<random.next() % 5 {
        let role = StyleRole.allCases[Int(random.next() % UInt64(StyleRole.allCases.count))]
        let style = Style(role, Attributes(rawValue: UInt8(random.next() % 16)))
        let place = Position(
          column: Int(random.next() % UInt64(buffer.size.columns)),
          row: Int(random.next() % UInt64(buffer.size.rows)))
        if random.next() % 8 == 0 {
          buffer.fill(Rect(column: place.column, row: place.row, columns: 12, rows: 2))
        } else {
          buffer.put(words[Int(random.next() % UInt64(words.count))], at: place, style: style)
        }
        buffer.cursor = random.next() % 3 == 0 ? nil : place
      }
      emulator.apply(encoder.encode(buffer, theme: .dark))
      #expect(emulator.unknown.isEmpty)
      if let difference = difference(buffer, emulator) {
        Issue.record("step \(step): \(difference)")
        return
      }
    }
  }

  private func difference(_ buffer: CellBuffer, _ emulator: ScreenEmulator) -> String? {
    for row in 0..<buffer.size.rows {
      for column in 0..<buffer.size.columns {
        let cell = buffer.cells[row * buffer.size.columns + column]
        var text = ""
        buffer.append(cell.glyph, to: &text)
        if text == "👩‍👩‍👧" { text = "👩" }
        let look = Theme.dark.look(of: cell.style)
        var expected = ScreenEmulator.Spot(text: text, look: look)
        if text == " ", look.leavesBlanksBlank { expected = ScreenEmulator.Spot() }
        let shown = emulator.spot(column, row)
        let isSame = cell.glyph.isContinuation ? shown.text.isEmpty : shown == expected
        if !isSame { return "(\(column), \(row)) shows \(shown), not \(expected)" }
      }
    }
    if let cursor = buffer.cursor {
      guard emulator.isCursorVisible, emulator.column == cursor.column, emulator.row == cursor.row
      else { return "cursor at (\(emulator.column), \(emulator.row)), not \(cursor)" }
    } else if emulator.isCursorVisible {
      return "cursor visible"
    }
    return nil
  }
}

struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
