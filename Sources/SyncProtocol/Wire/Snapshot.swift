/// The first line of a snapshot: what follows, so that a reader can check that it got it whole.
///
/// A snapshot is JSON lines: this header, one `ReplicatedDocument` a line ordered by entity and id,
/// and a `SnapshotTrailer`. It is read from one transaction of the hub.
public struct SnapshotHeader: Codable, Sendable, Hashable {
  public var version: Int64
  public var hub: String
  public var hubEpoch: Int64
  /// The place of the feed that the documents stand for: the reader pulls on from here.
  public var feedHead: Int64
  /// Documents by entity.
  public var counts: [String: Int64]

  public init(
    version: Int64 = SyncAPI.version, hub: String, hubEpoch: Int64, feedHead: Int64,
    counts: [String: Int64]
  ) {
    self.version = version
    self.hub = hub
    self.hubEpoch = hubEpoch
    self.feedHead = feedHead
    self.counts = counts
  }
}

/// The last line of a snapshot.
public struct SnapshotTrailer: Codable, Sendable, Hashable {
  /// Lower-case hexadecimal SHA-256 of all lines before, their line feeds included.
  public var sha256: String

  public init(sha256: String) { self.sha256 = sha256 }
}
