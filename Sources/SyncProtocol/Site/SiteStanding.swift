public import ClinicDomain

/// Where a site stands towards its hub.
public struct SiteStanding: Sendable, Hashable {
  /// Nil for a site that never enrolled: there is nothing to do.
  public var enrolment: Enrolment?
  public var epoch: Int64
  /// The last sequence of the epoch's log.
  public var lastSequence: Int64
  public var lastHash: String
  public var acknowledged: Int64
  /// The hash of the entry that was acknowledged last; nil where it isn't known.
  public var acknowledgedHash: String?
  /// The acknowledgement that is kept outside the database file: above `acknowledged`, or of
  /// another epoch, the file was restored or cloned.
  public var witnessed: Witness?
  public var feed: FeedPosition
  public var keyCursor: Int64
  public var stagedCount: Int

  public init(
    enrolment: Enrolment?, epoch: Int64, lastSequence: Int64, lastHash: String,
    acknowledged: Int64, acknowledgedHash: String? = nil, witnessed: Witness?, feed: FeedPosition,
    keyCursor: Int64,
    stagedCount: Int
  ) {
    self.enrolment = enrolment
    self.epoch = epoch
    self.lastSequence = lastSequence
    self.lastHash = lastHash
    self.acknowledged = acknowledged
    self.acknowledgedHash = acknowledgedHash
    self.witnessed = witnessed
    self.feed = feed
    self.keyCursor = keyCursor
    self.stagedCount = stagedCount
  }

  /// Whether the file is older than what it is known to have sent.
  public var isBehindWitness: Bool {
    guard let witnessed else { return false }
    return witnessed.epoch != epoch || witnessed.acknowledged > acknowledged
  }
}

/// The site's place at a hub.
public struct Enrolment: Sendable, Hashable {
  public var address: String
  public var hub: String
  public var site: String
  public var siteNumber: Int64
  public var leaseUntil: Instant

  public init(
    address: String, hub: String, site: String, siteNumber: Int64, leaseUntil: Instant
  ) {
    self.address = address
    self.hub = hub
    self.site = site
    self.siteNumber = siteNumber
    self.leaseUntil = leaseUntil
  }
}

/// The last acknowledgement, as the file beside the database keeps it.
public struct Witness: Sendable, Hashable {
  public var epoch: Int64
  public var acknowledged: Int64

  public init(epoch: Int64, acknowledged: Int64) {
    self.epoch = epoch
    self.acknowledged = acknowledged
  }
}

/// A page of the feed that doesn't follow the one before.
public struct FeedGap: Error, Hashable, Sendable {
  public var expected: Int64
  public var found: Int64

  public init(expected: Int64, found: Int64) {
    self.expected = expected
    self.found = found
  }
}

/// Why a try failed, for the screens and the log.
public enum SyncFailure: Error, Hashable, Sendable, Codable {
  /// No connection, a time-out, an answer that isn't the hub's.
  case unreachable
  /// The hub's certificate is not to be trusted.
  case certificate
  case problem(HubProblem)
  /// The hub's answer can't be read.
  case answer
  /// The site's own data can't be read or written.
  case storage
}

extension SyncFailure {
  /// The failure as one word, of a hub's problem which it was: for logs, counters and what is kept.
  public var code: String {
    switch self {
    case .unreachable: "unreachable"
    case .certificate: "certificate"
    case .problem(let problem): problem.code.rawValue
    case .answer: "answer"
    case .storage: "storage"
    }
  }

  /// From the code that was kept of it; nil for one of another version.
  public init?(code: String) {
    switch code {
    case "unreachable": self = .unreachable
    case "certificate": self = .certificate
    case "answer": self = .answer
    case "storage": self = .storage
    default:
      guard let problem = HubProblem.Code(rawValue: code) else { return nil }
      self = .problem(HubProblem(problem))
    }
  }
}
