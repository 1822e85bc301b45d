import Foundation
import Glibc
import SampleClinic

/// One call of a program's life, and what becomes of it, as strace(1) injects it.
struct SystemCallFault: CustomStringConvertible {
  enum Fault: String, CaseIterable {
    case killed = "signal=SIGKILL"
    case broken = "error=EIO"
    case full = "error=ENOSPC"
  }

  let call: String
  /// Which of the calls of that name, from 1.
  let number: Int
  let fault: Fault

  var description: String { "\(call) no. \(number), \(fault.rawValue)" }

  static let calls = [
    "pwrite64", "write", "fdatasync", "fsync", "ftruncate", "rename", "renameat2", "unlink",
  ]
  static let tracer = "/usr/bin/strace"
  static let canTrace: Bool = {
    let child = try? ChildProcess(tracer, ["-o", "/dev/null", "-e", "trace=none", "true"])
    return child?.wait() == 0
  }()

  /// Every call of a life, three times: killed at it, failing, on a full disk.
  ///
  /// The life begins with the tracer's arguments that are given, and has to end well.
  static func all(_ live: ([String]) throws -> ChildProcess) throws -> [SystemCallFault] {
    let (_, status, log) = try traced(["-e", "trace=" + calls.joined(separator: ",")], live)
    guard status == 0 else { throw SampleFailure.impossible("the life ends with \(status)") }
    return calls.flatMap { call in
      // With -f a line begins with the thread's number.
      let count = log.split(separator: "\n").count { line in
        line.split(separator: " ").contains { $0.hasPrefix(call + "(") }
      }
      return (0..<count).flatMap { number in
        Fault.allCases.map { SystemCallFault(call: call, number: number + 1, fault: $0) }
      }
    }
  }

  /// Lives with this fault; gives what was said, and whether the fault was met.
  func inject(
    _ live: ([String]) throws -> ChildProcess
  ) throws -> (lines: [String], wasMet: Bool) {
    let (lines, _, log) = try Self.traced(
      ["-e", "trace=\(call)", "-e", "inject=\(call):\(fault.rawValue):when=\(number)"], live)
    return (lines, log.contains("INJECTED") || log.contains("killed by SIGKILL"))
  }

  private static func traced(
    _ options: [String], _ live: ([String]) throws -> ChildProcess
  ) throws -> (lines: [String], status: Int32, log: String) {
    let log = NSTemporaryDirectory() + "clinic-calls-\(UUID().uuidString)"
    defer { unlink(log) }
    let child = try live(["-f", "-o", log] + options)
    let lines = child.remainingLines()
    let status = child.wait()
    return (lines, status, try String(contentsOfFile: log, encoding: .utf8))
  }
}
