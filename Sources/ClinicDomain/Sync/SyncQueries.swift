/// What waits to be sent and what the staging area holds.
public struct ReadSyncStatus: ClinicQuery {
  public static let capability = Capability.readSync
  /// How many of the newest entries to tell.
  public let entryCount: Int

  public init(entryCount: Int = 200) { self.entryCount = entryCount }

  public typealias Answer = SyncStatus
}

/// The answer to `ReadSyncStatus`.
public struct SyncStatus: Equatable, Sendable {
  /// Whether this site sends to a hub at all.
  public let isEnrolled: Bool
  public let pendingCount: Int
  public let oldestPendingAt: Instant?
  public let stagedCount: Int
  public let tornCount: Int
  /// What the last try said went wrong, as a code; nil where none did.
  public let lastError: String?
  /// Newest first.
  public let entries: [SyncRow]
  /// What waits in the staging area, oldest first.
  public let staged: [StagedRow]
  /// Staged commands that a rule refused when they were replayed: a person has to look.
  public let tasks: [ReplayTask]
  /// How the other sites' numbers are shown.
  public var sites = SitePrefixes()

  public init(
    isEnrolled: Bool, pendingCount: Int, oldestPendingAt: Instant?, stagedCount: Int,
    tornCount: Int, lastError: String?, entries: [SyncRow], staged: [StagedRow],
    tasks: [ReplayTask]
  ) {
    self.isEnrolled = isEnrolled
    self.pendingCount = pendingCount
    self.oldestPendingAt = oldestPendingAt
    self.stagedCount = stagedCount
    self.tornCount = tornCount
    self.lastError = lastError
    self.entries = entries
    self.staged = staged
    self.tasks = tasks
  }
}

/// One entry of the sync log, enough to say it in plain words.
public struct SyncRow: Hashable, Sendable {
  /// What an entry does to its thing.
  public enum Operation: String, CaseIterable, Hashable, Codable, Sendable {
    case create, patch, append, tombstone, command
  }

  public let seq: Int
  public let at: Instant
  public let entity: EntityKind
  public let operation: Operation
  /// A name or number of the thing that the reader may see, or empty.
  public let label: String
  /// The fields that a patch changed.
  public let fields: [String]
  public let isAcknowledged: Bool

  public init(
    seq: Int, at: Instant, entity: EntityKind, operation: Operation, label: String,
    fields: [String], isAcknowledged: Bool
  ) {
    self.seq = seq
    self.at = at
    self.entity = entity
    self.operation = operation
    self.label = label
    self.fields = fields
    self.isAcknowledged = isAcknowledged
  }
}

/// A command that waits in the staging area: not yet done.
public struct StagedRow: Hashable, Sendable {
  public let at: Instant
  public let command: CommandKind

  public init(at: Instant, command: CommandKind) {
    self.at = at
    self.command = command
  }
}

/// A staged command that a rule refused on replay.
public struct ReplayTask: Hashable, Sendable {
  public let at: Instant
  public let command: CommandKind
  public let refusal: Refusal

  public init(at: Instant, command: CommandKind, refusal: Refusal) {
    self.at = at
    self.command = command
    self.refusal = refusal
  }
}
