internal import ClinicDomain
public import HubCore
public import SyncProtocol

/// All that a hub keeps.
public struct ModelState: Sendable {
  public var identity: HubIdentity
  public var sites: [String: SiteRecord] = [:]
  public var codes: [String: EnrolmentCode] = [:]
  public var logs: [LogKey: LogState] = [:]
  public var places: [PlaceKey: LogPlace] = [:]
  public var documents: [DocumentReference: HubDocument] = [:]
  public var claims: [String: Claim] = [:]
  public var requests: [String: Request] = [:]
  public var feed: [FeedEntry] = []
  public var head = FeedHead()
  public var grants: [GrantKey: PlacedGrant] = [:]
  public var services: [String: HubServiceKey] = [:]
  public var pieces: [String: [UInt8]] = [:]
  var nonces: [String: Instant] = [:]
  var numbers: [String: Set<String>] = [:]
  var numbersOfPatient: [String: [String]] = [:]
  var entryPlaces: [String: Int] = [:]
  var documentPlaces: [DocumentReference: [Int]] = [:]
  var claimsOfResource: [String: Set<String>] = [:]
  var lastRequest = 0
  var lastGrant: Int64 = 0

  init(identity: HubIdentity) { self.identity = identity }

  public struct LogKey: Hashable, Sendable {
    public let site: String
    public let epoch: Int64
  }

  public struct PlaceKey: Hashable, Sendable {
    public let site: String
    public let epoch: Int64
    public let sequence: Int64
  }

  public struct Request: Hashable, Sendable {
    public let practitioner: String
    public let order: Int
  }

  public struct GrantKey: Hashable, Sendable {
    public let recipient: String
    public let patient: String
    public let version: Int64
    public let sender: String
  }

  public struct PlacedGrant: Hashable, Sendable {
    public let place: Int64
    public let grant: KeyGrant
  }
}
