import Exchange
import Glibc
import WebClient

/// Reads and writes calendars where the command line says.
enum CalendarFiles {
  /// More than any calendar that is read.
  private static let limit = 17 << 20

  /// Writes a file for its owner's eyes, in the place of an older one; `-` is standard output.
  static func write(_ text: String, to path: String) throws {
    if path == "-" { return try write(Array(text.utf8), STDOUT_FILENO, path) }
    let flags = O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC
    let descriptor = open(path, flags, 0o600)
    guard descriptor >= 0 else { throw CommandFailure.file(path: path, errno: errno) }
    defer { close(descriptor) }
    try write(Array(text.utf8), descriptor, path)
  }

  private static func write(_ bytes: [UInt8], _ descriptor: Int32, _ path: String) throws {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw CommandFailure.file(path: path, errno: errno) }
      rest = rest.dropFirst(count)
    }
  }

  /// Reads a file; `-` is standard input.
  static func read(_ path: String) throws -> [UInt8] {
    let descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw CommandFailure.file(path: path, errno: errno) }
    defer { if path != "-" { close(descriptor) } }
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 65_536)
    while bytes.count < limit {
      let count = Glibc.read(descriptor, &block, block.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw CommandFailure.file(path: path, errno: errno) }
      guard count > 0 else { break }
      bytes += block[..<count]
    }
    return bytes
  }

  /// Fetches a calendar from an address.
  static func fetch(
    _ address: WebAddress, _ credentials: WebCredentials?, by client: some WebClient
  ) throws -> [UInt8] {
    let request = WebRequest(
      "GET", address, headers: ["Accept": "text/calendar"], credentials: credentials,
      followsRedirects: credentials == nil)
    let response: WebResponse
    do {
      response = try client.send(request)
    } catch {
      throw CommandFailure.web(.failure(error))
    }
    switch response.status {
    case 200..<300: return response.body
    case 401, 403: throw CommandFailure.web(.denied)
    case 404, 410: throw CommandFailure.web(.notFound)
    case let status: throw CommandFailure.web(.status(status))
    }
  }
}

/// Why something on the web did not work.
enum WebProblem: Equatable {
  case failure(WebFailure)
  case denied, notFound
  case status(Int)
  /// Others may read the file of the credentials.
  case readableByOthers(path: String)
  /// The file does not hold `user:password`.
  case noCredentials(path: String)
  case credentialsInAddress
  /// It would be sent where others can read it on the way.
  case unencrypted

  var status: CommandStatus {
    switch self {
    case .failure, .status: .database
    case .denied: .denied
    case .notFound: .notFound
    case .readableByOthers, .noCredentials, .credentialsInAddress, .unencrypted: .usage
    }
  }
}

extension WebAddress {
  /// Reads an argument.
  init(argument text: String) throws {
    do throws(ParseError) {
      try self.init(parsing: text)
    } catch {
      switch error {
      case .form: throw CommandFailure.badValue(option: "URL", text: text)
      case .credentials: throw CommandFailure.web(.credentialsInAddress)
      }
    }
  }
}

extension WebCredentials {
  /// Reads `user:password` from a file that only its owner may read, or from the environment.
  ///
  /// - Returns: nil where neither is given.
  static func read(file: String?, environment: [String: String]) throws -> WebCredentials? {
    guard let file else {
      guard let user = environment["CLINIC_CALDAV_USER"], !user.isEmpty else { return nil }
      return WebCredentials(
        user: user, password: environment["CLINIC_CALDAV_PASSWORD"] ?? "")
    }
    let descriptor = open(file, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    guard descriptor >= 0 else { throw CommandFailure.file(path: file, errno: errno) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      throw CommandFailure.file(path: file, errno: errno)
    }
    guard status.st_mode & 0o077 == 0 else {
      throw CommandFailure.web(.readableByOthers(path: file))
    }
    var block = [UInt8](repeating: 0, count: 4096)
    let count = max(0, Glibc.read(descriptor, &block, block.count))
    let line = block[..<count].prefix { $0 != 0x0A && $0 != 0x0D }
    guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > line.startIndex else {
      throw CommandFailure.web(.noCredentials(path: file))
    }
    return WebCredentials(
      user: String(decoding: line[..<colon], as: UTF8.self),
      password: String(decoding: line[(colon + 1)...], as: UTF8.self))
  }
}
