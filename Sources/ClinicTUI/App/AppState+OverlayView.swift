import ClinicDomain
import TerminalKit

extension AppState {
  /// Help, palette or question over the screen.
  func drawOverlay(_ buffer: inout CellBuffer) {
    switch overlay {
    case .help(let scroll): drawHelp(scroll, &buffer)
    case .palette(let palette): drawPalette(palette, &buffer)
    case .confirmQuit: drawQuestion(&buffer)
    case nil: break
    }
  }

  /// Made from the keys that work now, so it is always true; a heading has no action.
  private var helpLines: [(key: String, action: String?)] {
    let wording = context.wording
    let places = Place.offered(to: context.actor).map {
      KeyHint("F\($0.functionKey)  g \($0.letter)", wording.name(of: $0))
    }
    return [(wording.helpHere, nil)] + screen.keys(context).map { ($0.key, $0.action) }
      + [("", nil), (wording.helpEverywhere, nil)]
      + (places + wording.globalKeys).map { ($0.key, $0.action) }
  }

  /// How far the help scrolls.
  var lastHelpScroll: Int { max(0, helpLines.count - helpRoom) }

  /// The rows between the frame and the panel's own keys.
  private var helpRoom: Int { min(helpLines.count, context.size.rows - 8) }

  private func drawHelp(_ scroll: Int, _ buffer: inout CellBuffer) {
    let wording = context.wording
    let lines = helpLines
    let rect = panel(columns: 66, rows: lines.count + 4, wording.help, &buffer)
    let room = helpRoom
    let first = max(0, min(scroll, lines.count - room))
    for (index, line) in lines.dropFirst(first).prefix(room).enumerated() {
      let row = rect.row + index
      if let action = line.1 {
        buffer.put(
          line.0, at: Position(column: rect.column, row: row), style: Style(.key), maxWidth: 26)
        buffer.put(
          action, at: Position(column: rect.column + 27, row: row), maxWidth: rect.columns - 27)
      } else {
        buffer.put(line.0, at: Position(column: rect.column, row: row), style: .accent)
      }
    }
    buffer.put(
      wording.helpKeys, at: Position(column: rect.column, row: rect.endRow - 1), style: .dim)
  }

  private func drawPalette(_ palette: Palette, _ buffer: inout CellBuffer) {
    let wording = context.wording
    let rect = panel(columns: 60, rows: 18, wording.paletteTitle, &buffer)
    let used = buffer.put(
      "> \(palette.filter)", at: rect.origin, style: Style(.fieldFocused), maxWidth: rect.columns)
    buffer.cursor = Position(column: rect.column + used, row: rect.row)
    let matches = palette.matches
    let room = rect.rows - 3
    let first = max(0, palette.selected - room + 1)
    for (index, item) in matches.enumerated().dropFirst(first).prefix(room) {
      let row = rect.row + 1 + index - first
      let isSelected = index == palette.selected
      buffer.put(
        isSelected ? "▌" : " ", at: Position(column: rect.column, row: row), style: .accent)
      buffer.put(
        item.title, at: Position(column: rect.column + 2, row: row),
        style: isSelected ? .strong : .normal, maxWidth: rect.columns - 12)
      buffer.put(
        item.key, in: Rect(column: rect.column, row: row, columns: rect.columns, rows: 1),
        style: Style(.key), alignment: .right)
    }
    if matches.isEmpty {
      buffer.put(
        wording.paletteEmpty, at: Position(column: rect.column + 2, row: rect.row + 1), style: .dim)
    }
    buffer.put(
      wording.paletteKeys, at: Position(column: rect.column, row: rect.endRow - 1), style: .dim)
  }

  private func drawQuestion(_ buffer: inout CellBuffer) {
    let wording = context.wording
    let rect = panel(columns: 60, rows: 5, wording.quitProgram, &buffer)
    buffer.put(wording.quitQuestion, at: rect.origin)
    buffer.put(
      wording.quitAnswers, at: Position(column: rect.column, row: rect.row + 2), style: .dim)
  }

  /// A framed, cleared panel in the middle; returns what is inside.
  private func panel(
    columns: Int, rows: Int, _ title: String, _ buffer: inout CellBuffer
  ) -> Rect {
    let outer = Rect(context.size).centered(
      columns: min(columns, context.size.columns - 4), rows: min(rows, context.size.rows - 4))
    buffer.cursor = nil
    buffer.fill(outer)
    buffer.frame(outer)
    buffer.put(
      " \(title) ", at: Position(column: outer.column + 2, row: outer.row), style: .strong,
      maxWidth: outer.columns - 4)
    return outer.inset(left: 2, top: 1, right: 2, bottom: 1)
  }
}
