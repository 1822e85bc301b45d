/// A patient's data key, wrapped by one site for another.
///
/// HPKE (RFC 9180), base mode, DHKEM X25519, HKDF-SHA256, AES-256-GCM; `info` is
/// `clinic key grant`, the associated data are `patient|version|sender|recipient`.
public struct KeyGrant: Codable, Sendable, Hashable {
  public var patient: String
  /// The version of the data key.
  public var version: Int64
  public var sender: String
  public var recipient: String
  /// The encapsulated key, in Base64.
  public var encapsulated: String
  /// The sealed data key, in Base64.
  public var sealed: String

  public init(
    patient: String, version: Int64, sender: String, recipient: String, encapsulated: String,
    sealed: String
  ) {
    self.patient = patient
    self.version = version
    self.sender = sender
    self.recipient = recipient
    self.encapsulated = encapsulated
    self.sealed = sealed
  }

  /// What the wrapping is bound to.
  public var associatedData: [UInt8] {
    Array([patient, String(version), sender, recipient].joined(separator: "|").utf8)
  }

  /// The HPKE `info` of all grants.
  public static let info = Array("clinic key grant".utf8)
}

/// Grants that a site leaves at the hub for the others.
public struct KeyGrantDelivery: Codable, Sendable, Hashable {
  public var grants: [KeyGrant]

  public init(grants: [KeyGrant]) { self.grants = grants }
}

/// Grants in the order in which the hub got them.
public struct KeyGrantPage: Codable, Sendable, Hashable {
  public var grants: [KeyGrant]
  /// Ask for those after this place next.
  public var cursor: Int64

  public init(grants: [KeyGrant], cursor: Int64) {
    self.grants = grants
    self.cursor = cursor
  }
}
