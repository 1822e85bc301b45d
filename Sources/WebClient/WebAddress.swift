/// An http or https address without a user or password in it.
public struct WebAddress: Hashable, Sendable {
  /// Why a text is no such address.
  public enum ParseError: Error, Equatable, Sendable {
    case form
    /// Credentials never stand in an address: it shows in lists of processes and in logs.
    case credentials
  }

  public let text: String
  public let isEncrypted: Bool
  /// In lower case, without a port.
  public let host: String

  public init(parsing text: String) throws(ParseError) {
    let lowered = text.lowercased()
    let rest: Substring
    if lowered.hasPrefix("https://") {
      (isEncrypted, rest) = (true, text.dropFirst(8))
    } else if lowered.hasPrefix("http://") {
      (isEncrypted, rest) = (false, text.dropFirst(7))
    } else {
      throw .form
    }
    guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { throw .form }
    let authority = rest.prefix { !"/?#\\".contains($0) }
    guard !authority.contains("@") else { throw .credentials }
    var host = authority
    if host.first == "[" {
      guard let end = host.firstIndex(of: "]") else { throw .form }
      host = host[...end]
    } else if let colon = host.firstIndex(of: ":") {
      host = host[..<colon]
    }
    guard !host.isEmpty else { throw .form }
    self.text = text
    self.host = host.lowercased()
  }

  /// Whether it names this machine: nothing sent there passes a network.
  public var isLoopback: Bool {
    host == "localhost" || host == "[::1]"
      || host.hasPrefix("127.") && host.allSatisfy { $0.isNumber || $0 == "." }
  }

  /// Whether what is sent there can't be read on the way.
  public var isSafe: Bool { isEncrypted || isLoopback }

  /// The address of something in the folder that this one names.
  public func appending(_ name: String) -> WebAddress {
    WebAddress(self, text: (text.hasSuffix("/") ? text : text + "/") + name)
  }

  /// Path and query, as they stand in a request.
  public var target: String {
    let rest = text.dropFirst(isEncrypted ? 8 : 7).prefix { $0 != "#" }
    guard let start = rest.firstIndex(where: { "/?\\".contains($0) }) else { return "/" }
    return rest[start] == "/" ? String(rest[start...]) : "/" + rest[start...]
  }

  private init(_ other: WebAddress, text: String) {
    self.text = text
    isEncrypted = other.isEncrypted
    host = other.host
  }
}
