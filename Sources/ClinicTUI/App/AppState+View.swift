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
    let offered = Place.offered(to: context.actor)
    let places = fittingPlaces(offered)
    for offered in places {
      let name = wording.name(of: offered)
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
    if places.count < offered.count {
      buffer.put("…", at: Position(column: column, row: 1), style: .dim)
    }
  }

  /// The places whose names fit on their line.
  ///
  /// Where there are too many, the shown one stays and those go that one is in least often; their
  /// keys work all the same.
  private func fittingPlaces(_ offered: [Place]) -> [Place] {
    var places = offered
    func width() -> Int {
      places.reduce(1) { $0 + TextWidth.width(of: context.wording.name(of: $1)) + 2 }
    }
    for seldom in [Place.accesses, .units, .sync, .calls, .doctors] where seldom != place {
      // The mark of those that went needs a cell of its own.
      let mark = places.count < offered.count ? 1 : -2
      guard width() + mark > context.size.columns else { break }
      places.removeAll { $0 == seldom }
    }
    return places
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
