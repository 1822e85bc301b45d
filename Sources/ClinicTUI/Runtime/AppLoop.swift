import ClinicDomain
import Glibc
import TerminalKit

/// Sleeps until something happens, updates the state, shows the difference: the main thread's work.
struct AppLoop: ~Copyable {
  private var terminal: Terminal
  private var state: AppState
  private let gateway: any ClinicGateway
  private let mailbox: Mailbox
  private let runner: EffectRunner
  private let theme: Theme
  private var shown: CellBuffer?
  private var isOver = false
  private var sendingPace = SendingPace()
  /// Whose wall of the waiting room comes next.
  private(set) var board: Actor?
  /// Answers that were asked for and have not come.
  private var awaited = 0
  /// How long a frame waits for the answers to what it asks.
  private static let graceMicroseconds = 4_000

  init(
    terminal: consuming Terminal, state: AppState, gateway: any ClinicGateway, mailbox: Mailbox,
    files: ExportFolder, theme: Theme
  ) {
    self.terminal = terminal
    self.state = state
    self.gateway = gateway
    self.mailbox = mailbox
    self.theme = theme
    runner = EffectRunner(gateway: gateway, mailbox: mailbox, files: files)
  }

  /// Runs until the person quits or the terminal is gone, or an account of the wall has logged in.
  mutating func run() {
    state.context.size = terminal.size
    show()
    while !isOver {
      let events = terminal.wait(
        watching: [mailbox.descriptor, gateway.bellDescriptor],
        timeoutMilliseconds: min(
          Clock.millisecondsToNextMinute(),
          sendingPace.millisecondsLeft(at: Clock.monotonicMicroseconds()) ?? .max))
      for event in events where !isOver { handle(event) }
      tell(sendingPace.release(at: Clock.monotonicMicroseconds()))
      awaitAnswers()
      if !isOver { show() }
    }
    runner.finish()
    if board == nil { terminal.restore() }
  }

  /// Gives the terminal on, as it is.
  consuming func release() -> Terminal { terminal }

  /// Most answers come within a millisecond: shown with the key that asked, there is one frame for
  /// both and no flicker between.
  private mutating func awaitAnswers() {
    let deadline = Clock.monotonicMicroseconds() + Self.graceMicroseconds
    while awaited > 0, !isOver {
      let rest = deadline - Clock.monotonicMicroseconds()
      guard rest > 0 else { return }
      for event in mailbox.take(withinMicroseconds: rest) where !isOver { update(event) }
    }
  }

  private mutating func handle(_ event: TerminalEvent) {
    switch event {
    case .key(let key): update(.key(key))
    case .resized(let size):
      shown = nil
      update(.resized(size))
    case .timeout: tickAtMinute()
    case .readable(mailbox.descriptor): for event in mailbox.take() { update(event) }
    case .readable:
      tell(sendingPace.pass(gateway.changes(), at: Clock.monotonicMicroseconds()))
    case .signal(.suspend):
      terminal.suspend()
      shown = nil
      update(.tick(Clock.now()))
    case .signal(.resumed):
      terminal.redraw()
      shown = nil
      update(.tick(Clock.now()))
    case .signal, .endOfInput: isOver = true
    }
  }

  private mutating func tell(_ topics: Topics) {
    if !topics.isEmpty { update(.changed(topics)) }
  }

  private mutating func tickAtMinute() {
    let now = Clock.now()
    if state.context.now.minutes != now.minutes { perform(state.update(.tick(now))) }
  }

  /// A key is never dated a minute back: the clock is looked at before it.
  private mutating func update(_ event: AppEvent) {
    if case .key = event { tickAtMinute() }
    switch event {
    case .answered, .performed: awaited -= 1
    default: break
    }
    perform(state.update(event))
  }

  private mutating func perform(_ effects: [Effect]) {
    for effect in effects {
      switch effect {
      case .redraw:
        terminal.redraw()
        shown = nil
      case .suspend:
        terminal.suspend()
        shown = nil
      case .ring: terminal.bell()
      case .copy(let text): _ = terminal.copy(text)
      case .openBoard(let actor):
        board = actor
        isOver = true
      case .quit: isOver = true
      default:
        switch effect {
        case .load, .perform: awaited += 1
        default: break
        }
        runner.run(effect, as: state.context.actor)
      }
    }
  }

  private mutating func show() {
    let buffer = state.view()
    guard buffer != shown else { return }
    terminal.present(buffer, theme: theme)
    shown = buffer
  }
}
