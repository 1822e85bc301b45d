/// A command of this site that the hub could not take: it is held back, whole, for a person.
public struct HeldCommand: Hashable, Sendable {
  /// Where it is.
  public enum State: String, CaseIterable, Hashable, Codable, Sendable {
    case held
    /// It changes something that a held one changed before.
    case behind
    /// A person let it go: it is sent next.
    case released
    case sent, discarded

    /// Whether a person can still decide.
    public var isOpen: Bool { self == .held || self == .behind }
  }

  public let id: TransactionID
  public let at: Instant
  public let state: State
  /// Why, as the hub's code.
  public let reason: String
  /// What it would change, as far as the reader may see it.
  public let changes: [SyncRow]

  public init(
    id: TransactionID, at: Instant, state: State, reason: String, changes: [SyncRow]
  ) {
    self.id = id
    self.at = at
    self.state = state
    self.reason = reason
    self.changes = changes
  }
}

/// Decides about a command that the hub could not take: nothing of it is forced.
public struct RepairHeld: ClinicCommand {
  public static let kind = CommandKind.repairHeld
  public static let capability = Capability.repairSync

  /// What is done.
  public enum Repair: Hashable, Codable, Sendable {
    /// It is sent again as it is, with what waits behind it.
    case resend
    /// It is never sent; what waits behind it is let go.
    case discard(reason: String)
    /// Its entries go to a file for who examines them; it stays where it is.
    case passOn
  }

  /// What came of it.
  public struct Outcome: Hashable, Sendable {
    /// The text of what is passed on, with personal data: for who examines it alone.
    public let file: String?

    public init(file: String? = nil) { self.file = file }
  }

  public let id: TransactionID
  public let repair: Repair

  public init(id: TransactionID, repair: Repair) {
    self.id = id
    self.repair = repair
  }

  public var subject: Subject { Subject(.batch, id) }

  public func execute(by context: CommandContext, in store: any ClinicStore) throws -> Outcome {
    guard let state = try store.heldCommand(id) else { throw Refusal.notFound(.batch) }
    if case .passOn = repair { return Outcome(file: try store.heldText(id)) }
    guard state.isOpen else { throw Refusal.changedMeanwhile([]) }
    switch repair {
    case .resend: try store.release(id)
    case .discard(let reason):
      guard reason.contains(where: { !$0.isWhitespace }) else {
        throw Refusal.invalid([FieldProblem(.reason, .required)])
      }
      try store.discard(id, reason: reason)
    case .passOn: break
    }
    return Outcome()
  }

  public func auditDetail(of outcome: Outcome) -> String {
    switch repair {
    case .resend: "resend"
    case .discard: "discard"
    case .passOn: "pass on"
    }
  }
}

/// Says that what a replay refused was done by hand, or needn't be.
public struct SettleReplay: ClinicCommand {
  public static let kind = CommandKind.settleReplay
  public static let capability = Capability.settleReplays
  /// As in `ReplayTask`.
  public let key: Int

  public init(key: Int) { self.key = key }

  public var subject: Subject { Subject(.site) }

  public func execute(by context: CommandContext, in store: any ClinicStore) throws -> Done {
    guard let isOpen = try store.replayTaskIsOpen(key) else { throw Refusal.notFound(.batch) }
    if isOpen { try store.settleReplayTask(key) }
    return Done()
  }

  public func auditDetail(of outcome: Done) -> String { String(key) }
}
