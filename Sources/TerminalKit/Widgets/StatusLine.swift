/// A key and what it does now.
public struct KeyHint: Hashable, Sendable {
  /// The key as written on the key cap.
  public var key: String
  /// What it does, in a word or two.
  public var label: String

  /// Makes a hint.
  public init(_ key: String, _ label: String) {
    self.key = key
    self.label = label
  }
}

/// The last line: the keys that work now, most used first, as many as fit.
public struct StatusLine: Hashable, Sendable {
  /// The hints in the order of their use.
  public var hints: [KeyHint]
  /// Hints that stay whatever the width, at the right: help.
  public var pinned: [KeyHint]

  /// Makes a line of hints.
  public init(_ hints: [KeyHint], pinned: [KeyHint] = []) {
    self.hints = hints
    self.pinned = pinned
  }

  /// Draws whole hints only.
  public func draw(into buffer: inout CellBuffer, in rect: Rect) {
    guard !rect.isEmpty else { return }
    let area = rect.line(0).inset(left: rect.columns > 2 ? 1 : 0)
    let pinnedWidth = pinned.map(width).reduce(0, +)
    var column = area.column
    for hint in hints {
      guard column + width(hint) - 2 <= area.endColumn - pinnedWidth else { break }
      draw(hint, &column, into: &buffer, in: area)
    }
    for hint in pinned {
      guard column + width(hint) - 2 <= area.endColumn else { break }
      draw(hint, &column, into: &buffer, in: area)
    }
  }

  /// Key, blank, label and two blanks to the next.
  private func width(_ hint: KeyHint) -> Int {
    TextWidth.width(of: hint.key) + TextWidth.width(of: hint.label) + 3
  }

  private func draw(
    _ hint: KeyHint, _ column: inout Int, into buffer: inout CellBuffer, in area: Rect
  ) {
    func put(_ text: String, _ role: StyleRole) {
      guard column < area.endColumn else { return }
      column += buffer.put(
        text, at: Position(column: column, row: area.row), style: Style(role),
        maxWidth: area.endColumn - column)
    }
    put(hint.key, .key)
    put(" ", .footer)
    put(hint.label, .footer)
    column += 2
  }
}

/// A line of news: what happened, what is safe, what to press next.
public struct Toast: Hashable, Sendable {
  /// How grave it is.
  public enum Kind: Hashable, Sendable {
    /// Simply so.
    case info
    /// Something went well.
    case success
    /// Something deserves a look.
    case warning
    /// Something failed.
    case danger
  }

  /// The text.
  public var text: String
  /// How grave it is.
  public var kind: Kind

  /// Makes a line of news.
  public init(_ text: String, kind: Kind = .info) {
    self.text = text
    self.kind = kind
  }

  /// The sign in front of the text: gravity is never told by colour alone.
  public var sign: Character {
    switch kind {
    case .info: "·"
    case .success: "✓"
    case .warning: "!"
    case .danger: "✗"
    }
  }

  /// Draws sign and text in one line.
  public func draw(into buffer: inout CellBuffer, in rect: Rect) {
    let role: StyleRole =
      switch kind {
      case .info: .info
      case .success: .success
      case .warning: .warning
      case .danger: .danger
      }
    let area = rect.inset(left: rect.columns > 2 ? 1 : 0)
    buffer.put("\(sign) \(text)", in: area, style: Style(role))
  }
}
