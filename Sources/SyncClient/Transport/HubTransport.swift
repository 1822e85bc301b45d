public import SyncProtocol

/// The way to the hub: one call, one answer; blocks until it is there.
///
/// What was asked may have been done although no answer came: every call can be made again.
public protocol HubTransport: AnyObject {
  func push(_ request: PushRequest) throws(HubFailure) -> PushAnswer
  /// `epoch` is that of the site's file: its own entries of other epochs come in full.
  func feed(after position: FeedPosition, epoch: Int64) throws(HubFailure) -> FeedPage
  func beginEpoch(_ request: EpochRequest) throws(HubFailure) -> EpochAnswer
  func directory() throws(HubFailure) -> Directory
  func leave(_ grants: [KeyGrant]) throws(HubFailure)
  func keyGrants(after cursor: Int64) throws(HubFailure) -> KeyGrantPage
  /// Which of some pieces of files the hub lacks.
  func missingPieces(of hashes: [String]) throws(HubFailure) -> [String]
  func put(piece bytes: [UInt8], named hash: String) throws(HubFailure)
  /// Nil where the hub has not got it yet.
  func piece(_ hash: String) throws(HubFailure) -> [UInt8]?
}

/// A hub of a test that knows no files.
extension HubTransport {
  public func missingPieces(of hashes: [String]) throws(HubFailure) -> [String] { [] }
  public func put(piece bytes: [UInt8], named hash: String) throws(HubFailure) {}
  public func piece(_ hash: String) throws(HubFailure) -> [UInt8]? { nil }
}

/// Why there is no answer, or not the wanted one.
public struct HubFailure: Error, Hashable, Sendable {
  public var failure: SyncFailure
  /// How long the hub asks to be left alone, in milliseconds.
  public var retryAfter: Int64?

  public init(_ failure: SyncFailure, retryAfter: Int64? = nil) {
    self.failure = failure
    self.retryAfter = retryAfter
  }
}
