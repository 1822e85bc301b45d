/// The signs a screen is drawn with: Unicode, or ASCII where the locale has nothing else.
///
/// Views may always draw the Unicode signs: the driver itself replaces them cell by cell.
public struct Glyphs: Hashable, Sendable {
  /// Whether these are the Unicode signs.
  public let isUnicode: Bool

  /// Signs for terminals that show UTF-8.
  public static let unicode = Glyphs(isUnicode: true)
  /// Signs of ASCII alone.
  public static let ascii = Glyphs(isUnicode: false)

  /// One sign, or its stand-in in ASCII.
  public func sign(_ character: Character) -> Character {
    guard !isUnicode, let scalar = character.unicodeScalars.first else { return character }
    return Character(Unicode.Scalar(Glyphs.fallback(for: scalar.value)))
  }

  /// Marks the cursor's row.
  public var marker: Character { sign("▌") }
  /// A horizontal line.
  public var horizontal: Character { sign("─") }
  /// A vertical line.
  public var vertical: Character { sign("│") }

  /// The ASCII byte that stands in for a scalar when the locale isn't UTF-8.
  static func fallback(for scalar: UInt32) -> UInt8 {
    if scalar < 0x80 { return UInt8(scalar) }
    if let letter = LatinFolding.ascii(scalar) { return letter }
    if let known = signs[scalar] { return known }
    switch scalar {
    case 0x2500, 0x2501, 0x2504, 0x2505, 0x2508, 0x2509, 0x254C, 0x2550: return UInt8(ascii: "-")
    case 0x2502, 0x2503, 0x2506, 0x2507, 0x250A, 0x250B, 0x2551: return UInt8(ascii: "|")
    case 0x250C...0x257F: return UInt8(ascii: "+")
    case 0x2580...0x258F, 0x2590...0x259F: return UInt8(ascii: "#")
    default: return UInt8(ascii: "?")
    }
  }

  private static let signs: [UInt32: UInt8] = {
    let pairs = [
      "·.", "○o", "◐c", "●a", "▶>", "✓v", "✗x", "▒#", "↑^", "↓v", "←<", "→>", "▌>", "…~", "‹<",
      "›>", "«<", "»>", "–-", "—-", "“\"", "”\"", "‘'", "’'", "•*", "▲^", "▼v", "■#", "□o", "▏|",
      "▁_", "▂_", "▃-", "▄=", "▅=", "▆#", "▇#", "█#", "░.", "▓#", "º.", "ª.", "°.", "×x", "§S",
      "◆*", "◇*", "☐o", "☑x", "★*", "⇄%", "↻@", "‼!", "\u{FFFD}?", "\u{A0} ", "²2", "³3", "¹1",
      "±+", "−-",
    ]
    var table: [UInt32: UInt8] = [:]
    for pair in pairs {
      let scalars = Array(pair.unicodeScalars)
      table[scalars[0].value] = UInt8(truncatingIfNeeded: scalars[1].value)
    }
    return table
  }()
}
