public import ClinicDomain
public import Storage
public import SyncProtocol
public import WebClient

/// The way to the hub that the site is enrolled with at the moment it is asked.
///
/// A worker that runs before its site enrols needs no restart.
public final class SiteTransport: HubTransport {
  private let service: ClinicService
  private let client: any WebClient
  private let clock: () -> Instant
  private var known: (address: String, transport: HTTPTransport)?

  public init(service: ClinicService, client: any WebClient, clock: @escaping () -> Instant) {
    self.service = service
    self.client = client
    self.clock = clock
  }

  private func hub() throws(HubFailure) -> HTTPTransport {
    let standing: SiteStanding
    do {
      standing = try service.standing()
    } catch {
      throw HubFailure(.storage)
    }
    guard let address = standing.enrolment?.address else { throw HubFailure(.storage) }
    if let known, known.address == address { return known.transport }
    guard let place = try? WebAddress(parsing: address), place.isSafe,
      let sign = try? service.syncSigner()
    else { throw HubFailure(.storage) }
    let transport = HTTPTransport(
      address: place, site: service.site.id.text, client: client, signer: SigningKey(sign: sign),
      clock: clock)
    known = (address, transport)
    return transport
  }

  public func push(_ request: PushRequest) throws(HubFailure) -> PushAnswer {
    try hub().push(request)
  }

  public func feed(
    after position: FeedPosition, epoch: Int64
  ) throws(HubFailure) -> FeedPage {
    try hub().feed(after: position, epoch: epoch)
  }

  public func beginEpoch(_ request: EpochRequest) throws(HubFailure) -> EpochAnswer {
    try hub().beginEpoch(request)
  }

  public func directory() throws(HubFailure) -> Directory { try hub().directory() }
  public func leave(_ grants: [KeyGrant]) throws(HubFailure) { try hub().leave(grants) }

  public func missingPieces(of hashes: [String]) throws(HubFailure) -> [String] {
    try hub().missingPieces(of: hashes)
  }

  public func put(piece bytes: [UInt8], named hash: String) throws(HubFailure) {
    try hub().put(piece: bytes, named: hash)
  }

  public func piece(_ hash: String) throws(HubFailure) -> [UInt8]? { try hub().piece(hash) }

  /// Writes a snapshot of the hub's documents to an open file.
  public func snapshot(into descriptor: Int32) throws(HubFailure) {
    try hub().snapshot(into: descriptor)
  }

  public func keyGrants(after cursor: Int64) throws(HubFailure) -> KeyGrantPage {
    try hub().keyGrants(after: cursor)
  }
}

private struct SigningKey: RequestSigner {
  let sign: @Sendable ([UInt8]) throws -> [UInt8]
  func sign(_ bytes: [UInt8]) throws -> [UInt8] { try sign(bytes) }
}
