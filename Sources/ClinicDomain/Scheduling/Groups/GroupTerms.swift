/// What an agenda rule says of the groups that meet in its slots: several patients share each.
public struct GroupTerms: Hashable, Codable, Sendable {
  /// What the group comes for; every visit in it is of this kind.
  public var kind: VisitKind
  /// How many patients have a place.
  public var capacity: Int

  public init(kind: VisitKind, capacity: Int) {
    self.kind = kind
    self.capacity = capacity
  }

  /// Places that a group may have; one alone is no group.
  public static let capacityRange = 2...99
}

/// The group that a visit is one of.
public struct GroupPlace: Hashable, Codable, Sendable {
  /// The same for all its visits.
  public let id: String
  /// How many had a place when the visit was booked.
  public let capacity: Int

  public init(id: String, capacity: Int) {
    self.id = id
    self.capacity = capacity
  }

  /// The group of a practitioner's time: nobody holds two at once, so that terminals and sites that
  /// begin the same one agree on its name.
  public static func id(of practitioner: PractitionerID, startMinute: Int) -> String {
    "\(practitioner.text)@\(startMinute)"
  }

  /// When a group begins, UTC minutes; nil for a text that names none.
  public static func startMinute(ofID id: String) -> Int? {
    id.lastIndex(of: "@").flatMap { Int(id[id.index(after: $0)...]) }
  }
}

extension Exclusivity {
  /// The group that the visit is one of; nil for a visit by itself.
  public var group: GroupPlace? {
    guard case .group(let id, let capacity) = self else { return nil }
    return GroupPlace(id: id, capacity: capacity)
  }

  /// Whether a live visit keeps others out of its time: its own group aside, where it is in one.
  public var takesTime: Bool {
    switch self {
    case .exclusive, .group: true
    case .overbooked, .historical: false
    }
  }
}
