extension Form {
  /// Where a field's parts stand, with row 0 the first row of the whole form.
  struct Placement {
    var label: Rect
    var control: Rect
    var heading: Int?
  }

  private var labelWidth: Int {
    let widths = fields.filter { !$0.sharesRow }.map { TextWidth.width(of: $0.label) }
    return min((widths.max() ?? 0) + 2, 26)
  }

  /// Two columns of fields share a row only where both have room.
  private func placements(columns: Int) -> [Placement] {
    let labels = min(labelWidth, max(columns / 2, 1))
    let half = columns / 2
    let mayShare = columns >= 72
    var row = 0
    var rowHeight = 0
    var placements: [Placement] = []
    for (index, field) in fields.enumerated() {
      let height = max(field.control.field.preferredRows, 1)
      if mayShare, field.sharesRow, index > 0 {
        placements[index - 1].control.columns = max(
          min(
            placements[index - 1].control.columns, half - placements[index - 1].control.column - 1),
          1)
        let width = TextWidth.width(of: field.label) + 2
        placements.append(
          Placement(
            label: Rect(column: half, row: row, columns: width, rows: 1),
            control: Rect(
              column: half + width, row: row, columns: columns - half - width, rows: height)))
        rowHeight = max(rowHeight, height)
        continue
      }
      row += rowHeight
      var headingRow: Int?
      if field.heading != nil {
        if row > 0 { row += 1 }
        headingRow = row
        row += 1
      }
      placements.append(
        Placement(
          label: Rect(column: 2, row: row, columns: max(labels, 1), rows: 1),
          control: Rect(
            column: 2 + labels, row: row, columns: columns - labels - 2, rows: height),
          heading: headingRow))
      rowHeight = height
    }
    return placements
  }

  /// The rows the whole form takes at a width.
  public func height(columns: Int) -> Int {
    placements(columns: columns).map(\.control.endRow).max() ?? 0
  }

  /// Takes the width it is drawn in, so that areas wrap for the cursor as they do on the screen.
  public mutating func resize(columns: Int) {
    for (index, placement) in placements(columns: columns).enumerated() {
      updateArea(at: index, columns: placement.control.columns - 1)
    }
  }

  /// Draws the fields, scrolled so that the focused one shows, and its message on a line of its own.
  ///
  /// `note` says what was understood of the focused field, longest wording first; the first that fits
  /// stands beside it.
  public func draw(
    into buffer: inout CellBuffer, in rect: Rect, messageLine: Rect? = nil,
    isFocused: Bool = true, note: [String] = []
  ) {
    guard !rect.isEmpty else { return }
    let placements = placements(columns: rect.columns)
    let total = placements.map(\.control.endRow).max() ?? 0
    let offset = scrollOffset(placements, rows: rect.rows, total: total)
    for (index, placement) in placements.enumerated() {
      let field = fields[index]
      let hasFocus = isFocused && index == focus
      if let heading = field.heading, let row = placement.heading,
        let line = visible(Rect(column: 0, row: row, columns: rect.columns, rows: 1), offset, rect)
      {
        buffer.put(heading, in: line, style: .strong)
      }
      guard let control = visible(placement.control, offset, rect) else { continue }
      if let label = visible(placement.label, offset, rect) {
        drawLabel(field, in: label, hasFocus: hasFocus, rect: rect, into: &buffer)
      }
      field.control.field.draw(into: &buffer, in: control, isFocused: hasFocus)
      if hasFocus, case .masked(let masked) = field.control {
        let room = control.line(0).inset(left: masked.columns + 1)
        if let text = note.first(where: { TextWidth.width(of: $0) <= room.columns }) {
          buffer.put(text, in: room, style: .accent)
        }
      }
    }
    if rect.columns > 20, rect.rows > 1 {
      let edge = rect.endColumn - 1
      if offset > 0 { buffer.put("↑", at: Position(column: edge, row: rect.row), style: .dim) }
      if offset + rect.rows < total {
        buffer.put("↓", at: Position(column: edge, row: rect.endRow - 1), style: .dim)
      }
    }
    if let messageLine, let message {
      Toast(message.text, kind: message.isError ? .danger : .info)
        .draw(into: &buffer, in: messageLine)
    }
  }

  private func drawLabel(
    _ field: FormField, in label: Rect, hasFocus: Bool, rect: Rect, into buffer: inout CellBuffer
  ) {
    let isWrong = errors[field.id] != nil
    let style = isWrong ? Style.danger : Style(hasFocus ? .strong : .label)
    let text = field.label + (field.isRequired ? "*" : "")
    buffer.put(text, in: label.inset(right: label.columns > 2 ? 1 : 0), style: style)
    if label.column > rect.column {
      let mark = Position(column: max(label.column - 2, rect.column), row: label.row)
      if isWrong {
        buffer.put("!", at: mark, style: .danger)
      } else if hasFocus {
        buffer.put("▌", at: mark, style: .accent)
      }
    }
  }

  private func scrollOffset(_ placements: [Placement], rows: Int, total: Int) -> Int {
    guard total > rows, placements.indices.contains(focus) else { return 0 }
    let control = placements[focus].control
    // The field below stays in sight, so that one sees where Enter leads.
    let needed = min(control.endRow + 1, total) - rows
    let top = placements[focus].heading ?? control.row
    return min(max(needed, 0), max(top, 0))
  }

  private func visible(_ part: Rect, _ offset: Int, _ rect: Rect) -> Rect? {
    let top = part.row - offset
    guard top >= 0, top < rect.rows else { return nil }
    return Rect(
      column: rect.column + part.column, row: rect.row + top,
      columns: min(part.columns, rect.columns - part.column),
      rows: min(part.rows, rect.rows - top))
  }
}
