/// Something with an identity of its own that is stored, synced and audited as one.
public protocol Aggregate: Codable, Equatable, Sendable {
  associatedtype Entity
  static var entity: EntityKind { get }
  var id: EntityID<Entity> { get }
}

extension Aggregate {
  /// The thing itself as the subject of an audit row.
  public var subject: Subject { Subject(Self.entity, id) }
}

/// A thing's name in the data it was imported from: kept, so that a second import adds nothing.
public struct ForeignID: Hashable, Codable, Sendable {
  /// Where it comes from, such as `synthea-a`.
  public let namespace: String
  public let value: String

  public init(namespace: String, value: String) {
    self.namespace = namespace
    self.value = value
  }
}
