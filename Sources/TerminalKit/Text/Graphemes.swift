/// Takes text apart into what goes into cells: graphemes with their widths, the invisible made visible.
enum Graphemes {
  /// One grapheme: mostly a single scalar.
  enum Piece: Equatable {
    case scalar(UInt32)
    case cluster(String)
  }

  /// Terminals keep few marks per cell; more than this many scalars of one grapheme are left out.
  static let maximumScalars = 12

  /// Calls `body` with each grapheme and its width, 1 or 2, until it returns false.
  @inline(__always)
  static func forEach(in text: String, _ body: (Piece, Int) -> Bool) {
    let original = text
    var text = text
    text.withUTF8 { bytes in
      var position = 0
      while position < bytes.count {
        let byte = bytes[position]
        if byte < 0x80, position + 1 == bytes.count || bytes[position + 1] < 0x80 {
          let scalar = byte < 0x20 || byte == 0x7F ? VisibleMarks.control(byte) : UInt32(byte)
          guard body(.scalar(scalar), 1) else { return }
          position += 1
          continue
        }
        let (scalar, length) = decode(bytes, position)
        let next = position + length
        if standsAlone(scalar), next == bytes.count || standsAlone(decode(bytes, next).scalar) {
          let shown = VisibleMarks.mark(for: scalar) ?? scalar
          guard body(.scalar(shown), TextWidth.width(of: shown)) else { return }
          position = next
          continue
        }
        let start = original.utf8.index(original.startIndex, offsetBy: position)
        let cluster = original[start]
        position += cluster.utf8.count
        for (piece, width) in pieces(of: cluster) {
          guard body(piece, width) else { return }
        }
      }
    }
  }

  /// Whether a scalar never joins its neighbours when they also stand alone.
  private static func standsAlone(_ scalar: UInt32) -> Bool {
    scalar < 0x300 || (0x2010...0x20CF).contains(scalar) || (0x2100...0x2BFF).contains(scalar)
  }

  /// Decodes one scalar of well-formed UTF-8.
  @inline(__always)
  private static func decode(
    _ bytes: UnsafeBufferPointer<UInt8>, _ position: Int
  ) -> (scalar: UInt32, length: Int) {
    let first = UInt32(bytes[position])
    if first < 0x80 { return (first, 1) }
    let second = UInt32(bytes[position + 1]) & 0x3F
    if first < 0xE0 { return ((first & 0x1F) << 6 | second, 2) }
    let third = UInt32(bytes[position + 2]) & 0x3F
    if first < 0xF0 { return ((first & 0x0F) << 12 | second << 6 | third, 3) }
    let fourth = UInt32(bytes[position + 3]) & 0x3F
    return ((first & 0x07) << 18 | second << 12 | third << 6 | fourth, 4)
  }

  /// The cells of a character that isn't plain: its visible scalars together, then a mark for each
  /// kind of invisible scalar inside it.
  private static func pieces(of character: Character) -> [(Piece, Int)] {
    var shown = String.UnicodeScalarView()
    var marks: [(Piece, Int)] = []
    let base = character.unicodeScalars.first?.value ?? 0
    for scalar in character.unicodeScalars {
      if let mark = VisibleMarks.mark(for: scalar.value, inClusterOf: base) {
        if !marks.contains(where: { $0.0 == .scalar(mark) }) {
          marks.append((.scalar(mark), TextWidth.width(of: mark)))
        }
      } else if shown.count < maximumScalars {
        shown.append(scalar)
      }
    }
    guard let first = shown.first else { return marks }
    let width = TextWidth.clusterWidth(shown)
    if width == 0 {
      // A mark with nothing to sit on would vanish: it gets a dotted circle.
      return [(.cluster("\u{25CC}" + String(shown)), 1)] + marks
    }
    let piece: Piece = shown.count == 1 ? .scalar(first.value) : .cluster(String(shown))
    return [(piece, min(width, 2))] + marks
  }
}
