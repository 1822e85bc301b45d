import CSpawn
public import Glibc

/// A child process whose lines of output are read and which can be killed at any moment.
///
/// Small and free of Foundation: what it measures and kills should not wait for a run loop. It inherits
/// nothing but its three streams: a server that lived on with the end of a pipe of somebody else's would
/// let that one wait for ever.
public final class ChildProcess {
  /// Where what a child says of its errors goes.
  public enum Errors: Sendable {
    case inherited, ignored, withOutput
  }

  public let pid: pid_t
  private let channel: Int32
  private var pending: [UInt8] = []
  private var status: Int32?

  /// - Throws: `SampleFailure.impossible` where the program can't be started.
  public init(
    _ program: String, _ arguments: [String], environment: [String: String] = [:],
    folder: String? = nil, errors: Errors = .inherited
  ) throws {
    // A pair of sockets is closed on exec from the start: no other child inherits its ends.
    var ends: [Int32] = [0, 0]
    let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else {
      throw SampleFailure.impossible("socketpair")
    }
    let child = Self.spawn(
      program, arguments, environment, folder,
      streams: (ends[1], ends[1], errors == .withOutput ? ends[1] : errors == .ignored ? -1 : 2))
    close(ends[1])
    do {
      (pid, channel) = (try child.get(), ends[0])
    } catch {
      close(ends[0])
      throw error
    }
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
    let code = Self.end(of: pid)
    status = code
    return code
  }

  /// Whether it has ended; waits for nothing.
  public var hasEnded: Bool {
    if status != nil { return true }
    var raw: Int32 = 0
    guard waitpid(pid, &raw, WNOHANG) == pid else { return false }
    status = Self.code(raw)
    return true
  }

  static func end(of pid: pid_t) -> Int32 {
    var raw: Int32 = 0
    while waitpid(pid, &raw, 0) < 0, errno == EINTR {}
    return code(raw)
  }

  private static func code(_ raw: Int32) -> Int32 {
    raw & 0x7F == 0 ? (raw >> 8) & 0xFF : 128 + (raw & 0x7F)
  }

  /// The end of the channel, to read the output from.
  public var descriptor: Int32 { channel }

  /// Nothing more comes on the child's input.
  public func endInput() { shutdown(channel, Int32(SHUT_WR)) }

  /// Starts a program on the given streams; an errors' stream below zero goes nowhere.
  static func spawn(
    _ program: String, _ arguments: [String], _ environment: [String: String], _ folder: String?,
    streams: (input: Int32, output: Int32, errors: Int32)
  ) -> Result<pid_t, SampleFailure> {
    let argv = ([program] + arguments).map { strdup($0) } + [nil]
    let variables = Self.inherited.merging(environment) { $1 }
    let envp = variables.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for text in argv + envp { free(text) } }
    var child: pid_t = 0
    let code = spawn_on_streams(
      &child, program, argv, envp, folder, streams.input, streams.output, streams.errors)
    return code == 0
      ? .success(child)
      : .failure(.impossible("\(program): \(String(cString: strerror(code)))"))
  }

  private static var inherited: [String: String] {
    var found: [String: String] = [:]
    for name in ["PATH", "LD_LIBRARY_PATH", "LANG", "TMPDIR"] {
      if let value = getenv(name) { found[name] = String(cString: value) }
    }
    return found
  }
}
