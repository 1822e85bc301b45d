import CSpawn
import Glibc
import SampleClinic

/// A program in a terminal of its own, whose screen is read and whose keys are pressed one by one.
final class PseudoTerminal {
  private let pid: pid_t
  private let channel: Int32
  private(set) var screen: TextScreen

  // As in Linux' headers, where Swift doesn't see them: TIOCSPTLCK, TIOCGPTN.
  private static let setLock: UInt = 0x4004_5431
  private static let getNumber: UInt = 0x8004_5430

  /// - Throws: `SampleFailure.impossible` where there is no terminal or the program can't start.
  init(
    _ program: String, _ arguments: [String], environment: [String: String], columns: Int = 80,
    rows: Int = 24
  ) throws {
    screen = TextScreen(columns: columns, rows: rows)
    channel = Glibc.open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    var (number, lock): (Int32, Int32) = (0, 0)
    guard channel >= 0, ioctl(channel, Self.setLock, &lock) == 0,
      ioctl(channel, Self.getNumber, &number) == 0
    else { throw SampleFailure.impossible("no pseudo-terminal") }
    var size = winsize(
      ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(channel, UInt(TIOCSWINSZ), &size)
    let argv = ([program] + arguments).map { strdup($0) } + [nil]
    let envp = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for text in argv + envp { free(text) } }
    var child: pid_t = 0
    let code = spawn_on_terminal(&child, program, argv, envp, "/dev/pts/\(number)")
    pid = child
    guard code == 0 else {
      throw SampleFailure.impossible("\(program): \(String(cString: strerror(code)))")
    }
  }

  deinit {
    kill(pid, SIGKILL)
    waitpid(pid, nil, 0)
    close(channel)
  }

  func write(_ bytes: [UInt8]) {
    _ = bytes.withUnsafeBytes { Glibc.write(channel, $0.baseAddress, $0.count) }
  }

  /// Presses a key and reads what it does, until nothing more has come for a while.
  ///
  /// - Returns: milliseconds from the key to the last of it; 0 where nothing came.
  func press(_ stroke: Stroke, quietMilliseconds: Int32) -> Double {
    let began = Self.milliseconds
    write(stroke.bytes)
    var last = began
    while read(within: quietMilliseconds) { last = Self.milliseconds }
    return last - began
  }

  /// Reads until the screen is as it should be.
  ///
  /// - Throws: `SampleFailure.impossible` with the screen where it never is.
  func wait(
    _ what: String, seconds: Double = 20, until isSeen: (String) -> Bool
  ) throws {
    let end = Self.milliseconds + seconds * 1000
    while !isSeen(screen.text) {
      guard Self.milliseconds < end else {
        throw SampleFailure.impossible("waited for \(what); on the screen:\n\(screen.text)")
      }
      _ = read(within: 50)
    }
  }

  /// Reads until nothing more comes.
  func settle(quietMilliseconds: Int32) { while read(within: quietMilliseconds) {} }

  /// Whether anything came within the time.
  private func read(within milliseconds: Int32) -> Bool {
    var ready = pollfd(fd: channel, events: Int16(POLLIN), revents: 0)
    guard poll(&ready, 1, milliseconds) > 0 else { return false }
    var chunk = [UInt8](repeating: 0, count: 65_536)
    let count = Glibc.read(channel, &chunk, chunk.count)
    guard count > 0 else { return false }
    screen.feed(chunk[..<count])
    return true
  }

  static var milliseconds: Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) * 1000 + Double(time.tv_nsec) / 1e6
  }
}
