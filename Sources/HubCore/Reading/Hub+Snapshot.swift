internal import Crypto
internal import SyncProtocol

extension Hub {
  /// Writes a snapshot of all documents as they are at one moment: `write` gets each line with its
  /// line feed.
  public func snapshot(for site: String, _ write: ([UInt8]) throws -> Void) throws {
    try store.read { tx in
      guard let site = try tx.site(site), site.state == .active else {
        throw HubProblem(.unauthorised)
      }
      let identity = try tx.identity()
      var digest = SHA256()
      func hashed(_ line: [UInt8]) throws {
        digest.update(data: line)
        try write(line)
      }
      let header = SnapshotHeader(
        hub: identity.hub, hubEpoch: identity.epoch, feedHead: try tx.feedHead().sequence,
        counts: try tx.documentCounts())
      try hashed(JSONValue(encoding: header).canonicalBytes + [UInt8(ascii: "\n")])
      try tx.eachDocument { try hashed(CanonicalDump.line($0)) }
      let trailer = SnapshotTrailer(sha256: BinaryText.hex(Array(digest.finalize())))
      try write(JSONValue(encoding: trailer).canonicalBytes + [UInt8(ascii: "\n")])
    }
  }

  /// The hash over all documents: equal at all replicas when everything is told.
  public func canonicalHash() throws -> String {
    try store.read { tx in
      var digest = SHA256()
      try tx.eachDocument { digest.update(data: CanonicalDump.line($0)) }
      return BinaryText.hex(Array(digest.finalize()))
    }
  }
}
