import Testing

@testable import TerminalKit

@Suite struct CellBufferTests {
  @Test(arguments: [
    ("Maria da Silva", 20, "Maria da Silva", 14),
    ("Maria da Silva", 14, "Maria da Silva", 14),
    ("Maria da Silva", 8, "Maria d…", 8),
    ("日本語", 6, "日本語", 6),
    ("日本語", 5, "日本…", 5),
    ("日本語", 4, "日…", 4),
    ("日本語", 2, "…", 2),
    ("日", 1, "…", 1),
    ("Jose\u{301} Prado", 5, "Jose\u{301}…", 5),
    ("", 3, "", 0),
  ])
  func cutsAtAGraphemesEdge(text: String, width: Int, shown: String, used: Int) {
    var buffer = CellBuffer(size: Size(columns: 30, rows: 1))
    let taken = buffer.put(text, at: Position(column: 0, row: 0), maxWidth: width)
    #expect(buffer.text == shown)
    #expect(taken == used)
    #expect(TextWidth.truncated(text, to: width) == shown)
  }

  @Test func overwritingHalfAWideGraphemeBlanksTheOtherHalf() {
    var buffer = CellBuffer(size: Size(columns: 6, rows: 1))
    buffer.put("日本", at: Position(column: 0, row: 0))
    buffer.put("x", at: Position(column: 1, row: 0))
    #expect(buffer.text == " x本")
    buffer.put("y", at: Position(column: 2, row: 0))
    #expect(buffer.text == " xy")
  }

  @Test func drawingOutsideIsCutOff() {
    var buffer = CellBuffer(size: Size(columns: 3, rows: 2))
    buffer.put("abc", at: Position(column: -1, row: 0))
    buffer.put("xyz", at: Position(column: 0, row: 5))
    buffer.put("xyz", at: Position(column: 9, row: 0))
    buffer.put("日本", at: Position(column: 2, row: 1))
    buffer.fill(Rect(column: -5, row: -5, columns: 2, rows: 2), with: "#")
    #expect(buffer.rows == ["bc", "  …"])
  }

  @Test func alignsInARectangle() {
    var buffer = CellBuffer(size: Size(columns: 10, rows: 2))
    buffer.put("12,50", in: buffer.bounds, alignment: .right)
    buffer.put("ab", in: buffer.bounds, row: 1, alignment: .center)
    #expect(buffer.rows == ["     12,50", "    ab"])
  }

  @Test func equalScreensAreEqualHoweverTheyWereDrawn() {
    var one = CellBuffer(size: Size(columns: 4, rows: 1))
    var other = one
    one.put("e\u{323}\u{301}", at: Position(column: 0, row: 0))
    one.put("a\u{323}\u{301}", at: Position(column: 1, row: 0))
    other.put("a\u{323}\u{301}", at: Position(column: 1, row: 0))
    other.put("e\u{323}\u{301}", at: Position(column: 0, row: 0))
    #expect(one == other)
    other.put("x", at: Position(column: 1, row: 0))
    #expect(one != other)
  }
}
