/// How many cells text takes, by the tables of wcwidth and by graphemes.
public enum TextWidth {
  /// The cells that `CellBuffer.put` would use for a text, marks for the invisible included.
  public static func width(of text: String) -> Int {
    var total = 0
    Graphemes.forEach(in: text) { _, width in
      total += width
      return true
    }
    return total
  }

  /// A text as it is shown: control, bidi and invisible characters as visible marks.
  public static func displayText(_ text: String) -> String {
    var shown = ""
    Graphemes.forEach(in: text) { piece, _ in
      append(piece, to: &shown)
      return true
    }
    return shown
  }

  /// The text cut to a width at a grapheme's edge, ending in `…` when something was cut.
  public static func truncated(_ text: String, to limit: Int) -> String {
    guard limit > 0 else { return "" }
    var used = 0
    var kept = ""
    var boundary = kept.endIndex
    var overflowed = false
    Graphemes.forEach(in: text) { piece, width in
      if used < limit { boundary = kept.endIndex }
      guard used + width <= limit else {
        overflowed = true
        return false
      }
      append(piece, to: &kept)
      used += width
      return true
    }
    return overflowed ? kept[..<boundary] + "…" : kept
  }

  /// The width of one scalar alone: 0, 1 or 2.
  static func width(of scalar: UInt32) -> Int {
    if scalar < 0x300 { return 1 }
    if contains(WidthTables.zero, scalar) { return 0 }
    if scalar < 0x1100 { return 1 }
    return contains(WidthTables.wide, scalar) ? 2 : 1
  }

  /// The width of the scalars of one grapheme together.
  static func clusterWidth(_ scalars: String.UnicodeScalarView) -> Int {
    guard let first = scalars.first?.value else { return 0 }
    if (0x1F1E6...0x1F1FF).contains(first) { return 2 }
    var total = 0
    var hasPicture = false
    for scalar in scalars {
      switch scalar.value {
      case 0xFE0F:
        if contains(WidthTables.widenedByVS16, first) { return 2 }
      case 0x1F3FB...0x1F3FF where total > 0:
        continue
      case 0x200D:
        if first >= 0x2000 { hasPicture = true }
      default:
        total += width(of: scalar.value)
      }
    }
    return hasPicture ? min(total, 2) : total
  }

  private static func append(_ piece: Graphemes.Piece, to text: inout String) {
    switch piece {
    case .scalar(let value):
      if let scalar = Unicode.Scalar(value) { text.unicodeScalars.append(scalar) }
    case .cluster(let cluster):
      text += cluster
    }
  }

  /// Looks a scalar up in pairs of first and last, ascending.
  private static func contains(_ ranges: [UInt32], _ scalar: UInt32) -> Bool {
    ranges.withUnsafeBufferPointer { ranges in
      var low = 0
      var high = ranges.count / 2
      while low < high {
        let middle = (low + high) / 2
        if scalar > ranges[2 * middle + 1] { low = middle + 1 } else { high = middle }
      }
      return low < ranges.count / 2 && scalar >= ranges[2 * low]
    }
  }
}
