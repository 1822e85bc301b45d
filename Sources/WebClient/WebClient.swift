import Glibc

/// One HTTP request.
public struct WebRequest: Hashable, Sendable {
  public let method: String
  public let address: WebAddress
  public var headers: [String: String]
  public var body: [UInt8]?
  public var credentials: WebCredentials?
  /// Whether redirects are followed; never with credentials.
  public var followsRedirects: Bool

  public init(
    _ method: String, _ address: WebAddress, headers: [String: String] = [:],
    body: [UInt8]? = nil, credentials: WebCredentials? = nil, followsRedirects: Bool = false
  ) {
    self.method = method
    self.address = address
    self.headers = headers
    self.body = body
    self.credentials = credentials
    self.followsRedirects = followsRedirects
  }
}

/// Who asks, to be told to the server.
public struct WebCredentials: Hashable, Sendable {
  public let user: String
  public let password: String

  public init(user: String, password: String) {
    self.user = user
    self.password = password
  }
}

extension WebCredentials: CustomStringConvertible, CustomReflectable {
  /// Never the password, wherever it is printed.
  public var description: String { "WebCredentials" }
  public var customMirror: Mirror { Mirror(self, children: [:]) }
}

/// What the server answered.
public struct WebResponse: Hashable, Sendable {
  public let status: Int
  /// By lower-case names.
  public let headers: [String: String]
  public let body: [UInt8]

  public init(status: Int, headers: [String: String] = [:], body: [UInt8] = []) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  public var isSuccess: Bool { (200..<300).contains(status) }
}

/// Why there is no answer.
public enum WebFailure: Error, Hashable, Sendable {
  /// No connection, or no such host.
  case unreachable(String)
  case timeOut
  /// The server is not who it should be, or the encryption failed.
  case certificate(String)
  case tooLarge
  case other(String)
}

/// Sends requests and waits for the answers; a test gives its own.
public protocol WebClient: Sendable {
  func send(_ request: WebRequest) throws(WebFailure) -> WebResponse

  /// Writes the body of a success to an open file, however long it is; what else comes is in the
  /// answer.
  func fetch(_ request: WebRequest, into descriptor: Int32) throws(WebFailure) -> WebResponse
}

extension WebClient {
  public func fetch(
    _ request: WebRequest, into descriptor: Int32
  ) throws(WebFailure) -> WebResponse {
    let response = try send(request)
    guard response.isSuccess else { return response }
    var left = response.body[...]
    while !left.isEmpty {
      let count = left.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      guard count > 0 else { throw .other("write") }
      left = left.dropFirst(count)
    }
    return WebResponse(status: response.status, headers: response.headers)
  }
}
