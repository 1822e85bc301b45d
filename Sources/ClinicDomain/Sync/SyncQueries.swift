/// What waits to be sent and what the staging area holds.
public struct ReadSyncStatus: ClinicQuery {
  public static let capability = Capability.readSync
  /// How many entries to tell: those that wait longest first, then those sent last.
  public let entryCount: Int

  public init(entryCount: Int = 200) { self.entryCount = entryCount }

  public typealias Answer = SyncStatus
}

/// The answer to `ReadSyncStatus`.
public struct SyncStatus: Equatable, Sendable {
  /// Whether this site sends to a hub at all.
  public let isEnrolled: Bool
  public var pendingCount: Int
  public let oldestPendingAt: Instant?
  public let stagedCount: Int
  public let tornCount: Int
  /// What the last try said went wrong, as a code; nil where none did.
  public let lastError: String?
  /// Those that wait, oldest first, then those that were sent, newest first.
  public let entries: [SyncRow]
  /// What waits in the staging area, oldest first.
  public let staged: [StagedRow]
  /// Staged commands that a rule refused when they were replayed: a person has to look.
  public let tasks: [ReplayTask]
  /// How the other sites' numbers are shown.
  public var sites = SitePrefixes()
  /// The hub as this site last knew it; nil where the site joined none.
  public var hub: HubStanding?
  /// The other sites of the hub, by their numbers.
  public var peers: [PeerSite] = []
  /// What of it may read what this site gives it.
  public var services: [HubServiceRow] = []
  /// Practitioners whose time another site promises: what is booked with them is asked for.
  public var practitionersElsewhere: Set<PractitionerID> = []
  /// What of the hub's tasks, and of what it could not take, the reader may decide about.
  public var taskCount = 0

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
  /// Its place among this site's replays.
  public let key: Int
  public let at: Instant
  public let command: CommandKind
  public let refusal: Refusal

  public init(key: Int = 0, at: Instant, command: CommandKind, refusal: Refusal) {
    self.key = key
    self.at = at
    self.command = command
    self.refusal = refusal
  }
}

/// Where the site stands with its hub, for a person.
public struct HubStanding: Hashable, Sendable {
  public let name: String
  /// When the hub was last known to answer.
  public let lastContactAt: Instant?
  /// Since when every try failed; nil while the last one did not.
  public let failingSince: Instant?
  /// When the worker tries again after a failure.
  public let nextTryAt: Instant?
  /// How many changes of other sites wait at the hub, as far as it said.
  public let behind: Int
  /// Milliseconds that the hub's clock is ahead of this machine's.
  public let clockSkew: Int64
  /// Until when this site may promise its own practitioners' time by itself.
  public let leaseUntil: Instant
  /// Whether a worker carries the log.
  public let isWorkerRunning: Bool

  /// What a clock may be off without a word, in milliseconds.
  public static let skewTold: Int64 = 30_000
  /// Above this the hub refuses the dates of what it is sent.
  public static let skewFlagged: Int64 = 300_000

  public init(
    name: String, lastContactAt: Instant?, failingSince: Instant?, nextTryAt: Instant?,
    behind: Int, clockSkew: Int64, leaseUntil: Instant, isWorkerRunning: Bool
  ) {
    self.name = name
    self.lastContactAt = lastContactAt
    self.failingSince = failingSince
    self.nextTryAt = nextTryAt
    self.behind = behind
    self.clockSkew = clockSkew
    self.leaseUntil = leaseUntil
    self.isWorkerRunning = isWorkerRunning
  }
}

/// Another site of the hub.
public struct PeerSite: Hashable, Sendable {
  /// Whether it takes part.
  public enum State: String, CaseIterable, Hashable, Sendable {
    case active, frozen, decommissioned
  }

  public let number: Int
  public let name: String
  public let prefix: String
  public let state: State

  public init(number: Int, name: String, prefix: String, state: State) {
    self.number = number
    self.name = name
    self.prefix = prefix
    self.state = state
  }
}
