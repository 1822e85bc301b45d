/// What a person does in the clinic; an account has one or more.
public enum Role: String, CaseIterable, Codable, Sendable, Hashable, Comparable {
  case reception, doctor, nurse, billing, manager, auditor
  /// No person: what hangs on the wall of the waiting room.
  case board

  public static func < (left: Role, right: Role) -> Bool { left.rawValue < right.rawValue }
}
