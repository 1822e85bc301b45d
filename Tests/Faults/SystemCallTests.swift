import Foundation
import Glibc
import SampleClinic
import Storage
import Testing

/// What was answered as done stands, and nothing is half done, wherever a system call of commands, of
/// a replay, of opening or of closing fails, or is the last that the process makes.
@Suite struct SystemCallTests {
  /// What becomes of a call, as strace(1) injects it.
  private enum Fault: String, CaseIterable {
    case killed = "signal=SIGKILL"
    case broken = "error=EIO"
    case full = "error=ENOSPC"
  }

  private struct Point: CustomStringConvertible {
    let call: String
    /// Which of the calls of that name, from 1.
    let number: Int
    let fault: Fault
    var description: String { "\(call) no. \(number), \(fault.rawValue)" }
  }

  private static let calls = [
    "pwrite64", "write", "fdatasync", "fsync", "ftruncate", "rename", "renameat2", "unlink",
  ]

  private static let tracer = "/usr/bin/strace"
  static let canTrace: Bool = {
    let child = try? ChildProcess(tracer, ["-o", "/dev/null", "-e", "trace=none", "true"])
    return child?.wait() == 0
  }()

  /// A clinic as it is before, copied for each point.
  private let template: FaultClinic

  init() throws {
    template = try FaultClinic(doctors: 4, patients: 50)
    let service = try template.clinic.open()
    try template.addReception(to: service)
    try service.close()
    unlink(template.clinic.folder.path + "/ballast")
  }

  @Test(
    .enabled(if: canTrace, "needs strace and the right to trace"), .timeLimit(.minutes(240)))
  func whatWasAcknowledgedStandsAtAnyFailingCall() throws {
    var random = SeededGenerator(seed: UInt64(getpid()))
    let all = try points()
    #expect(Set(all.map(\.call)).isSuperset(of: ["pwrite64", "fdatasync", "renameat2"]))
    var met = 0
    var acknowledged = 0
    for point in all.shuffled(using: &random).prefix(40 * Soak.factor) {
      let clinic = try copy()
      let told = try run(clinic, point)
      met += told.wasMet ? 1 : 0
      acknowledged += told.acknowledged.count
      #expect(clinic.problemsTheMorningAfter(told.acknowledged) == [], "\(point)")
    }
    #expect(met > 20 && acknowledged > 20, "\(met) points, \(acknowledged) acknowledged")
  }

  private func copy() throws -> FaultClinic {
    try FaultClinic.made { root in
      try FileManager.default.copyItem(atPath: template.clinic.root, toPath: root)
    }
  }

  /// Every call of a life, three times: killed at it, failing, on a full disk.
  private func points() throws -> [Point] {
    let clinic = try copy()
    let log = clinic.clinic.root + ".calls"
    defer { unlink(log) }
    let child = try traced(clinic, log, ["-e", "trace=" + Self.calls.joined(separator: ",")])
    _ = child.remainingLines()
    try #require(child.wait() == 0)
    let lines = try String(contentsOfFile: log, encoding: .utf8).split(separator: "\n")
    return Self.calls.flatMap { call in
      // With -f a line begins with the thread's number.
      let count = lines.count { $0.split(separator: " ").contains { $0.hasPrefix(call + "(") } }
      return (0..<count).flatMap { number in
        Fault.allCases.map { Point(call: call, number: number + 1, fault: $0) }
      }
    }
  }

  private func run(
    _ clinic: FaultClinic, _ point: Point
  ) throws -> (acknowledged: Acknowledged, wasMet: Bool) {
    let log = clinic.clinic.root + ".calls"
    defer { unlink(log) }
    let child = try traced(
      clinic, log,
      [
        "-e", "trace=\(point.call)",
        "-e", "inject=\(point.call):\(point.fault.rawValue):when=\(point.number)",
      ])
    var acknowledged = Acknowledged()
    for line in child.remainingLines() {
      // What failed was not acknowledged; of what was staged, the bookings are looked for.
      if line.hasPrefix("refused failed") || line == "refused staged" { continue }
      acknowledged.add(line)
    }
    child.wait()
    let text = try String(contentsOfFile: log, encoding: .utf8)
    return (acknowledged, text.contains("INJECTED") || text.contains("killed by SIGKILL"))
  }

  private func traced(
    _ clinic: FaultClinic, _ log: String, _ options: [String]
  ) throws -> ChildProcess {
    try ChildProcess(
      Self.tracer,
      ["-f", "-o", log] + options
        + [FaultClinic.driver, "live", clinic.clinic.root, "1", "1"],
      environment: clinic.clinic.environment)
  }
}
