/// A site's request to join, with the code that an administrator of the hub made once.
public struct EnrolmentRequest: Codable, Sendable, Hashable {
  public var version: Int64
  public var code: String
  public var site: String
  public var name: String
  /// Two to six letters in front of the numbers that people see; one site each.
  public var prefix: String
  /// Ed25519, 32 bytes in Base64: requests are signed with it.
  public var signingKey: String
  /// X25519, 32 bytes in Base64: patients' data keys are wrapped for it by HPKE.
  public var agreementKey: String
  /// The epoch that the site's log has from its beginning; nil where the log is in several pieces.
  ///
  /// A hub that answers the same one spares the site from writing its log anew.
  public var epoch: Int64?

  public init(
    version: Int64 = SyncAPI.version, code: String, site: String, name: String, prefix: String,
    signingKey: String, agreementKey: String, epoch: Int64? = nil
  ) {
    self.version = version
    self.code = code
    self.site = site
    self.name = name
    self.prefix = prefix
    self.signingKey = signingKey
    self.agreementKey = agreementKey
    self.epoch = epoch
  }
}

/// The hub's answer to a site that joined.
public struct EnrolmentAnswer: Codable, Sendable, Hashable {
  /// The hub's own id: its entries of the feed carry it as their site.
  public var hub: String
  public var hubEpoch: Int64
  public var hubName: String
  /// From 1: in front of the chart numbers of the site at the other sites.
  public var siteNumber: Int64
  /// The epoch in which the site's first push begins, at sequence 1.
  public var epoch: Int64
  /// Milliseconds UTC.
  public var serverTime: Int64
  /// Until when the site may promise the time of its own practitioners by itself.
  public var leaseUntil: Int64

  public init(
    hub: String, hubEpoch: Int64, hubName: String, siteNumber: Int64, epoch: Int64,
    serverTime: Int64, leaseUntil: Int64
  ) {
    self.hub = hub
    self.hubEpoch = hubEpoch
    self.hubName = hubName
    self.siteNumber = siteNumber
    self.epoch = epoch
    self.serverTime = serverTime
    self.leaseUntil = leaseUntil
  }
}

/// Why a site begins a new epoch.
public enum EpochReason: String, Codable, Sendable, Hashable, CaseIterable {
  /// The file is older than what the site is known to have sent.
  case restored
  /// Another file of the same site was at work.
  case cloned
}

/// A site's request for a new epoch.
public struct EpochRequest: Codable, Sendable, Hashable {
  /// The epoch of the file.
  public var epoch: Int64
  /// The last sequence of that epoch in the file.
  public var lastSequence: Int64
  /// The hash of that entry.
  public var lastHash: String
  public var reason: EpochReason
  /// What the file itself says is acknowledged, with that entry's hash: helps where the file went
  /// another way than the log that the hub has.
  public var acknowledged: Int64?
  public var acknowledgedHash: String?

  public init(
    epoch: Int64, lastSequence: Int64, lastHash: String, reason: EpochReason,
    acknowledged: Int64? = nil, acknowledgedHash: String? = nil
  ) {
    self.epoch = epoch
    self.lastSequence = lastSequence
    self.lastHash = lastHash
    self.reason = reason
    self.acknowledged = acknowledged
    self.acknowledgedHash = acknowledgedHash
  }
}

/// The new epoch, and from where the site has to pull so that it gets back what its file lacks.
public struct EpochAnswer: Codable, Sendable, Hashable {
  public var epoch: Int64
  /// Up to where the hub is known to have the file's own entries: those after it in the file are
  /// written anew, with the ids they have, so that the hub knows again what it already got.
  public var acknowledged: Int64
  public var serverTime: Int64

  public init(epoch: Int64, acknowledged: Int64, serverTime: Int64) {
    self.epoch = epoch
    self.acknowledged = acknowledged
    self.serverTime = serverTime
  }
}

/// One site as the others know it.
public struct DirectorySite: Codable, Sendable, Hashable {
  public enum State: String, Codable, Sendable, Hashable, CaseIterable {
    case active
    /// Two files push as one site; nothing is taken until an administrator looks.
    case frozen
    case decommissioned
  }

  public var site: String
  public var number: Int64
  public var name: String
  public var prefix: String
  public var agreementKey: String
  public var state: State

  public init(
    site: String, number: Int64, name: String, prefix: String, agreementKey: String, state: State
  ) {
    self.site = site
    self.number = number
    self.name = name
    self.prefix = prefix
    self.agreementKey = agreementKey
    self.state = state
  }
}

/// All sites of the hub, in the order of their numbers.
public struct Directory: Codable, Sendable, Hashable {
  public var sites: [DirectorySite]
  /// Services of the hub that sites may give keys to; nil of a hub that has none.
  public var services: [HubServiceKey]?

  public init(sites: [DirectorySite], services: [HubServiceKey]? = nil) {
    self.sites = sites
    self.services = services
  }
}
