/// A key as the person at the terminal sees it.
public enum Key: Hashable, Sendable {
  /// A printable character.
  case character(Character)
  /// Enter, also Ctrl-J and Ctrl-M.
  case enter
  /// Escape alone.
  case escape
  /// Tab.
  case tab
  /// Shift-Tab.
  case backTab
  /// Backspace, also Ctrl-H.
  case backspace
  /// Delete to the right.
  case delete
  /// Insert.
  case insert
  /// The arrows.
  case up, down, left, right
  /// To the beginning or end.
  case home, end
  /// A screenful up or down.
  case pageUp, pageDown
  /// F1 and up.
  case function(Int)
  /// Ctrl with a lower-case letter or one of `@ [ \ ] ^ _`.
  case control(Character)
  /// Alt (or Escape just before) with a character.
  case alt(Character)
  /// Text pasted in one go; line ends are `\n`.
  case paste(String)

  /// The key's name as written on key caps: `F1`, `Ctrl-S`, `Enter`, `↑`.
  public var label: String {
    switch self {
    case .character(" "): "Space"
    case .character(let character): String(character)
    case .enter: "Enter"
    case .escape: "Esc"
    case .tab: "Tab"
    case .backTab: "S-Tab"
    case .backspace: "Backspace"
    case .delete: "Del"
    case .insert: "Ins"
    case .up: "↑"
    case .down: "↓"
    case .left: "←"
    case .right: "→"
    case .home: "Home"
    case .end: "End"
    case .pageUp: "PgUp"
    case .pageDown: "PgDn"
    case .function(let number): "F\(number)"
    case .control(let character): "Ctrl-\(character.uppercased())"
    case .alt(let character): "Alt-\(character)"
    case .paste: "Paste"
    }
  }
}
