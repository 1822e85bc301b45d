import ClinicDomain
import TerminalKit

/// Shows the wall and follows the bell until someone quits.
struct BoardLoop: ~Copyable {
  private var terminal: Terminal
  private var wall: WallBoard
  private let gateway: any ClinicGateway
  private let actor: Actor
  private let theme: Theme
  private var shown: CellBuffer?

  init(
    terminal: consuming Terminal, wall: WallBoard, gateway: any ClinicGateway, actor: Actor,
    theme: Theme
  ) {
    self.terminal = terminal
    self.wall = wall
    self.gateway = gateway
    self.actor = actor
    self.theme = theme
  }

  mutating func run() {
    wall.size = terminal.size
    ask()
    show()
    while true {
      let events = terminal.wait(
        watching: [gateway.bellDescriptor],
        timeoutMilliseconds: Clock.millisecondsToNextMinute())
      for event in events where !handle(event) {
        terminal.restore()
        return
      }
      show()
    }
  }

  /// Whether it goes on.
  private mutating func handle(_ event: TerminalEvent) -> Bool {
    wall.now = Clock.now()
    switch event {
    case .key(let key): return !WallBoard.quits(key)
    case .resized(let size):
      shown = nil
      wall.size = size
    case .readable:
      let topics = gateway.changes()
      if !topics.isDisjoint(with: [.schedule, .attendances, .patients]) { ask() }
    case .timeout: ask()
    case .signal(.suspend): terminal.suspend()
    case .signal(.resumed):
      terminal.redraw()
      shown = nil
      ask()
    case .signal, .endOfInput: return false
    }
    return true
  }

  private mutating func ask() {
    let query = AnyQuery(base: ReadBoard(date: wall.today))
    if wall.take(gateway.answer(query, as: actor).value(Board.self)) { terminal.bell() }
  }

  private mutating func show() {
    let buffer = wall.view()
    guard buffer != shown else { return }
    terminal.present(buffer, theme: theme)
    shown = buffer
  }
}
