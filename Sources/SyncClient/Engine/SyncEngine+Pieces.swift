import SyncProtocol

extension SyncEngine {
  /// So many pieces of files go each way in a turn: what is written meanwhile doesn't wait for them.
  static let piecesPerTurn = 64

  /// So many of them are sent in one step.
  private static let piecesPerStep = 4

  /// Sends some pieces that the hub lacks; what was sent before a cut is not sent again.
  func sendPiece() throws -> SyncEvent {
    guard turn.piecesLeft > 0 else { return moreFiles() }
    let hashes = try store.piecesToSend(limit: Self.piecesPerTurn)
    guard !hashes.isEmpty else { return go(.fetchPiece) }
    let missing = try reached { () throws(HubFailure) in
      try transport.missingPieces(of: hashes)
    }
    let known = hashes.filter { !missing.contains($0) }
    if !known.isEmpty { try store.markSent(pieces: known) }
    var sent = 0
    for hash in missing.prefix(Self.piecesPerStep) {
      guard let bytes = try store.piece(hash) else { continue }
      try reached { () throws(HubFailure) in try transport.put(piece: bytes, named: hash) }
      try store.markSent(pieces: [hash])
      sent += 1
    }
    turn.piecesLeft -= max(1, sent)
    turn.hasMovedPieces = true
    failures = 0
    return go(.sendPiece, sent == 0 ? .nothing : .piecesSent(sent))
  }

  /// Fetches one piece that files here name; one that is not there yet, or is not what its name says,
  /// is tried again another time and keeps nothing else waiting.
  func fetchPiece() throws -> SyncEvent {
    guard turn.piecesLeft > 0 else { return moreFiles() }
    let wanted = try store.piecesToFetch(limit: Self.piecesPerTurn)
      .first { !turn.soughtPieces.contains($0) }
    guard let wanted else { return go(.decide) }
    turn.soughtPieces.insert(wanted)
    turn.piecesLeft -= 1
    let bytes = try reached { () throws(HubFailure) in try transport.piece(wanted) }
    let isKept = try store.keep(piece: bytes, named: wanted)
    if isKept {
      turn.hasMovedPieces = true
      failures = 0
    }
    return go(.fetchPiece, isKept ? .pieceFetched : bytes == nil ? .nothing : .pieceRefused(wanted))
  }

  /// The rest goes in a turn of its own, at once unless nothing of it was to be had.
  private func moreFiles() -> SyncEvent {
    if turn.hasMovedPieces { wake(.nudge) }
    return go(.decide)
  }
}
