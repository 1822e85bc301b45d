import ClinicDomain
import TerminalKit

/// The lines that are the same everywhere.
enum Frame {
  /// The smallest window in which the screens work.
  static let minimum = Size(columns: 80, rows: 24)
}

extension AppState {
  /// The whole screen as cells.
  ///
  /// Pure.
  func view() -> CellBuffer {
    var buffer = CellBuffer(size: context.size)
    let size = context.size
    guard size.columns >= Frame.minimum.columns, size.rows >= Frame.minimum.rows else {
      drawTooSmall(&buffer)
      return buffer
    }
    switch session {
    case .loggedOut(let form): drawLogin(form, user: nil, &buffer)
    case .locked(let user, let form): drawLogin(form, user: user, &buffer)
    case .active(let user):
      drawHeader(user, &buffer)
      let body = Rect(column: 0, row: 2, columns: size.columns, rows: size.rows - 4)
      screen.draw(into: &buffer, in: body, context)
      drawMessage(&buffer)
      drawKeys(screen.keys(context), &buffer)
      drawOverlay(&buffer)
    }
    return buffer
  }

  private func drawTooSmall(_ buffer: inout CellBuffer) {
    let size = context.size
    let lines = context.wording.tooSmall(size, needed: Frame.minimum)
    for (index, line) in lines.prefix(size.rows).enumerated() {
      buffer.put(line, at: Position(column: 0, row: index), maxWidth: size.columns)
    }
  }

  private func drawHeader(_ user: User, _ buffer: inout CellBuffer) {
    let wording = context.wording
    let columns = context.size.columns
    // Without Unicode the dot would turn into the letter of an arrival.
    let dotted = wording.syncSign(sync.answer, now: context.now)
    let sign =
      context.glyphs == .ascii ? String(dotted.map { $0 == "●" ? "*" : $0 }) : dotted
    let right = "\(user.login)  \(wording.dayAndTime(context.today, context.timeOfDay))  \(sign)"
    let rightWidth = TextWidth.width(of: right)
    buffer.put(
      " \(context.clinicName) · \(wording.name(of: place))", at: Position(column: 0, row: 0),
      style: .strong, maxWidth: max(0, columns - rightWidth - 3))
    buffer.put(
      right, at: Position(column: columns - rightWidth - 1, row: 0),
      style: (sync.answer?.needsPerson ?? false) ? .danger : .normal)
    var column = 1
    let places = Place.offered(to: context.actor)
    let room = roomOfPlaces(places)
    for offered in places {
      let whole = wording.name(of: offered)
      let name = offered == place ? whole : String(whole.prefix(room))
      let style: Style = offered == place ? .selection : .normal
      buffer.put(name, at: Position(column: column, row: 1), style: style)
      if let index = wording.letterIndex(of: offered), index < name.count {
        let letter = name[name.index(name.startIndex, offsetBy: index)]
        buffer.put(
          String(letter), at: Position(column: column + index, row: 1),
          style: style.adding(.underline))
      }
      column += TextWidth.width(of: name) + 2
    }
  }

  /// The letters that each name keeps so that all places fit on their line; the shown one is whole.
  private func roomOfPlaces(_ places: [Place]) -> Int {
    let names = places.map { (context.wording.name(of: $0).count, $0 == place) }
    let longest = names.map(\.0).max() ?? 0
    return (5...max(longest, 5)).last { room in
      names.reduce(1) { $0 + ($1.1 ? $1.0 : min($1.0, room)) + 2 } <= context.size.columns + 2
    } ?? 5
  }

  private func drawMessage(_ buffer: inout CellBuffer) {
    let row = context.size.rows - 2
    guard let shown = message ?? (awaitsPlaceLetter ? Message(placeLetters) : nil) else { return }
    let style: Style =
      switch shown.tone {
      case .info: .normal
      case .done: .success
      case .warning: .warning
      case .error: .danger
      }
    let sign =
      switch shown.tone {
      case .info: ""
      case .done: "✓ "
      case .warning, .error: "! "
      }
    buffer.put(" \(sign)\(shown.text)", at: Position(column: 0, row: row), style: style)
  }

  private var placeLetters: String {
    "g…  "
      + Place.offered(to: context.actor)
      .map { "\($0.letter) \(context.wording.name(of: $0))" }.joined(separator: "  ")
      + "  g \(context.wording.top)"
  }

  /// As many keys as fit, and always the one that leads to all of them.
  private func drawKeys(_ hints: [KeyHint], _ buffer: inout CellBuffer) {
    let row = context.size.rows - 1
    let help = KeyHint(screenIsTyping ? "F1" : "?", context.wording.help.lowercased())
    let helpWidth = TextWidth.width(of: help.key) + 1 + TextWidth.width(of: help.action) + 2
    let used = drawLine(
      hints.filter { !$0.isSecondary }, row: row, limit: context.size.columns - helpWidth, &buffer)
    drawLine([help], row: row, from: used, limit: context.size.columns, &buffer)
  }
}
