/// Adds an account.
public struct CreateUser: ClinicCommand {
  public static let kind = CommandKind.createUser
  public static let capability = Capability.changeUsers
  public let user: User
  /// The password's hash in its stored form; never the password.
  public let credential: String

  public init(user: User, credential: String) {
    self.user = user
    self.credential = credential
  }

  public var subject: Subject { user.subject }

  public func execute(by context: CommandContext, in store: any ClinicStore) throws -> UserID {
    if try store.user(user.id) != nil { return user.id }
    guard User.isValidLogin(user.login) else {
      throw Refusal.invalid([FieldProblem(.login, .malformed)])
    }
    guard !user.roles.isEmpty else { throw Refusal.invalid([FieldProblem(.roles, .required)]) }
    guard try store.user(login: user.login) == nil else {
      throw Refusal.invalid([FieldProblem(.login, .taken)])
    }
    try StaffRules.checkPractitioner(user, in: store)
    try store.insert(user)
    try store.setCredential(credential, of: user.id)
    return user.id
  }
}

/// Changes what an account may do.
public struct ChangeUserRoles: ClinicCommand {
  public static let kind = CommandKind.changeUserRoles
  public static let capability = Capability.changeUsers
  public let id: UserID
  public let roles: Set<Role>
  public let practitioner: PractitionerID?

  public init(id: UserID, roles: Set<Role>, practitioner: PractitionerID?) {
    self.id = id
    self.roles = roles
    self.practitioner = practitioner
  }

  public var subject: Subject { Subject(.user, id) }

  public func execute(by context: CommandContext, in store: any ClinicStore) throws -> Done {
    guard id != context.actor.userID else { throw Refusal.staff(.ownRights) }
    guard !roles.isEmpty else { throw Refusal.invalid([FieldProblem(.roles, .required)]) }
    guard let current = try store.user(id) else { throw Refusal.notFound(.user) }
    var changed = current
    changed.roles = roles
    changed.practitioner = practitioner
    try StaffRules.checkPractitioner(changed, in: store)
    try store.update(changed, from: current)
    try StaffRules.checkManagerRemains(in: store)
    return Done()
  }
}

/// Disables or enables an account; accounts are never deleted.
public struct SetUserActive: ClinicCommand {
  public static let kind = CommandKind.setUserActive
  public static let capability = Capability.changeUsers
  public let id: UserID
  public let isActive: Bool

  public init(id: UserID, isActive: Bool) {
    self.id = id
    self.isActive = isActive
  }

  public var subject: Subject { Subject(.user, id) }

  public func execute(by context: CommandContext, in store: any ClinicStore) throws -> Done {
    guard id != context.actor.userID else { throw Refusal.staff(.ownRights) }
    guard let current = try store.user(id) else { throw Refusal.notFound(.user) }
    var changed = current
    changed.isActive = isActive
    if changed != current { try store.update(changed, from: current) }
    try StaffRules.checkManagerRemains(in: store)
    return Done()
  }
}

/// Gives an account a new password and takes a lock off it.
public struct SetPassword: ClinicCommand {
  public static let kind = CommandKind.setPassword
  public static let capability = Capability.changeUsers
  public let user: UserID
  /// The password's hash in its stored form; never the password.
  public let credential: String

  public init(user: UserID, credential: String) {
    self.user = user
    self.credential = credential
  }

  public var subject: Subject { Subject(.user, user) }

  public func execute(by context: CommandContext, in store: any ClinicStore) throws -> Done {
    guard try store.user(user) != nil else { throw Refusal.notFound(.user) }
    try store.setCredential(credential, of: user)
    return Done()
  }
}

enum StaffRules {
  static func checkPractitioner(_ user: User, in store: any ClinicStore) throws {
    if let practitioner = user.practitioner {
      guard try store.practitioner(practitioner) != nil else {
        throw Refusal.notFound(.practitioner)
      }
    } else if user.roles.contains(.doctor) {
      throw Refusal.staff(.practitionerRequired)
    }
  }

  static func checkManagerRemains(in store: any ClinicStore) throws {
    guard try store.activeManagers() > 0 else { throw Refusal.staff(.lastManager) }
  }
}
