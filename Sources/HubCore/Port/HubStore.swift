public import ClinicDomain
public import SyncProtocol

/// Where the hub keeps things: PostgreSQL in earnest, a model in tests.
public protocol HubStore: Sendable {
  associatedtype Transaction: HubTransaction

  /// Runs a transaction; what it throws takes everything back.
  ///
  /// The body may run again where transactions got into each other's way.
  func write<Value>(_ body: (Transaction) throws -> Value) throws -> Value

  /// Runs a transaction that only reads, all of it at one moment.
  func read<Value>(_ body: (Transaction) throws -> Value) throws -> Value
}

/// What the hub's decisions load and store, within one transaction.
///
/// No decision is taken here. What is loaded with a lock stays as it is for others until the end.
public protocol HubTransaction {
  /// Runs a part of the transaction; what it throws takes the part back and no more.
  ///
  /// - Returns: the part's own failure, where the transaction goes on without it.
  /// - Throws: what ends the whole transaction.
  func apart<Value>(_ body: () throws -> Value) throws -> Result<Value, any Error>

  // The hub itself.
  func identity() throws -> HubIdentity
  func keep(_ identity: HubIdentity) throws

  // Sites. Those who register one lock the register.
  func lockRegister() throws
  func site(_ id: String) throws -> SiteRecord?
  func lockedSite(_ id: String) throws -> SiteRecord?
  func sites() throws -> [SiteRecord]
  func keep(_ site: SiteRecord) throws
  func enrolmentCode(hash: String) throws -> EnrolmentCode?
  func keep(_ code: EnrolmentCode) throws

  // The sites' logs.
  func log(of site: String, epoch: Int64) throws -> LogState?
  func keep(_ log: LogState) throws
  func places(of site: String, epoch: Int64, _ sequences: [Int64]) throws -> [Int64: LogPlace]
  func keep(_ places: [LogPlace]) throws
  /// Entries of the feed by their own ids.
  func entries(ids: [String]) throws -> [String: SyncEntry]

  // Documents.
  func lockedDocuments(
    _ references: [DocumentReference]
  ) throws -> [DocumentReference: HubDocument]
  func documents(_ references: [DocumentReference]) throws -> [DocumentReference: HubDocument]
  /// Stores documents: `isNew` of those that `lockedDocuments` didn't find.
  func keep(_ documents: [HubDocument]) throws
  /// The entry of the feed that wrote a document at a clock.
  func entry(of reference: DocumentReference, clock: Int64) throws -> SyncEntry?
  func documentCounts() throws -> [String: Int64]
  /// All documents, ordered by the bytes of entity and id.
  func eachDocument(_ body: (ReplicatedDocument) throws -> Void) throws

  /// Says what will be asked for about visits and numbers, once those who decide are kept out: so
  /// that it is looked up at once. Asking for anything else is right as well.
  func expect(_ expected: Expected) throws

  // Time that is taken.
  /// Keeps others from deciding about these practitioners, patients, rooms and numbers.
  func lock(resources: [String]) throws
  func claim(of appointment: String) throws -> Claim?
  /// Other claims of the same practitioner, patient or room that overlap.
  func claims(against claim: Claim) throws -> [Claim]
  /// What is taken of a practitioner's or a patient's time.
  func taken(practitioner: String, patient: String, within span: TimeSlot) throws -> [TimeSlot]
  func keep(_ claim: Claim) throws
  func removeClaim(of appointment: String) throws
  /// Notes that an appointment waits for a decision; its place in the order stays.
  func keepRequest(of appointment: String, practitioner: String) throws
  func removeRequest(of appointment: String) throws
  /// Practitioners for whose time somebody asked.
  func practitionersAskedFor() throws -> [String]
  /// The appointments that ask for a practitioner's time, first come first.
  func requests(for practitioner: String) throws -> [String]

  // Who has which number (`cpf:…`, `cns:…`).
  func patients(numbered number: String) throws -> [String]
  func keep(numbers: [String], of patient: String) throws

  // The feed.
  func feedHead() throws -> FeedHead
  /// Takes the next places of the feed; the last but one step of a transaction.
  ///
  /// - Returns: the head as it was before.
  func takePlaces(_ count: Int, ofHub hubCount: Int) throws -> FeedHead
  func append(_ entries: [FeedEntry], lastHubHash: String?) throws
  func feed(after sequence: Int64, limit: Int) throws -> [FeedEntry]

  // Patients' data keys.
  func keep(_ grants: [KeyGrant]) throws
  func grants(for site: String, after cursor: Int64, limit: Int) throws -> KeyGrantPage

  // Services that open what sites give them.
  func services() throws -> [HubServiceKey]
  func keep(_ service: HubServiceKey) throws

  // Pieces of files, by their hashes.
  func knownPieces(_ hashes: [String]) throws -> Set<String>
  func keep(piece bytes: [UInt8], named hash: String, from site: String) throws
  func piece(_ hash: String) throws -> [UInt8]?

  /// Keeps a nonce for a while; false where it was there already.
  func keepNonce(_ nonce: String, of site: String, at now: Instant) throws -> Bool
}

/// What a transaction is about to ask for.
public struct Expected: Sendable, Hashable {
  /// The time that visits are about to have.
  public var claims: [Claim] = []
  public var patients: [String] = []
  public var numbers: [String] = []

  public init() {}
}

extension HubTransaction {
  public func expect(_ expected: Expected) throws {}
}
