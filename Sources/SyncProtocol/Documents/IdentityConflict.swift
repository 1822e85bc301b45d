/// Two values of a field that tells who somebody is, or two patients with one number: made by the
/// hub, decided by a person at any site.
///
/// The decision is a patch of the field, and one of this document's `resolved`.
public struct IdentityConflict: Codable, Sendable, Hashable {
  /// The entity of the document.
  public static let entity = "identity_conflict"

  public enum Kind: String, Codable, Sendable, Hashable, CaseIterable {
    /// Two sites changed the field, neither having seen the other's value.
    case field
    /// The field's value is another patient's too: `otherID` names that one.
    case samePerson = "same_person"
  }

  /// One of the values, with where it comes from.
  public struct Value: Codable, Sendable, Hashable {
    public var value: JSONValue
    /// The packed hybrid clock of the entry that wrote it.
    public var clock: Int64
    /// Empty where the hub no longer knows.
    public var site: String
    public var actor: String

    public init(value: JSONValue, clock: Int64, site: String, actor: String) {
      self.value = value
      self.clock = clock
      self.site = site
      self.actor = actor
    }
  }

  public var kind: Kind
  /// The entity, such as `patient`.
  public var subject: String
  public var subjectID: String
  public var field: String
  /// Of a field's conflict: first the one that stands meanwhile.
  public var values: [Value]
  public var otherID: String?
  /// Patched to true by who decided.
  public var resolved: Bool

  public init(
    kind: Kind, subject: String, subjectID: String, field: String, values: [Value],
    otherID: String? = nil, resolved: Bool = false
  ) {
    self.kind = kind
    self.subject = subject
    self.subjectID = subjectID
    self.field = field
    self.values = values
    self.otherID = otherID
    self.resolved = resolved
  }
}
