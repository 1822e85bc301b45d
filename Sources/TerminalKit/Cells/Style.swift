/// What a piece of the screen means; the theme decides how that looks.
public enum StyleRole: UInt8, CaseIterable, Sendable {
  /// Ordinary text.
  case normal
  /// Secondary text.
  case dim
  /// Names and headings inside a screen.
  case strong
  /// Where one is: the marker, the current place.
  case accent
  /// What needs a person now.
  case danger
  /// What deserves a look.
  case warning
  /// What went well or is done.
  case success
  /// The chosen row or item.
  case selection
  /// The first line of the screen.
  case header
  /// The line of key hints.
  case footer
  /// A key's name in a hint.
  case key
  /// A column's title.
  case title
  /// A form's label.
  case label
  /// A field that waits for its turn.
  case field
  /// The field that takes the keys.
  case fieldFocused
  /// Text that stands in for a missing value.
  case placeholder
  /// Lines and frames.
  case border
  /// What cannot be used (blocked times, absent actions).
  case disabled
  /// A piece of news that neither warns nor delights.
  case info
  /// Colours that a person chose for things of theirs; without colours they are ordinary text.
  case tintBlue, tintCyan, tintGreen, tintMagenta, tintYellow
}

/// How text is set off beyond its role.
public struct Attributes: OptionSet, Hashable, Sendable {
  /// The raw bits, four of them.
  public let rawValue: UInt8

  /// Makes a set from its bits.
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// Brighter or heavier.
  public static let bold = Attributes(rawValue: 1)
  /// A line under the text.
  public static let underline = Attributes(rawValue: 2)
  /// Foreground and background change places.
  public static let reverse = Attributes(rawValue: 4)
  /// Fainter.
  public static let faint = Attributes(rawValue: 8)
}

/// The look of a cell by meaning: a role and attributes, without colours.
public struct Style: Hashable, Sendable {
  /// What it means.
  public var role: StyleRole
  /// What is added to the role's look.
  public var attributes: Attributes

  /// Makes a style of a role with attributes added.
  public init(_ role: StyleRole, _ attributes: Attributes = []) {
    self.role = role
    self.attributes = attributes
  }

  /// This style with more attributes.
  public func adding(_ more: Attributes) -> Style { Style(role, attributes.union(more)) }

  /// Ordinary text.
  public static let normal = Style(.normal)
  /// Secondary text.
  public static let dim = Style(.dim)
  /// Names and headings.
  public static let strong = Style(.strong)
  /// Where one is.
  public static let accent = Style(.accent)
  /// What needs a person now.
  public static let danger = Style(.danger)
  /// What deserves a look.
  public static let warning = Style(.warning)
  /// What went well.
  public static let success = Style(.success)
  /// The chosen row or item.
  public static let selection = Style(.selection)
  /// The first line of the screen.
  public static let header = Style(.header)
  /// The line of key hints.
  public static let footer = Style(.footer)

  /// A small number for look-up tables, below `tableSize`.
  var index: Int { Int(role.rawValue) << 4 | Int(attributes.rawValue & 15) }
  static let tableSize = StyleRole.allCases.count << 4
}
