/// What an enrolled site signs of a request, with its Ed25519 key.
///
/// The hub refuses a request whose date is more than five minutes off its own clock, and a nonce
/// that it has seen within that time.
public struct RequestSignature: Sendable, Hashable {
  /// The most that the date of a request may differ from the hub's clock, in milliseconds.
  public static let skewLimit: Int64 = 300_000

  public var method: String
  /// Path and query, as sent.
  public var target: String
  public var site: String
  /// Milliseconds UTC.
  public var date: Int64
  public var nonce: String
  /// Lower-case hexadecimal SHA-256 of the body as sent, compressed or not.
  public var bodyHash: String

  public init(
    method: String, target: String, site: String, date: Int64, nonce: String, bodyHash: String
  ) {
    self.method = method
    self.target = target
    self.site = site
    self.date = date
    self.nonce = nonce
    self.bodyHash = bodyHash
  }

  /// The bytes that are signed: the parts, each on a line of its own.
  public var signedBytes: [UInt8] {
    Array(
      ["clinic-sync-1", method, target, site, String(date), nonce, bodyHash]
        .joined(separator: "\n").utf8)
  }
}

extension RequestSignature {
  /// The headers that carry a signature: all of them texts, the signature itself in Base64.
  public func headers(signature: [UInt8]) -> [String: String] {
    [
      SyncAPI.Header.site: site, SyncAPI.Header.date: String(date),
      SyncAPI.Header.nonce: nonce, SyncAPI.Header.signature: BinaryText.base64(signature),
    ]
  }
}
