public import WebClient

/// A calendar on a CalDAV server: one resource per event, changed only where its version is the one
/// that was known.
///
/// Source: RFC 4791, 5.3; RFC 9110, 13.1.
public struct CalDAVCollection: Sendable {
  /// What became of a resource.
  public enum Outcome: Hashable, Sendable {
    /// The server has what was sent, under this version; nil where it is deleted.
    ///
    /// Overwritten where somebody else had changed or deleted it there.
    case done(etag: String?, isOverwritten: Bool)
    /// Something else than ours has the name: it was left alone.
    case foreign
  }

  /// Why it could not be said what became of it: no further resource is worth a try.
  public enum Failure: Error, Hashable, Sendable {
    case web(WebFailure)
    /// The server knows the user not, or won't let her.
    case denied
    /// There is no such collection.
    case notFound
    /// Another answer, by its status.
    case status(Int)
  }

  private let address: WebAddress
  private let credentials: WebCredentials?
  private let client: any WebClient

  public init(at address: WebAddress, _ credentials: WebCredentials?, client: any WebClient) {
    self.address = address
    self.credentials = credentials
    self.client = client
  }

  /// Writes an event under a name; `etag` is its version there, nil for a new one.
  public func put(
    _ text: String, uid: String, as name: String, etag: String?
  ) throws(Failure) -> Outcome {
    var known = etag
    var isOverwritten = false
    for _ in 0..<3 {
      let response = try send(
        "PUT", name, condition(known), ["Content-Type": "text/calendar; charset=utf-8"],
        body: Array(text.utf8))
      if response.isSuccess {
        if let new = response.headers["etag"] {
          return .done(etag: new, isOverwritten: isOverwritten)
        }
        let new = try version(of: name, uid: uid)?.etag
        return .done(etag: new ?? "", isOverwritten: isOverwritten)
      }
      // Servers without the resource say 412 to a wrong version, some 404.
      guard response.status == 412 || response.status == 404 && known != nil else {
        throw failure(response.status)
      }
      let found = try version(of: name, uid: uid)
      if let found, !found.isOurs { return .foreign }
      known = found?.etag
      isOverwritten = etag != nil
    }
    throw .status(412)
  }

  /// Takes an event away.
  public func delete(_ name: String, uid: String, etag: String?) throws(Failure) -> Outcome {
    var known = etag
    var isOverwritten = false
    for _ in 0..<3 {
      let isKnown = known?.isEmpty == false
      let response = try send("DELETE", name, isKnown ? condition(known) : [:])
      switch response.status {
      case 200..<300, 404, 410: return .done(etag: nil, isOverwritten: isOverwritten)
      case 412:
        guard let found = try version(of: name, uid: uid) else {
          return .done(etag: nil, isOverwritten: isOverwritten)
        }
        guard found.isOurs else { return .foreign }
        known = found.etag
        isOverwritten = true
      default: throw failure(response.status)
      }
    }
    throw .status(412)
  }

  private func condition(_ etag: String?) -> [String: String] {
    guard let etag, !etag.isEmpty else { return ["If-None-Match": "*"] }
    return ["If-Match": etag]
  }

  /// What the server has under a name: nil for nothing.
  private func version(
    of name: String, uid: String
  ) throws(Failure) -> (etag: String?, isOurs: Bool)? {
    let response = try send("GET", name, [:])
    if response.status == 404 || response.status == 410 { return nil }
    guard response.isSuccess else { throw failure(response.status) }
    let file = CalendarFile(reading: response.body)
    let uids = file.components.flatMap(\.children).compactMap { $0.first("UID")?.value }
    let isOurs = uids.allSatisfy { CalendarText.unescaped($0) == uid } && !uids.isEmpty
    return (response.headers["etag"], isOurs)
  }

  private func send(
    _ method: String, _ name: String, _ condition: [String: String],
    _ headers: [String: String] = [:], body: [UInt8]? = nil
  ) throws(Failure) -> WebResponse {
    let request = WebRequest(
      method, address.appending(name + ".ics"),
      headers: headers.merging(condition) { $1 }, body: body, credentials: credentials)
    do throws(WebFailure) {
      return try client.send(request)
    } catch {
      throw .web(error)
    }
  }

  private func failure(_ status: Int) -> Failure {
    switch status {
    case 401, 403: .denied
    case 404, 409, 410: .notFound
    default: .status(status)
    }
  }
}
