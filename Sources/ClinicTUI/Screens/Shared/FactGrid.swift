import TerminalKit

/// Labels and values in two columns; a value too long for its half has a row or two to itself.
struct FactGrid {
  let facts: [(label: String, value: String)]

  init(_ facts: [(label: String, value: String)]) { self.facts = facts }

  /// Draws the facts and returns the rows used.
  func draw(into buffer: inout CellBuffer, in area: Rect) -> Int {
    let labels = (facts.map { TextWidth.width(of: $0.label) }.max() ?? 0) + 2
    let half = area.columns / 2
    var row = 0
    var isRight = false
    for fact in facts {
      let isLong = labels + TextWidth.width(of: fact.value) + 1 > half
      if isRight, isLong {
        row += 1
        isRight = false
      }
      let place = area.inset(left: isRight ? half : 0)
      buffer.put(fact.label, in: place, row: row, style: Style(.label))
      if isLong {
        let lines = WrappedLines.wrap(fact.value, columns: area.columns - labels).prefix(2)
        for line in lines {
          buffer.put(line, in: area.inset(left: labels), row: row)
          row += 1
        }
      } else {
        buffer.put(fact.value, in: place.inset(left: labels), row: row)
        if isRight { row += 1 }
      }
      isRight = !isRight && !isLong
    }
    return row + (isRight ? 1 : 0)
  }
}
