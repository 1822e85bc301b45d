/// One of the eight colours every colour terminal has, or the terminal's own.
public enum Colour: UInt8, Sendable {
  /// The usual eight, in the terminal's order.
  case black, red, green, yellow, blue, magenta, cyan, white
  /// Whatever the terminal uses by default.
  case standard
}

/// How a style looks on the terminal.
public struct Look: Hashable, Sendable {
  /// The text's colour.
  public var foreground: Colour
  /// The colour behind the text.
  public var background: Colour
  /// Bold, underline, reverse, faint.
  public var attributes: Attributes

  /// Makes a look; everything the terminal's own by default.
  public init(
    _ foreground: Colour = .standard, on background: Colour = .standard,
    _ attributes: Attributes = []
  ) {
    self.foreground = foreground
    self.background = background
    self.attributes = attributes
  }

  /// Whether a blank cell of this look can't be told from an ordinary blank.
  var leavesBlanksBlank: Bool {
    background == .standard && attributes.isDisjoint(with: [.underline, .reverse])
  }
}

/// Gives each role its look; the background is the terminal's own everywhere.
public enum Theme: String, CaseIterable, Sendable {
  /// For terminals with a dark background.
  case dark
  /// For terminals with a light background.
  case light
  /// Attributes only: for NO_COLOR and for terminals without colours.
  case monochrome

  /// Picks the theme asked for, or monochrome when NO_COLOR is set to anything but nothing.
  public static func preferred(_ wanted: Theme?, environment: [String: String]) -> Theme {
    if let noColor = environment["NO_COLOR"], !noColor.isEmpty { return .monochrome }
    return wanted ?? .dark
  }

  /// The look of a style.
  public func look(of style: Style) -> Look {
    var look = self == .monochrome ? Theme.monochromeLook(style.role) : coloured(style.role)
    look.attributes.formUnion(style.attributes)
    return look
  }

  private func coloured(_ role: StyleRole) -> Look {
    switch role {
    case .accent, .key: Look(self == .light ? .blue : .cyan)
    case .danger: Look(.red, .bold)
    case .warning: self == .light ? Look(.magenta) : Look(.yellow)
    case .success: Look(.green)
    case .tintBlue: Look(.blue, .bold)
    case .tintCyan: Look(.cyan)
    case .tintGreen: Look(.green)
    case .tintMagenta: Look(.magenta)
    case .tintYellow: Look(.yellow)
    case .info: Look(self == .light ? .blue : .cyan)
    default: Theme.monochromeLook(role)
    }
  }

  private static func monochromeLook(_ role: StyleRole) -> Look {
    switch role {
    case .normal, .label, .accent, .success, .info, .tintBlue, .tintCyan, .tintGreen,
      .tintMagenta, .tintYellow:
      Look()
    case .dim, .placeholder, .border, .disabled, .footer: Look(.standard, .faint)
    case .strong, .header, .key, .warning: Look(.standard, .bold)
    case .danger: Look(.standard, [.bold, .underline])
    case .title, .field: Look(.standard, .underline)
    case .selection: Look(.standard, .reverse)
    case .fieldFocused: Look(.standard, [.bold, .underline])
    }
  }
}

extension Look {
  init(_ foreground: Colour, _ attributes: Attributes) {
    self.init(foreground, on: .standard, attributes)
  }
}
