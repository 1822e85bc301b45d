/// An account.
///
/// Its credential is kept apart and never leaves the site.
public struct User: Aggregate {
  public static let entity = EntityKind.user
  public let id: UserID
  /// What is typed at login: lower-case letters, digits, dot, dash, 2–32.
  public let login: String
  public var displayName: String
  public var roles: Set<Role>
  public var practitioner: PractitionerID?
  public var isActive: Bool

  public init(
    id: UserID, login: String, displayName: String, roles: Set<Role>,
    practitioner: PractitionerID? = nil, isActive: Bool = true
  ) {
    self.id = id
    self.login = login
    self.displayName = displayName
    self.roles = roles
    self.practitioner = practitioner
    self.isActive = isActive
  }

  /// The account as the one who acts.
  public var actor: Actor { Actor(user: id, practitioner: practitioner, roles: roles) }

  /// Whether a text can be a login.
  public static func isValidLogin(_ login: String) -> Bool {
    (2...32).contains(login.utf8.count)
      && login.utf8.allSatisfy {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0)
          || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
          || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-")
      }
  }
}

/// How failed logins are held off.
public enum LockOut {
  /// Failures after which an account is locked until a manager sets a new password or time passes.
  public static let failures = 10
  /// Minutes an account stays locked.
  public static let minutes = 15
  /// The fewest characters a password may have.
  public static let passwordLength = 8
}

/// Why the accounts say no.
public enum StaffRefusal: Hashable, Codable, Sendable {
  /// Nobody changes her own rights.
  case ownRights
  /// One active manager always remains.
  case lastManager
  case practitionerRequired
}
