import Foundation
import SampleClinic
import Synchronization

/// What happened when, told when a run fails.
final class Timeline: Sendable {
  private let lines = Mutex<[String]>([])
  private let began = ContinuousClock.now

  func note(_ text: String) {
    let milliseconds = Int((ContinuousClock.now - began) / .milliseconds(1))
    let line = "\(milliseconds / 1000).\(milliseconds % 1000 / 100) s  \(text)"
    lines.withLock { $0.append(line) }
  }

  var text: String { lines.withLock { $0.joined(separator: "\n") } }
}

/// The programs of the build, beside the tests.
enum Programs {
  static let clinic = beside("clinic")
  static let hub = beside("clinic-hub")
  static let driver = beside("FaultDriver")

  private static func beside(_ name: String) -> String {
    let own = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    let folder = URL(fileURLWithPath: own ?? "/").deletingLastPathComponent()
    return folder.appendingPathComponent(name).path
  }

  /// Starts a program whose errors go to the end of a file.
  static func start(
    _ program: String, _ arguments: [String], errors: String, environment: [String: String] = [:]
  ) throws -> ChildProcess {
    try ChildProcess(
      "/bin/sh", ["-c", "exec \"$0\" \"$@\" 2>>\"$ERRORS\"", program] + arguments,
      environment: environment.merging(["ERRORS": errors]) { $1 })
  }
}

/// A program that is started again a while after it ended, as a service manager does.
final class Supervised {
  let name: String
  /// Told what the program says, line by line.
  var hears: ((String) -> Void)?
  private let start: () throws -> ChildProcess
  private let timeline: Timeline
  private var child: ChildProcess?
  private var due = ContinuousClock.now
  private(set) var starts = 0

  init(_ name: String, _ timeline: Timeline, start: @escaping () throws -> ChildProcess) {
    (self.name, self.timeline, self.start) = (name, timeline, start)
  }

  /// Starts it if it isn't there and its time has come.
  func tend(_ random: inout SeededGenerator) throws {
    if let hears, let child {
      while let line = child.line(withinMilliseconds: 0) { hears(line) }
    }
    if let child, child.hasEnded {
      for line in child.remainingLines() { hears?(line) }
      timeline.note("\(name) is gone (\(child.wait()))")
      self.child = nil
      due = .now + .milliseconds(Int(random.next() % 1000))
    }
    guard child == nil, .now >= due else { return }
    child = try start()
    starts += 1
    timeline.note("\(name) starts")
  }

  /// Kills it, whatever it is at.
  func kill() {
    guard let child, !child.hasEnded else { return }
    timeline.note("kill -9 \(name)")
    child.send(signal: SIGKILL)
  }

  /// Kills it and hears the last that it said; it stays away until it is tended again.
  func silence() {
    guard let child else { return }
    child.send(signal: SIGKILL)
    child.wait()
    for line in child.remainingLines() { hears?(line) }
    self.child = nil
  }

  /// Ends it in order.
  ///
  /// - Returns: its exit code, nil where it did not run.
  func stop() -> Int32? {
    guard let child, !child.hasEnded else { return nil }
    child.send(signal: SIGTERM)
    self.child = nil
    return child.wait()
  }
}
