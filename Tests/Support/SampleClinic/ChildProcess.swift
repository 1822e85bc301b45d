public import Glibc

/// A child process whose lines of output are read and which can be killed at any moment.
///
/// Small and free of Foundation: what it measures and kills should not wait for a run loop.
public final class ChildProcess {
  public let pid: pid_t
  private let channel: Int32
  private var pending: [UInt8] = []
  private var status: Int32?

  /// - Throws: `SampleFailure.impossible` where the program can't be started.
  public init(
    _ program: String, _ arguments: [String], environment: [String: String] = [:]
  ) throws {
    // A pair of sockets is closed on exec from the start: no other child inherits its ends.
    var ends: [Int32] = [0, 0]
    let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else {
      throw SampleFailure.impossible("socketpair")
    }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, ends[1], 0)
    posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
    let argv = ([program] + arguments).map { strdup($0) } + [nil]
    let variables = Self.inherited.merging(environment) { $1 }
    let envp = variables.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for text in argv + envp { free(text) } }
    var child: pid_t = 0
    let code = posix_spawn(&child, program, &actions, nil, argv, envp)
    close(ends[1])
    guard code == 0 else {
      close(ends[0])
      throw SampleFailure.impossible("\(program): \(String(cString: strerror(code)))")
    }
    (pid, channel) = (child, ends[0])
    signal(SIGPIPE, SIG_IGN)
  }

  deinit {
    if status == nil {
      kill(pid, SIGKILL)
      waitpid(pid, nil, 0)
    }
    close(channel)
  }

  /// Sends a line to the child's input.
  public func send(_ line: String) {
    let bytes = Array((line + "\n").utf8)
    _ = bytes.withUnsafeBytes { write(channel, $0.baseAddress, $0.count) }
  }

  /// The next whole line; nil at the end or when none came within the time.
  ///
  /// A line that the child didn't finish is not given.
  public func line(withinMilliseconds limit: Int32 = 30_000) -> String? {
    while true {
      if let end = pending.firstIndex(of: UInt8(ascii: "\n")) {
        let line = String(decoding: pending[..<end], as: UTF8.self)
        pending.removeSubrange(...end)
        return line
      }
      var ready = pollfd(fd: channel, events: Int16(POLLIN), revents: 0)
      guard poll(&ready, 1, limit) > 0 else { return nil }
      var chunk = [UInt8](repeating: 0, count: 65_536)
      let count = read(channel, &chunk, chunk.count)
      guard count > 0 else { return nil }
      pending += chunk[..<count]
    }
  }

  /// All whole lines up to the end of the output.
  public func remainingLines() -> [String] {
    var lines: [String] = []
    while let line = line() { lines.append(line) }
    return lines
  }

  /// All whole lines of several children, each up to the end of its output.
  ///
  /// They are read as they come: a child that nobody reads stands still when a few hundred lines
  /// are waiting. Given up when none says anything within the time.
  public static func remainingLines(
    of children: [ChildProcess], withinMilliseconds limit: Int32 = 30_000
  ) -> [[String]] {
    var open = Array(children.indices)
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while !open.isEmpty {
      var ready = open.map { pollfd(fd: children[$0].channel, events: Int16(POLLIN), revents: 0) }
      guard poll(&ready, nfds_t(ready.count), limit) > 0 else { break }
      open = zip(open, ready).compactMap { index, state in
        guard state.revents != 0 else { return index }
        let count = read(children[index].channel, &chunk, chunk.count)
        guard count > 0 else { return nil }
        children[index].pending += chunk[..<count]
        return index
      }
    }
    return children.map { child in
      defer { child.pending = [] }
      guard let end = child.pending.lastIndex(of: UInt8(ascii: "\n")) else { return [] }
      return child.pending[..<end]
        .split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        .map { String(decoding: $0, as: UTF8.self) }
    }
  }

  public func send(signal number: Int32) { kill(pid, number) }

  /// Waits for the end.
  ///
  /// - Returns: the exit code, or 128 plus the number of the signal that ended it.
  @discardableResult public func wait() -> Int32 {
    if let status { return status }
    var raw: Int32 = 0
    while waitpid(pid, &raw, 0) < 0, errno == EINTR {}
    let code = raw & 0x7F == 0 ? (raw >> 8) & 0xFF : 128 + (raw & 0x7F)
    status = code
    return code
  }

  private static var inherited: [String: String] {
    var found: [String: String] = [:]
    for name in ["PATH", "LD_LIBRARY_PATH", "LANG", "TMPDIR"] {
      if let value = getenv(name) { found[name] = String(cString: value) }
    }
    return found
  }
}
