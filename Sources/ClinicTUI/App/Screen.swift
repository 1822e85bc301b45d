import ClinicDomain
import TerminalKit

/// One place's state with its pure update and view.
protocol Screen: Equatable, Sendable {
  /// The place was entered: ask for what is to be seen.
  mutating func enter(_ context: inout ScreenContext) -> [Effect]

  /// A key that the app did not take for itself.
  mutating func handle(_ key: Key, _ context: inout ScreenContext) -> [Effect]

  /// A reply to one of its questions, or to somebody else's: tickets tell.
  mutating func receive(_ ticket: Ticket, _ reply: Reply, _ context: inout ScreenContext)
    -> [Effect]

  /// The outcome of one of its orders, or of somebody else's: tickets tell.
  mutating func settle(
    _ ticket: Ticket, _ performed: Performed, _ context: inout ScreenContext
  ) -> [Effect]

  /// Data changed somewhere: ask again what is shown.
  mutating func refresh(_ topics: Topics, _ context: inout ScreenContext) -> [Effect]

  /// The minute changed; by itself the view follows `context.now`.
  mutating func tick(_ context: inout ScreenContext) -> [Effect]

  /// A route that leads here.
  mutating func open(_ route: Route, _ context: inout ScreenContext) -> [Effect]

  /// Draws lines 3–22 (all rows but the two above and the two below).
  func draw(into buffer: inout CellBuffer, in rect: Rect, _ context: ScreenContext)

  /// The keys that work now, most used first: made anew for every frame, so the last line is true.
  func keys(_ context: ScreenContext) -> [KeyHint]

  /// Whether printable keys belong to a text field now.
  var isTyping: Bool { get }

  /// Whether leaving would lose typed text.
  var hasUnsavedText: Bool { get }

  /// Whether it shows its own beginning, with nothing opened from it.
  var showsOverview: Bool { get }
}

extension Screen {
  mutating func tick(_ context: inout ScreenContext) -> [Effect] { [] }
  mutating func open(_ route: Route, _ context: inout ScreenContext) -> [Effect] { enter(&context) }
  mutating func settle(
    _ ticket: Ticket, _ performed: Performed, _ context: inout ScreenContext
  ) -> [Effect] { [] }
  var hasUnsavedText: Bool { false }
  var showsOverview: Bool { true }
}

/// A key and what it does now, as the last line and the help say it.
struct KeyHint: Equatable, Sendable {
  /// As shown: `Enter`, `n`, `F3`, `Ctrl-S`.
  let key: String
  let action: String
  /// Whether only the help names it, not the last line.
  let isSecondary: Bool

  init(_ key: String, _ action: String, isSecondary: Bool = false) {
    self.key = key
    self.action = action
    self.isSecondary = isSecondary
  }
}
