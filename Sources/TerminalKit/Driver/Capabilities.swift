/// What a terminal can do and the bytes that make it do so.
struct Capabilities {
  /// How the cursor is placed.
  enum Addressing {
    /// `ESC [ row ; column H` and its relatives.
    case ansi
    /// By the terminal's description: row and column from 0.
    case described((Int, Int) -> [UInt8])
  }

  var name = "ansi"
  var colours = 8
  var isUTF8 = true
  var addressing = Addressing.ansi
  /// Whether attributes follow ANSI (`ESC [ 1 m`).
  var usesANSIAttributes = true
  var hasFaint = true
  /// Whether the last cell of the last row can be written without scrolling.
  var canWriteLastCell = true
  /// Whether a part of the screen can be shifted (`ESC [ top ; bottom r`, line feed, `ESC M`).
  var scrollsRegions = false
  var clear: [UInt8] = Array("\u{1B}[H\u{1B}[2J".utf8)
  var eraseToEndOfLine: [UInt8] = Array("\u{1B}[K".utf8)
  var hideCursor: [UInt8] = Array("\u{1B}[?25l".utf8)
  var showCursor: [UInt8] = Array("\u{1B}[?25h".utf8)
  var resetAttributes: [UInt8] = Array("\u{1B}[m".utf8)
  var bold: [UInt8] = []
  var underline: [UInt8] = []
  var reverse: [UInt8] = []
  var foregrounds: [[UInt8]] = []
  var backgrounds: [[UInt8]] = []
  var enter: [UInt8] = []
  var leave: [UInt8] = []
  var keySequences: [[UInt8]: Key] = [:]

  /// A capability's bytes without the padding marks (`$<5>`) meant for hard-copy terminals.
  static func withoutPadding(_ bytes: some Sequence<UInt8>) -> [UInt8] {
    var kept: [UInt8] = []
    var isPadding = false
    var previousWasDollar = false
    for byte in bytes {
      if isPadding {
        isPadding = byte != UInt8(ascii: ">")
      } else if previousWasDollar, byte == UInt8(ascii: "<") {
        kept.removeLast()
        isPadding = true
      } else {
        kept.append(byte)
      }
      previousWasDollar = byte == UInt8(ascii: "$")
    }
    return kept
  }
}
