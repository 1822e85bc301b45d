/// Gives the hub's service the keys it needs, or no more of them.
///
/// What it was given before it keeps: that can't be taken back.
public struct SwitchService: ClinicCommand {
  public static let kind = CommandKind.switchService
  public static let capability = Capability.switchServices
  /// As the hub names it.
  public let name: String
  public let isOn: Bool

  public init(name: String, isOn: Bool) {
    self.name = name
    self.isOn = isOn
  }

  public var subject: Subject { Subject(.site) }

  public func execute(by context: CommandContext, in store: any ClinicStore) throws -> Done {
    guard try store.hubServices().contains(where: { $0.name == name }) else {
      throw Refusal.notFound(.site)
    }
    try store.switchService(name, isOn: isOn)
    return Done()
  }

  public func auditDetail(of outcome: Done) -> String { "\(name) \(isOn ? "on" : "off")" }
}

/// A service of the hub that may read what this site gives it.
public struct HubServiceRow: Hashable, Sendable {
  public let name: String
  public let isOn: Bool

  public init(name: String, isOn: Bool) {
    self.name = name
    self.isOn = isOn
  }

  /// The one that reads the results of exams.
  public static let results = "results"
}
