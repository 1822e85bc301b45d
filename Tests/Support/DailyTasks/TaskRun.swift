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

  /// Plays a script on a copy of a clinic, called by a name.
  public init(
    _ script: KeyScript, on clinic: TaskClinic, copy: String, pace: Pace = .watching,
    quietMilliseconds: Int32
  ) throws {
    let (terminal, database) = try clinic.open(
      copy, as: script.login, quietMilliseconds: quietMilliseconds)
    for stroke in script.ready { _ = terminal.press(stroke, quietMilliseconds: quietMilliseconds) }
    let before = try ClinicLines.read(database)
    switch pace {
    case .watching:
      times = script.keys.map { terminal.press($0, quietMilliseconds: quietMilliseconds) }
    case .ahead:
      times = []
      terminal.write(script.keys.flatMap(\.bytes))
    }
    missing = script.shows.filter { text in
      (try? terminal.wait(text, seconds: 8) { $0.contains(text) }) == nil
    }
    terminal.settle(quietMilliseconds: quietMilliseconds)
    screen = terminal.screen.text
    let after = try ClinicLines.read(database)
    came = ClinicLines.added(from: before, to: after)
    went = ClinicLines.added(from: after, to: before)
  }
}
