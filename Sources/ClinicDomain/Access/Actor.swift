/// Who acts: every command and every query that reads personal data has one.
public struct Actor: Hashable, Codable, Sendable {
  /// The kinds of actor there are.
  public enum Identity: Hashable, Codable, Sendable {
    /// A person logged in; a doctor's account names the practitioner it belongs to.
    case user(UserID, practitioner: PractitionerID?)
    /// A person at the command line of the machine, by the system's user id.
    case `operator`(systemUser: String, uid: UInt32)
  }

  public let identity: Identity
  public let roles: Set<Role>

  public init(user: UserID, practitioner: PractitionerID?, roles: Set<Role>) {
    identity = .user(user, practitioner: practitioner)
    self.roles = roles
  }

  /// The operator of the machine: imports, backs up, checks and manages accounts, and never reads
  /// clinical content.
  public init(operator systemUser: String, uid: UInt32) {
    identity = .operator(systemUser: systemUser, uid: uid)
    roles = []
  }

  public var userID: UserID? {
    if case .user(let id, _) = identity { id } else { nil }
  }

  public var practitioner: PractitionerID? {
    if case .user(_, let practitioner) = identity { practitioner } else { nil }
  }

  /// The opaque text that the audit trail and the sync log carry: `user:<uuid>` or
  /// `operator:<name>:<uid>`.
  public var reference: String {
    switch identity {
    case .user(let id, _): "user:\(id.text)"
    case .operator(let name, let uid): "operator:\(name):\(uid)"
    }
  }
}
