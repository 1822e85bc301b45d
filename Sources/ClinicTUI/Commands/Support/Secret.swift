import Glibc

/// Passwords and keys that a person types or a script hands over: never arguments.
enum Secret {
  /// The longest line that is read.
  private static let limit = 1024

  /// Reads one line from a descriptor, or from the terminal without showing it.
  ///
  /// - Throws: `CommandFailure.noPassword` where there is neither, or nothing is given.
  static func read(descriptor: Int32?, prompt: String) throws -> String {
    let line = try descriptor.map { try readLine($0) } ?? readTerminal(prompt)
    guard !line.isEmpty else { throw CommandFailure.noPassword }
    return line
  }

  private static func readLine(_ descriptor: Int32) throws -> String {
    var bytes: [UInt8] = []
    var byte: UInt8 = 0
    while bytes.count < limit {
      let count = Glibc.read(descriptor, &byte, 1)
      if count < 0, errno == EINTR { continue }
      guard count == 1, byte != UInt8(ascii: "\n") else { break }
      bytes.append(byte)
    }
    if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Echo and signal keys are off while it is typed, so that no signal leaves the terminal mute;
  /// Ctrl-C gives up.
  private static func readTerminal(_ prompt: String) throws -> String {
    let terminal = open("/dev/tty", O_RDWR | O_CLOEXEC)
    guard terminal >= 0 else { throw CommandFailure.noPassword }
    defer { close(terminal) }
    var before = termios()
    guard tcgetattr(terminal, &before) == 0 else { throw CommandFailure.noPassword }
    var quiet = before
    quiet.c_lflag &= ~UInt32(ECHO | ISIG)
    guard tcsetattr(terminal, TCSAFLUSH, &quiet) == 0 else { throw CommandFailure.noPassword }
    defer {
      _ = tcsetattr(terminal, TCSAFLUSH, &before)
      _ = Glibc.write(terminal, "\n", 1)
    }
    let text = Array((prompt + ": ").utf8)
    _ = text.withUnsafeBytes { Glibc.write(terminal, $0.baseAddress, $0.count) }
    let line = try readLine(terminal)
    if line.utf8.contains(where: { $0 == 3 || $0 == 28 }) { throw CommandFailure.noPassword }
    return line
  }
}
