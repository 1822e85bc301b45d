public import SyncProtocol

extension Hub {
  /// Which of some pieces of files the hub lacks, in their order.
  public func missingPieces(of hashes: [String], for site: String) throws -> [String] {
    guard hashes.count <= SyncAPI.batchLimit, hashes.allSatisfy(Self.isHash) else {
      throw HubProblem(.malformed)
    }
    return try store.read { tx in
      try check(site, in: tx)
      let known = try tx.knownPieces(hashes)
      return hashes.filter { !known.contains($0) }
    }
  }

  /// Keeps a piece of a file; one that isn't what its name says is refused.
  public func keep(piece bytes: [UInt8], named hash: String, from site: String) throws {
    guard bytes.count <= SyncAPI.pieceLimit else { throw HubProblem(.tooLarge) }
    guard Self.isHash(hash), BinaryText.hex(sha256(bytes)) == hash else {
      throw HubProblem(.malformed)
    }
    try store.write { tx in
      try check(site, in: tx)
      try tx.keep(piece: bytes, named: hash, from: site)
    }
  }

  /// A piece of a file; nil where the hub has not got it yet.
  public func piece(_ hash: String, for site: String) throws -> [UInt8]? {
    guard Self.isHash(hash) else { throw HubProblem(.malformed) }
    return try store.read { tx in
      try check(site, in: tx)
      return try tx.piece(hash)
    }
  }

  private func check(_ site: String, in tx: Store.Transaction) throws {
    guard let record = try tx.site(site) else { throw HubProblem(.unauthorised) }
    if let problem = record.problem { throw problem }
  }

  private static func isHash(_ text: String) -> Bool {
    text.utf8.count == 64
      && text.utf8.allSatisfy {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
          || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0)
      }
  }
}
