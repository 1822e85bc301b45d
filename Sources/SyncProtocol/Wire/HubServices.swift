/// A service of the hub that opens what sites seal, for patients whose keys they wrap for it.
public struct HubServiceKey: Codable, Sendable, Hashable {
  /// What the service is for; `results` are the results of exams.
  public var name: String
  /// X25519, 32 bytes in Base64; the private part is with whoever runs the service.
  public var agreementKey: String

  public init(name: String, agreementKey: String) {
    self.name = name
    self.agreementKey = agreementKey
  }

  /// What a key grant for the service names as its recipient.
  public var recipient: String { Self.recipient(name) }

  /// No site's id looks like it.
  public static func recipient(_ name: String) -> String { "service:\(name)" }

  public static let results = "results"
}
