/// All accounts by login.
public struct ListUsers: ClinicQuery {
  public static let capability = Capability.readUsers

  public init() {}

  public typealias Answer = [User]
}
