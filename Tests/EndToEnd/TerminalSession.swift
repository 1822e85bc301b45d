import Foundation
import Glibc
import SampleClinic

/// A real terminal, kept by tmux, in which a shell with job control runs the program.
///
/// Every wait is for something to be seen, with a limit; nothing sleeps for a fixed time.
final class TerminalSession {
  static let isAvailable = (try? ChildProcess("/usr/bin/env", ["tmux", "-V"]).wait()) == 0
  static let whyNot = "tmux is not installed: script/test installs it"

  private let server = "clinic-\(UUID().uuidString.prefix(8))"
  private let environment = ["LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"]
  private static let prompt = "pronto>"

  init(columns: Int = 80, rows: Int = 24) throws {
    try tmux(
      "-u", "-f", "/dev/null", "new-session", "-d", "-x", "\(columns)", "-y", "\(rows)",
      "env -i PATH=\"$PATH\" HOME=/nonexistent TERM=screen-256color LANG=C.UTF-8"
        + " LD_LIBRARY_PATH=\"$LD_LIBRARY_PATH\" PS1='\(Self.prompt) ' bash --norc --noprofile -i")
    try tmux("set-option", "-g", "escape-time", "0")
    try wait(for: Self.prompt)
  }

  deinit { _ = try? tmux("kill-server") }

  /// Types a command line at the shell.
  func run(_ command: String) throws {
    try type(command)
    try press("Enter")
  }

  /// Presses keys by tmux's names: `Enter`, `F3`, `C-p`.
  func press(_ keys: String...) throws {
    for key in keys { try tmux("send-keys", key) }
  }

  func type(_ text: String) throws { try tmux("send-keys", "-l", text) }

  /// Pastes as a terminal does, in brackets where the program asked for them.
  func paste(_ text: String) throws {
    try tmux("set-buffer", text)
    try tmux("paste-buffer", "-p")
  }

  func resize(columns: Int, rows: Int) throws {
    try tmux("resize-window", "-x", "\(columns)", "-y", "\(rows)")
  }

  /// What stands on the screen.
  func screen() throws -> String { try tmux("capture-pane", "-p") }

  /// What tmux knows of the terminal, by its format.
  func state(_ format: String) throws -> String { try tmux("display-message", "-p", format) }

  /// Waits until a text is on the screen.
  ///
  /// - Returns: how long it took, in milliseconds.
  @discardableResult func wait(for text: String, seconds: Double = 8) throws -> Double {
    try wait("“\(text)”", seconds) { $0.contains(text) }
  }

  /// Waits until a text is gone from the screen.
  func wait(without text: String, seconds: Double = 8) throws {
    try wait("no “\(text)”", seconds) { !$0.contains(text) }
  }

  /// Waits until the shell asks for the next command below what the program left.
  func waitForPrompt(seconds: Double = 8) throws {
    try wait("the prompt", seconds) { screen in
      screen.split(separator: "\n").last { $0.contains { !$0.isWhitespace } }?
        .trimmingCharacters(in: .whitespaces).hasSuffix(Self.prompt) ?? false
    }
  }

  @discardableResult func wait(
    _ what: String, _ seconds: Double = 8, until isSeen: (String) throws -> Bool
  ) throws -> Double {
    let began = Date()
    var last = ""
    while Date().timeIntervalSince(began) < seconds {
      last = try screen()
      if try isSeen(last) { return Date().timeIntervalSince(began) * 1000 }
      usleep(5_000)
    }
    throw SampleFailure.impossible("waited \(seconds) s for \(what); on the screen:\n\(last)")
  }

  /// The process that the shell runs in the foreground.
  func program() throws -> pid_t {
    let shell = try state("#{pane_pid}")
    let children = try ChildProcess("/usr/bin/env", ["pgrep", "-P", shell]).remainingLines()
    guard let pid = children.first.flatMap({ pid_t($0) }) else {
      throw SampleFailure.impossible("nothing runs below \(shell)")
    }
    return pid
  }

  @discardableResult private func tmux(_ arguments: String...) throws -> String {
    let child = try ChildProcess(
      "/usr/bin/env", ["tmux", "-L", server] + arguments, environment: environment)
    let lines = child.remainingLines()
    guard child.wait() == 0 else { throw SampleFailure.impossible("tmux \(arguments)") }
    return lines.joined(separator: "\n")
  }
}
