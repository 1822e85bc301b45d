import ClinicDomain
import TerminalKit

/// Replaced by its own file's work.
struct DeskScreen: Screen {
  mutating func enter(_ context: inout ScreenContext) -> [Effect] { [] }
  mutating func handle(_ key: Key, _ context: inout ScreenContext) -> [Effect] { [] }
  mutating func receive(
    _ ticket: Ticket, _ reply: Reply, _ context: inout ScreenContext
  ) -> [Effect] { [] }
  mutating func refresh(_ topics: Topics, _ context: inout ScreenContext) -> [Effect] { [] }
  func draw(into buffer: inout CellBuffer, in rect: Rect, _ context: ScreenContext) {}
  func keys(_ context: ScreenContext) -> [KeyHint] { [] }
  var isTyping: Bool { false }
}
