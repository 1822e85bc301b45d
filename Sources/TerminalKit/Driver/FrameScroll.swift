/// Rows that only moved up or down by one: the terminal shifts them itself, for a few bytes.
///
/// A list whose cursor leaves the last row would otherwise be written again whole.
struct FrameScroll: Equatable {
  /// Fewer rows are not worth the detour.
  private static let fewestRows = 4
  /// Cells that a shift must leave right, beyond what stands right without it.
  private static let leastGain = 40

  /// The rows that move, `end` excluded.
  let rows: Range<Int>
  let isUp: Bool

  /// Finds the block of changed rows that a shift by one brings nearest to the next frame.
  init?(from old: CellBuffer, to next: CellBuffer) {
    let columns = next.size.columns
    func differing(_ oldRow: Int, _ newRow: Int, limit: Int = .max) -> Int {
      var count = 0
      for column in 0..<columns {
        let after = next.cells[newRow * columns + column]
        let isSame = after == old.cells[oldRow * columns + column] && !after.glyph.isCluster
        if !isSame {
          count += 1
          if count >= limit { break }
        }
      }
      return count
    }
    func written(in row: Int) -> Int {
      next.cells[(row * columns)..<((row + 1) * columns)].count { $0 != .blank }
    }
    var best: (gain: Int, rows: Range<Int>, isUp: Bool)?
    var row = 0
    while row < next.size.rows {
      let first = row
      while row < next.size.rows, differing(row, row, limit: 1) > 0 { row += 1 }
      let block = first..<row
      if block.count >= Self.fewestRows {
        let before = block.reduce(0) { $0 + differing($1, $1) }
        for isUp in [true, false] {
          let moved = isUp ? block.dropLast() : block.dropFirst()
          let incoming = written(in: isUp ? block.upperBound - 1 : block.lowerBound)
          let after = moved.reduce(incoming) { $0 + differing(isUp ? $1 + 1 : $1 - 1, $1) }
          if before - after > max(best?.gain ?? 0, Self.leastGain) {
            best = (before - after, block, isUp)
          }
        }
      }
      row += 1
    }
    guard let best else { return nil }
    (rows, isUp) = (best.rows, best.isUp)
  }

  /// The bytes that shift the rows; afterwards the cursor stands at the top left.
  var bytes: [UInt8] {
    let line = isUp ? rows.upperBound : rows.lowerBound + 1
    let shift = isUp ? "\n" : "\u{1B}M"
    return Array(
      "\u{1B}[\(rows.lowerBound + 1);\(rows.upperBound)r\u{1B}[\(line)H\(shift)\u{1B}[r".utf8)
  }

  /// What the terminal shows after the shift.
  func applied(to old: CellBuffer) -> CellBuffer {
    var shown = old
    let columns = old.size.columns
    for row in rows {
      let source = isUp ? row + 1 : row - 1
      for column in 0..<columns {
        shown.cells[row * columns + column] =
          rows.contains(source) ? old.cells[source * columns + column] : .blank
      }
    }
    return shown
  }
}
