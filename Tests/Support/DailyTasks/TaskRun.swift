import Glibc
import SampleClinic

/// How a script's keys are pressed.
public enum Pace: String, Sendable, CaseIterable {
  /// Each key once the screen stands still, as somebody who looks presses them.
  case watching
  /// All at once, as somebody presses them who looks at the patient.
  case ahead
}

/// A script played at the real program, and what came of it.
public struct TaskRun: Sendable {
  /// What was on the screen when it ended.
  public let screen: String
  /// Texts that should have been there.
  public let missing: [String]
  /// Lines of the clinic's state that came and went.
  public let came: [String]
  public let went: [String]
  /// Milliseconds from each key to the last of what it did.
  public let times: [Double]

  /// The program's share of the task, in milliseconds.
  public var total: Double { times.reduce(0, +) }

  public var slowest: Double { times.max() ?? 0 }

  /// Plays a script on a copy of a clinic, called by a name; waits so many seconds for what it
  /// should bring about.
  public init(
    _ script: KeyScript, on clinic: TaskClinic, copy: String, pace: Pace = .watching,
    quietMilliseconds: Int32, patience: Double = 15
  ) throws {
    let (terminal, database) = try clinic.open(
      copy, as: script.login, quietMilliseconds: quietMilliseconds)
    for stroke in script.ready { _ = terminal.press(stroke, quietMilliseconds: quietMilliseconds) }
    let before = try Self.settledState(of: database, terminal, quietMilliseconds)
    switch pace {
    case .watching:
      times = script.keys.map { terminal.press($0, quietMilliseconds: quietMilliseconds) }
    case .ahead:
      times = []
      terminal.write(script.keys.flatMap(\.bytes))
    }
    missing = script.shows.filter { text in
      (try? terminal.wait(text, seconds: patience) { $0.contains(text) }) == nil
    }
    // A slow machine gets its time; then once more, since nothing else may follow.
    let end = PseudoTerminal.milliseconds + patience * 1000
    while true {
      let found = try Self.changes(since: before, in: database)
      let isDone = found.came == script.came && found.went == script.went
      if isDone || PseudoTerminal.milliseconds > end { break }
      terminal.settle(quietMilliseconds: quietMilliseconds)
      usleep(20_000)
    }
    terminal.settle(quietMilliseconds: quietMilliseconds)
    screen = terminal.screen.text
    (came, went) = try Self.changes(since: before, in: database)
  }

  /// The state once a slow machine has done what the keys before the task brought about.
  private static func settledState(
    of database: String, _ terminal: PseudoTerminal, _ quietMilliseconds: Int32
  ) throws -> [String: Int] {
    var state = try ClinicLines.read(database)
    while true {
      usleep(250_000)
      terminal.settle(quietMilliseconds: quietMilliseconds)
      let next = try ClinicLines.read(database)
      if next == state { return state }
      state = next
    }
  }

  private static func changes(since before: [String: Int], in database: String) throws -> (
    came: [String], went: [String]
  ) {
    let after = try ClinicLines.read(database)
    return (
      ClinicLines.added(from: before, to: after), ClinicLines.added(from: after, to: before)
    )
  }
}
