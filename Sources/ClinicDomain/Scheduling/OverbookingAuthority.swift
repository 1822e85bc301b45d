/// Who allowed an encaixe: the doctor who sees the patient, or another person with an account.
///
/// It may be another than who booked it. As text, in rows and on the wire: `practitioner:<uuid>` or
/// `user:<uuid>`.
public enum OverbookingAuthority: RawRepresentable, Hashable, Codable, Sendable {
  case practitioner(PractitionerID)
  case user(UserID)

  public init?(rawValue: String) {
    let parts = rawValue.split(separator: ":", maxSplits: 1).map(String.init)
    guard parts.count == 2 else { return nil }
    switch parts[0] {
    case "practitioner":
      guard let id = try? PractitionerID(parsing: parts[1]) else { return nil }
      self = .practitioner(id)
    case "user":
      guard let id = try? UserID(parsing: parts[1]) else { return nil }
      self = .user(id)
    default: return nil
    }
  }

  public var rawValue: String {
    switch self {
    case .practitioner(let id): "practitioner:\(id.text)"
    case .user(let id): "user:\(id.text)"
    }
  }
}

extension Actor {
  /// Herself, where she may allow an encaixe with a practitioner.
  public func authority(over practitioner: PractitionerID) -> OverbookingAuthority? {
    switch PermissionTable.grant(.allowOverbooking, to: self) {
    case .denied: return nil
    case .own: return self.practitioner == practitioner ? .practitioner(practitioner) : nil
    case .all:
      if self.practitioner == practitioner { return .practitioner(practitioner) }
      return userID.map { .user($0) }
    }
  }
}
