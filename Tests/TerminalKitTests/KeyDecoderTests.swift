import Testing

@testable import TerminalKit

@Suite struct KeyDecoderTests {
  @Test(
    arguments: [
      ("a", [.character("a")]), ("é", [.character("é")]), ("日", [.character("日")]),
      ("\r", [.enter]), ("\n", [.enter]), ("\t", [.tab]), ("\u{8}", [.backspace]),
      ("\u{7F}", [.backspace]), ("\u{13}", [.control("s")]), ("\u{0}", [.control("@")]),
      ("\u{1F}", [.control("_")]),
      ("\u{1B}[A", [.up]), ("\u{1B}OA", [.up]), ("\u{1B}[1;5D", [.left]),
      ("\u{1B}[H", [.home]), ("\u{1B}OH", [.home]), ("\u{1B}[1~", [.home]), ("\u{1B}[7~", [.home]),
      ("\u{1B}[4~", [.end]), ("\u{1B}OF", [.end]), ("\u{1B}[5~", [.pageUp]),
      ("\u{1B}[6~", [.pageDown]), ("\u{1B}[3~", [.delete]), ("\u{1B}[2~", [.insert]),
      ("\u{1B}[Z", [.backTab]),
      ("\u{1B}OP", [.function(1)]), ("\u{1B}[11~", [.function(1)]), ("\u{1B}[[A", [.function(1)]),
      ("\u{1B}[[E", [.function(5)]), ("\u{1B}[15~", [.function(5)]),
      ("\u{1B}[21~", [.function(10)]),
      ("\u{1B}[24~", [.function(12)]),
      ("\u{1B}x", [.alt("x")]), ("\u{1B}é", [.alt("é")]),
      ("\u{1B}[A\u{1B}[Bj", [.up, .down, .character("j")]),
      ("\u{1B}OM\u{1B}Op", [.enter, .character("0")]),
      ("\u{1B}[200~a\rb\u{1B}[3~c\u{1B}[201~x", [.paste("a\nb\u{1B}[3~c"), .character("x")]),
      ("\u{1B}[200~\u{1B}[201~", [.paste("")]),
      ("\u{1B}[99~\u{1B}[?1;2cy", [.character("y")]),
      ("\u{1B}[1\u{7}z", [.control("g"), .character("z")]),
    ] as [(String, [Key])])
  func decodesWholeSequences(bytes: String, keys: [Key]) {
    var decoder = KeyDecoder()
    #expect(decoder.feed(bytes.utf8) == keys)
    #expect(!decoder.isUndecided)
    #expect(decoder.flush().isEmpty)
    // The same bytes one by one give the same keys.
    var slow = KeyDecoder()
    #expect(bytes.utf8.flatMap { slow.feed([$0]) } == keys)
  }

  @Test func anEscapeAloneIsDecidedByTime() {
    var decoder = KeyDecoder()
    #expect(decoder.feed([0x1B]).isEmpty)
    #expect(decoder.isUndecided)
    #expect(decoder.flush() == [.escape])
    #expect(!decoder.isUndecided)
  }

  @Test func twoEscapesAreTwo() {
    var decoder = KeyDecoder()
    #expect(decoder.feed([0x1B, 0x1B]) == [.escape])
    #expect(decoder.flush() == [.escape])
  }

  @Test func anUnfinishedSequenceIsDroppedInTime() {
    var decoder = KeyDecoder()
    #expect(decoder.feed(Array("\u{1B}[1;".utf8)).isEmpty)
    #expect(decoder.flush().isEmpty)
    #expect(decoder.feed([0x61]) == [.character("a")])
  }

  @Test func altBracketIsDecidedByTime() {
    var decoder = KeyDecoder()
    #expect(decoder.feed(Array("\u{1B}[".utf8)).isEmpty)
    #expect(decoder.flush() == [.alt("[")])
  }

  @Test func anUnfinishedPasteIsDeliveredInTime() {
    var decoder = KeyDecoder()
    #expect(decoder.feed(Array("\u{1B}[200~Maria".utf8)).isEmpty)
    #expect(decoder.isPasting)
    #expect(decoder.feed(Array(" Silva\u{1B}[20".utf8)).isEmpty)
    #expect(decoder.flush() == [.paste("Maria Silva\u{1B}[20")])
    #expect(!decoder.isPasting)
  }

  @Test func sequencesOfTheTerminalsDescriptionComeFirst() {
    var decoder = KeyDecoder(sequences: [Array("\u{1B}[8~".utf8): .function(9)])
    #expect(decoder.feed(Array("\u{1B}[8~".utf8)) == [.function(9)])
  }

  @Test func bytesThatAreNoUTF8AreReplacedOrReadAsLatin1() {
    var unicode = KeyDecoder()
    #expect(unicode.feed([0xE7, 0x61]) == [.character("\u{FFFD}"), .character("a")])
    var latin = KeyDecoder(isUTF8: false)
    #expect(latin.feed([0xE7, 0x61]) == [.character("ç"), .character("a")])
    var lone = KeyDecoder()
    #expect(lone.feed([0xC3]).isEmpty)
    #expect(lone.flush() == [.character("\u{FFFD}")])
  }

  @Test func anyBytesLeaveNothingBehind() {
    var random = SplitMix(state: 7)
    for _ in 0..<2000 {
      var decoder = KeyDecoder()
      let bytes = (0..<random.next() % 40).map { _ in
        random.next() % 3 == 0 ? 0x1B : UInt8(truncatingIfNeeded: random.next())
      }
      _ = decoder.feed(bytes)
      for _ in 0..<50 where decoder.isUndecided || decoder.isPasting { _ = decoder.flush() }
      #expect(!decoder.isUndecided)
      #expect(decoder.feed([0x61]) == [.character("a")])
    }
  }
}
